/* day.h - the dimensions that a day is counted by, and making a day's rows. */
#ifndef NEXUS_DAY_H
#define NEXUS_DAY_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/measure/fold.h"

#include <stdbool.h>
#include <stdint.h>

enum day_dimension { DAY_ALL, DAY_COURSE, DAY_COUNTRY, DAY_DEVICE };

struct day_name {
    uint32_t name_id;
    int64_t events, users;
};
struct day_sum {
    int64_t users, visitors, events, sessions, seconds;
    int64_t *people; /* rising */
    size_t people_count;
    struct day_name *names;
    size_t name_count;
};

/* Counts a day in `zone` from its packs, only what the scope lets through. Memory in `arena`. */
struct event_scope;
struct day_sum day_count(struct arena *arena, struct db *rollup, int64_t day, const char *zone, const struct event_scope *scope);

/* The same for several values of a dimension, all different, in one pass: sums[i] is of values[i] within the scope. */
void day_count_values(struct arena *arena, struct db *rollup, int64_t day, const char *zone, const struct event_scope *scope,
                      enum day_dimension dimension, const int64_t *values, size_t count, struct day_sum *sums);

/* What an event with this context is counted under; 0: nothing. */
struct context;
int64_t day_value(const struct context *context, enum day_dimension dimension);

/* Makes the rows of a day in `zone` again from the packs. Needs the roll-ups' write transaction. False on failure (logged). */
bool day_make(struct arena *arena, struct db *rollup, int64_t day, const char *zone);

/* Writes down again who was new on a day, after first_seen was changed. Needs that transaction, too. */
bool day_write_new(struct arena *arena, struct db *rollup, int64_t day);

#endif
