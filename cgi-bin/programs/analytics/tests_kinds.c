/* tests_kinds.c - what only multivariate tests have, the effects of factors and whether they depend on each other; and only adaptive
 * ones, the shares in force and what moving them has brought. Called by tests_results.c. */
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/experiment_factor.h"

#include <math.h>

const char *tests_kind(const struct experiment *experiment)
{
    return experiment->adaptive ? "adaptive" : experiment->factor_count > 0 ? "factors" : "fixed";
}

double tests_share_now(const struct request *request, const struct experiment *experiment, size_t arm)
{
    const int64_t *shares = experiment_shares_on(experiment, tests_end(request, experiment) / CLOCK_DAY);
    return (double)(shares == NULL ? experiment->arms[arm].share : shares[arm]) / EXPERIMENT_WHOLE;
}

/* ---- factors ---- */

const char *tests_effect_name(struct request *request, const struct experiment *experiment, const struct experiment_effect *effect)
{
    const struct experiment_factor *factor = &experiment->factors[effect->factor];
    return arena_printf(request->arena, "%s: %s", factor->name, factor->levels[effect->level]);
}

static cJSON *tell_factor(const struct experiment_factor *factor)
{
    cJSON *told = cJSON_CreateObject(), *levels = cJSON_CreateArray();
    for (size_t i = 0; i < factor->level_count; i++)
        cJSON_AddItemToArray(levels, cJSON_CreateString(factor->levels[i]));
    json_set_string(told, "name", factor->name);
    json_set(told, "levels", levels);
    return told;
}

static cJSON *tell_effect(struct request *request, const struct experiment *experiment, const struct experiment_effect *effect)
{
    cJSON *row = cJSON_CreateObject();
    const struct experiment_factor *factor = &experiment->factors[effect->factor];
    json_set_string(row, "name", tests_effect_name(request, experiment, effect));
    json_set_string(row, "factor", factor->name);
    json_set_string(row, "level_name", factor->levels[effect->level]);
    json_set_string(row, "first_name", factor->levels[0]);
    json_set(row, "rate", report_number(effect->rate));
    json_set_string(row, "rate_text", tests_share(request, effect->rate));
    json_set(row, "first_rate", report_number(effect->first_rate));
    json_set_string(row, "first_rate_text", tests_share(request, effect->first_rate));
    const struct tests_difference difference = {effect->contrast.estimate, effect->contrast.interval, effect->always.interval,
                                                effect->contrast.p,        effect->p_adjusted,        effect->level_reached};
    tests_tell_difference(request, &difference, row);
    return row;
}

/* Factors are said to depend on each other by the p that may be looked at on any day, as verdicts are. */
static bool depends_on(const struct experiment_pair *pair, const struct experiment *experiment)
{
    return pair->always_p < 1 - (double)experiment->level / 100;
}

static cJSON *tell_pair(struct request *request, const struct experiment *experiment, const struct experiment_pair *pair)
{
    cJSON *row = cJSON_CreateObject();
    json_set_string(row, "first", experiment->factors[pair->first].name);
    json_set_string(row, "second", experiment->factors[pair->second].name);
    json_set(row, "chi2", report_number(pair->test.chi2));
    json_set(row, "df", cJSON_CreateNumber(pair->test.df));
    json_set(row, "p", report_number(pair->test.p));
    json_set(row, "always_p", report_number(pair->always_p));
    json_set_string(row, "p_text", tests_p_text(request, pair->always_p));
    json_set_bool(row, "depends", depends_on(pair, experiment));
    return row;
}

size_t tests_effect_intervals(struct request *request, const struct experiment *experiment, const struct experiment_results *results,
                              struct chart_interval *intervals)
{
    for (size_t i = 0; i < results->effect_count; i++) {
        const struct stats_contrast *contrast = &results->effects[i].contrast;
        intervals[i] = (struct chart_interval){.label = tests_effect_name(request, experiment, &results->effects[i]),
                                               .effect = 100 * contrast->estimate,
                                               .low = 100 * contrast->interval.low,
                                               .high = 100 * contrast->interval.high};
    }
    return results->effect_count;
}

/* ---- both ---- */

static void tell_factors(struct request *request, const struct experiment *experiment, const struct experiment_results *results, cJSON *told)
{
    cJSON *factors = cJSON_CreateArray(), *effects = cJSON_CreateArray(), *pairs = cJSON_CreateArray();
    bool depends = false;
    for (size_t i = 0; i < experiment->factor_count; i++)
        cJSON_AddItemToArray(factors, tell_factor(&experiment->factors[i]));
    for (size_t i = 0; i < results->effect_count; i++)
        cJSON_AddItemToArray(effects, tell_effect(request, experiment, &results->effects[i]));
    for (size_t i = 0; i < results->pair_count; i++) {
        cJSON_AddItemToArray(pairs, tell_pair(request, experiment, &results->pairs[i]));
        depends = depends || depends_on(&results->pairs[i], experiment);
    }
    json_set(told, "factors", factors);
    json_set(told, "effects", effects);
    json_set(told, "pairs", pairs);
    json_set_bool(told, "depends", depends);
}

void tests_tell_kind(struct request *request, const struct experiment *experiment, const struct experiment_results *results, cJSON *told)
{
    bool multivariate = experiment->factor_count > 0;
    json_set_string(told, "kind", tests_kind(experiment));
    json_set_bool(told, "adaptive", experiment->adaptive);
    json_set_bool(told, "multivariate", multivariate);
    if (multivariate)
        tell_factors(request, experiment, results, told);
    if (!experiment->adaptive)
        return;
    bool known = isfinite(results->gain);
    int64_t learned = experiment->learned_at;
    const char *when = locale_time(request->arena, request->language, learned, request->identity.time_zone);
    json_set(told, "gain", report_number(results->gain));
    json_set_string(told, "gain_text", known ? report_value(request, FIGURE_COUNT, round(results->gain)) : NULL);
    json_set(told, "learned_at", learned == 0 ? cJSON_CreateNull() : cJSON_CreateNumber((double)learned));
    json_set_string(told, "learned_text", learned == 0 ? NULL : when);
}

void tests_tell_arm_kind(struct request *request, const struct experiment *experiment, const struct experiment_results *results, size_t index,
                         cJSON *row)
{
    const struct experiment_outcome *arm = &results->arms[index];
    cJSON *levels = cJSON_CreateObject();
    for (size_t i = 0; i < experiment->factor_count; i++)
        json_set_string(levels, experiment->factors[i].name, experiment->factors[i].levels[experiment_level(experiment, index, i)]);
    if (experiment->factor_count > 0)
        json_set(row, "levels", levels);
    else
        cJSON_Delete(levels);
    if (!experiment->adaptive)
        return;
    double first = (double)experiment->arms[index].share / EXPERIMENT_WHOLE, difference = arm->weighed_rate - results->arms[0].weighed_rate;
    json_set(row, "first_share", cJSON_CreateNumber(first));
    json_set_string(row, "first_share_text", tests_share(request, first));
    json_set(row, "expected", cJSON_CreateNumber(arm->expected));
    json_set(row, "weighed_rate", report_number(arm->weighed_rate));
    json_set_string(row, "weighed_rate_text", tests_share(request, arm->weighed_rate));
    json_set(row, "weighed_difference", report_number(difference));
    json_set_string(row, "weighed_difference_text", tests_points(request, difference));
    tests_set_interval(row, "weighed_interval", arm->weighed_interval);
    json_set_string(row, "weighed_interval_text", tests_between(request, arm->weighed_interval, tests_share));
}
