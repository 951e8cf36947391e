/* desk.h - what the admin of the demo finds in the reports: annotations, a funnel, an alert. */
#ifndef NEXUS_DEMO_DESK_H
#define NEXUS_DEMO_DESK_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

/* Needs the write transaction; the demo's accounts are there. Unless `whole` only the annotations. False on failure (logged). */
bool demo_lay_desk(struct arena *arena, struct db *db, bool whole, int64_t now);

#endif
