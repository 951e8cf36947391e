/* tests_results.c - GET /admin/analytics/tests/:key, what an A/B test shows: the arms in a table, their distance from the control; and as
 * CSV. The days are told by tests_days.c, factors and moving shares by tests_kinds.c. */
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"

#include <math.h>
#include <string.h>

bool tests_compare(struct request *request, const struct experiment *experiment, struct experiment_people *people,
                   struct experiment_results *results)
{
    struct store *store = report_store(request);
    *people = (struct experiment_people){0};
    if (store != NULL)
        *people = experiment_people_read(request->arena, store, report_zone(request), experiment, request->now);
    experiment_compare(request->arena, experiment, people, results);
    return store != NULL;
}

bool tests_read(struct request *request, struct experiment *experiment, struct experiment_people *people, struct experiment_results *results)
{
    if (!tests_find(request, request_text(request, "key"), experiment))
        return false;
    tests_compare(request, experiment, people, results);
    return true;
}

int64_t tests_end(const struct request *request, const struct experiment *experiment)
{
    return experiment->ended_at != 0 ? experiment->ended_at : request->now;
}

double tests_days(const struct request *request, const struct experiment *experiment)
{
    return experiment->started_at == 0 ? 0 : fmax(1, (double)(tests_end(request, experiment) - experiment->started_at)) / CLOCK_DAY;
}

/* ---- as JSON ---- */

void tests_set_interval(cJSON *row, const char *name, struct stats_interval interval)
{
    cJSON *ends = cJSON_CreateArray();
    bool known = isfinite(interval.low) && isfinite(interval.high);
    cJSON_AddItemToArray(ends, cJSON_CreateNumber(interval.low));
    cJSON_AddItemToArray(ends, cJSON_CreateNumber(interval.high));
    json_set(row, name, known ? ends : cJSON_CreateNull());
}

const char *tests_between(struct request *request, struct stats_interval interval, const char *(*write)(struct request *, double))
{
    bool known = isfinite(interval.low) && isfinite(interval.high);
    const char *words = tr(request, "%s to %s");
    return known ? arena_printf(request->arena, words, write(request, interval.low), write(request, interval.high)) : "–";
}

static const char *decimal(struct request *request, double value)
{
    return isfinite(value) ? locale_decimal(request->arena, request->language, value) : "–";
}

const char *tests_p_text(struct request *request, double p)
{
    if (!isfinite(p))
        return "–";
    return p < 0.001 ? "< 0.001" : arena_printf(request->arena, "= %.3f", p);
}

void tests_tell_difference(struct request *request, const struct tests_difference *difference, cJSON *row)
{
    json_set(row, "difference", report_number(difference->estimate));
    json_set_string(row, "difference_text", tests_points(request, difference->estimate));
    tests_set_interval(row, "interval", difference->interval);
    json_set_string(row, "interval_text", tests_between(request, difference->interval, tests_points));
    tests_set_interval(row, "always", difference->always);
    json_set_string(row, "always_text", tests_between(request, difference->always, tests_points));
    json_set(row, "p", report_number(difference->p));
    json_set(row, "p_adjusted", report_number(difference->p_adjusted));
    json_set_string(row, "p_text", tests_p_text(request, difference->p_adjusted));
    json_set_integer(row, "level_reached", difference->level);
    json_set_string(row, "level_text", difference->level == 0 ? tr(request, "none") : arena_printf(request->arena, "%d %%", difference->level));
}

