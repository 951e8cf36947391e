/* forecast.c - makes a series whole, forecasts it, and tries the same on its own past. See forecast.h. */
#include "domain/measure/forecast.h"

#include "domain/measure/forecast_parts.h"
#include "domain/measure/stats_distribution.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ORIGINS_MOST = 3, MODELS_FROM = 6 };
#define STEP_LEAST 0.01 /* of the mean step: no forecast is surer than that */

/* ---- a series without gaps ---- */

/* The mean of the values `distance` before and behind, as far as they are known; NAN: none is. */
static double between(const double *y, size_t n, size_t t, size_t distance)
{
    double before = t >= distance ? y[t - distance] : NAN, behind = t + distance < n ? y[t + distance] : NAN;
    return isnan(before) ? behind : isnan(behind) ? before : (before + behind) / 2;
}

/* A gap gets the mean of the values one period before and behind, of two periods, or of the nearest. */
static void fill_gaps(const double *y, size_t n, size_t period, double *whole)
{
    for (size_t t = 0; t < n; t++) {
        whole[t] = y[t];
        for (size_t k = 1; k <= 2 && isnan(whole[t]) && period > 1; k++)
            whole[t] = between(y, n, t, k * period);
        for (size_t k = 1; k < n && isnan(whole[t]); k++)
            whole[t] = between(y, n, t, k);
    }
}

/* The newest values from the first known on, divided by their mean size; what is infinite is not known. */
struct past {
    struct series series; /* without gaps */
    const double *known;  /* the same with its gaps, NAN */
    double scale;
    bool negative;
};

static bool take_past(struct arena *arena, const double *y, size_t n, size_t period, struct past *past)
{
    size_t from = n > FORECAST_PAST_MOST ? n - FORECAST_PAST_MOST : 0, count = 0;
    while (from < n && !isfinite(y[from]))
        from++;
    n -= from;
    double *known = arena_alloc(arena, (2 * n + 1) * sizeof *known), *whole = known + n, size = 0;
    for (size_t t = 0; t < n; t++) {
        known[t] = isfinite(y[from + t]) ? y[from + t] : NAN;
        size = fmax(size, fabs(known[t])); /* of a NAN the other */
        count += !isnan(known[t]);
    }
    *past = (struct past){.known = known, .series = {arena, whole, n, period}};
    for (size_t t = 0; t < n && size > 0; t++)
        past->scale += isnan(known[t]) ? 0 : fabs(known[t]) / size / (double)count;
    past->scale = size > 0 ? past->scale * size : 1;
    for (size_t t = 0; t < n; t++) {
        past->negative = past->negative || known[t] < 0;
        known[t] /= past->scale;
    }
    if (count > 0)
        fill_gaps(known, n, period, whole);
    return count > 0;
}

/* ---- forecasts of the scaled series ---- */

/* The value one period earlier, and that again. */
static double naive(const struct series *series, size_t h)
{
    size_t period = series->n >= series->period ? series->period : 1;
    return series->y[series->n - period + h % period];
}

/* The mean step from one period to the next (from value to value when there is but one period); 0: none is known. */
static double mean_step(const double *known, size_t n, size_t period)
{
    double sum = 0;
    size_t count = 0, lag = n > period ? period : 1;
    for (size_t t = lag; t < n; t++) {
        double move = fabs(known[t] - known[t - lag]);
        sum += isnan(move) ? 0 : move;
        count += !isnan(move);
    }
    return count > 0 ? sum / (double)count : 0;
}

static bool never_moves(const struct series *series)
{
    for (size_t t = 1; t < series->n; t++)
        if (series->y[t] != series->y[0])
            return false;
    return true;
}

/* With so few values, or always the same, nothing can be fitted: the naive forecast, as uncertain as its steps were (or as the value itself). */
static const char *few_values(const struct past *past, size_t horizon, double *point, double *deviation)
{
    const struct series *series = &past->series;
    double width = series->n > 2 ? 1.25 * mean_step(past->known, series->n, 1) : fabs(series->y[series->n - 1]);
    for (size_t h = 0; h < horizon; h++) {
        point[h] = naive(series, h);
        deviation[h] = width * sqrt((double)h + 1);
    }
    return "seasonal naive";
}

static const char *points_of(const struct past *past, size_t horizon, double *point, double *deviation)
{
    bool few = past->series.n < MODELS_FROM || never_moves(&past->series);
    const char *method = few ? few_values(past, horizon, point, deviation) : mean_forecast(&past->series, horizon, point, deviation);
    double least = STEP_LEAST * mean_step(past->known, past->series.n, past->series.period);
    for (size_t h = 0; h < horizon; h++) {
        point[h] = past->negative ? point[h] : fmax(0, point[h]);
        deviation[h] = fmax(deviation[h], least); /* a perfect line leaves next to none, and errors are measured in it */
    }
    return method;
}

/* ---- the back-test ---- */

struct test {
    double smape, naive_smape, mase, naive_mase; /* sums */
    double size, naive_size;                     /* sums of mean absolute errors, for a past that never moves */
    size_t origins, moving;
    double squares; /* sum of the mean squares of error / deviation */
    double *ratio;  /* |error| / deviation of every step tried */
    size_t ratios;
};

static double relative(double y, double f)
{
    double size = fabs(y) + fabs(f);
    return size > 0 ? 200 * fabs(y - f) / size : 0;
}

