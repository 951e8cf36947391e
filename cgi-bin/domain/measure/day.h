/* day.h - the dimensions that a day is counted by, and making a day's rows. */
#ifndef NEXUS_DAY_H
#define NEXUS_DAY_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/measure/fold.h"

#include <stdbool.h>
#include <stdint.h>

enum day_dimension { DAY_ALL, DAY_COURSE, DAY_COUNTRY, DAY_DEVICE };

/* Makes the rows of a day in `zone` again from the packs. Needs the roll-ups' write transaction. False on failure (logged). */
bool day_make(struct arena *arena, struct db *rollup, int64_t day, const char *zone);

#endif
