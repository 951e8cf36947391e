/* stats_rank.h - tests that look only at the order of values: for time spent, rounds played, scores, which are far from normal.
 *
 * They need every value; scratch memory comes from the arena. Empty samples give NaN. */
#ifndef NEXUS_STATS_RANK_H
#define NEXUS_STATS_RANK_H

#include "core/base/arena.h"

#include <stddef.h>

struct stats_values {
    const double *value;
    size_t count;
};

struct stats_rank {
    double u;    /* of the first sample: pairs in which it is the greater, ties counted half */
    double z, p; /* two-sided; z is at or above 0 */
};

/* Mann and Whitney's U by the normal approximation, the variance corrected for ties and the distance by 1/2 for continuity
 * (Hollander and Wolfe, Nonparametric Statistical Methods, 4.1; as scipy.stats.mannwhitneyu with method "asymptotic"). */
struct stats_rank stats_rank_compare(struct arena *arena, struct stats_values a, struct stats_values b);

struct stats_kruskal {
    double h, df, p;
};

/* Kruskal and Wallis' H of several samples, corrected for ties, by chi-square. NaN when all values are equal. */
struct stats_kruskal stats_kruskal_of(struct arena *arena, const struct stats_values *sample, size_t samples);

struct stats_smirnov {
    double d, p; /* the largest distance of both distribution functions; two-sided */
};

/* The two-sample test of Kolmogorov and Smirnov. Exact, counting lattice paths (Hodges 1958), up to STATS_SMIRNOV_EXACT pairs
 * of values; beyond that the one-sample distribution with n = round(n_a n_b / (n_a + n_b)), as scipy.stats.ks_2samp does. */
#define STATS_SMIRNOV_EXACT 1e8
struct stats_smirnov stats_smirnov_compare(struct arena *arena, struct stats_values a, struct stats_values b);

/* The probability that the two-sided statistic of Kolmogorov for n values lies beyond d: twice the one-sided one (Birnbaum and
 * Tingey 1951) where n d^2 is above 2.2, the expansion of Pelz and Good (1976) below it; the cutoff is that of Simard and
 * L'Ecuyer (2011). Good to 1e-6 from n = 140 on. */
double stats_kolmogorov_beyond(double d, double n);

#endif
