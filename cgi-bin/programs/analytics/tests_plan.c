/* tests_plan.c - GET /admin/analytics/tests/plan: how many people an A/B test needs and how long these take to come, before it exists. */
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"

#include "core/view/locale.h"
#include "domain/measure/experiment_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void give_value(cJSON *plan, const char *name, const char *value, const char *error)
{
    cJSON *field = cJSON_CreateObject();
    json_set_string(field, "value", value);
    json_set_string(field, "error", error);
    json_set(plan, name, field);
}

static void give_choice(cJSON *plan, const char *name, const char *chosen, cJSON *options)
{
    cJSON *field = cJSON_CreateObject(), *option;
    cJSON_ArrayForEach(option, options) json_set_bool(option, "selected", text_equal(json_string(option, "value", ""), chosen));
    json_set(field, "options", options);
    json_set_string(field, "value", chosen);
    json_set_string(field, "error", NULL);
    json_set(plan, name, field);
}

/* "80 90" -> options; with " %" behind them. */
static cJSON *numbers(struct request *request, const char *words, const char *unit)
{
    cJSON *options = cJSON_CreateArray();
    for (size_t length; *words != '\0'; words += length + strspn(words + length, " ")) {
        length = strcspn(words, " ");
        const char *value = arena_strndup(request->arena, words, length);
        report_add_option(options, value, arena_printf(request->arena, "%s%s", value, unit), NULL);
    }
    return options;
}

/* Variants, then levels of several factors. */
static cJSON *shapes(struct request *request)
{
    cJSON *options = numbers(request, "2 3 4", "");
    report_add_option(options, "2x2", tr(request, "2 × 2: two factors"), NULL);
    report_add_option(options, "2x3", tr(request, "2 × 3: two factors"), NULL);
    report_add_option(options, "2x4", tr(request, "2 × 4: two factors"), NULL);
    report_add_option(options, "2x2x2", tr(request, "2 × 2 × 2: three factors"), NULL);
    return options;
}

static const char *typed(const struct request *request, const char *name, const char *usual)
{
    const char *text = request_text(request, name);
    return *text == '\0' ? usual : text;
}

static const char *days_text(struct request *request, double days)
{
    if (isnan(days))
        return "–";
    if (!isfinite(days) || days > 3650)
        return tr(request, "more than ten years");
    return days <= 1 ? tr(request, "one day")
                     : arena_printf(request->arena, tr(request, "%s days"), locale_number(request->arena, request->language, llround(days)));
}

static const char *count_text(struct request *request, double count)
{
    return isfinite(count) ? locale_number(request->arena, request->language, llround(count)) : "–";
}

/* A smaller difference needs many more people: the wish beside half of it, and more of it. */
static cJSON *rows_of(struct request *request, const struct experiment_plan *plan, double a_day)
{
    static const double times[] = {0.5, 0.75, 1, 1.5, 2};
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct experiment_plan other = *plan;
        other.effect = plan->effect * times[i];
        struct experiment_need need = experiment_plan_of(&other, a_day);
        cJSON *row = cJSON_CreateObject();
        json_set_bool(row, "wished", times[i] == 1);
        json_set_string(row, "effect_text", tests_points(request, other.effect));
        json_set_string(row, "rate_text", tests_share(request, plan->base + other.effect));
        json_set(row, "an_arm", report_number(need.an_arm));
        json_set_string(row, "an_arm_text", count_text(request, need.an_arm));
        json_set_string(row, "all_text", count_text(request, need.all));
        json_set_string(row, "days_text", days_text(request, need.days));
        json_set(row, "days", isfinite(need.days) ? cJSON_CreateNumber(need.days) : cJSON_CreateNull());
        if (isfinite(need.an_arm))
            cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

/* The link that begins a test with this plan: all that was asked for, and what stood there unasked. */
static const char *begin_url(struct request *request, const cJSON *plan)
{
    struct text url = text_in(request->arena);
    text_append(&url, "/admin/analytics/tests/new");
    const cJSON *field;
    cJSON_ArrayForEach(field, plan)
    {
        const char *value = json_string(field, "value", "");
        if (*value == '\0')
            continue;
        text_printf(&url, "%c%s=", strchr(text_string(&url), '?') == NULL ? '?' : '&', field->string);
        text_append_url(&url, value);
    }
    return text_string(&url);
}

enum http_status tests_plan_page(struct request *request)
{
    struct experiment_traffic traffic;
    const char *goal = typed(request, "goal", "course.enrolled");
    int64_t rate = tests_recent_rate(request, goal, request_integer(request, "course", 0), &traffic), base = 0, effect = 0, share = 0;
    const char *known = rate > 0 && rate < EXPERIMENT_WHOLE ? tests_percent_text(request->arena, rate) : "10";
    const char *base_text = typed(request, "base", known), *effect_text = typed(request, "effect", "5"), *share_text = typed(request, "share", "100");
    bool base_good = tests_read_percent(base_text, &base) && base > 0 && base < EXPERIMENT_WHOLE;
    bool effect_good = tests_read_percent(effect_text, &effect) && effect > 0 && base + effect < EXPERIMENT_WHOLE;
    bool share_good = tests_read_percent(share_text, &share) && share > 0;
    const char *level = typed(request, "level", "95"), *power = typed(request, "power", "80"), *variants = typed(request, "variants", "2");
    const char *wrong = tr(request, "Enter a percentage above 0 and below 100, such as 12.5.");
    cJSON *plan = cJSON_CreateObject();
    give_value(plan, "base", base_text, base_good ? NULL : wrong);
    give_value(plan, "effect", effect_text, effect_good ? NULL : tr(request, "Enter a difference in points above 0 that stays below 100 % in all."));
    give_value(plan, "share", share_text, share_good ? NULL : tr(request, "Enter a percentage above 0, at most 100."));
    give_choice(plan, "goal", goal, tests_goal_options(request));
    give_choice(plan, "course", request_text(request, "course"), tests_course_options(request));
    give_choice(plan, "level", level, numbers(request, "80 90 95 99", " %"));
    give_choice(plan, "power", power, numbers(request, "80 90", " %"));
    give_choice(plan, "variants", variants, shapes(request));
    struct experiment_plan asked = {.base = (double)base / EXPERIMENT_WHOLE, .effect = (double)effect / EXPERIMENT_WHOLE,
                                    .level = strtod(level, NULL), .power = strtod(power, NULL), .share = (double)share / EXPERIMENT_WHOLE};
    experiment_plan_shape(&asked, variants);
    bool good = base_good && effect_good && share_good;
    cJSON *rows = good ? rows_of(request, &asked, (double)traffic.people / EXPERIMENT_TRAFFIC_DAYS) : cJSON_CreateArray();
    request_give(request, "plan", plan);
    request_give(request, "needs", rows);
    request_give_bool(request, "good", good && rows->child != NULL);
    request_give_text(request, "begin_url", begin_url(request, plan));
    request_give_integer(request, "people", traffic.people);
    request_give_integer(request, "doers", traffic.doers);
    request_give_text(request, "recent_rate", traffic.people == 0 ? "–" : tests_share(request, (double)traffic.doers / (double)traffic.people));
    return HTTP_OK;
}
