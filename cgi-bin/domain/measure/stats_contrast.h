/* stats_contrast.h - weighted sums of the shares of several cells: main effects and interactions of factorial experiments. */
#ifndef NEXUS_STATS_CONTRAST_H
#define NEXUS_STATS_CONTRAST_H

#include "domain/measure/stats_share.h"

enum { STATS_CONTRASTS_MOST = 8 };

struct stats_contrast {
    double estimate, error, z, p; /* two-sided */
    struct stats_interval interval;
};

/* sum of weight x share over the cells, linear in the shares (Grizzle, Starmer and Koch, Analysis of categorical data by linear
 * models, Biometrics 1969), normal. The variance of each share is that of hits + 1 of count + 2 (Agresti and Caffo 2000), so that a
 * cell of all or none has one. NaN when a cell that has a weight is empty. */
struct stats_contrast stats_contrast_of(const double *hits, const double *count, const double *weight, size_t cells, double confidence);

/* Whether several such sums are 0 together: Wald's chi-square (Cp)' (C V C')^-1 (Cp), with as many degrees as there are `rows` in C (row by
 * row in `weight`; at most STATS_CONTRASTS_MOST, none a combination of the others). p NaN when a cell is empty. */
struct stats_chi2 stats_contrasts_test(const double *hits, const double *count, const double *weight, size_t rows, size_t cells);

#endif
