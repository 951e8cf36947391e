/* experiment_effect.h - what the factors of a multivariate experiment bring, each by itself and two together. Part of
 * experiment_result.c. */
#ifndef NEXUS_EXPERIMENT_EFFECT_H
#define NEXUS_EXPERIMENT_EFFECT_H

#include "core/base/arena.h"
#include "domain/measure/experiment.h"
#include "domain/measure/stats_contrast.h"
#include "domain/measure/stats_sequential.h"

enum { EXPERIMENT_EFFECTS_MOST = 4, EXPERIMENT_PAIRS_MOST = 3 };

/* A level of a factor beside the factor's first: the mean of the rates of all arms that have it less that of the others' (a main effect). */
struct experiment_effect {
    size_t factor, level;
    double rate, first_rate;        /* these means */
    struct stats_contrast contrast; /* for one look, with the experiment's level */
    struct stats_sequential always; /* for any day; the level is shared by all effects */
    double p_adjusted;              /* Benjamini and Hochberg, over all effects */
    int level_reached;
};

/* Two factors: whether what one brings depends on the level of the other (the differences of differences are not all 0). */
struct experiment_pair {
    size_t first, second;
    struct stats_chi2 test; /* for one look */
    double always_p;        /* for any day, times the number of pairs */
};

/* Of the arms' hits and counts. `alpha` is one effect's share of the level, `tuning` as in stats_sequential.h. Gives how many effects, and
 * pairs, there are. */
size_t experiment_effects_of(struct arena *arena, const struct experiment *experiment, const double *hits, const double *count, double alpha,
                             double tuning, struct experiment_effect *effects);
size_t experiment_pairs_of(const struct experiment *experiment, const double *hits, const double *count, double tuning,
                           struct experiment_pair *pairs);

#endif
