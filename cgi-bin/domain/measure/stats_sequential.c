/* stats_sequential.c - always-valid intervals. See stats_sequential.h. */
#include "domain/measure/stats_sequential.h"

#include <math.h>

struct stats_sequential stats_sequential_of(double difference, double error, double n, double alpha, double tuning)
{
    if (!(error > 0) || isnan(difference))
        return (struct stats_sequential){{-INFINITY, INFINITY}, 1};
    double mixture = (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / tuning, grown = n * mixture + 1;
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
    double a = hits_a / count_a, b = hits_b / count_b, error = sqrt(a * (1 - a) / count_a + b * (1 - b) / count_b);
    double fewest = fmin(fmin(hits_a, count_a - hits_a), fmin(hits_b, count_b - hits_b));
    return stats_sequential_of(b - a, fewest < STATS_SEQUENTIAL_HITS_LEAST ? 0 : error, count_a + count_b, alpha, tuning);
}