static void tell_against(struct request *request, const struct experiment_outcome *arm, cJSON *row)
{
    const struct tests_difference difference = {arm->shares.difference, arm->shares.newcombe, arm->always.interval,
                                                arm->shares.p,          arm->p_adjusted,      arm->level_reached};
    tests_tell_difference(request, &difference, row);
    json_set(row, "relative", report_number(arm->shares.relative));
    json_set(row, "value_difference", report_number(arm->means.difference));
    json_set_string(row, "value_difference_text", decimal(request, arm->means.difference));
    tests_set_interval(row, "value_interval", arm->means.interval);
    json_set_string(row, "value_interval_text", tests_between(request, arm->means.interval, decimal));
    json_set_string(row, "value_p_text", tests_p_text(request, arm->means.p));
    json_set(row, "value_p", report_number(arm->means.p));
    json_set(row, "sharper", report_number(arm->rate_sharper.difference));
    json_set_string(row, "sharper_text", tests_points(request, arm->rate_sharper.difference));
    json_set_string(row, "sharper_interval_text", tests_between(request, arm->rate_sharper.interval, tests_points));
    json_set_string(row, "sharper_value_text", decimal(request, arm->value_sharper.difference));
    json_set_string(row, "sharper_value_interval_text", tests_between(request, arm->value_sharper.interval, decimal));
}

static cJSON *tell_arm(struct request *request, const struct experiment *experiment, const struct experiment_results *results, size_t index)
{
    const struct experiment_outcome *arm = &results->arms[index];
    cJSON *row = cJSON_CreateObject();
    double total = arm->participants == 0 ? 0 : arm->value.mean * arm->participants, share = tests_share_now(request, experiment, index);
    json_set_string(row, "name", experiment->arms[index].name);
    json_set_string(row, "people_url", arena_printf(request->arena, "/admin/analytics/tests/%s/people?variant=%s", experiment->name,
                                                    experiment->arms[index].name));
    json_set_bool(row, "control", index == 0);
    json_set(row, "share", cJSON_CreateNumber(share));
    json_set_string(row, "share_text", tests_share(request, share));
    json_set_integer(row, "participants", (int64_t)arm->participants);
    json_set_string(row, "participants_text", locale_number(request->arena, request->language, (int64_t)arm->participants));
    json_set_integer(row, "conversions", (int64_t)arm->conversions);
    json_set_string(row, "conversions_text", locale_number(request->arena, request->language, (int64_t)arm->conversions));
    json_set(row, "rate", report_number(arm->rate));
    json_set_string(row, "rate_text", tests_share(request, arm->rate));
    tests_set_interval(row, "rate_interval", arm->rate_interval);
    json_set_string(row, "rate_interval_text", tests_between(request, arm->rate_interval, tests_share));
    json_set(row, "total", cJSON_CreateNumber(total));
    json_set_string(row, "total_text", decimal(request, total));
    json_set(row, "mean", report_number(arm->participants == 0 ? NAN : arm->value.mean));
    json_set_string(row, "mean_text", decimal(request, arm->participants == 0 ? NAN : arm->value.mean));
    json_set(row, "chance", cJSON_CreateNumber(arm->best.chance));
    json_set_string(row, "chance_text", tests_share(request, arm->best.chance));
    json_set(row, "loss", cJSON_CreateNumber(arm->best.loss));
    json_set_string(row, "loss_text", arena_printf(request->arena, "%s", decimal(request, 100 * arm->best.loss)));
    if (index > 0)
        tell_against(request, arm, row);
    tests_tell_arm_kind(request, experiment, results, index, row);
    return row;
}

static const char *whole(struct request *request, double number)
{
    return isfinite(number) ? locale_number(request->arena, request->language, llround(number)) : "–";
}

static void tell_plan(struct request *request, const struct experiment *experiment, const struct experiment_results *results, cJSON *told)
{
    double left = experiment_days_left(experiment, results, tests_days(request, experiment));
    json_set(told, "base", cJSON_CreateNumber((double)experiment->base / EXPERIMENT_WHOLE));
    json_set_string(told, "base_text", tests_share(request, (double)experiment->base / EXPERIMENT_WHOLE));
    json_set(told, "effect", cJSON_CreateNumber((double)experiment->effect / EXPERIMENT_WHOLE));
    json_set_string(told, "effect_text", tests_points(request, (double)experiment->effect / EXPERIMENT_WHOLE));
    json_set_integer(told, "level", experiment->level);
    json_set_integer(told, "power", experiment->power);
    json_set(told, "planned", isfinite(results->planned) ? cJSON_CreateNumber(results->planned) : cJSON_CreateNull());
    json_set_string(told, "planned_text", whole(request, results->planned));
    json_set_string(told, "tuning_text", whole(request, results->tuning));
    json_set(told, "tuning", cJSON_CreateNumber(results->tuning));
    json_set_integer(told, "days", (int64_t)ceil(tests_days(request, experiment)));
    json_set(told, "days_left", isfinite(left) ? cJSON_CreateNumber(left) : cJSON_CreateNull());
    json_set_string(told, "days_left_text", whole(request, left));
}

