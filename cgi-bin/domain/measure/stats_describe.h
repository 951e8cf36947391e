/* stats_describe.h - what numbers look like: means, spread, quantiles, and how sure a mean or a share is. For reports and
 * for the tests of this room.
 *
 * Everything that a test needs of a sample fits into a struct stats_sample, which can be made of sums that a database
 * gives and added to others, so no page reads single values. What is not defined (the mean of nothing) is NaN. */
#ifndef NEXUS_STATS_DESCRIBE_H
#define NEXUS_STATS_DESCRIBE_H

#include <stddef.h>

struct stats_interval {
    double low, high;
};

/* A sample: how many, their mean, and the sum of squared distances from it. */
struct stats_sample {
    double count, mean, squares;
};

/* Pairs (x, y): the same of both, and the sum of the products of their distances. */
struct stats_pairs {
    struct stats_sample x, y;
    double products;
};

/* The sample of `count` values (mean first, then distances), and the one of sums: how many, the sum and the sum of squares
 * of the values. The second loses digits where the mean is large beside the spread. */
struct stats_sample stats_sample_of(const double *value, size_t count);
struct stats_sample stats_sample_of_sums(double count, double sum, double sum_of_squares);

/* Both samples as one (Chan, Golub and LeVeque 1979). */
struct stats_sample stats_sample_join(struct stats_sample a, struct stats_sample b);

/* Pairs likewise. */
struct stats_pairs stats_pairs_of(const double *x, const double *y, size_t count);
struct stats_pairs stats_pairs_join(struct stats_pairs a, struct stats_pairs b);

/* Over count - 1; NaN below 2 values. */
double stats_variance(struct stats_sample sample);
double stats_deviation(struct stats_sample sample);
double stats_covariance(struct stats_pairs pairs);

/* Sorts upwards, in place. */
void stats_sort(double *value, size_t count);

/* The quantile (0..1) of sorted values, between neighbours as R's type 7 and numpy's default: position (n - 1) p. */
double stats_quantile(const double *sorted, size_t count, double probability);

/* Where a mean lies with `confidence` (0.95): mean +- t sd/sqrt(n), t with n - 1 degrees. */
struct stats_interval stats_mean_interval(struct stats_sample sample, double confidence);

/* Where a share of `hits` in `count` lies: Wilson (1927), without correction for continuity, within 0..1. NaN for nobody. */
struct stats_interval stats_share_interval(double hits, double count, double confidence);

/* Pearson's r of pairs with its two-sided p by t = r sqrt((n - 2)/(1 - r^2)), n - 2 degrees. NaN where x or y is constant. */
struct stats_correlation {
    double r, p;
};
struct stats_correlation stats_correlation_of(struct stats_pairs pairs);

#endif
