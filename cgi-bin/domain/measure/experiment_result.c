/* experiment_result.c - the statistics of an experiment, see experiment_result.h. Called by its page, the API and the demo's test. */
#include "domain/measure/experiment_result.h"

#include "core/base/clock.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/experiment_plan.h"
#include "domain/measure/stats_plan.h"

#include <math.h>
#include <string.h>

/* One column of everybody in an arm: values that the tests want as samples. */
struct column {
    double *value, *converted, *prior;
    size_t count;
};

static struct column column_of(struct arena *arena, const struct experiment_people *people, int arm)
{
    struct column column = {0};
    for (size_t i = 0; i < people->count; i++)
        column.count += people->list[i].arm == arm;
    column.value = arena_alloc(arena, (column.count + 1) * sizeof *column.value);
    column.converted = arena_alloc(arena, (column.count + 1) * sizeof *column.converted);
    column.prior = arena_alloc(arena, (column.count + 1) * sizeof *column.prior);
    size_t at = 0;
    for (size_t i = 0; i < people->count; i++) {
        const struct experiment_person *person = &people->list[i];
        if (person->arm != arm)
            continue;
        column.value[at] = person->value;
        column.converted[at] = person->converted_at != 0;
        column.prior[at++] = person->prior;
    }
    return column;
}

static void describe(const struct column *column, double confidence, struct experiment_outcome *arm)
{
    arm->participants = (double)column->count;
    for (size_t i = 0; i < column->count; i++)
        arm->conversions += column->converted[i];
    arm->rate = arm->conversions / arm->participants;
    arm->rate_interval = stats_share_interval(arm->conversions, arm->participants, confidence);
    arm->value = stats_sample_of(column->value, column->count);
}

/* ---- beside the control ---- */

/* By the weighed rates: each person's score (did - rate) / share has mean 0 whatever happened before, so that the confidence sequence holds
 * though shares follow the numbers (Waudby-Smith et al., as in stats_sequential.h, section 3, with the arms' rates taken off). */
static struct stats_sequential compare_weighed(const struct experiment_outcome *control, const struct experiment_outcome *arm, double alpha,
                                               const struct experiment_results *results)
{
    double worth = control->weighed_count + arm->weighed_count;
    double both = (control->weighed_rate * control->weighed_count + arm->weighed_rate * arm->weighed_count) / worth;
    double own = hypot(control->weighed_error, arm->weighed_error);
    double same = sqrt(both * (1 - both) * (1 / control->weighed_count + 1 / arm->weighed_count));
    double error = stats_sequential_error((struct stats_side){control->conversions, control->participants},
                                          (struct stats_side){arm->conversions, arm->participants}, own, same);
    return stats_sequential_of(arm->weighed_rate - control->weighed_rate, error, results->participants, alpha, results->tuning);
}

static void compare_arms(struct arena *arena, const struct experiment *experiment, struct experiment_results *results)
{
    const struct experiment_outcome *control = &results->arms[0];
    double p[EXPERIMENT_ARMS_MOST], adjusted[EXPERIMENT_ARMS_MOST];
    size_t variants = results->arm_count - 1;
    double alpha = (1 - results->confidence) / (double)variants;
    for (size_t i = 1; i <= variants; i++) {
        struct experiment_outcome *arm = &results->arms[i];
        arm->shares = stats_shares_compare(control->conversions, control->participants, arm->conversions, arm->participants, results->confidence);
        arm->means = stats_means_compare(control->value, arm->value, results->confidence);
        arm->always = stats_sequential_shares(control->conversions, control->participants, arm->conversions, arm->participants, alpha,
                                              results->tuning);
        if (experiment->adaptive)
            arm->always = compare_weighed(control, arm, alpha, results);
        p[i - 1] = isnan(arm->shares.p) ? 1 : arm->shares.p;
    }
    stats_adjust_benjamini_hochberg(arena, p, variants, adjusted);
    for (size_t i = 1; i <= variants; i++) {
        results->arms[i].p_adjusted = adjusted[i - 1];
        results->arms[i].level_reached = stats_level(adjusted[i - 1]);
    }
}

static void weigh_chances(struct arena *arena, struct experiment_results *results)
{
    struct stats_hits hits[EXPERIMENT_ARMS_MOST];
    struct stats_best best[EXPERIMENT_ARMS_MOST];
    for (size_t i = 0; i < results->arm_count; i++)
        hits[i] = (struct stats_hits){results->arms[i].weighed_count == 0 ? 0 : results->arms[i].weighed_rate * results->arms[i].weighed_count,
                                      results->arms[i].weighed_count};
    stats_best_of(arena, hits, results->arm_count, best);
    for (size_t i = 0; i < results->arm_count; i++)
        results->arms[i].best = best[i];
}

