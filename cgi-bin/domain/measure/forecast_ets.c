/* forecast_ets.c - exponential smoothing as innovations state space models: error, trend and season each additive or multiplicative (no
 * multiplicative trend), fitted by maximum likelihood and chosen by AICc. Source: Hyndman, Koehler, Ord, Snyder, "Forecasting with
 * exponential smoothing" (2008), chapters 2 and 5. The seasonal figure begins as the classical decomposition's. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>
#include <string.h>

/* Both kinds of error have the same states; only likelihood and spread differ (chapter 2.5: the error of the multiplicative form is e/mu). */
static double step(struct ets *ets, double *seasonal, double y, bool known)
{
    double expected = ets->level + ets->phi * ets->slope;
    double mu = ets->season == SEASON_MULTIPLICATIVE ? expected * *seasonal : ets->season == SEASON_ADDITIVE ? expected + *seasonal : expected;
    double error = known ? y - mu : 0;
    double base = ets->season == SEASON_MULTIPLICATIVE ? error / *seasonal : error;
    if (ets->season != SEASON_NONE)
        *seasonal += ets->gamma * (ets->season == SEASON_MULTIPLICATIVE ? error / expected : error);
    ets->level = expected + ets->alpha * base;
    ets->slope = ets->phi * ets->slope + ets->beta * base;
    return mu;
}

struct fit {
    const struct series *series;
    struct ets start; /* the form and its first figure */
    double squares;   /* of the errors that cost() saw last */
};

static size_t season_length(const struct fit *fit)
{
    return fit->start.season == SEASON_NONE ? 1 : fit->series->period;
}

/* x is alpha, beta / alpha, gamma / (1 - alpha), phi, level, slope, as far as the form has them. */
static bool take(const struct fit *fit, const double *x, struct ets *ets)
{
    size_t at = 0;
    double part;
    *ets = fit->start;
    ets->phi = ets->trend == TREND_NONE ? 0 : 1;
    ets->alpha = x[at++];
    if (ets->alpha < 1e-4 || ets->alpha > 0.9999)
        return false;
    if (ets->trend != TREND_NONE) {
        part = x[at++];
        ets->beta = part * ets->alpha;
        if (part < 1e-4 || part > 1)
            return false;
    }
    if (ets->season != SEASON_NONE) {
        part = x[at++];
        ets->gamma = part * (1 - ets->alpha);
        if (part < 1e-4 || part > 1)
            return false;
    }
    if (ets->trend == TREND_DAMPED && ((ets->phi = x[at++]) < 0.8 || ets->phi > 0.98))
        return false;
    ets->level = x[at++];
    if (ets->trend != TREND_NONE)
        ets->slope = x[at++];
    return true;
}

/* -2 log likelihood, but for a constant: n log(sum of e^2), and 2 log|mu| for each when errors are relative. */
static double cost(const double *x, void *context)
{
    struct fit *fit = context;
    const double *y = fit->series->y;
    size_t n = fit->series->n, period = season_length(fit);
    struct ets ets;
    double squares = 0, logs = 0, product = 1;
    if (!take(fit, x, &ets))
        return HUGE_VAL;
    for (size_t t = 0, phase = 0; t < n; t++, phase = phase + 1 == period ? 0 : phase + 1) {
        double now = y[t], mu = step(&ets, &ets.figure[phase], now, true), error = now - mu;
        if (ets.relative_error) {
            if (mu < 1e-6)
                return HUGE_VAL;
            error /= mu;
            product *= mu;
            if (product > 1e100 || product < 1e-100) {
                logs += log(product);
                product = 1;
            }
        }
        squares += error * error;
    }
    if (!isfinite(squares))
        return HUGE_VAL;
    fit->squares = squares;
    return (double)n * log(fmax(squares, 1e-12 * (double)n)) + (ets.relative_error ? 2 * (logs + log(product)) : 0);
}

/* A line through the first values without their season: the first level and slope. */
static void first_line(const struct fit *fit, double *level, double *slope)
{
    const struct series *series = fit->series;
    size_t period = season_length(fit), few = period > 1 ? 2 * period : 10, n = series->n < few ? series->n : few;
    double sum = 0, moment = 0, middle = (double)(n - 1) / 2, squares = 0;
    for (size_t t = 0; t < n; t++) {
        double y = series->y[t], figure = fit->start.figure[t % period];
        y = fit->start.season == SEASON_MULTIPLICATIVE ? y / figure : fit->start.season == SEASON_ADDITIVE ? y - figure : y;
        sum += y;
        moment += y * ((double)t - middle);
        squares += ((double)t - middle) * ((double)t - middle);
    }
    *slope = squares > 0 ? moment / squares : 0;
    *level = sum / (double)n - *slope * (middle + 1);
    if (fit->start.trend == TREND_NONE)
        *level = sum / (double)n;
}

