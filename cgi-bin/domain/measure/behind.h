/* behind.h - the people behind a key figure: who was there, who is new, who did what it counts. */
#ifndef NEXUS_BEHIND_H
#define NEXUS_BEHIND_H

#include "domain/measure/figure.h"

struct behind {
    int64_t user_id;
    int64_t times; /* days on which they were there; of a figure of events by name: how often they did it */
    int64_t last;  /* the last day of it */
};

/* Whether people stand behind it: not behind visitors, and not all events are people's. */
bool behind_has(const struct figure *figure);

/* Those of a range of days, the last ones first, then those who were there most: `*count` in an array in `arena`. NULL on failure
 * (logged). */
struct behind *behind_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure,
                           const struct figure_filter *filter, struct figure_range range, size_t *count);

#endif
