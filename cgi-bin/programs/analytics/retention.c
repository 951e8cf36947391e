/* retention.c - GET /admin/analytics/retention: who comes back, as a heat map of cohorts and a curve; its file, its people, its API. */
#include "domain/measure/retention.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "programs/analytics/frequency.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/teach.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

#include <math.h>

enum { PER_PAGE = 50, FILE_MOST = 100000, DAYS_BY_DAY = 14, DAYS_BY_WEEK = 120 };

struct asked {
    struct report_period period;
    struct retention_question question;
    const char *unit;
    bool of_course; /* for its teachers, who may not see the people */
};

/* Without a wish: days for two weeks, weeks for four months, else months. */
static const char *unit_of(const struct request *request, const struct report_period *period)
{
    const char *unit = request_text(request, "unit");
    int64_t days = period->to - period->from + 1;
    return *unit != '\0' ? unit : days <= DAYS_BY_DAY ? "day" : days <= DAYS_BY_WEEK ? "week" : "month";
}

static struct asked ask(struct request *request)
{
    struct asked asked = {.period = report_period(request)};
    asked.unit = unit_of(request, &asked.period);
    asked.question = (struct retention_question){.unit = text_equal(asked.unit, "day")    ? RETENTION_DAY
                                                         : text_equal(asked.unit, "week") ? RETENTION_WEEK
                                                                                          : RETENTION_MONTH,
                                                 .from = asked.period.from,
                                                 .to = asked.period.to,
                                                 .today = report_today(request),
                                                 .unbounded = text_equal(request_text(request, "mode"), "unbounded"),
                                                 .filter = asked.period.filter};
    return asked;
}

static const char *cohort_label(struct request *request, enum retention_unit unit, int64_t first)
{
    const char *day = locale_day(request->arena, request->language, first);
    return unit == RETENTION_DAY    ? day
           : unit == RETENTION_WEEK ? arena_printf(request->arena, tr(request, "Week from %s"), day)
                                    : locale_month_short(request->arena, request->language, first);
}

static const char *period_label(struct request *request, enum retention_unit unit, int period)
{
    return arena_printf(request->arena, unit == RETENTION_DAY    ? tr(request, "Day %d")
                                        : unit == RETENTION_WEEK ? tr(request, "Week %d")
                                                                 : tr(request, "Month %d"),
                        period);
}

/* 0 for nobody, then sixths of everybody. */
static int level_of(double share)
{
    return isnan(share) || share <= 0 ? 0 : share >= 100 ? CHART_LEVELS : 1 + (int)(share * CHART_LEVELS / 100);
}

/* What a link to people or a file keeps: the days, the filters, the unit, the mode. */
static const char *query_of(struct request *request, const struct asked *asked)
{
    const char *mode = asked->question.unbounded ? "&mode=unbounded" : "";
    return arena_printf(request->arena, "unit=%s%s&%s", asked->unit, mode, report_period_query(request));
}

/* ---- the heat map ---- */

static cJSON *cell_of(struct request *request, const struct asked *asked, const struct retention_cohort *cohort, int period)
{
    cJSON *cell = cJSON_CreateObject();
    double share = report_percent((double)cohort->kept[period], (double)cohort->people);
    json_set_integer(cell, "period", period);
    json_set_integer(cell, "kept", cohort->kept[period]);
    json_set(cell, "share", report_number(share));
    json_set_string(cell, "share_text", report_value(request, FIGURE_PERCENT, share));
    json_set_integer(cell, "level", level_of(share));
    json_set_bool(cell, "running", period >= cohort->over);
    json_set_string(cell, "url", cohort->people == 0 || asked->of_course ? NULL
                                                     : arena_printf(request->arena, "/admin/analytics/retention/people?first=%s&later=%d&%s",
                                                                    clock_day_text(request->arena, cohort->first), period, query_of(request, asked)));
    return cell;
}

