/* stats_regress.h - least squares with errors that survive unequal spread and classes of learners. For experiments on groups. */
#ifndef NEXUS_STATS_REGRESS_H
#define NEXUS_STATS_REGRESS_H

#include "core/base/arena.h"
#include "domain/measure/stats_describe.h"

#include <stdbool.h>
#include <stddef.h>

/* y = X beta + error. A constant is a column of ones, unless there are groups. */
struct stats_design {
    size_t rows, columns;
    const double *x; /* row by row */
    const double *y;
    const size_t *group;   /* of each row, below `groups`: each has its own constant (fixed effects); or NULL */
    const size_t *cluster; /* of each row, below `clusters`: rows that are not independent; or NULL */
    size_t groups, clusters;
};

/* One number of each column, in the arena. */
struct stats_fit {
    const double *beta;
    const double *error;         /* ordinary: s^2 (X'X)^-1 */
    const double *error_hc1;     /* White's, times n / (n - k) (MacKinnon and White 1985) */
    const double *error_cluster; /* by cluster, times G/(G - 1) (n - 1)/(n - k); NaN without clusters */
    double df;                   /* n - k; k counts the groups, too */
    double df_cluster;           /* G - 1 */
    double r_squared;            /* about the mean, groups' constants included */
};

/* Fits by Householder's QR; group means are taken off first (Frisch, Waugh and Lovell: the same numbers as with a column for each
 * group). False when columns depend on each other (also on the groups) or rows are too few. Equal to statsmodels' OLS with
 * cov_type nonrobust, HC1 and cluster. */
bool stats_regress(struct arena *arena, const struct stats_design *design, struct stats_fit *fit);

/* One coefficient with its error: t by Student with df degrees (inf: normal, as statsmodels does with HC1 and clusters; G - 1
 * is more careful with few clusters), two-sided p, interval. */
struct stats_coefficient {
    double estimate, error, t, p;
    struct stats_interval interval;
};
struct stats_coefficient stats_coefficient_of(double estimate, double error, double df, double confidence);

#endif
