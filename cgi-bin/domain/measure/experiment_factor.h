/* experiment_factor.h - multivariate experiments: the variants are all combinations of the levels of two or three factors.
 *
 * The first arm has the first level of each factor: the control. Arms are counted as numbers are, the last factor first:
 * words-a note-a, words-a note-b, words-b note-a ... */
#ifndef NEXUS_EXPERIMENT_FACTOR_H
#define NEXUS_EXPERIMENT_FACTOR_H

#include "domain/measure/experiment.h"

/* Reads "words:enrol,start-now note:none,free" into the factors, with copies in `arena`. "" is none. What does not fit in is left out:
 * experiment_factors_problem finds it by what the caller counted. */
void experiment_factors_read(struct arena *arena, const char *text, struct experiment *experiment);

/* The same text of the factors, in `arena`. */
char *experiment_factors_text(struct arena *arena, const struct experiment *experiment);

/* Why these factors can't be (an English sentence, for translation), or NULL: two or three of different names that fit, each with two
 * to four different levels that fit, at most EXPERIMENT_ARMS_MOST combinations with names of EXPERIMENT_NAME_MOST at most. */
const char *experiment_factors_problem(const struct experiment *experiment);

/* Makes the arms of factors without a problem: levels joined by hyphens, equal shares of `reach` (1/10000 of everybody). */
void experiment_combine(struct arena *arena, struct experiment *experiment, int64_t reach);

/* Which level of a factor an arm has. */
size_t experiment_level(const struct experiment *experiment, size_t arm, size_t factor);

/* How many differences from first levels there are, and the most levels of a factor; 0 and 1 without factors. */
size_t experiment_effect_count(const struct experiment *experiment);
size_t experiment_levels_most(const struct experiment *experiment);

#endif