static cJSON *cohorts_of(struct request *request, const struct asked *asked, const struct retention_result *result)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = result->count; i > 0; i--) { /* the newest first */
        const struct retention_cohort *cohort = &result->cohorts[i - 1];
        cJSON *row = cJSON_CreateObject(), *cells = cJSON_CreateArray(), *blanks = cJSON_CreateArray();
        json_set_string(row, "first", clock_day_text(request->arena, cohort->first));
        json_set_string(row, "last", clock_day_text(request->arena, cohort->last));
        json_set_string(row, "label", asked->question.unit == RETENTION_MONTH ? locale_month_short(request->arena, request->language, cohort->first)
                                                                              : locale_day(request->arena, request->language, cohort->first));
        json_set_integer(row, "people", cohort->people);
        json_set_string(row, "people_text", report_value(request, FIGURE_COUNT, (double)cohort->people));
        for (int period = 0; period < cohort->periods; period++)
            cJSON_AddItemToArray(cells, cell_of(request, asked, cohort, period));
        for (int period = cohort->periods; period < result->periods; period++)
            cJSON_AddItemToArray(blanks, cJSON_CreateTrue());
        json_set(row, "cells", cells);
        json_set(row, "blanks", blanks);
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

static cJSON *shares_of(struct request *request, const struct retention_share *shares, int count)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < count; i++) {
        cJSON *row = cJSON_CreateObject();
        double share = report_percent((double)shares[i].kept, (double)shares[i].people);
        json_set_integer(row, "period", i);
        json_set_integer(row, "kept", shares[i].kept);
        json_set_integer(row, "people", shares[i].people);
        json_set(row, "share", report_number(share));
        json_set_string(row, "share_text", report_value(request, FIGURE_PERCENT, share));
        json_set_integer(row, "level", level_of(share));
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

/* ---- the curve ---- */

static const char *write_percent(struct arena *arena, const void *context, double value)
{
    (void)arena;
    return report_value((struct request *)context, FIGURE_PERCENT, value);
}

static bool is_milestone(int day)
{
    return day == 1 || day == 7 || day == 14 || day == 30;
}

static void give_curve(struct request *request, const struct retention_result *result, const char *query)
{
    double values[RETENTION_CURVE_DAYS];
    const char *labels[RETENTION_CURVE_DAYS];
    cJSON *days = shares_of(request, result->curve, RETENTION_CURVE_DAYS), *milestones = cJSON_CreateArray();
    for (int day = 0; day < RETENTION_CURVE_DAYS; day++) {
        values[day] = report_percent((double)result->curve[day].kept, (double)result->curve[day].people);
        labels[day] = arena_printf(request->arena, "%d", day);
        if (is_milestone(day))
            cJSON_AddItemToArray(milestones, cJSON_Duplicate(cJSON_GetArrayItem(days, day), true));
    }
    struct chart_series series = {.name = tr(request, "Still there, in percent"), .values = values};
    struct chart_about about = {.id = "curve", .title = tr(request, "Retention by the day after the first"), .language = request->language,
                                .write = write_percent, .context = request,
                                .description = tr(request, "How many percent of those whose day is over were there so many days after their first.")};
    struct chart_line line = {.labels = labels, .count = RETENTION_CURVE_DAYS, .series = &series, .series_count = 1};
    struct text svg = text_in(request->arena);
    chart_lines(&svg, &about, &line);
    const char *csv = arena_printf(request->arena, "/admin/analytics/retention/curve.csv?%s", query);
    const char *json = arena_printf(request->arena, "/api/analytics/retention?%s", query);
    cJSON *chart = report_chart("curve", about.title, text_string(&svg), csv, json);
    json_set(chart, "days", days);
    request_give(request, "curve", chart);
    request_give(request, "milestones", milestones);
}

/* ---- the page ---- */

static cJSON *ways(struct request *request, const struct asked *asked, const char *name, const char *const *values, const char *const *texts,
                   int count, const char *chosen)
{
    cJSON *list = cJSON_CreateArray();
    bool units = text_equal(name, "unit");
    for (int i = 0; i < count; i++) {
        cJSON *way = cJSON_CreateObject();
        const char *unit = units ? values[i] : asked->unit, *mode = units ? request_text(request, "mode") : values[i];
        json_set_string(way, "text", texts[i]);
        const char *query = report_period_query(request);
        json_set_string(way, "url", arena_printf(request->arena, "/admin/analytics/retention?unit=%s&mode=%s&%s", unit, mode, query));
        json_set_bool(way, "current", text_equal(values[i], chosen));
        cJSON_AddItemToArray(list, way);
    }
    return list;
}

static void give_ways(struct request *request, const struct asked *asked)
{
    const char *const units[] = {"day", "week", "month"}, *const modes[] = {"bounded", "unbounded"};
    const char *const unit_texts[] = {tr(request, "By day"), tr(request, "By week"), tr(request, "By month")};
    const char *const mode_texts[] = {tr(request, "There in that period"), tr(request, "There then or later")};
    request_give(request, "units", ways(request, asked, "unit", units, unit_texts, 3, asked->unit));
    request_give(request, "modes", ways(request, asked, "mode", modes, mode_texts, 2, asked->question.unbounded ? "unbounded" : "bounded"));
}

static struct retention_result *measure(struct request *request, const struct asked *asked)
{
    struct store *store = report_store(request);
    return store == NULL ? arena_alloc(request->arena, sizeof(struct retention_result)) : retention_measure(request->arena, store, &asked->question);
}

/* What partials/analytics-cohorts shows. */
static cJSON *cohorts_told(struct request *request, const struct asked *asked, const struct retention_result *result)
{
    cJSON *told = cJSON_CreateObject(), *heads = cJSON_CreateArray();
    int64_t people = 0;
    for (int i = 0; i < result->count; i++)
        people += result->cohorts[i].people;
    for (int period = 0; period < result->periods; period++)
        cJSON_AddItemToArray(heads, cJSON_CreateString(period_label(request, asked->question.unit, period)));
    json_set(told, "heads", heads);
    json_set(told, "cohort_rows", cohorts_of(request, asked, result));
    json_set(told, "mean", shares_of(request, result->mean, result->periods));
    json_set_integer(told, "people", people);
    json_set_string(told, "people_text", report_value(request, FIGURE_COUNT, (double)people));
    json_set_bool(told, "any", people > 0);
    json_set_bool(told, "cut", result->cut);
    json_set_bool(told, "unbounded", asked->question.unbounded);
    json_set_bool(told, "by_week", asked->question.unit == RETENTION_WEEK);
    json_set_string(told, "widened", result->count == 0 || result->cohorts[0].first >= asked->period.from
                                         ? NULL : locale_day(request->arena, request->language, result->cohorts[0].first));
    json_set_bool(told, "any_filter", figure_filter_any(&asked->question.filter));
    json_set_bool(told, "of_course", asked->of_course);
    return told;
}

static void give_result(struct request *request, const struct asked *asked, const struct retention_result *result)
{
    cJSON *told = cohorts_told(request, asked, result);
    while (told->child != NULL) {
        cJSON *member = cJSON_DetachItemViaPointer(told, told->child);
        request_give(request, arena_strdup(request->arena, member->string), member);
    }
    request_give_text(request, "unit", asked->unit);
    request_give_text(request, "mode", asked->question.unbounded ? "unbounded" : "bounded");
    give_curve(request, result, query_of(request, asked));
}

bool retention_give_course(struct request *request, const struct report_period *period)
{
    struct asked asked = {.period = *period, .unit = "week", .of_course = true};
    asked.question = (struct retention_question){
        .unit = RETENTION_WEEK, .from = period->from, .to = period->to, .today = report_today(request), .filter = period->filter};
    struct retention_result *result = measure(request, &asked);
    if (result != NULL)
        request_give(request, "retention", cohorts_told(request, &asked, result));
    return result != NULL;
}

enum http_status retention_page(struct request *request)
{
    struct asked asked = ask(request);
    struct retention_result *result = measure(request, &asked);
    if (result == NULL || !frequency_give(request, &asked.period, "/admin/analytics/retention/frequency.csv", false))
        return HTTP_FAILED;
    report_give_period(request, &asked.period, "/admin/analytics/retention");
    give_ways(request, &asked);
    give_result(request, &asked, result);
    request_give_text(request, "query", query_of(request, &asked));
    return HTTP_OK;
}

enum http_status retention_api(struct request *request)
{
    struct asked asked = ask(request);
    struct retention_result *result = measure(request, &asked);
    if (result == NULL)
        return HTTP_FAILED;
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    give_result(request, &asked, result);
    cJSON_DeleteItemFromObject(cJSON_GetObjectItem(request->model, "curve"), "svg");
    return HTTP_OK;
}

enum http_status retention_csv(struct request *request)
{
    struct asked asked = ask(request);
    struct retention_result *result = measure(request, &asked);
    if (result == NULL)
        return HTTP_FAILED;
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateStringArray((const char *[]){"cohort", "people"}, 2);
    for (int period = 0; period < result->periods; period++)
        cJSON_AddItemToArray(head, cJSON_CreateString(arena_printf(request->arena, "%s_%d", asked.unit, period)));
    cJSON_AddItemToArray(rows, head);
    for (int i = 0; i < result->count; i++) {
        const struct retention_cohort *cohort = &result->cohorts[i];
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_day_text(request->arena, cohort->first)));
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)cohort->people));
        for (int period = 0; period < result->periods; period++)
            cJSON_AddItemToArray(row, period < cohort->periods ? cJSON_CreateNumber((double)cohort->kept[period]) : cJSON_CreateNull());
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "retention", rows);
}

