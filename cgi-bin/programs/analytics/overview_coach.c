/* overview_coach.c - the coach's figures on the overview that come from its conversations, not from events: how many it resolved,
 * how they were rated, what they cost. The coach's own page has all of them with the conversations behind. */
#include "programs/analytics/overview.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/coach/insight.h"

#include <math.h>

enum { MILLIONTHS = 1000000 };

static cJSON *totals_of(struct request *request, const struct figure_filter *filter, struct figure_range range)
{
    struct insight_filter wanted = {.from = clock_day_start(range.from, report_zone(request)),
                                    .to = clock_day_start(range.to + 1, report_zone(request)),
                                    .course_id = filter->course_id,
                                    .measure = ""};
    return insight_totals(request->db, &wanted, request->now);
}

static double share_of(const cJSON *totals, const char *part, const char *whole)
{
    double all = (double)json_integer(totals, whole, 0);
    return all == 0 ? NAN : 100 * (double)json_integer(totals, part, 0) / all;
}

static double mean_of(const cJSON *totals, const char *name)
{
    const cJSON *mean = json_member(totals, name);
    return cJSON_IsNumber(mean) ? mean->valuedouble : NAN;
}

/* The page of the coach for the same days and the same course. */
static const char *coach_url(struct request *request, const struct look *look)
{
    int64_t course_id = look->period.filter.course_id;
    return arena_printf(request->arena, "/admin/coach?from=%s&to=%s%s", clock_day_text(request->arena, look->now.from),
                        clock_day_text(request->arena, look->now.to),
                        course_id == 0 ? "" : arena_printf(request->arena, "&course=%lld", (long long)course_id));
}

struct coach_figure {
    const char *key, *label, *means, *measure;
    enum figure_unit unit;
    enum figure_better better;
    double now, before;
    const char *value; /* NULL: as the unit writes it */
};

static void add(struct request *request, const struct look *look, cJSON *list, const struct coach_figure *figure)
{
    cJSON *told = cJSON_CreateObject(), *change = look_change(request, figure->unit, figure->better, figure->now, figure->before, look_days(look));
    json_set_string(told, "key", figure->key);
    json_set_string(told, "name", figure->key);
    json_set_string(told, "label", figure->label);
    json_set_string(told, "means", figure->means);
    json_set_string(told, "value", figure->value != NULL ? figure->value : report_value(request, figure->unit, figure->now));
    json_set(told, "number", report_number(figure->now));
    json_set(told, "before", report_number(figure->before));
    json_set(told, "change", change == NULL ? cJSON_CreateNull() : change);
    json_set_string(told, "spark", NULL);
    json_set_string(told, "target", NULL);
    json_set_string(told, "definition", arena_printf(request->arena, "#def-%s", figure->key));
    json_set_string(told, "url", coach_url(request, look));
    cJSON_AddItemToArray(list, told);
}

void overview_add_coach(struct request *request, const struct look *look, cJSON *list)
{
    const struct figure_filter *filter = &look->period.filter;
    if (filter->country != 0 || filter->device != 0 || filter->cohort != 0)
        return;
    const cJSON *now = totals_of(request, filter, look->now), *before = totals_of(request, filter, look->before);
    double cost = (double)json_integer(now, "cost", 0) / MILLIONTHS;
    add(request, look, list,
        &(struct coach_figure){.key = "coach_resolved",
                               .label = tr(request, "Resolved by the coach"),
                               .means = tr(request, "Conversations begun in the period that their learner said are answered, without a person,"
                                                    " to all of them."),
                               .unit = FIGURE_PERCENT,
                               .now = share_of(now, "resolved", "conversations"),
                               .before = share_of(before, "resolved", "conversations")});
    add(request, look, list,
        &(struct coach_figure){.key = "coach_rating",
                               .label = tr(request, "Rating of the coach"),
                               .means = tr(request, "The mean of the stars, 1 to 5, that learners gave to conversations begun in the period."),
                               .now = mean_of(now, "rating"),
                               .before = mean_of(before, "rating")});
    add(request, look, list,
        &(struct coach_figure){.key = "coach_cost",
                               .label = tr(request, "Cost of the coach"),
                               .means = tr(request, "What the model cost for conversations begun in the period; the built-in coach costs nothing."),
                               .better = FIGURE_LESS_IS_BETTER,
                               .now = cost,
                               .before = (double)json_integer(before, "cost", 0) / MILLIONTHS,
                               .value = locale_money(request->arena, request->language, llround(cost * 100), request->config->currency)});
}
