/* stats_plan.c - sample sizes, power, and p-values of many tests. See stats_plan.h. */
#include "domain/measure/stats_plan.h"

#include "domain/measure/stats_distribution.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* ---- shares ---- */

/* The standard deviations of the difference of two single participants: without an effect (pooled), and with it. */
struct spread {
    double none, effect;
};

static struct spread spread_of(double a, double b)
{
    double mean = (a + b) / 2;
    if (!(a >= 0 && a <= 1 && b >= 0 && b <= 1))
        return (struct spread){NAN, NAN};
    return (struct spread){sqrt(2 * mean * (1 - mean)), sqrt(a * (1 - a) + b * (1 - b))};
}

double stats_share_size(double share_a, double share_b, double alpha, double power)
{
    struct spread spread = spread_of(share_a, share_b);
    double reach = stats_normal_quantile(1 - alpha / 2) * spread.none + stats_normal_quantile(power) * spread.effect;
    return isnan(reach) ? NAN : reach * reach / ((share_b - share_a) * (share_b - share_a));
}

double stats_share_power(double share_a, double share_b, double alpha, double n)
{
    struct spread spread = spread_of(share_a, share_b);
    double beyond = sqrt(n) * fabs(share_b - share_a) - stats_normal_quantile(1 - alpha / 2) * spread.none;
    if (spread.effect == 0) /* nobody against everybody, or twice the same certainty */
        return beyond > 0;
    return stats_normal_below(beyond / spread.effect);
}

double stats_share_detectable(double share_a, double alpha, double power, double n)
{
    double low = 0, high = 1 - share_a;
    if (!(stats_share_power(share_a, 1, alpha, n) >= power))
        return NAN;
    for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        *(stats_share_power(share_a, share_a + middle, alpha, n) < power ? &low : &high) = middle;
    return high;
}

/* ---- means ---- */

double stats_mean_size(double difference, double deviation, double alpha, double power)
{
    double reach = (stats_normal_quantile(1 - alpha / 2) + stats_normal_quantile(power)) * deviation / difference;
    return 2 * reach * reach;
}

double stats_mean_power(double difference, double deviation, double alpha, double n)
{
    return stats_normal_below(fabs(difference) / (deviation * sqrt(2 / n)) - stats_normal_quantile(1 - alpha / 2));
}

double stats_mean_detectable(double deviation, double alpha, double power, double n)
{
    return (stats_normal_quantile(1 - alpha / 2) + stats_normal_quantile(power)) * deviation * sqrt(2 / n);
}

/* ---- many tests ---- */

struct numbered {
    double p;
    size_t place;
};

static int by_p(const void *a, const void *b)
{
    double left = ((const struct numbered *)a)->p, right = ((const struct numbered *)b)->p;
    return (left > right) - (left < right);
}

static struct numbered *in_order(struct arena *arena, const double *p, size_t count)
{
    struct numbered *list = arena_alloc_raw(arena, (count + 1) * sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct numbered){p[i], i};
    qsort(list, count, sizeof *list, by_p);
    return list;
}

void stats_adjust_bonferroni(const double *p, size_t count, double *adjusted)
{
    for (size_t i = 0; i < count; i++)
        adjusted[i] = fmin(1, p[i] * (double)count);
}

void stats_adjust_holm(struct arena *arena, const double *p, size_t count, double *adjusted)
{
    struct numbered *list = in_order(arena, p, count);
    double least = 0;
    for (size_t i = 0; i < count; i++) {
        least = fmax(least, fmin(1, list[i].p * (double)(count - i)));
        adjusted[list[i].place] = least;
    }
}

void stats_adjust_benjamini_hochberg(struct arena *arena, const double *p, size_t count, double *adjusted)
{
    struct numbered *list = in_order(arena, p, count);
    double most = 1;
    for (size_t i = count; i-- > 0;) {
        most = fmin(most, list[i].p * (double)count / (double)(i + 1));
        adjusted[list[i].place] = most;
    }
}
