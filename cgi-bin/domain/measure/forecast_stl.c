/* forecast_stl.c - STL, the decomposition of a series by local regression, without its robustness weights: the series comes here
 * cleaned. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>
#include <string.h>

/* The value at `at` of a line through the `window` nearest of y[0..n) (at 0, 1, ...) with tricube weights; `at` may lie one step
 * outside. */
static double loess_at(const double *y, size_t n, size_t window, double at)
{
    size_t width = window < n ? window : n, half = width / 2;
    size_t from = at <= (double)half ? 0 : (size_t)at - half;
    if (from + width > n)
        from = n - width;
    double reach = fmax(at - (double)from, (double)(from + width - 1) - at) + (double)(window - width) / 2 + 1;
    double sum = 0, moment = 0, squares = 0, mean = 0, cross = 0;
    for (size_t i = from; i < from + width; i++) {
        double x = (double)i - at, u = fabs(x) / reach, cube = 1 - u * u * u, w = cube * cube * cube;
        sum += w;
        moment += w * x;
        squares += w * x * x;
        mean += w * y[i];
        cross += w * x * y[i];
    }
    double spread = squares - moment * moment / sum, slope = spread > 1e-9 * sum ? (cross - moment * mean / sum) / spread : 0;
    return (mean - slope * moment) / sum;
}

/* The mean of each `length` neighbours: n values become n - length + 1. */
static size_t moving_average(double *y, size_t n, size_t length)
{
    double sum = 0;
    for (size_t t = 0; t < n; t++) {
        sum += y[t];
        if (t + 1 < length)
            continue;
        double oldest = y[t + 1 - length];
        y[t + 1 - length] = sum / (double)length;
        sum -= oldest;
    }
    return n - length + 1;
}

/* Each phase by itself, smoothed over its cycles: from one period before the first time to one behind the last. */
static void smooth_cycles(const struct series *series, const double *detrended, size_t window, double *phase_values, double *cycle)
{
    for (size_t phase = 0; phase < series->period; phase++) {
        size_t count = 0;
        double sum = 0;
        for (size_t t = phase; t < series->n; t += series->period) {
            phase_values[count++] = detrended[t];
            sum += detrended[t];
        }
        for (size_t k = 0; k < count + 2; k++)
            cycle[phase + k * series->period] = window == 0 ? sum / (double)count : loess_at(phase_values, count, window, (double)k - 1);
    }
}

void season_stl(const struct series *series, size_t window, double *seasonal)
{
    size_t n = series->n, period = series->period, room = n + 3 * period, low = period | 1;
    double *trend = arena_alloc(series->arena, 4 * room * sizeof *trend), *cycle = trend + room, *rest = cycle + room, *spare = rest + room;
    size_t slow = (size_t)ceil(1.5 * (double)period / (1 - 1.5 / (window == 0 ? 10.0 * (double)n : (double)window))) | 1;
    for (int round = 0; round < 2; round++) {
        for (size_t t = 0; t < n; t++)
            rest[t] = series->y[t] - trend[t];
        smooth_cycles(series, rest, window, spare, cycle);
        memcpy(rest, cycle, (n + 2 * period) * sizeof *rest);
        moving_average(rest, moving_average(rest, moving_average(rest, n + 2 * period, period), period), 3);
        for (size_t t = 0; t < n; t++) /* what is slow in the cycles belongs to the trend */
            seasonal[t] = cycle[t + period] - loess_at(rest, n, low, (double)t);
        for (size_t t = 0; t < n; t++)
            rest[t] = series->y[t] - seasonal[t];
        for (size_t t = 0; t < n; t++)
            trend[t] = loess_at(rest, n, slow, (double)t);
    }
}
