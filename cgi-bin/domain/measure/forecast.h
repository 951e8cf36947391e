/* forecast.h - what a series of counts, sums or shares will be: point forecasts, intervals, and whether to believe them.
 *
 * Called for the admin's pages and by the worker, and measured by `nexus measure forecast`. Pure computing: no database. */
#ifndef NEXUS_FORECAST_H
#define NEXUS_FORECAST_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Of a longer series only the newest count. */
enum { FORECAST_HORIZON_MOST = 400, FORECAST_PAST_MOST = 3000 };

struct forecast_step {
    double point, low80, high80, low95, high95;
};

/* sMAPE in percent (200 |y - f| / (|y| + |f|), two zeros count 0); MASE: the mean error as a multiple of the mean step of the past
 * from one period to the next (NAN where the past never moves). */
struct forecast_error {
    double smape, mase;
};

struct forecast {
    const char *method; /* English; a static string */
    size_t horizon, origins;
    struct forecast_step *steps;                /* `horizon` of them, the first behind the last value given */
    struct forecast_error error, naive_error;   /* in the back-test; NAN without one */
    bool beats_naive;                           /* false without a back-test: then it is not to be shown */
};

/* Forecasts `horizon` (1 to FORECAST_HORIZON_MOST) values behind y[0..n), oldest first, of which NAN (or an infinite one) is not known.
 * `period` is the length of the season in values: 7 for days, 12 for months; 1 for none. The mean of several models is used; on the
 * way to it the last `origins` (0 to 3) stretches of the past are forecast from what was before them, beside the seasonal naive
 * forecast (the value one period earlier): `beats_naive` says who was nearer by MASE. 0 origins when the past is too short.
 * Where no past value is negative, no forecast is.
 * False when no value is known. Memory is the arena's; spent: about 30 ms for two years of days. */
bool forecast_make(struct arena *arena, const double *y, size_t n, size_t period, size_t horizon, struct forecast *forecast);

/* Only the points, without back-test: false as above. */
bool forecast_points(struct arena *arena, const double *y, size_t n, size_t period, size_t horizon, double *point);

#endif
