/* stats_share.h - shares of participants compared: two arms, tables, and whether arms were split as planned. For experiments.
 *
 * Counts are doubles, as sums are; nothing that is not defined (an arm without participants) is a number: it is NaN. */
#ifndef NEXUS_STATS_SHARE_H
#define NEXUS_STATS_SHARE_H

#include "domain/measure/stats_describe.h"

#include <stdbool.h>

/* Arm b against arm a. */
struct stats_shares {
    double share_a, share_b, difference;  /* b - a */
    double z, p;                          /* pooled z, b above a is positive; two-sided */
    struct stats_interval wald, newcombe; /* of the difference, with `confidence` */
    double relative;                      /* difference / share_a */
    int level;                            /* what the p reaches: 99, 95, 90, 80 or 0 */
};

/* The z-test of two proportions with the pooled variance (Fleiss, Statistical Methods for Rates and Proportions, 2.3, without
 * correction), so that z^2 is Pearson's chi-square; Wald's interval with the unpooled variance; Newcombe's (1998, method 10)
 * of Wilson's intervals; both with `confidence` (0.95). When all or none converted in both arms there is no
 * difference: z 0, p 1. */
struct stats_shares stats_shares_compare(double hits_a, double count_a, double hits_b, double count_b, double confidence);

/* The highest of 99, 95, 90 and 80 percent that a p-value reaches, or 0 (also for NaN). */
int stats_level(double p);

/* Fisher's exact test of the same table, two-sided: all tables at most as probable as this one (to 1e-7, as R does). */
double stats_shares_fisher(double hits_a, double count_a, double hits_b, double count_b);

struct stats_chi2 {
    double chi2, df, p;
};

/* Pearson's chi-square test of a table of counts, row by row. Rows and columns without any count do not count. NaN for p
 * and 0 for df when less than two of each are left. */
struct stats_chi2 stats_chi2_table(const double *count, size_t rows, size_t columns);

/* The sample-ratio test: counts of arms against the planned shares (any positive weights), chi-square with arms - 1 degrees.
 * A `mismatch` (p below STATS_MISMATCH) means that participants were lost or counted twice in some arm: no result of such
 * an experiment can be trusted (Fabijan et al., KDD 2019). One arm or nobody: p NaN, no mismatch. */
#define STATS_MISMATCH 0.01
struct stats_split {
    struct stats_chi2 test;
    bool mismatch;
};
struct stats_split stats_split_test(const double *count, const double *weight, size_t arms);

#endif
