/* breakdown.h - a key figure by course, country or device: where its number comes from. */
#ifndef NEXUS_BREAKDOWN_H
#define NEXUS_BREAKDOWN_H

#include "domain/measure/figure.h"

enum { BREAKDOWN_MOST = 10 };

struct breakdown {
    struct breakdown_row {
        int64_t value; /* a course's id, event_country_number, enum event_device */
        double number; /* as sheet_total with this filter: NAN for a ratio to nothing */
    } rows[BREAKDOWN_MOST];
    int count;
};

/* The values of a dimension with the most of what the figure counts in these days, the largest number first; within a filter those with most
 * events. Different people are counted for each value by itself: who took two courses is in both. Without a filter one query and a sheet of
 * rows for each value, with one two passes over the packs. False on failure (logged). */
bool breakdown_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                    enum day_dimension dimension, struct figure_range range, struct breakdown *breakdown);

#endif
