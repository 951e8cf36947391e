/* stats_sequential.h - looking at an experiment every day without being fooled: intervals that hold at all times at once. */
#ifndef NEXUS_STATS_SEQUENTIAL_H
#define NEXUS_STATS_SEQUENTIAL_H

#include "domain/measure/stats_describe.h"

/* The number of participants (all arms) at which the interval is narrowest, unless the experiment plans another. */
#define STATS_SEQUENTIAL_TUNING 5000.0

/* Below so many hits, or misses, in an arm of shares the interval holds everything: the method is asymptotic. */
#define STATS_SEQUENTIAL_HITS_LEAST 10.0

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

/* The same for two means (error as Welch's), and for two shares (unpooled). */
struct stats_sequential stats_sequential_means(struct stats_sample a, struct stats_sample b, double alpha, double tuning);
struct stats_sequential stats_sequential_shares(double hits_a, double count_a, double hits_b, double count_b, double alpha,
                                                double tuning);

#endif
