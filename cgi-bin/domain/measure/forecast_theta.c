/* forecast_theta.c - the dynamic optimised Theta model. Source: Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler, "Models for
 * optimising the theta method and their relationship to state space models" (2016), section 2. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>

struct theta {
    double alpha, weight;                      /* weight: 1 - 1/theta */
    double level, intercept, slope, mean, kept; /* kept: (1 - alpha)^(t-1) */
    double t;                                  /* values seen */
};

/* The mean of the next value: the level, and so much of the line through all that was seen as it lags behind. */
static double next(const struct theta *theta)
{
    double sum = (1 - theta->kept * (1 - theta->alpha)) / theta->alpha;
    return theta->level + theta->weight * (theta->kept * theta->intercept + sum * theta->slope);
}

/* The level takes the value, the least squares line through all values takes it too. */
static void see(struct theta *theta, double y)
{
    double t = ++theta->t;
    theta->level += theta->alpha * (y - theta->level);
    theta->slope = t < 2 ? 0 : ((t - 2) * theta->slope + 6 * (y - theta->mean) / t) / (t + 1);
    theta->mean += (y - theta->mean) / t;
    theta->intercept = theta->mean - (t + 1) / 2 * theta->slope;
    theta->kept *= t > 1 ? 1 - theta->alpha : 1;
}

struct fit {
    const double *y;
    size_t n;
    double scale;
};

static struct theta begin(const struct fit *fit, const double *x)
{
    return (struct theta){.level = x[0] * fit->scale, .alpha = x[1], .weight = 1 - 1 / x[2], .kept = 1};
}

static double cost(const double *x, void *context)
{
    const struct fit *fit = context;
    struct theta theta = begin(fit, x);
    double squares = 0;
    if (x[1] < 0.05 || x[1] > 0.99 || x[2] < 1 || x[2] > 1000)
        return HUGE_VAL;
    for (size_t t = 0; t < fit->n; t++) {
        double error = (fit->y[t] - next(&theta)) / fit->scale;
        squares += t < 2 ? 0 : error * error;
        see(&theta, fit->y[t]);
    }
    return (double)fit->n * log(squares + 1e-12 * (double)fit->n);
}

void theta_forecast(const struct series *series, size_t horizon, double *point)
{
    struct fit fit = {.y = series->y, .n = series->n};
    for (size_t t = 0; t < series->n; t++)
        fit.scale += fabs(series->y[t]) / (double)series->n;
    fit.scale = fit.scale > 0 ? fit.scale : 1;
    double x[] = {series->y[0] / fit.scale, 0.5, 2}, steps[] = {0.1, -0.3, 1};
    if (series->n > 3)
        search_minimum(cost, &fit, x, steps, 3, 0.02, 300);
    struct theta theta = begin(&fit, x);
    for (size_t t = 0; t < series->n; t++)
        see(&theta, series->y[t]);
    for (size_t h = 0; h < horizon; h++) {
        point[h] = next(&theta);
        see(&theta, point[h]);
    }
}
