/* forecast_mean.c - the trimmed mean of five models that see the season in three ways: that is better than the best of them (Makridakis,
 * Spiliotis, Assimakopoulos, "The M4 competition", 2020). Called by forecast.c. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MODELS_MOST = 5, CYCLES = 13 };

struct models {
    size_t count, horizon;
    double *point[MODELS_MOST];
};

/* A model that gave something impossible is left out. */
static void keep(struct models *models, bool fitted)
{
    const double *point = models->point[models->count];
    for (size_t h = 0; h < models->horizon; h++)
        fitted = fitted && isfinite(point[h]);
    models->count += fitted;
}

static double *next(struct models *models)
{
    return models->point[models->count];
}

/* Divided by the figure of the classical decomposition: ARIMA and Theta. */
static void add_adjusted(const struct series *series, struct models *models)
{
    size_t n = series->n, period = series->period, horizon = models->horizon;
    double *figure = arena_alloc(series->arena, (period + n) * sizeof *figure), *rest = figure + period;
    bool seasonal = season_is_there(series);
    if (seasonal)
        season_classical(series, true, figure);
    for (size_t i = 0; seasonal && i < period; i++)
        seasonal = figure[i] > 0.001 && figure[i] < 1000;
    for (size_t i = 0; i < period; i++)
        figure[i] = seasonal ? figure[i] : 1;
    for (size_t t = 0; t < n; t++)
        rest[t] = series->y[t] / figure[t % period];
    const struct series adjusted = {series->arena, rest, n, 1};
    for (int model = 0; model < 2; model++) {
        double *point = next(models);
        bool fitted = model == 1 || arima_forecast(&adjusted, horizon, point);
        if (model == 1)
            theta_forecast(&adjusted, horizon, point);
        for (size_t h = 0; h < horizon; h++)
            point[h] *= figure[(n + h) % period];
        keep(models, fitted);
    }
}

/* The series without its season by STL into `rest`; `last` is the season of the steps to come. */
static void take_stl(const struct series *series, double *rest, double *last)
{
    size_t n = series->n, period = series->period;
    bool seasonal = period > 1 && n > 2 * period;
    if (seasonal)
        season_stl(series, CYCLES, rest);
    for (size_t i = 0; i < period; i++)
        last[i] = seasonal ? rest[n - period + i] : 0;
    for (size_t t = 0; t < n; t++)
        rest[t] = series->y[t] - (seasonal ? rest[t] : 0);
}

/* Square roots, which make counts equally noisy and growth gentler: ARIMA with its own season, and Theta behind STL. */
static void add_rooted(const struct series *series, struct models *models)
{
    size_t n = series->n, period = series->period, horizon = models->horizon;
    double *root = arena_alloc(series->arena, (2 * n + period) * sizeof *root), *rest = root + n, *last = rest + n;
    bool rooted = true;
    for (size_t t = 0; t < n; t++)
        rooted = rooted && series->y[t] >= 0;
    for (size_t t = 0; t < n; t++)
        root[t] = rooted ? sqrt(series->y[t]) : series->y[t];
    const struct series whole = {series->arena, root, n, period}, adjusted = {series->arena, rest, n, 1};
    take_stl(&whole, rest, last);
    for (int model = 0; model < 2; model++) {
        double *point = next(models);
        bool fitted = model == 1 || arima_forecast(&whole, horizon, point);
        if (model == 1)
            theta_forecast(&adjusted, horizon, point);
        for (size_t h = 0; h < horizon; h++) {
            double value = point[h] + (model == 1 ? last[h % period] : 0);
            point[h] = !rooted ? value : value > 0 ? value * value : 0;
        }
        keep(models, fitted);
    }
}

/* Exponential smoothing with its own season, or behind STL when that is long. It also says how far off forecasts are. */
static void add_ets(const struct series *series, struct models *models, double *deviation)
{
    size_t n = series->n, period = series->period;
    struct ets ets;
    double *point = next(models), *rest = arena_alloc(series->arena, (n + period) * sizeof *rest), *last = rest + n;
    struct series whole = *series;
    if (period > ETS_PERIOD_MOST) {
        take_stl(series, rest, last);
        whole = (struct series){series->arena, rest, n, 1};
    }
    ets_select(&whole, &ets);
    ets_forecast(&whole, &ets, models->horizon, point, deviation);
    for (size_t h = 0; h < models->horizon && period > ETS_PERIOD_MOST; h++)
        point[h] += last[h % period];
    keep(models, true);
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* Of four and more the least and the greatest do not count. */
static double trimmed_mean(const struct models *models, size_t h)
{
    double value[MODELS_MOST], sum = 0;
    size_t off = models->count > 3;
    for (size_t i = 0; i < models->count; i++)
        value[i] = models->point[i][h];
    qsort(value, models->count, sizeof *value, by_size);
    for (size_t i = off; i < models->count - off; i++)
        sum += value[i];
    return sum / (double)(models->count - 2 * off);
}

const char *mean_forecast(const struct series *series, size_t horizon, double *point, double *deviation)
{
    struct models models = {.horizon = horizon};
    for (int i = 0; i < MODELS_MOST; i++)
        models.point[i] = arena_alloc(series->arena, horizon * sizeof(double));
    add_ets(series, &models, deviation);
    add_adjusted(series, &models);
    add_rooted(series, &models);
    for (size_t h = 0; h < horizon; h++)
        point[h] = trimmed_mean(&models, h);
    return models.count == MODELS_MOST ? "mean of ETS, ARIMA and Theta" : "mean of ETS and Theta";
}
