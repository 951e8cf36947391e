/* stats_bayes.h - the chance that an arm is the best, and what choosing it may cost. For experiments and bandits. */
#ifndef NEXUS_STATS_BAYES_H
#define NEXUS_STATS_BAYES_H

#include "core/base/arena.h"

#include <stddef.h>

struct stats_hits {
    double hits, count;
};

struct stats_best {
    double chance; /* to have the highest true share */
    double loss;   /* how much lower than the best it is to be expected, as a share; all possibilities weighed */
};

/* For each of `arms` arms, with a uniform prior: arm i's share is Beta(1 + hits, 1 + misses) and
 *     chance_i = integral of f_i(x) prod_(j != i) F_j(x) dx,     loss_i = integral of F_i(x) (1 - prod_(j != i) F_j(x)) dx,
 * integrated numerically in log(x / (1 - x)) (Gauss-Legendre between places chosen by every arm's own width; about ten digits; no
 * simulation, so that the same counts give the same numbers). For two arms the chance has E. Miller's closed form (Formulas
 * for Bayesian A/B Testing, equation 6), by which it is tested. The time grows with the square of `arms`. */
void stats_best_of(struct arena *arena, const struct stats_hits *arm, size_t arms, struct stats_best *best);

#endif
