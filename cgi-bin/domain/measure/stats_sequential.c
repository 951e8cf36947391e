/* stats_sequential.c - always-valid intervals and p-values. See stats_sequential.h. */
#include "domain/measure/stats_sequential.h"

#include <math.h>

/* r^2 of equation 161. */
static double mixture_of(double alpha, double tuning)
{
    return (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / tuning;
}

struct stats_sequential stats_sequential_of(double difference, double error, double n, double alpha, double tuning)
{
    if (!(error > 0) || isnan(difference))
        return (struct stats_sequential){{-INFINITY, INFINITY}, 1};
    double mixture = mixture_of(alpha, tuning), grown = n * mixture + 1;
    double half = error * sqrt(n) * sqrt(2 * grown / (n * n * mixture) * log(sqrt(grown) / alpha));
    double t = difference / error, log_e = mixture * n * t * t / (2 * grown) - log(grown) / 2;
    return (struct stats_sequential){{difference - half, difference + half}, fmin(1, exp(-log_e))};
}

struct stats_sequential stats_sequential_means(struct stats_sample a, struct stats_sample b, double alpha, double tuning)
{
    double error = sqrt(stats_variance(a) / a.count + stats_variance(b) / b.count);
    return stats_sequential_of(b.mean - a.mean, error, a.count + b.count, alpha, tuning);
}

struct stats_sequential stats_sequential_shares(double hits_a, double count_a, double hits_b, double count_b, double alpha,
                                                double tuning)
{
    double a = hits_a / count_a, b = hits_b / count_b, both = (hits_a + hits_b) / (count_a + count_b);
    double own = sqrt(a * (1 - a) / count_a + b * (1 - b) / count_b), same = sqrt(both * (1 - both) * (1 / count_a + 1 / count_b));
    double error = stats_sequential_error((struct stats_side){hits_a, count_a}, (struct stats_side){hits_b, count_b}, own, same);
    return stats_sequential_of(b - a, error, count_a + count_b, alpha, tuning);
}

/* ---- what the intervals and the split need ---- */

static double fewest_of(struct stats_side side)
{
    return fmin(side.hits, side.count - side.hits);
}

double stats_sequential_error(struct stats_side a, struct stats_side b, double own, double same)
{
    const struct stats_side both = {a.hits + b.hits, a.count + b.count};
    double likely = fewest_of(both) * fmin(a.count, b.count) / both.count;
    if (!(likely >= STATS_SEQUENTIAL_HITS_LEAST))
        return 0;
    return fmin(fewest_of(a), fewest_of(b)) < STATS_SEQUENTIAL_HITS_LEAST ? fmax(own, same) : own;
}

double stats_sequential_chi2(struct stats_chi2 test, double n, double alpha, double tuning)
{
    double grown = n * mixture_of(alpha, tuning) + 1;
    return isnan(test.p) ? 1 : fmin(1, exp(test.df * log(grown) / 2 - (grown - 1) * test.chi2 / (2 * grown)));
}

double stats_sequential_split(const double *count, const double *expected, size_t arms)
{
    struct stats_chi2 test = stats_split_test(count, expected, arms).test;
    double n = 0, least = INFINITY;
    for (size_t i = 0; i < arms; i++) {
        n += count[i];
        least = fmin(least, expected[i]);
    }
    return least < STATS_SEQUENTIAL_SPLIT_LEAST ? 1 : stats_sequential_chi2(test, n, STATS_MISMATCH, STATS_SEQUENTIAL_SPLIT_TUNING);
}
