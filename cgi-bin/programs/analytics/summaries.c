/* summaries.c - /admin/analytics/reports: the kinds of reports; one of them as a page, CSV, PDF; and GET /api/analytics/report/:type. */
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/schedule.h"
#include "programs/analytics/report.h"
#include "programs/site/summary.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define PATH "/admin/analytics/reports"

enum { EARLIER_SHOWN = 12 };

static struct summary_place place_of(struct request *request)
{
    return (struct summary_place){.arena = request->arena,
                                  .db = request->db,
                                  .store = report_store(request),
                                  .config = request->config,
                                  .zone = report_zone(request),
                                  .language = request->language,
                                  .now = request->now};
}

/* The period that `end` asks for, at the latest the one that ended last. */
static struct figure_range period_of(struct request *request, enum summary_kind kind)
{
    int64_t yesterday = report_today(request) - 1, end;
    if (!clock_day_read(request_text(request, "end"), &end) || end > yesterday)
        end = yesterday;
    return summary_period(kind, end);
}

/* The report that the path names, in words. NULL with the status. */
static cJSON *read_report(struct request *request, const char *name, enum http_status *status)
{
    enum summary_kind kind = summary_kind_read(request_text(request, name));
    *status = HTTP_NOT_FOUND;
    if (kind == SUMMARY_KINDS)
        return NULL;
    const struct summary_place place = place_of(request);
    const struct summary *summary = summary_make(&place, kind, period_of(request, kind));
    *status = summary == NULL ? HTTP_FAILED : HTTP_OK;
    return summary == NULL ? NULL : site_summary_model(&place, summary);
}

static const char *link_to(struct request *request, enum summary_kind kind, struct figure_range period)
{
    return arena_printf(request->arena, PATH "/%s?end=%s", summary_kind_names[kind], clock_day_text(request->arena, period.to));
}

static const char *period_text(struct request *request, struct figure_range period)
{
    const char *first = locale_day(request->arena, request->language, period.from);
    if (period.from == period.to)
        return first;
    return arena_printf(request->arena, "%s – %s", first, locale_day(request->arena, request->language, period.to));
}

static cJSON *period_link(struct request *request, enum summary_kind kind, struct figure_range period)
{
    cJSON *link = cJSON_CreateObject();
    json_set_string(link, "text", period_text(request, period));
    json_set_string(link, "url", link_to(request, kind, period));
    return link;
}

/* ---- the list ---- */

static struct figure_range earlier(enum summary_kind kind, struct figure_range period)
{
    return summary_period(kind, period.from - 1);
}

/* To how many it goes by mail: "addresses" (0: to nobody), "stopped". */
static void tell_schedule(struct request *request, cJSON *row, enum summary_kind kind)
{
    const cJSON *schedule = schedule_find(request->db, kind);
    int64_t addresses = 0;
    for (const char *at = json_string(schedule, "recipients", ""); *at != '\0'; at += strspn(at, "\n"), addresses++)
        at += strcspn(at, "\n");
    json_set_integer(row, "addresses", addresses);
    json_set_bool(row, "stopped", json_bool(schedule, "stopped", false));
}

enum http_status reports_page(struct request *request)
{
    static const char *const told[SUMMARY_KINDS] = {tr_noop("Yesterday beside the same weekday of four weeks."),
                                                    tr_noop("The last full week, Monday to Sunday."), tr_noop("The last full calendar month."),
                                                    tr_noop("The last full quarter of the year.")};
    cJSON *kinds = cJSON_CreateArray();
    for (enum summary_kind kind = 0; kind < SUMMARY_KINDS; kind++) {
        cJSON *row = cJSON_CreateObject(), *before = cJSON_CreateArray();
        struct figure_range period = summary_period(kind, report_today(request) - 1);
        json_set_string(row, "title", locale_words(request->language, summary_kind_titles[kind]));
        json_set_string(row, "about", locale_words(request->language, told[kind]));
        json_set_string(row, "name", summary_kind_names[kind]);
        json_set(row, "latest", period_link(request, kind, period));
        for (int i = 0; i < EARLIER_SHOWN; i++) {
            period = earlier(kind, period);
            cJSON_AddItemToArray(before, period_link(request, kind, period));
        }
        json_set(row, "earlier", before);
        tell_schedule(request, row, kind);
        cJSON_AddItemToArray(kinds, row);
    }
    request_give(request, "kinds", kinds);
    return HTTP_OK;
}

