/* hours.h - a key figure by the hour, from the packs: for a day or two, what the rows of days can't show. */
#ifndef NEXUS_HOURS_H
#define NEXUS_HOURS_H

#include "domain/measure/figure.h"

enum { HOURS_DAYS_MOST = 2, HOURS_MOST = HOURS_DAYS_MOST * 25 };

/* Whether an hour has such a figure: events, and people or visitors who were there. Not who is new, nor windows of days, nor sessions,
 * which an hour would cut. */
bool hours_has(const struct figure *figure);

/* How many hours the days of a range have in a zone: 23, 24 or 25 each. At most HOURS_DAYS_MOST days. */
int hours_count(struct figure_range range, const char *zone);

/* The figure of each hour; people and visitors are different ones of the hour. NAN for a ratio to nothing. One query. False on failure
 * (logged). */
bool hours_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                struct figure_range range, double values[HOURS_MOST]);

#endif
