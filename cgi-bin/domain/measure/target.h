/* target.h - what the academy wants of a key figure. Set by admins on the figure's page, shown as a line and as a share of it. */
#ifndef NEXUS_TARGET_H
#define NEXUS_TARGET_H

#include "core/store/database.h"
#include "domain/measure/figure.h"

#include <stdbool.h>
#include <stdint.h>

struct target {
    const char *figure;
    double value;
    int days; /* the value is for so many days: 1, 7 or 30; where days do not add up (figure_adds) it is for any */
};

/* All of them, at most one a figure: `count` in an array in the arena of the connection. */
const struct target *target_list(struct arena *arena, struct db *db, int *count);

/* The one of a figure among them, NULL: none. */
const struct target *target_find(const struct target *targets, int count, const struct figure *figure);

/* The value that is wanted of `days` days. */
double target_of(const struct target *target, const struct figure *figure, int64_t days);

/* Sets it in place of the one before; takes it away (DB_NONE: there was none). Need the write transaction. */
enum db_result target_set(struct db *db, const struct target *target, int64_t user_id, int64_t now);
enum db_result target_clear(struct db *db, const struct figure *figure);

#endif