/* Forecasts the stretch behind `cut` from what was before it. */
static void test_origin(const struct past *past, size_t cut, size_t stretch, double *point, double *deviation, struct test *test)
{
    struct past before = *past;
    double error = 0, naive_error = 0, smape = 0, naive_smape = 0, squares = 0, step = mean_step(past->known, cut, past->series.period);
    size_t count = 0;
    before.series.n = cut;
    points_of(&before, stretch, point, deviation);
    for (size_t h = 0; h < stretch; h++) {
        double y = past->known[cut + h], guess = naive(&before.series, h), off = y - point[h];
        if (isnan(y))
            continue;
        count++;
        error += fabs(off);
        naive_error += fabs(y - guess);
        smape += relative(y, point[h]);
        naive_smape += relative(y, guess);
        double ratio = deviation[h] > 0 ? fabs(off) / deviation[h] : 1;
        squares += ratio * ratio;
        test->ratio[test->ratios++] = ratio;
    }
    if (count == 0)
        return;
    double each = 1 / (double)count;
    test->origins++;
    test->moving += step > 0;
    test->smape += smape * each;
    test->naive_smape += naive_smape * each;
    test->size += error * each;
    test->naive_size += naive_error * each;
    test->mase += step > 0 ? error * each / step : 0;
    test->naive_mase += step > 0 ? naive_error * each / step : 0;
    test->squares += squares * each;
}

/* The last stretches, each as long as the horizon but no more than a quarter of the past, while half of the past lies before them. */
static void back_test(const struct past *past, size_t horizon, double *point, double *deviation, struct test *test)
{
    size_t n = past->series.n, stretch = horizon < n / 4 ? horizon : n / 4, least = MODELS_FROM + 2;
    least = least < n / 2 ? n / 2 : least;
    for (size_t k = 1; k <= ORIGINS_MOST && stretch > 0 && n - k * stretch >= least && k * stretch < n; k++)
        test_origin(past, n - k * stretch, stretch, point, deviation, test);
}

static void tell_test(const struct test *test, struct forecast *forecast)
{
    double origins = (double)test->origins, moving = (double)test->moving;
    bool tested = test->origins > 0, moved = test->moving > 0;
    forecast->origins = test->origins;
    forecast->error = (struct forecast_error){tested ? test->smape / origins : NAN, moved ? test->mase / moving : NAN};
    forecast->naive_error = (struct forecast_error){tested ? test->naive_smape / origins : NAN, moved ? test->naive_mase / moving : NAN};
    forecast->beats_naive = tested && (moved ? test->mase <= test->naive_mase : test->size <= test->naive_size);
}

/* ---- to the outside ---- */

static double outside(const struct past *past, double value)
{
    value = past->negative ? value : fmax(0, value);
    return fmax(-DBL_MAX, fmin(DBL_MAX, value * past->scale));
}

/* How many of the models' deviations the intervals reach. */
struct reach {
    double of80, of95;
};

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* What the models think of their own errors, corrected by the errors that they made in the back-test: each origin counts as one
 * independent look beside PRIOR looks in which they were right. Few errors are large, so they say more of 95 % as a mean of squares,
 * and of 80 % by the size that four in five do not exceed. */
static struct reach reach_of(struct test *test)
{
    static const double prior = 3;
    double origins = (double)test->origins, normal = stats_normal_quantile(0.9), most = 0;
    qsort(test->ratio, test->ratios, sizeof *test->ratio, by_size);
    if (test->ratios > 0)
        most = test->ratio[(test->ratios * 4 - 1) / 5];
    struct reach reach = {.of95 = stats_normal_quantile(0.975) * sqrt((prior + test->squares) / (prior + origins))};
    reach.of80 = fmin((prior * normal + origins * most) / (prior + origins), reach.of95);
    return reach;
}

static struct forecast_step step_of(const struct past *past, double point, double to80, double to95)
{
    return (struct forecast_step){.point = outside(past, point),
                                  .low80 = outside(past, point - to80),
                                  .high80 = outside(past, point + to80),
                                  .low95 = outside(past, point - to95),
                                  .high95 = outside(past, point + to95)};
}

bool forecast_make(struct arena *arena, const double *y, size_t n, size_t period, size_t horizon, struct forecast *forecast)
{
    struct past past;
    struct test test = {.ratio = arena_alloc(arena, ORIGINS_MOST * horizon * sizeof(double))};
    assert(period >= 1 && horizon >= 1 && horizon <= FORECAST_HORIZON_MOST);
    *forecast = (struct forecast){.horizon = horizon};
    if (!take_past(arena, y, n, period, &past))
        return false;
    double *point = arena_alloc(arena, 2 * horizon * sizeof *point), *deviation = point + horizon;
    back_test(&past, horizon, point, deviation, &test);
    tell_test(&test, forecast);
    forecast->method = points_of(&past, horizon, point, deviation);
    forecast->steps = arena_alloc(arena, horizon * sizeof *forecast->steps);
    struct reach reach = reach_of(&test);
    for (size_t h = 0; h < horizon; h++)
        forecast->steps[h] = step_of(&past, point[h], reach.of80 * deviation[h], reach.of95 * deviation[h]);
    return true;
}

bool forecast_points(struct arena *arena, const double *y, size_t n, size_t period, size_t horizon, double *point)
{
    struct past past;
    assert(period >= 1 && horizon >= 1 && horizon <= FORECAST_HORIZON_MOST);
    if (!take_past(arena, y, n, period, &past))
        return false;
    points_of(&past, horizon, point, arena_alloc(arena, horizon * sizeof *point));
    for (size_t h = 0; h < horizon; h++)
        point[h] = outside(&past, point[h]);
    return true;
}