cJSON *tests_tell(struct request *request, const struct experiment *experiment, const struct experiment_people *people,
                  const struct experiment_results *results)
{
    static const char *const verdicts[] = {"nobody", "mismatch", "early", "better", "worse", "equal"};
    cJSON *told = cJSON_CreateObject(), *arms = cJSON_CreateArray();
    json_set_string(told, "name", experiment->name);
    json_set_string(told, "title", experiment->title);
    json_set_string(told, "hypothesis", experiment->hypothesis);
    json_set_string(told, "state", experiment_state_name(experiment->state));
    json_set_string(told, "goal", experiment->goal);
    json_set_string(told, "course", experiment->course_id == 0 ? NULL : course_title(request->db, experiment->course_id));
    json_set_string(told, "winner", *experiment->winner == '\0' ? NULL : experiment->winner);
    json_set_string(told, "conclusion", experiment->conclusion);
    json_set(told, "started_at", experiment->started_at == 0 ? cJSON_CreateNull() : cJSON_CreateNumber((double)experiment->started_at));
    json_set(told, "ended_at", experiment->ended_at == 0 ? cJSON_CreateNull() : cJSON_CreateNumber((double)experiment->ended_at));
    tell_plan(request, experiment, results, told);
    json_set_string(told, "verdict", verdicts[results->verdict]);
    json_set_string(told, "sentence", tests_verdict(request, experiment, results));
    json_set_integer(told, "participants", (int64_t)results->participants);
    json_set_integer(told, "several", people->several);
    json_set(told, "split_p", report_number(results->split_p));
    json_set_string(told, "split_p_text", tests_p_text(request, results->split_p));
    json_set_bool(told, "mismatch", results->mismatch);
    json_set(told, "cut_rate", cJSON_CreateNumber(results->cut_rate));
    json_set_string(told, "cut_rate_text", tests_share(request, results->cut_rate));
    json_set_string(told, "cut_value_text", tests_share(request, results->cut_value));
    for (size_t i = 0; i < results->arm_count; i++)
        cJSON_AddItemToArray(arms, tell_arm(request, experiment, results, i));
    json_set(told, "arms", arms);
    tests_tell_kind(request, experiment, results, told);
    tests_tell_guards(request, experiment, people, told);
    return told;
}

/* ---- charts ---- */

static const char *write_points(struct arena *arena, const void *context, double value)
{
    const char *number = locale_decimal(arena, context, fabs(round(value * 10) / 10));
    return arena_printf(arena, "%s%s", round(value * 10) == 0 ? "" : value < 0 ? "−" : "+", number);
}

static void give_intervals(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    struct chart_interval intervals[EXPERIMENT_ARMS_MOST];
    struct text svg = text_in(request->arena);
    const char *title = experiment->factor_count == 0 ? tr(request, "Difference from the control, in points")
                                                      : tr(request, "What each factor brings, in points");
    size_t count = tests_effect_intervals(request, experiment, results, intervals);
    for (size_t i = 1; i < results->arm_count && experiment->factor_count == 0; i++) {
        const struct experiment_outcome *arm = &results->arms[i];
        intervals[count++] = (struct chart_interval){.label = experiment->arms[i].name,
                                                     .effect = 100 * arm->shares.difference,
                                                     .low = 100 * arm->shares.newcombe.low,
                                                     .high = 100 * arm->shares.newcombe.high};
    }
    const struct chart_about about = {.id = "effects", .title = title, .description = tr(request, "The table before the chart has the same figures."),
                                      .language = request->language, .write = write_points, .context = request->language};
    chart_intervals(&svg, &about, intervals, count);
    request_give_text(request, "chart", text_string(&svg));
    request_give_text(request, "chart_title", title);
}

