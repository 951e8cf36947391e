/* stats_mean.h - means compared: two arms (Welch), several (ANOVA), arms made sharper by what was known before
 * (CUPED). For experiments and cohorts. */
#ifndef NEXUS_STATS_MEAN_H
#define NEXUS_STATS_MEAN_H

#include "domain/measure/stats_describe.h"

/* Arm b against arm a. */
struct stats_means {
    double difference, error; /* b - a, and its standard error */
    double t, df, p;          /* two-sided */
    struct stats_interval interval;
};

/* Welch's t-test with Satterthwaite's degrees; the interval has `confidence`. NaN below 2 values an arm; two constant arms
 * differ surely or not at all: t is infinite or 0. */
struct stats_means stats_means_compare(struct stats_sample a, struct stats_sample b, double confidence);

struct stats_anova {
    double f, df_between, df_within, p;
    double eta_squared; /* the share of all spread that lies between the arms */
};

/* One-way analysis of variance of arms; empty arms do not count. NaN with less than two, or no spread at all. */
struct stats_anova stats_anova_of(const struct stats_sample *arm, size_t arms);

/* CUPED (Deng, Xu, Kohavi and Walker, WSDM 2013): what x, known before the experiment, foretells is taken off y. */
struct stats_cuped {
    double theta;   /* covariance of x and y over the variance of x, all arms as one sample */
    double cut;     /* by which share the variance of y falls, all arms as one: the squared correlation */
};

/* Theta of all arms, and in adjusted[] the samples of y - theta (x - mean of all x), to be compared as any others. A
 * constant x gives theta 0 and leaves y as it is. */
struct stats_cuped stats_cuped_adjust(const struct stats_pairs *arm, size_t arms, struct stats_sample *adjusted);

#endif
