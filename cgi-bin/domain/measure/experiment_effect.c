/* experiment_effect.c - see experiment_effect.h. Cells of a factorial experiment, and the weights of its contrasts. */
#include "domain/measure/experiment_effect.h"

#include "domain/measure/experiment_factor.h"
#include "domain/measure/stats_plan.h"

#include <math.h>

/* 1 / cells for the arms that have a level, 0 for the others. */
static void weigh_level(const struct experiment *experiment, size_t factor, size_t level, double *weight)
{
    double cells = (double)(experiment->arm_count / experiment->factors[factor].level_count);
    for (size_t arm = 0; arm < experiment->arm_count; arm++)
        weight[arm] = experiment_level(experiment, arm, factor) == level ? 1 / cells : 0;
}

/* All arms with a level together. */
static struct stats_side side_of(const struct experiment *experiment, size_t factor, size_t level, const double *hits, const double *count)
{
    struct stats_side side = {0};
    for (size_t arm = 0; arm < experiment->arm_count; arm++)
        if (experiment_level(experiment, arm, factor) == level) {
            side.hits += hits[arm];
            side.count += count[arm];
        }
    return side;
}

/* The error of an effect on any day; see stats_sequential.h. */
static double error_of(struct stats_side first, struct stats_side other, const double *difference, const double *count, size_t arms, double own)
{
    double both = (first.hits + other.hits) / (first.count + other.count), same = 0;
    for (size_t arm = 0; arm < arms; arm++)
        same += difference[arm] == 0 ? 0 : difference[arm] * difference[arm] * both * (1 - both) / count[arm];
    return stats_sequential_error(first, other, own, sqrt(same));
}

static struct experiment_effect effect_of(const struct experiment *experiment, size_t factor, size_t level, const double *hits,
                                          const double *count, double alpha, double tuning)
{
    double first[EXPERIMENT_ARMS_MOST], other[EXPERIMENT_ARMS_MOST], difference[EXPERIMENT_ARMS_MOST], all = 0;
    size_t arms = experiment->arm_count;
    weigh_level(experiment, factor, 0, first);
    weigh_level(experiment, factor, level, other);
    for (size_t arm = 0; arm < arms; arm++) {
        difference[arm] = other[arm] - first[arm];
        all += count[arm];
    }
    double confidence = (double)experiment->level / 100;
    struct experiment_effect effect = {.factor = factor, .level = level};
    effect.contrast = stats_contrast_of(hits, count, difference, arms, confidence);
    effect.rate = stats_contrast_of(hits, count, other, arms, confidence).estimate;
    effect.first_rate = stats_contrast_of(hits, count, first, arms, confidence).estimate;
    double error = error_of(side_of(experiment, factor, 0, hits, count), side_of(experiment, factor, level, hits, count), difference, count, arms,
                            effect.contrast.error);
    effect.always = stats_sequential_of(effect.contrast.estimate, error, all, alpha, tuning);
    return effect;
}

size_t experiment_effects_of(struct arena *arena, const struct experiment *experiment, const double *hits, const double *count, double alpha,
                             double tuning, struct experiment_effect *effects)
{
    double p[EXPERIMENT_EFFECTS_MOST] = {0}, adjusted[EXPERIMENT_EFFECTS_MOST] = {0};
    size_t effect_count = 0;
    for (size_t factor = 0; factor < experiment->factor_count; factor++)
        for (size_t level = 1; level < experiment->factors[factor].level_count && effect_count < EXPERIMENT_EFFECTS_MOST; level++)
            effects[effect_count++] = effect_of(experiment, factor, level, hits, count, alpha, tuning);
    for (size_t i = 0; i < effect_count; i++)
        p[i] = isnan(effects[i].contrast.p) ? 1 : effects[i].contrast.p;
    stats_adjust_benjamini_hochberg(arena, p, effect_count, adjusted);
    for (size_t i = 0; i < effect_count; i++) {
        effects[i].p_adjusted = adjusted[i];
        effects[i].level_reached = stats_level(adjusted[i]);
    }
    return effect_count;
}

/* Rows: for each level above the first of both, (with both - first only) - (second only - none), over the arms of other factors. */
static size_t weigh_pair(const struct experiment *experiment, size_t first, size_t second, double *weight)
{
    size_t rows = 0, arms = experiment->arm_count;
    double level_first[EXPERIMENT_ARMS_MOST], level_second[EXPERIMENT_ARMS_MOST];
    double none_first[EXPERIMENT_ARMS_MOST], none_second[EXPERIMENT_ARMS_MOST];
    weigh_level(experiment, first, 0, none_first);
    weigh_level(experiment, second, 0, none_second);
    for (size_t a = 1; a < experiment->factors[first].level_count; a++)
        for (size_t b = 1; b < experiment->factors[second].level_count; b++, rows++) {
            weigh_level(experiment, first, a, level_first);
            weigh_level(experiment, second, b, level_second);
            for (size_t arm = 0; arm < arms; arm++)
                weight[rows * arms + arm] = (level_first[arm] - none_first[arm]) * (level_second[arm] - none_second[arm]);
        }
    return rows;
}

size_t experiment_pairs_of(const struct experiment *experiment, const double *hits, const double *count, double tuning,
                           struct experiment_pair *pairs)
{
    double weight[STATS_CONTRASTS_MOST * EXPERIMENT_ARMS_MOST], all = 0, alpha = 1 - (double)experiment->level / 100;
    double of = (double)(experiment->factor_count * (experiment->factor_count - 1)) / 2;
    size_t pair_count = 0;
    for (size_t arm = 0; arm < experiment->arm_count; arm++)
        all += count[arm];
    for (size_t first = 0; first < experiment->factor_count; first++)
        for (size_t second = first + 1; second < experiment->factor_count; second++) {
            size_t rows = weigh_pair(experiment, first, second, weight);
            struct stats_chi2 test = stats_contrasts_test(hits, count, weight, rows, experiment->arm_count);
            double always_p = fmin(1, of * stats_sequential_chi2(test, all, alpha / of, tuning));
            pairs[pair_count++] = (struct experiment_pair){first, second, test, always_p};
        }
    return pair_count;
}
