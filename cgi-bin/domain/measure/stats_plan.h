/* stats_plan.h - before an experiment: how many participants, what can be found; and after many of them: p-values corrected for
 * their number. For the planner's page and the results.
 *
 * `alpha` is the two-sided level (0.05), `power` the chance of finding what is there (0.8), `n` the size of each of two equal
 * arms. Sizes are not rounded: the caller takes the next whole number. By the normal approximation. */
#ifndef NEXUS_STATS_PLAN_H
#define NEXUS_STATS_PLAN_H

#include "core/base/arena.h"

#include <stddef.h>

/* Two shares. n = (z_(alpha/2) sqrt(2 m (1 - m)) + z_power sqrt(a (1 - a) + b (1 - b)))^2 / (b - a)^2, m = (a + b)/2 (Fleiss, Statistical
 * Methods for Rates and Proportions, 3.2; R's power.prop.test). NaN outside 0..1, inf for equal shares. */
double stats_share_size(double share_a, double share_b, double alpha, double power);

/* The power of n an arm, the far tail left out (as R); and the smallest difference upwards from share_a that n finds with
 * `power` (by bisection; NaN when not even 1 - share_a is found). */
double stats_share_power(double share_a, double share_b, double alpha, double n);
double stats_share_detectable(double share_a, double alpha, double power, double n);

/* Two means a `difference` apart with the standard deviation of both: n = 2 (z_(alpha/2) + z_power)^2 (deviation / difference)^2
 * (Chow, Shao and Wang, Sample Size Calculations in Clinical Research, 3.2.1), its power, and the smallest difference. */
double stats_mean_size(double difference, double deviation, double alpha, double power);
double stats_mean_power(double difference, double deviation, double alpha, double n);
double stats_mean_detectable(double deviation, double alpha, double power, double n);

/* Several p-values corrected for their number, in the order given (as R's p.adjust); `adjusted` may be `p`. Bonferroni and Holm
 * keep the chance of any false finding below alpha, Benjamini and Hochberg the share of false ones among the findings. */
void stats_adjust_bonferroni(const double *p, size_t count, double *adjusted);
void stats_adjust_holm(struct arena *arena, const double *p, size_t count, double *adjusted);
void stats_adjust_benjamini_hochberg(struct arena *arena, const double *p, size_t count, double *adjusted);

#endif
