/* outlook.h - what a key figure will be: its past from the roll-ups, its forecast, and the forecasts of earlier days beside what
 * came. Called by the forecast pages, reports, and once a week for each figure by the worker. */
#ifndef NEXUS_OUTLOOK_H
#define NEXUS_OUTLOOK_H

#include "domain/measure/figure.h"
#include "domain/measure/forecast.h"

#include <stdbool.h>
#include <stdint.h>

enum { OUTLOOK_PAST_DAYS = 730, OUTLOOK_LEAST_DAYS = 21, OUTLOOK_KEPT_DAYS = 90 };

struct outlook {
    const struct figure *figure;
    int64_t first, today;    /* days of past[0] and of the first that is forecast: today, which is not over */
    const double *past;      /* NAN: none */
    size_t count;
    bool enough;             /* OUTLOOK_LEAST_DAYS days at least: then `forecast` is there */
    struct forecast forecast;
};

/* Whether a figure can be forecast: it has a number a day that means something by itself. */
bool outlook_fits(const struct figure *figure);

/* The days before `today` that outlooks are made from, for any figure: from the first that has an event, at most OUTLOOK_PAST_DAYS ago.
 * NULL when there is none, or on failure (logged; db_failed tells). */
struct sheet *outlook_past(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t today);

/* The outlook of a figure, `horizon` days behind the last of `past` (which may be NULL). Memory in `arena`. */
struct outlook outlook_make(struct arena *arena, const struct sheet *past, const struct figure *figure, size_t horizon);

/* Keeps the forecast, once a day and figure. Needs the main database's write transaction. */
enum db_result outlook_keep(struct arena *arena, struct db *db, const struct outlook *outlook, int64_t course_id, int64_t now);

/* When a figure's forecast was kept last (a day; 0 never). What a clock that was ahead has kept of days after `today` does not count. */
int64_t outlook_kept_day(struct db *db, const char *figure, int64_t course_id, int64_t today);

/* Kept forecasts of a figure beside what came, newest first, at most `limit`: [{made_day, method, smape, naive_smape (of the back-test),
 * days (over since), error (sMAPE of these days, null without one), inside80, inside95 (how many of them lay in the interval)}]. `outlook` has the
 * past. */
cJSON *outlook_compare(struct db *db, const struct outlook *outlook, int64_t course_id, int limit);

#endif
