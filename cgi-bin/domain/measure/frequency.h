/* frequency.h - how often people come: on how many different days of 28 somebody was there (L28). For the pages of retention.
 *
 * The days are the academy's. With one filter by course, country or device it reads that dimension's sets of people, one a day; with
 * several it reads the packs of the days, since one event must fit all of them. So everybody active is as many as the figure "people"
 * of these days. */
#ifndef NEXUS_FREQUENCY_H
#define NEXUS_FREQUENCY_H

#include "domain/measure/figure.h"
#include "domain/measure/store.h"

#include <stdint.h>

enum { FREQUENCY_DAYS = 28 };

struct frequency {
    int64_t people;                     /* there on any of the days */
    int64_t days[FREQUENCY_DAYS + 1];   /* there on exactly so many of them; [0] is not counted */
    double median, mean;                /* days, of those people; NAN of nobody */
};

/* The 28 days that end with `last`. One query, or those of a scope_walk. NULL on failure (logged). Lives in `arena`. */
struct frequency *frequency_measure(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t last);

/* Who was there on exactly `days` of them: ids, rising, from `offset` on, at most `limit`; *total is how many there are in all. NULL
 * on failure (logged). */
int64_t *frequency_people(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t last, int days,
                          int64_t offset, int limit, int *count, int64_t *total);

#endif