static size_t begin(const struct fit *fit, double *x, double *steps)
{
    size_t count = 0;
    double level, slope;
    first_line(fit, &level, &slope);
    if (fit->start.relative_error && level < 0.05)
        level = 0.05, slope = 0;
    x[count] = 0.3, steps[count++] = 0.2;
    if (fit->start.trend != TREND_NONE)
        x[count] = 0.1, steps[count++] = 0.15;
    if (fit->start.season != SEASON_NONE)
        x[count] = 0.1, steps[count++] = 0.15;
    if (fit->start.trend == TREND_DAMPED)
        x[count] = 0.95, steps[count++] = -0.05;
    x[count] = level, steps[count++] = 0.1 * level + 0.01;
    if (fit->start.trend != TREND_NONE)
        x[count] = slope, steps[count++] = 0.1 * slope + 0.002;
    return count;
}

static bool set_up(const struct series *series, const struct ets *form, struct fit *fit)
{
    double least = HUGE_VAL;
    for (size_t t = 0; t < series->n; t++)
        least = fmin(least, series->y[t]);
    *fit = (struct fit){.series = series, .start = *form};
    if ((form->relative_error || form->season == SEASON_MULTIPLICATIVE) && least <= 0)
        return false;
    if (form->season == SEASON_NONE)
        return true;
    if (series->period < 2 || series->period > ETS_PERIOD_MOST || series->n < 2 * series->period + 3)
        return false;
    season_classical(series, form->season == SEASON_MULTIPLICATIVE, fit->start.figure);
    for (size_t i = 0; i < series->period && form->season == SEASON_MULTIPLICATIVE; i++)
        if (fit->start.figure[i] < 0.01)
            return false;
    return true;
}

bool ets_fit(const struct series *series, struct ets *ets)
{
    struct fit fit;
    double x[SEARCH_MOST], steps[SEARCH_MOST];
    struct ets form = {.relative_error = ets->relative_error, .trend = ets->trend, .season = ets->season};
    if (series->n < 2 || !set_up(series, &form, &fit))
        return false;
    size_t count = begin(&fit, x, steps), parameters = count + 1 + (ets->season == SEASON_NONE ? 0 : series->period - 1);
    double n = (double)series->n, k = (double)parameters;
    if (n <= k + 1)
        return false;
    double least = search_minimum(cost, &fit, x, steps, count, 0.02, 150 + 60 * (int)count);
    if (!isfinite(least) || !isfinite(cost(x, &fit)) || !take(&fit, x, ets))
        return false;
    ets->aicc = least + 2 * k + 2 * k * (k + 1) / (n - k - 1);
    ets->deviation = sqrt(fit.squares / fmax(n - k, n / 2));
    return true;
}

void ets_select(const struct series *series, struct ets *best)
{
    bool found = false;
    for (int form = 0; form < 18; form++) {
        struct ets ets = {.relative_error = form >= 9, .trend = (enum ets_trend)(form % 3), .season = (enum ets_season)(form / 3 % 3)};
        if (!ets.relative_error && ets.season == SEASON_MULTIPLICATIVE) /* its likelihood has no closed form worth having */
            continue;
        if (ets_fit(series, &ets) && (!found || ets.aicc < best->aicc)) {
            *best = ets;
            found = true;
        }
    }
    if (!found)
        *best = (struct ets){.level = series->y[series->n - 1], .alpha = 1};
}

/* What the error of one value moves the value j steps behind it by (chapter 6.1, class 1; for the other classes nearly). */
static double carried(const struct ets *ets, size_t j, size_t period)
{
    double damped = ets->phi == 1 ? (double)j : ets->phi * (1 - pow(ets->phi, (double)j)) / (1 - ets->phi);
    double trend = ets->trend == TREND_NONE ? 0 : ets->beta * damped;
    return ets->alpha + trend + (ets->season != SEASON_NONE && j % period == 0 ? ets->gamma : 0);
}

void ets_forecast(const struct series *series, const struct ets *ets, size_t horizon, double *point, double *deviation)
{
    struct ets now = *ets;
    double carry = 1;
    size_t period = ets->season == SEASON_NONE ? 1 : series->period;
    for (size_t t = 0; t < series->n; t++)
        step(&now, &now.figure[t % period], series->y[t], true);
    for (size_t h = 0; h < horizon; h++) {
        point[h] = step(&now, &now.figure[(series->n + h) % period], 0, false);
        if (deviation != NULL)
            deviation[h] = ets->deviation * (ets->relative_error ? fabs(point[h]) : 1) * sqrt(carry);
        carry += carried(ets, h + 1, period) * carried(ets, h + 1, period);
    }
}
