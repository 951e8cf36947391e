/* stats_sequential.h - looking at an experiment every day without being fooled: intervals that hold at all times at once. */
#ifndef NEXUS_STATS_SEQUENTIAL_H
#define NEXUS_STATS_SEQUENTIAL_H

#include "domain/measure/stats_share.h"

/* The number of participants (all arms) at which the interval is narrowest, unless the experiment plans another. */
#define STATS_SEQUENTIAL_TUNING 5000.0

/* While so many hits, or misses, are not to be expected in each arm the interval holds everything: the method is asymptotic. */
#define STATS_SEQUENTIAL_HITS_LEAST 10.0

/* The number of participants at which a split that is wrong is found soonest; and below so many expected in an arm nothing is said. */
#define STATS_SEQUENTIAL_SPLIT_TUNING 1000.0
#define STATS_SEQUENTIAL_SPLIT_LEAST 5.0

struct stats_sequential {
    struct stats_interval interval; /* of b - a */
    double p;                       /* may be looked at any time */
};

/* The asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform central limit theory and
 * asymptotic confidence sequences, arXiv 2103.06476v7): with n participants in all, s^2 = n error^2,
 *     half width   s sqrt(2 (n r^2 + 1) / (n r)^2 log(sqrt(n r^2 + 1) / alpha))          (equation 9)
 *     tuned by     r^2 = (-2 log alpha + log(-2 log alpha + 1)) / tuning                 (equation 161)
 *     p            1 / e-value, e = exp(r^2 n t^2 / (2 (n r^2 + 1))) / sqrt(n r^2 + 1), t = difference / error
 * as GrowthBook has it. The chance that it ever leaves out the true difference is at most alpha. It holds everything (p 1)
 * while the error is 0 or not defined. */
struct stats_sequential stats_sequential_of(double difference, double error, double n, double alpha, double tuning);

/* Two sides of a comparison of shares, for stats_sequential_error. */
struct stats_side {
    double hits, count;
};

/* The standard error by which two shares may be told apart on any day. `own` is by the share of each, `same` as if both were the same. By
 * its own an arm where nobody did it seems sure from the first person on, and one that is left out until somebody does hides that something is
 * broken: so with fewer than STATS_SEQUENTIAL_HITS_LEAST hits, or misses, on a side it is the larger one. 0, nothing can be said, while even the
 * share of both together makes fewer than that likely on a side. */
double stats_sequential_error(struct stats_side a, struct stats_side b, double own, double same);

/* A chi-square of n participants, as a p-value that may be looked at on any day: the mixture above over df directions,
 *     e = (n r^2 + 1)^(-df / 2) exp(n r^2 chi2 / (2 (n r^2 + 1))). 1 where it is not defined. */
double stats_sequential_chi2(struct stats_chi2 test, double n, double alpha, double tuning);

/* That of the sample-ratio test (stats_split_test), tuned by STATS_SEQUENTIAL_SPLIT_TUNING. The usual p, looked at every day, is below 0.01 at
 * some time in one of eight tests that are split well. Expectations may be sums of days of different shares. 1 below
 * STATS_SEQUENTIAL_SPLIT_LEAST expected in an arm. */
double stats_sequential_split(const double *count, const double *expected, size_t arms);

/* The same for two means (error as Welch's), and for two shares (stats_sequential_error). */
struct stats_sequential stats_sequential_means(struct stats_sample a, struct stats_sample b, double alpha, double tuning);
struct stats_sequential stats_sequential_shares(double hits_a, double count_a, double hits_b, double count_b, double alpha,
                                                double tuning);

#endif
