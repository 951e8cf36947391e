/* unusual.h - days on which a key figure was not what the days before it let expect, and which course, country or device moved it most.
 * Called by the page of unusual days, by alerts and by reports. */
#ifndef NEXUS_UNUSUAL_H
#define NEXUS_UNUSUAL_H

#include "domain/measure/anomaly.h"
#include "domain/measure/figure.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unusual {
    int64_t from;                  /* the day of days[0] */
    size_t count, judged;          /* judged 0: too few days to say anything */
    const double *values;          /* NAN: none */
    const struct anomaly_day *days;
};

/* Each day of `past` (figure.h; outlook_past reads one) against the days before it. Memory in `arena`. */
struct unusual unusual_days(struct arena *arena, const struct sheet *past, const struct figure *figure);

/* What moved a figure most on a day, within a filter, compared with the mean of the same weekday of the four weeks before: {dimension ("course",
 * "country", "device"), value (a course's id, letters, a device's name), expected, actual, explained (share of the change, 0 to 1 and beyond)}.
 * NULL where the figure has no parts (ratios, people of many days), nothing is known, or everything moved alike. Without a filter from the rows of
 * days, with one from the packs of the five days. */
cJSON *unusual_cause(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                     int64_t day);

/* "Country ZA: 30 instead of 120, 75 % of the change", in a language; "" for NULL. `db` is the main database: courses have titles. */
const char *unusual_cause_words(struct arena *arena, struct db *db, const char *language, const cJSON *cause);

#endif
