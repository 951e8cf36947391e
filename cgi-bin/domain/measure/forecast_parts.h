/* forecast_parts.h - what the files forecast_*.c share: a search for parameters, seasons, the models, their mean. Nobody else
 * includes it but their unit test.
 *
 * The models take a series without gaps, scaled so that its mean size is about 1. Memory comes from the series' arena. */
#ifndef NEXUS_FORECAST_PARTS_H
#define NEXUS_FORECAST_PARTS_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct series {
    struct arena *arena;
    const double *y;
    size_t n, period;
};

/* ---- forecast_search.c ---- */

enum { SEARCH_MOST = 8 };

/* Moves `x` (count <= SEARCH_MOST) to a minimum of cost(x, context) by the simplex of Nelder and Mead (1965) with first steps
 * `step`, in about `evaluations`, ending when its corners differ by less than `near`. cost may be HUGE_VAL where x is not
 * allowed, but not at the start. Gives the least cost. */
double search_minimum(double (*cost)(const double *x, void *context), void *context, double *x, const double *step, size_t count, double near,
                      int evaluations);

/* ---- forecast_season.c ---- */

/* Whether the autocorrelation at one period differs from 0 at 90 % (the test of the M competitions' Naive2); false below 3 periods. */
bool season_is_there(const struct series *series);

/* How much of what the trend leaves is season: 1 - Var(rest) / Var(season + rest), 0 to 1; 0 below 3 periods. */
double season_strength(const struct series *series);

/* The seasonal figure of the classical decomposition: `period` factors of mean 1 (multiplicative; needs positive means), or terms
 * of mean 0; figure[i] belongs to the times i, i + period, ... Needs two periods. */
void season_classical(const struct series *series, bool multiplicative, double *figure);

/* ---- forecast_stl.c ---- */

/* STL (Cleveland, Cleveland, McRae, Terpenning 1990): the seasonal part of every time into `seasonal` (n values), smoothed over
 * `window` cycles (odd; 0: the same in every cycle). Needs more than two periods. */
void season_stl(const struct series *series, size_t window, double *seasonal);

/* ---- forecast_ets.c ---- */

enum ets_trend { TREND_NONE, TREND_ADDITIVE, TREND_DAMPED };
enum ets_season { SEASON_NONE, SEASON_ADDITIVE, SEASON_MULTIPLICATIVE };
enum { ETS_PERIOD_MOST = 24 };

struct ets {
    bool relative_error;
    enum ets_trend trend;
    enum ets_season season;
    double alpha, beta, gamma, phi;
    double level, slope, figure[ETS_PERIOD_MOST]; /* before the first value */
    double aicc, deviation;                       /* of the one-step errors; of relative ones if relative_error */
};

/* Fits the form that the first three members of `ets` name, by maximum likelihood. False: it cannot be fitted to this series. */
bool ets_fit(const struct series *series, struct ets *ets);

/* The form with the least AICc; for a series that is too short for any, the last value stands still. */
void ets_select(const struct series *series, struct ets *best);

/* Point forecasts behind the series that it was fitted to, and the standard deviation of their errors (may be NULL). */
void ets_forecast(const struct series *series, const struct ets *ets, size_t horizon, double *point, double *deviation);

/* ---- forecast_theta.c, forecast_arima.c ---- */

/* The dynamic optimised Theta model, for a series without season. */
void theta_forecast(const struct series *series, size_t horizon, double *point);

/* Seasonal ARIMA, orders chosen; seasons of more than ETS_PERIOD_MOST are not modelled. False: fewer than 10 values, or all alike. */
bool arima_forecast(const struct series *series, size_t horizon, double *point);

/* ---- forecast_mean.c ---- */

/* The trimmed mean of five models; deviation: of the error at each step. Gives the name of what was used. */
const char *mean_forecast(const struct series *series, size_t horizon, double *point, double *deviation);

#endif
