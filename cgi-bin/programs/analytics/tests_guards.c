/* tests_guards.c - what must not get worse in an A/B test, and whether it has: as JSON for the page and the API. Called by tests_results.c. */
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"

#include "domain/measure/experiment_guard.h"

/* One variant, or level of a factor, beside the control or the first level. */
struct side {
    const char *name, *rate_text, *control_text;
    double difference;
    struct stats_interval always;
};

static struct side side_of_arm(struct request *request, const struct experiment *experiment, const struct experiment_results *results, size_t arm)
{
    const struct experiment_outcome *one = &results->arms[arm], *control = &results->arms[0];
    return (struct side){experiment->arms[arm].name,
                         tests_share(request, one->weighed_rate),
                         tests_share(request, control->weighed_rate),
                         one->weighed_rate - control->weighed_rate,
                         one->always.interval};
}

static struct side side_of_effect(struct request *request, const struct experiment *experiment, const struct experiment_effect *effect)
{
    return (struct side){tests_effect_name(request, experiment, effect),
                         tests_share(request, effect->rate),
                         tests_share(request, effect->first_rate),
                         effect->contrast.estimate,
                         effect->always.interval};
}

/* "“lesson.completed” is surely lower with “warm”: −4.2 points." */
static const char *harm_words(struct request *request, const struct experiment_guard *guard, const struct side *side)
{
    const char *words = guard->rise ? tr(request, "“%s” is surely higher with “%s”: %s points (%s to %s).")
                                    : tr(request, "“%s” is surely lower with “%s”: %s points (%s to %s).");
    return arena_printf(request->arena, words, guard->event, side->name, tests_points(request, side->difference),
                        tests_points(request, side->always.low), tests_points(request, side->always.high));
}

static cJSON *tell_side(struct request *request, const struct experiment_guard *guard, const struct side *side, struct text *harm)
{
    cJSON *row = cJSON_CreateObject();
    bool worse = experiment_guard_broken(guard, side->always);
    json_set_string(row, "event", guard->event);
    json_set_string(row, "harm", guard->rise ? "rise" : "fall");
    json_set_string(row, "name", side->name);
    json_set_string(row, "rate_text", side->rate_text);
    json_set_string(row, "control_text", side->control_text);
    json_set(row, "difference", report_number(side->difference));
    json_set_string(row, "difference_text", tests_points(request, side->difference));
    tests_set_interval(row, "always", side->always);
    json_set_string(row, "always_text", tests_between(request, side->always, tests_points));
    json_set_bool(row, "worse", worse);
    if (worse)
        text_printf(harm, "%s%s", harm->length == 0 ? "" : " ", harm_words(request, guard, side));
    return row;
}

static void tell_guard(struct request *request, const struct experiment *experiment, const struct experiment_guard *guard,
                       const struct experiment_results *results, cJSON *rows, struct text *harm)
{
    for (size_t arm = 1; arm < results->arm_count && experiment->factor_count == 0; arm++) {
        struct side side = side_of_arm(request, experiment, results, arm);
        cJSON_AddItemToArray(rows, tell_side(request, guard, &side, harm));
    }
    for (size_t i = 0; i < results->effect_count; i++) {
        struct side side = side_of_effect(request, experiment, &results->effects[i]);
        cJSON_AddItemToArray(rows, tell_side(request, guard, &side, harm));
    }
}

void tests_tell_guards(struct request *request, const struct experiment *experiment, const struct experiment_people *people, cJSON *told)
{
    struct experiment_guarded guarded[EXPERIMENT_GUARDS_MOST];
    struct store *store = report_store(request);
    cJSON *rows = cJSON_CreateArray(), *names = cJSON_CreateArray();
    struct text harm = text_in(request->arena);
    if (store != NULL && people->count > 0) {
        experiment_guards_look(request->arena, store, experiment, people, request->now, guarded);
        for (size_t i = 0; i < experiment->guard_count; i++)
            tell_guard(request, experiment, &experiment->guards[i], &guarded[i].results, rows, &harm);
    }
    for (size_t i = 0; i < experiment->guard_count; i++) {
        cJSON *name = cJSON_CreateObject();
        json_set_string(name, "event", experiment->guards[i].event);
        cJSON_AddItemToArray(names, name);
    }
    json_set_bool(told, "guarded", rows->child != NULL);
    json_set(told, "guards", rows);
    json_set(told, "guard_events", names);
    json_set_string(told, "harm", harm.length == 0 ? NULL : arena_strdup(request->arena, text_string(&harm)));
}