/* What the days active before tell of who converts, and of the value, is taken off both. */
static void sharpen(const struct column *columns, struct experiment_results *results)
{
    struct stats_pairs rate[EXPERIMENT_ARMS_MOST], value[EXPERIMENT_ARMS_MOST];
    struct stats_sample rates[EXPERIMENT_ARMS_MOST], values[EXPERIMENT_ARMS_MOST];
    size_t count = results->arm_count;
    for (size_t i = 0; i < count; i++) {
        rate[i] = stats_pairs_of(columns[i].prior, columns[i].converted, columns[i].count);
        value[i] = stats_pairs_of(columns[i].prior, columns[i].value, columns[i].count);
    }
    struct stats_cuped of_rate = stats_cuped_adjust(rate, count, rates), of_value = stats_cuped_adjust(value, count, values);
    results->cut_rate = isfinite(of_rate.cut) ? of_rate.cut : 0;
    results->cut_value = isfinite(of_value.cut) ? of_value.cut : 0;
    for (size_t i = 1; i < count; i++) {
        results->arms[i].rate_sharper = stats_means_compare(rates[0], rates[i], results->confidence);
        results->arms[i].value_sharper = stats_means_compare(values[0], values[i], results->confidence);
    }
}

/* ---- days of different shares ---- */

struct weights {
    double sum, hits, squares, hit_squares;
};

/* With the same shares on all days every weight is the same, and this is the plain rate. */
static void set_weighed(const struct weights *weights, double confidence, struct experiment_outcome *arm)
{
    double rate = weights->hits / weights->sum, misses = weights->squares - weights->hit_squares;
    arm->weighed_rate = rate;
    arm->weighed_count = weights->squares > 0 ? weights->sum * weights->sum / weights->squares : 0;
    arm->weighed_error = sqrt(weights->hit_squares * (1 - rate) * (1 - rate) + misses * rate * rate) / weights->sum;
    arm->weighed_interval = stats_share_interval(rate * arm->weighed_count, arm->weighed_count, confidence);
}

static void weigh_days(const struct experiment *experiment, const struct experiment_people *people, struct experiment_results *results)
{
    struct weights weights[EXPERIMENT_ARMS_MOST] = {{0}};
    for (size_t i = 0; i < people->count; i++) {
        const struct experiment_person *person = &people->list[i];
        double shares[EXPERIMENT_ARMS_MOST] = {0};
        struct weights *of = &weights[person->arm];
        experiment_expect(experiment, person->first_at / CLOCK_DAY, 1, shares);
        double weight = shares[person->arm] > 0 ? 1 / shares[person->arm] : 0, did = person->converted_at != 0;
        of->sum += weight;
        of->hits += did * weight;
        of->squares += weight * weight;
        of->hit_squares += did * weight * weight;
        for (size_t arm = 0; arm < results->arm_count; arm++)
            results->arms[arm].expected += shares[arm];
    }
    for (size_t i = 0; i < results->arm_count; i++)
        set_weighed(&weights[i], results->confidence, &results->arms[i]);
}

/* Beside the shares that it began with. */
static double gain_of(const struct experiment *experiment, const struct experiment_results *results)
{
    double gain = 0, reach = 0;
    for (size_t i = 0; i < results->arm_count; i++)
        reach += (double)experiment->arms[i].share;
    for (size_t i = 0; i < results->arm_count; i++)
        gain += (results->arms[i].participants - results->participants * (double)experiment->arms[i].share / reach) * results->arms[i].weighed_rate;
    return gain;
}

/* ---- several factors ---- */

static void look_at_factors(struct arena *arena, const struct experiment *experiment, struct experiment_results *results)
{
    double hits[EXPERIMENT_ARMS_MOST], count[EXPERIMENT_ARMS_MOST];
    double alpha = (1 - results->confidence) / (double)experiment_effect_count(experiment);
    for (size_t i = 0; i < results->arm_count; i++) {
        hits[i] = results->arms[i].conversions;
        count[i] = results->arms[i].participants;
    }
    results->effect_count = experiment_effects_of(arena, experiment, hits, count, alpha, results->tuning, results->effects);
    results->pair_count = experiment_pairs_of(experiment, hits, count, results->tuning, results->pairs);
}

/* The arm that has of each factor the level that is surely better than the first, and the highest of those; the first where none is. Gives
 * how many levels were surely better, and in *worse how many surely worse. */
static size_t best_levels(const struct experiment *experiment, const struct experiment_results *results, int *arm, size_t *worse)
{
    size_t better = 0, at = 0, chosen[EXPERIMENT_FACTORS_MOST] = {0};
    double highest[EXPERIMENT_FACTORS_MOST] = {0};
    *worse = 0;
    for (size_t i = 0; i < results->effect_count; i++) {
        const struct experiment_effect *effect = &results->effects[i];
        *worse += effect->always.interval.high < 0;
        better += effect->always.interval.low > 0;
        if (effect->always.interval.low > 0 && effect->contrast.estimate > highest[effect->factor]) {
            highest[effect->factor] = effect->contrast.estimate;
            chosen[effect->factor] = effect->level;
        }
    }
    for (size_t factor = 0; factor < experiment->factor_count; factor++)
        at = at * experiment->factors[factor].level_count + chosen[factor];
    *arm = (int)at;
    return better;
}

/* ---- plan and verdict ---- */