/* ---- the page ---- */

static void give_deeds(struct request *request, const struct experiment *experiment)
{
    cJSON *may = cJSON_CreateObject();
    bool draft = experiment->state == EXPERIMENT_DRAFT, running = experiment->state == EXPERIMENT_RUNNING;
    bool paused = experiment->state == EXPERIMENT_PAUSED;
    json_set_bool(may, "start", draft);
    json_set_bool(may, "edit", draft);
    json_set_bool(may, "pause", running);
    json_set_bool(may, "resume", paused);
    json_set_bool(may, "complete", running || paused);
    request_give(request, "may", may);
    request_give_bool(request, "paused_by_split", paused && strcmp(experiment->pause_reason, "split") == 0);
}

static const char *date_text(struct request *request, int64_t at)
{
    return at == 0 ? NULL : locale_date(request->arena, request->language, at, request->identity.time_zone);
}

enum http_status tests_results_page(struct request *request)
{
    struct experiment experiment;
    struct experiment_people people;
    struct experiment_results results;
    if (!tests_read(request, &experiment, &people, &results))
        return HTTP_NOT_FOUND;
    cJSON *told = tests_tell(request, &experiment, &people, &results);
    json_set_string(told, "started_text", date_text(request, experiment.started_at));
    json_set_string(told, "ended_text", date_text(request, experiment.ended_at));
    request_give(request, "test", told);
    request_give_bool(request, "any", results.participants > 0);
    give_deeds(request, &experiment);
    if (results.participants > 0) {
        if (!experiment.adaptive)
            give_intervals(request, &experiment, &results);
        tests_give_days(request, &experiment, &people);
    }
    return HTTP_OK;
}

/* ---- CSV ---- */

/* What the z-test is not for has other columns. */
static const char *const fixed_columns[] = {"name",       "share", "participants", "conversions", "rate",   "total", "mean",
                                            "difference", "p",     "p_adjusted",   "chance",      "loss", NULL};
static const char *const adaptive_columns[] = {"name",          "first_share",         "share",  "participants", "expected", "conversions",
                                               "weighed_rate",  "weighed_difference",  "chance", "loss",         NULL};

static void add_csv_row(cJSON *rows, const char *const *columns, const cJSON *told)
{
    cJSON *row = cJSON_CreateArray();
    for (; *columns != NULL; columns++) {
        const cJSON *cell = told == NULL ? NULL : json_member(told, *columns);
        cJSON *name = told == NULL ? cJSON_CreateString(*columns) : NULL;
        cJSON_AddItemToArray(row, name != NULL ? name : cell == NULL ? cJSON_CreateNull() : cJSON_Duplicate(cell, true));
    }
    cJSON_AddItemToArray(rows, row);
}

/* The arms; then, of a multivariate test, the levels of its factors beside their first ones. */
enum http_status tests_results_csv(struct request *request)
{
    struct experiment experiment;
    struct experiment_people people;
    struct experiment_results results;
    if (!tests_read(request, &experiment, &people, &results))
        return HTTP_NOT_FOUND;
    const char *const *columns = experiment.adaptive ? adaptive_columns : fixed_columns;
    const cJSON *told = tests_tell(request, &experiment, &people, &results), *row;
    cJSON *rows = cJSON_CreateArray();
    add_csv_row(rows, columns, NULL);
    cJSON_ArrayForEach(row, json_member(told, "arms")) add_csv_row(rows, columns, row);
    cJSON_ArrayForEach(row, json_member(told, "effects")) add_csv_row(rows, columns, row);
    return report_csv(request, experiment.name, rows);
}