enum http_status retention_curve_csv(struct request *request)
{
    struct asked asked = ask(request);
    struct retention_result *result = measure(request, &asked);
    if (result == NULL)
        return HTTP_FAILED;
    cJSON *rows = cJSON_CreateArray();
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray((const char *[]){"day", "people", "kept", "percent"}, 4));
    for (int day = 0; day < RETENTION_CURVE_DAYS; day++) {
        const struct retention_share *share = &result->curve[day];
        cJSON *row = cJSON_CreateIntArray((const int[]){day, (int)share->people, (int)share->kept}, 3);
        cJSON_AddItemToArray(row, report_number(report_percent((double)share->kept, (double)share->people)));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "retention-curve", rows);
}

/* ---- people ---- */

static const int64_t *people_of(struct request *request, const struct asked *asked, int64_t offset, int limit, int *count, int64_t *total)
{
    struct store *store = report_store(request);
    int64_t first = 0;
    *count = 0;
    *total = 0;
    clock_day_read(request_text(request, "first"), &first);
    bool kept = !text_equal(request_text(request, "state"), "lost");
    static const int64_t nobody[1];
    int later = (int)request_integer(request, "later", 0);
    if (store == NULL)
        return nobody;
    return retention_people(request->arena, store, &asked->question, first, later, kept, offset, limit, count, total);
}