static void look_at_plan(const struct experiment *experiment, struct experiment_results *results)
{
    double share = 0, least = EXPERIMENT_WHOLE;
    results->planned = experiment_size_of(experiment);
    for (size_t i = 0; i < results->arm_count; i++) {
        share += (double)experiment->arms[i].share;
        least = fmin(least, (double)experiment->arms[i].share);
    }
    double all = results->planned * share / least;
    results->tuning = isfinite(all) && all > 0 ? all : STATS_SEQUENTIAL_TUNING;
}

/* What the arm lacks that lacks most; of an adaptive experiment an arm's part of what all lack together. */
static double missing_of(const struct experiment *experiment, const struct experiment_results *results)
{
    double missing = 0, arms = (double)results->arm_count;
    if (experiment->adaptive)
        return fmax(0, results->planned - results->participants / arms);
    for (size_t i = 0; i < results->arm_count; i++)
        missing = fmax(missing, results->planned - results->arms[i].participants);
    return missing;
}

/* By the intervals of any day: how many variants are surely better and worse than the control. */
static size_t best_variant(const struct experiment_results *results, int *best, size_t *worse)
{
    size_t better = 0;
    *worse = 0;
    for (size_t i = 1; i < results->arm_count; i++) {
        const struct experiment_outcome *arm = &results->arms[i];
        *worse += arm->always.interval.high < 0;
        if (arm->always.interval.low <= 0)
            continue;
        *best = better == 0 || arm->weighed_rate > results->arms[*best].weighed_rate ? (int)i : *best;
        better++;
    }
    return better;
}

static enum experiment_verdict judge(const struct experiment *experiment, struct experiment_results *results)
{
    size_t worse, better;
    int best = -1;
    results->best = -1;
    if (results->participants == 0)
        return EXPERIMENT_NOBODY;
    if (results->mismatch)
        return EXPERIMENT_MISMATCH;
    bool factors = experiment->factor_count > 0;
    better = factors ? best_levels(experiment, results, &best, &worse) : best_variant(results, &best, &worse);
    if (better > 0) {
        results->best = best;
        return EXPERIMENT_BETTER;
    }
    if (worse == (factors ? results->effect_count : results->arm_count - 1))
        return EXPERIMENT_WORSE;
    return results->missing > 0 || !isfinite(results->planned) ? EXPERIMENT_EARLY : EXPERIMENT_EQUAL;
}

void experiment_compare(struct arena *arena, const struct experiment *experiment, const struct experiment_people *people,
                        struct experiment_results *results)
{
    struct column columns[EXPERIMENT_ARMS_MOST];
    double counts[EXPERIMENT_ARMS_MOST], expected[EXPERIMENT_ARMS_MOST];
    *results = (struct experiment_results){.arm_count = experiment->arm_count, .confidence = (double)experiment->level / 100};
    look_at_plan(experiment, results);
    weigh_days(experiment, people, results);
    for (size_t i = 0; i < results->arm_count; i++) {
        columns[i] = column_of(arena, people, (int)i);
        describe(&columns[i], results->confidence, &results->arms[i]);
        counts[i] = results->arms[i].participants;
        expected[i] = results->arms[i].expected;
        results->participants += counts[i];
    }
    results->missing = missing_of(experiment, results);
    results->split = stats_split_test(counts, expected, results->arm_count);
    results->split_p = stats_sequential_split(counts, expected, results->arm_count);
    results->mismatch = results->split_p < STATS_MISMATCH;
    compare_arms(arena, experiment, results);
    weigh_chances(arena, results);
    sharpen(columns, results);
    look_at_factors(arena, experiment, results);
    results->gain = experiment->adaptive ? gain_of(experiment, results) : 0;
    results->verdict = judge(experiment, results);
}

double experiment_days_left(const struct experiment *experiment, const struct experiment_results *results, double days)
{
    double left = 0;
    if (!isfinite(results->planned))
        return NAN;
    if (experiment->adaptive)
        return results->missing == 0 ? 0 : ceil(results->missing * (double)results->arm_count * days / results->participants);
    for (size_t i = 0; i < results->arm_count; i++) {
        double here = results->arms[i].participants, missing = fmax(0, results->planned - here);
        if (missing > 0 && here == 0)
            return NAN;
        left = missing > 0 ? fmax(left, ceil(missing / (here / days))) : left;
    }
    return left;
}

void experiment_rate_days(const struct experiment_people *people, const char *zone, unsigned arms, int64_t from, int64_t to, double *values)
{
    size_t days = (size_t)(to - from + 1);
    double met[days], converted[days];
    memset(met, 0, sizeof met);
    memset(converted, 0, sizeof converted);
    for (size_t i = 0; i < people->count; i++) {
        const struct experiment_person *person = &people->list[i];
        int64_t first = clock_day(person->first_at, zone), done = person->converted_at == 0 ? to + 1 : clock_day(person->converted_at, zone);
        bool counts = (arms >> person->arm & 1) != 0;
        if (counts && first <= to)
            met[first < from ? 0 : first - from] += 1;
        if (counts && done <= to)
            converted[done < from ? 0 : done - from] += 1;
    }
    double all = 0, hits = 0;
    for (size_t day = 0; day < days; day++) {
        all += met[day];
        hits += converted[day];
        values[day] = hits / all;
    }
}