/* ---- one ---- */

static const char *draw_spark(struct request *request, const cJSON *row)
{
    double values[SUMMARY_POINTS];
    int count = 0;
    const cJSON *point, *points = json_member(row, "points");
    cJSON_ArrayForEach(point, points) values[count++] = cJSON_IsNumber(point) ? point->valuedouble : NAN;
    struct text svg = text_in(request->arena);
    char *id = arena_printf(request->arena, "spark-%s", json_string(row, "name", ""));
    for (char *c = id; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
    chart_spark(&svg, &(struct chart_about){.id = id, .title = json_string(row, "label", ""), .language = request->language}, values, (size_t)count);
    return text_string(&svg);
}

static void give_rules(struct request *request)
{
    cJSON *rules = cJSON_CreateArray();
    for (const struct summary_rule *rule = summary_rules; rule->name != NULL; rule++) {
        cJSON *row = cJSON_CreateObject();
        bool either = rule->list == SUMMARY_WORKS;
        const char *list = locale_words(request->language, summary_list_titles[rule->list]);
        const char *fails = locale_words(request->language, summary_list_titles[SUMMARY_FAILS]);
        json_set_string(row, "list", either ? arena_printf(request->arena, "%s / %s", list, fails) : list);
        json_set_string(row, "what", locale_words(request->language, rule->what));
        cJSON_AddItemToArray(rules, row);
    }
    request_give(request, "rules", rules);
}

static void give_neighbours(struct request *request, enum summary_kind kind)
{
    struct figure_range period = period_of(request, kind), next = summary_next(kind, period);
    request_give(request, "previous", period_link(request, kind, earlier(kind, period)));
    request_give(request, "next", next.to < report_today(request) ? period_link(request, kind, next) : cJSON_CreateNull());
}

enum http_status report_page(struct request *request)
{
    enum http_status status;
    cJSON *report = read_report(request, "kind", &status), *row;
    if (report == NULL)
        return status;
    cJSON *rows = cJSON_GetObjectItem(report, "rows");
    cJSON_ArrayForEach(row, rows) json_set_string(row, "spark", draw_spark(request, row));
    give_neighbours(request, summary_kind_read(request_text(request, "kind")));
    give_rules(request);
    request_give(request, "report", report);
    return HTTP_OK;
}

/* ---- for programs ---- */

static enum http_status answer_csv(struct request *request, const cJSON *report)
{
    struct text csv = text_in(request->arena);
    site_summary_csv(&csv, report);
    return report_csv_text(request, site_summary_file(request->arena, report, ""), &csv);
}

static enum http_status answer_pdf(struct request *request, const cJSON *report)
{
    const struct summary_place place = place_of(request);
    const char *file = site_summary_pdf(&place, report, request->id);
    if (file == NULL)
        return HTTP_FAILED;
    return request_file(request, file, "application/pdf", site_summary_file(request->arena, report, ".pdf"));
}

enum http_status report_file_csv(struct request *request)
{
    enum http_status status;
    const cJSON *report = read_report(request, "kind", &status);
    return report == NULL ? status : answer_csv(request, report);
}

enum http_status report_file_pdf(struct request *request)
{
    enum http_status status;
    const cJSON *report = read_report(request, "kind", &status);
    return report == NULL ? status : answer_pdf(request, report);
}

enum http_status report_api(struct request *request)
{
    const char *format = request_text(request, "format");
    enum http_status status;
    cJSON *report = read_report(request, "type", &status);
    request->wants_json = true;
    if (report == NULL)
        return status;
    if (text_equal(format, "csv"))
        return answer_csv(request, report);
    if (text_equal(format, "pdf"))
        return answer_pdf(request, report);
    cJSON *member;
    while ((member = report->child) != NULL)
        request_give(request, member->string, cJSON_DetachItemViaPointer(report, member));
    return HTTP_OK;
}