static const char *people_url(struct request *request, const char *state, const char *first, long long later, const char *query)
{
    return arena_printf(request->arena, "/admin/analytics/retention/people?state=%s&first=%s&later=%lld&%s", state, first, later, query);
}

static void give_states(struct request *request, const struct asked *asked)
{
    const char *const states[] = {"kept", "lost"}, *const texts[] = {tr(request, "Were there"), tr(request, "Were not there")};
    bool lost = text_equal(request_text(request, "state"), "lost");
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < 2; i++) {
        cJSON *way = cJSON_CreateObject();
        json_set_string(way, "text", texts[i]);
        const char *first = request_text(request, "first"), *query = query_of(request, asked);
        long long later = request_integer(request, "later", 0);
        json_set_string(way, "url", people_url(request, states[i], first, later, query));
        json_set_bool(way, "current", lost == (i == 1));
        cJSON_AddItemToArray(list, way);
    }
    request_give(request, "states", list);
}

enum http_status retention_people_page(struct request *request)
{
    struct asked asked = ask(request);
    int64_t page = request_integer(request, "page", 1), total = 0, first = 0;
    int count = 0, later = (int)request_integer(request, "later", 0);
    const int64_t *ids = people_of(request, &asked, (page - 1) * PER_PAGE, PER_PAGE, &count, &total);
    if (ids == NULL)
        return HTTP_FAILED;
    cJSON *people = who_list(request, ids, (size_t)count);
    clock_day_read(request_text(request, "first"), &first);
    request_give_text(request, "cohort", cohort_label(request, asked.question.unit, retention_start(asked.question.unit, first)));
    request_give_text(request, "later_text", period_label(request, asked.question.unit, later));
    request_give_text(request, "query", query_of(request, &asked));
    request_give_text(request, "first", request_text(request, "first"));
    request_give_text(request, "state", text_equal(request_text(request, "state"), "lost") ? "lost" : "kept");
    request_give_integer(request, "later", later);
    request_give_bool(request, "any", total > 0);
    request_give(request, "people", people);
    give_states(request, &asked);
    site_give_pages(request, page, PER_PAGE, total);
    return HTTP_OK;
}

enum http_status retention_people_csv(struct request *request)
{
    struct asked asked = ask(request);
    int64_t total = 0;
    int count = 0;
    const int64_t *ids = people_of(request, &asked, 0, FILE_MOST, &count, &total);
    if (ids == NULL)
        return HTTP_FAILED;
    return who_people_csv(request, "retention-people", ids, (size_t)count);
}
