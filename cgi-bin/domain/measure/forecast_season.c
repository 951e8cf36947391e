/* forecast_season.c - is there a season, and what is it: the test of Naive2, the classical decomposition. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>
#include <string.h>

static double mean_of(const double *y, size_t n)
{
    double sum = 0;
    for (size_t t = 0; t < n; t++)
        sum += y[t];
    return sum / (double)n;
}

static double covariance(const struct series *series, double mean, size_t lag)
{
    double sum = 0;
    for (size_t t = lag; t < series->n; t++)
        sum += (series->y[t] - mean) * (series->y[t - lag] - mean);
    return sum;
}

bool season_is_there(const struct series *series)
{
    size_t period = series->period;
    if (period < 2 || series->n < 3 * period)
        return false;
    double mean = mean_of(series->y, series->n), variance = covariance(series, mean, 0), squares = 0;
    if (!(variance > 1e-12 * mean * mean * (double)series->n))
        return false;
    for (size_t lag = 1; lag < period; lag++) {
        double r = covariance(series, mean, lag) / variance;
        squares += r * r;
    }
    double limit = 1.645 * sqrt((1 + 2 * squares) / (double)series->n);
    return fabs(covariance(series, mean, period) / variance) > limit;
}

/* ---- classical ---- */

/* The moving average over one period, its ends halved when the period is even: defined from half a period to half a period before the end. */
static double centred(const double *y, size_t t, size_t period)
{
    size_t half = period / 2;
    double sum = 0;
    for (size_t i = t - half; i <= t + half; i++)
        sum += y[i];
    if (period % 2 == 0)
        sum -= (y[t - half] + y[t + half]) / 2;
    return sum / (double)period;
}

void season_classical(const struct series *series, bool multiplicative, double *figure)
{
    size_t period = series->period, half = period / 2, *seen = arena_alloc(series->arena, period * sizeof *seen);
    double total = 0;
    memset(figure, 0, period * sizeof *figure);
    for (size_t t = half; t + half < series->n; t++) {
        double trend = centred(series->y, t, period);
        figure[t % period] += multiplicative ? series->y[t] / trend : series->y[t] - trend;
        seen[t % period]++;
    }
    for (size_t i = 0; i < period; i++) {
        figure[i] = seen[i] > 0 ? figure[i] / (double)seen[i] : multiplicative;
        total += figure[i] / (double)period;
    }
    for (size_t i = 0; i < period; i++)
        figure[i] = multiplicative ? figure[i] / total : figure[i] - total;
}

/* Variance of the values, which are `count`. */
static double variance_of(const double *y, size_t count)
{
    double mean = mean_of(y, count), sum = 0;
    for (size_t t = 0; t < count; t++)
        sum += (y[t] - mean) * (y[t] - mean);
    return sum / (double)count;
}

double season_strength(const struct series *series)
{
    size_t n = series->n, period = series->period, half = period / 2, count = 0;
    if (period < 2 || n < 3 * period)
        return 0;
    double *figure = arena_alloc(series->arena, (period + 2 * n) * sizeof *figure), *both = figure + period, *rest = both + n;
    season_classical(series, false, figure);
    for (size_t t = half; t + half < n; t++) {
        both[count] = series->y[t] - centred(series->y, t, period);
        rest[count] = both[count] - figure[t % period];
        count++;
    }
    double variance = variance_of(both, count);
    return variance > 1e-12 ? fmax(0, 1 - variance_of(rest, count) / variance) : 0;
}
