/* experiment_result.c - the statistics of an experiment, see experiment_result.h. Called by its page, the API and the demo's test. */
#include "domain/measure/experiment_result.h"

#include "core/base/clock.h"
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

static void compare_arms(struct arena *arena, struct experiment_results *results)
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
        hits[i] = (struct stats_hits){results->arms[i].conversions, results->arms[i].participants};
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

/* ---- plan and verdict ---- */

/* As stats_plan.h has it, the level shared by the variants. */
static void look_at_plan(const struct experiment *experiment, struct experiment_results *results)
{
    double base = (double)experiment->base / EXPERIMENT_WHOLE, effect = (double)experiment->effect / EXPERIMENT_WHOLE;
    double alpha = (1 - results->confidence) / (double)(results->arm_count - 1), share = 0, least = EXPERIMENT_WHOLE;
    results->planned = ceil(stats_share_size(base, base + effect, alpha, (double)experiment->power / 100));
    for (size_t i = 0; i < results->arm_count; i++) {
        share += (double)experiment->arms[i].share;
        least = fmin(least, (double)experiment->arms[i].share);
    }
    double all = results->planned * share / least;
    results->tuning = isfinite(all) && all > 0 ? all : STATS_SEQUENTIAL_TUNING;
}

static void count_missing(struct experiment_results *results)
{
    for (size_t i = 0; i < results->arm_count; i++)
        results->missing = fmax(results->missing, results->planned - results->arms[i].participants);
}

static enum experiment_verdict judge(struct experiment_results *results)
{
    size_t worse = 0;
    results->best = -1;
    if (results->participants == 0)
        return EXPERIMENT_NOBODY;
    if (results->split.mismatch)
        return EXPERIMENT_MISMATCH;
    for (size_t i = 1; i < results->arm_count; i++) {
        const struct experiment_outcome *arm = &results->arms[i];
        worse += arm->always.interval.high < 0;
        if (arm->always.interval.low > 0 && (results->best < 0 || arm->rate > results->arms[results->best].rate))
            results->best = (int)i;
    }
    if (results->best >= 0)
        return EXPERIMENT_BETTER;
    if (worse == results->arm_count - 1)
        return EXPERIMENT_WORSE;
    return results->missing > 0 || !isfinite(results->planned) ? EXPERIMENT_EARLY : EXPERIMENT_EQUAL;
}

void experiment_compare(struct arena *arena, const struct experiment *experiment, const struct experiment_people *people,
                        struct experiment_results *results)
{
    struct column columns[EXPERIMENT_ARMS_MOST];
    double counts[EXPERIMENT_ARMS_MOST], shares[EXPERIMENT_ARMS_MOST];
    *results = (struct experiment_results){.arm_count = experiment->arm_count, .confidence = (double)experiment->level / 100};
    look_at_plan(experiment, results);
    for (size_t i = 0; i < results->arm_count; i++) {
        columns[i] = column_of(arena, people, (int)i);
        describe(&columns[i], results->confidence, &results->arms[i]);
        counts[i] = results->arms[i].participants;
        shares[i] = (double)experiment->arms[i].share;
        results->participants += counts[i];
    }
    count_missing(results);
    results->split = stats_split_test(counts, shares, results->arm_count);
    compare_arms(arena, results);
    weigh_chances(arena, results);
    sharpen(columns, results);
    results->verdict = judge(results);
}

double experiment_days_left(const struct experiment_results *results, double days)
{
    double left = 0;
    if (!isfinite(results->planned))
        return NAN;
    for (size_t i = 0; i < results->arm_count; i++) {
        double here = results->arms[i].participants, missing = fmax(0, results->planned - here);
        if (missing > 0 && here == 0)
            return NAN;
        left = missing > 0 ? fmax(left, ceil(missing / (here / days))) : left;
    }
    return left;
}

void experiment_rate_days(const struct experiment_people *people, const char *zone, int arm, int64_t from, int64_t to, double *values)
{
    size_t days = (size_t)(to - from + 1);
    double met[days], converted[days];
    memset(met, 0, sizeof met);
    memset(converted, 0, sizeof converted);
    for (size_t i = 0; i < people->count; i++) {
        const struct experiment_person *person = &people->list[i];
        int64_t first = clock_day(person->first_at, zone), done = person->converted_at == 0 ? to + 1 : clock_day(person->converted_at, zone);
        if (person->arm == arm && first <= to)
            met[first < from ? 0 : first - from] += 1;
        if (person->arm == arm && done <= to)
            converted[done < from ? 0 : done - from] += 1;
    }
    double all = 0, hits = 0;
    for (size_t day = 0; day < days; day++) {
        all += met[day];
        hits += converted[day];
        values[day] = hits / all;
    }
}
