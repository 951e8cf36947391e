/* anomaly_band.c - each day's expected value and band from the days before, by robust exponential smoothing. See anomaly.h.
 *
 * Three smoothers with slow, middle and quick levels run side by side; each day is judged by the one that has erred least so far.
 * Counts and amounts are smoothed as square roots, where counts are equally noisy at every height. */
#include "domain/measure/anomaly.h"

#include "domain/measure/stats_distribution.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMOOTHERS = 3, TAUGHT_PERIODS = 3, TAUGHT_LEAST = 14 };

/* 99 % of ordinary values are within so many deviations when these are known from `days` days (and remembered no longer than that). */
static double reach_of(size_t days)
{
    return stats_t_quantile(0.995, days / 2 < 40 ? (double)(days / 2) : 40);
}

/* Where an error no longer counts more (Gelper, Fried and Croux's choice). */
static const double bend = 2;

struct smoother {
    double alpha, gamma, level, deviation, error; /* error: mean of bent squares, of all days so far */
    double *figure;
};

struct band {
    enum anomaly_kind kind;
    size_t period;
    int exponent;  /* values are halved so often, so that huge ones have squares */
    double *spare; /* room for a sort */
    struct smoother smoother[SMOOTHERS];
};

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* Of known values among count, which are sorted; 0 of none. */
static double median(double *values, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            values[known++] = values[i];
    qsort(values, known, sizeof *values, by_size);
    return known == 0 ? 0 : (values[(known - 1) / 2] + values[known / 2]) / 2;
}

static double largest(const double *y, size_t n)
{
    double most = 0;
    for (size_t t = 0; t < n; t++)
        most = isfinite(y[t]) ? fmax(most, fabs(y[t])) : most;
    return most;
}

static double rooted(const struct band *band, double y)
{
    return !isfinite(y) ? NAN : band->kind == ANOMALY_ANY ? ldexp(y, -band->exponent) : sqrt(fmax(0, y));
}

static double unrooted(const struct band *band, double x)
{
    double y = band->kind == ANOMALY_ANY ? ldexp(x, band->exponent) : x > 0 ? x * x : 0;
    return fmax(-DBL_MAX, fmin(DBL_MAX, y));
}

/* Chance alone moves the root of a count by one half. */
static double least_deviation(const struct band *band, double level)
{
    return band->kind == ANOMALY_COUNTS ? 0.5 : 1e-6 * fabs(level);
}

/* ---- what is taught ---- */

/* Level, figure and deviation of the first values x[0..taught): medians. */
static void teach(struct band *band, const double *x, size_t taught, struct smoother *smoother)
{
    size_t period = band->period;
    memcpy(band->spare, x, taught * sizeof *x);
    smoother->level = median(band->spare, taught);
    for (size_t phase = 0; phase < period && period > 1; phase++) {
        size_t count = 0;
        for (size_t t = phase; t < taught; t += period)
            band->spare[count++] = x[t] - smoother->level;
        smoother->figure[phase] = median(band->spare, count);
    }
    for (size_t t = 0; t < taught; t++)
        band->spare[t] = fabs(x[t] - smoother->level - smoother->figure[t % period]);
    /* A phase's three values have their median among them: what is left is too small, and the next value lies further off
     * (2.4 and 1.12 by simulation of normal values). */
    double share = period > 1 ? 2.4 : 1.12;
    smoother->deviation = fmax(1.4826 * median(band->spare, taught) * share, least_deviation(band, smoother->level));
}

/* ---- day by day ---- */

static double expected(const struct smoother *smoother, size_t phase)
{
    return smoother->level + smoother->figure[phase];
}

/* Takes the value, bent to within `bend` deviations of what was expected. A deviation grows by what is far off, but not without bound
 * (the biweight of the paper, made consistent for normal errors). */
static void take(const struct band *band, struct smoother *smoother, size_t phase, double x)
{
    static const double memory = 0.05, tuned = 2.52;
    double error = x - expected(smoother, phase), u = error / smoother->deviation;
    double bent = fmax(-bend, fmin(bend, u)) * smoother->deviation;
    double v = fmin(1, fabs(u) / 2), rest = 1 - v * v, weight = tuned * (1 - rest * rest * rest);
    double variance = memory * weight * smoother->deviation * smoother->deviation + (1 - memory) * smoother->deviation * smoother->deviation;
    smoother->error += bent * bent;
    smoother->level += smoother->alpha * bent;
    if (band->period > 1)
        smoother->figure[phase] += smoother->gamma * (1 - smoother->alpha) * bent;
    smoother->deviation = fmax(sqrt(variance), least_deviation(band, smoother->level));
}

static const struct smoother *best(const struct band *band)
{
    const struct smoother *least = &band->smoother[0];
    for (int i = 1; i < SMOOTHERS; i++)
        if (band->smoother[i].error < least->error)
            least = &band->smoother[i];
    return least;
}

static struct anomaly_day judge(const struct band *band, size_t t, double x)
{
    const struct smoother *smoother = best(band);
    double middle = expected(smoother, t % band->period), reach = reach_of(t) * smoother->deviation, off = fabs(x - middle);
    struct anomaly_day day = {.expected = unrooted(band, middle), .low = unrooted(band, middle - reach), .high = unrooted(band, middle + reach)};
    day.outside = off > reach; /* a missing value is not */
    day.severity = !day.outside ? 0 : smoother->deviation > off / 99 ? off / smoother->deviation : 99;
    return day;
}

size_t anomaly_band(const double *y, size_t n, size_t period, enum anomaly_kind kind, struct anomaly_day *day, struct arena *arena)
{
    static const double alphas[SMOOTHERS] = {0.05, 0.15, 0.4};
    size_t taught = TAUGHT_PERIODS * period < TAUGHT_LEAST ? TAUGHT_LEAST : TAUGHT_PERIODS * period, judged = 0;
    struct band band = {.kind = kind, .period = period};
    double *x = arena_alloc(arena, (2 * n + SMOOTHERS * period) * sizeof *x);
    band.spare = x + n;
    if (n > taught)
        frexp(largest(y, taught), &band.exponent);
    for (size_t t = 0; t < n; t++) {
        x[t] = rooted(&band, y[t]);
        day[t] = (struct anomaly_day){NAN, NAN, NAN, 0, false};
    }
    for (int i = 0; i < SMOOTHERS && n > taught; i++) {
        band.smoother[i] = (struct smoother){.alpha = alphas[i], .gamma = 0.15, .figure = band.spare + n + (size_t)i * period};
        teach(&band, x, taught, &band.smoother[i]);
    }
    for (size_t t = taught; t < n; t++) {
        day[t] = judge(&band, t, x[t]);
        judged += !isnan(x[t]);
        for (int i = 0; i < SMOOTHERS && !isnan(x[t]); i++)
            take(&band, &band.smoother[i], t % period, x[t]);
    }
    return judged;
}
