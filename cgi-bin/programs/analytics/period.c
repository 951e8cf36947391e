/* period.c - which days and which people a report looks at, and the form that says so. See report.h. */
#include "programs/analytics/report.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_range(const struct request *request)
{
    return *request_text(request, "from") != '\0' || *request_text(request, "to") != '\0';
}

static int64_t days_of(const struct request *request)
{
    const char *days = request_text(request, "days");
    return *days == '\0' ? REPORT_DAYS : strtol(days, NULL, 10);
}

static void read_days(const struct request *request, int64_t *first, int64_t *last)
{
    bool from = clock_day_read(request_text(request, "from"), first), to = clock_day_read(request_text(request, "to"), last);
    if (!to)
        *last = report_today(request);
    if (!from)
        *first = *last + 1 - (to ? REPORT_DAYS : days_of(request));
    if (*first > *last) {
        int64_t swapped = *first;
        *first = *last;
        *last = swapped;
    }
}

/* "2026-09" -> year * 12 + month - 1; 0 for anything else. */
static int64_t cohort_of(const char *text)
{
    int year, month, used = 0;
    bool read = sscanf(text, "%4d-%2d%n", &year, &month, &used) == 2 && text[used] == '\0' && year > 1970 && month >= 1 && month <= 12;
    return read ? (int64_t)year * 12 + month - 1 : 0;
}

struct report_period report_period(struct request *request)
{
    struct report_period period = {.filter = {.course_id = request_integer(request, "course", 0),
                                              .country = event_country_number(request_text(request, "country")),
                                              .device = event_device_read(request_text(request, "device")),
                                              .cohort = cohort_of(request_text(request, "cohort"))}};
    read_days(request, &period.from, &period.to);
    period.cut = period.to - period.from >= REPORT_DAYS_MOST;
    if (period.cut)
        period.from = period.to + 1 - REPORT_DAYS_MOST;
    int64_t days = period.to - period.from + 1;
    period.before_to = period.from - 1;
    period.before_from = period.from - days;
    return period;
}

static void append_pair(struct text *query, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    text_printf(query, "%s%s=", query->length == 0 ? "" : "&", name);
    text_append_url(query, value);
}

static const char *const period_names[] = {"days", "from", "to", "course", "country", "device", "cohort"};
enum { PERIOD_NAMES = sizeof period_names / sizeof *period_names };

const char *report_period_query_but(struct request *request, const char *left_out)
{
    struct text query = text_in(request->arena);
    for (size_t i = 0; i < PERIOD_NAMES; i++)
        if (!text_equal(period_names[i], left_out) && !(text_equal(left_out, "days") && (i == 1 || i == 2)) && !(i == 0 && has_range(request)))
            append_pair(&query, period_names[i], request_text(request, period_names[i]));
    return text_string(&query);
}

const char *report_period_query(struct request *request)
{
    return report_period_query_but(request, "");
}

const char *report_json_url(struct request *request)
{
    return arena_printf(request->arena, "%s?format=json%s%s", request->path, *request->query == '\0' ? "" : "&", request->query);
}

/* ---- the form ---- */

/* What a page was asked for besides its days: with other days it shows the same. But not the page of a list, nor hours, weeks or months, which
 * were good for these days alone. */
static bool is_of_these_days(const struct field *field)
{
    for (size_t i = 0; i < PERIOD_NAMES; i++)
        if (text_equal(field->name, period_names[i]))
            return true;
    return text_equal(field->name, "page") || text_equal(field->name, "before") || (field->choices != NULL && strstr(field->choices, "week") != NULL);
}

/* Gives it to the model for the form, and is the query of the links to other periods. */
static const char *give_kept(struct request *request)
{
    struct text query = text_in(request->arena);
    cJSON *kept = cJSON_CreateArray();
    text_append(&query, report_period_query_but(request, "days"));
    const struct field *field = request->route->template == NULL ? NULL : request->route->fields; /* a form that came back has others */
    for (; field != NULL && field->name != NULL; field++) {
        const char *value = is_of_these_days(field) ? "" : request_text(request, field->name);
        if (*value == '\0')
            continue;
        cJSON *pair = cJSON_CreateObject();
        json_set_string(pair, "name", field->name);
        json_set_string(pair, "value", value);
        cJSON_AddItemToArray(kept, pair);
        append_pair(&query, field->name, value);
    }
    request_give(request, "kept_fields", kept);
    return text_string(&query);
}

static void give_periods(struct request *request, const char *path)
{
    const struct { const char *days, *text; } all[] = {
        {"7", tr(request, "7 days")}, {"30", tr(request, "30 days")}, {"90", tr(request, "90 days")}};
    const char *rest = give_kept(request);
    cJSON *periods = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cJSON *period = cJSON_CreateObject();
        json_set_string(period, "text", all[i].text);
        json_set_string(period, "url", arena_printf(request->arena, "%s?days=%s%s%s", path, all[i].days, *rest == '\0' ? "" : "&", rest));
        json_set_bool(period, "current", !has_range(request) && days_of(request) == strtol(all[i].days, NULL, 10));
        cJSON_AddItemToArray(periods, period);
    }
    request_give(request, "periods", periods);
}

static void give_courses(struct request *request)
{
    cJSON *options = cJSON_CreateArray(), *courses = course_list_all(request->db, "");
    const cJSON *course;
    cJSON_ArrayForEach(course, courses)
        report_add_option(options, arena_printf(request->arena, "%lld", (long long)json_integer(course, "id", 0)), json_string(course, "title", ""),
                   request_text(request, "course"));
    request_give(request, "courses", options);
}

static void give_places(struct request *request)
{
    cJSON *countries = cJSON_CreateArray(), *cohorts = cJSON_CreateArray(), *devices = cJSON_CreateArray();
    struct store *store = report_store(request);
    const cJSON *value;
    cJSON *known = store == NULL ? cJSON_CreateArray() : sheet_countries(request->arena, store);
    cJSON_ArrayForEach(value, known) report_add_option(countries, value->valuestring, value->valuestring, request_text(request, "country"));
    known = store == NULL ? cJSON_CreateArray() : sheet_cohorts(request->arena, store);
    cJSON_ArrayForEach(value, known) report_add_option(cohorts, value->valuestring, value->valuestring, request_text(request, "cohort"));
    const char *chosen = request_text(request, "device");
    report_add_option(devices, "phone", tr(request, "Phone"), chosen);
    report_add_option(devices, "tablet", tr(request, "Tablet"), chosen);
    report_add_option(devices, "desktop", tr(request, "Computer"), chosen);
    request_give(request, "countries", countries);
    request_give(request, "cohorts", cohorts);
    request_give(request, "devices", devices);
}

void report_give_days(struct request *request, const struct report_period *period, const char *path)
{
    give_periods(request, path);
    request_give_bool(request, "filtered", has_range(request));
    request_give_bool(request, "filters", false);
    request_give_integer(request, "cut_days", period->cut ? REPORT_DAYS_MOST : 0);
    request_give_text(request, "from", clock_day_text(request->arena, period->from));
    request_give_text(request, "to", clock_day_text(request->arena, period->to));
    request_give_text(request, "from_text", locale_day(request->arena, request->language, period->from));
    request_give_text(request, "to_text", locale_day(request->arena, request->language, period->to));
    request_give_bool(request, "one_day", period->from == period->to);
    request_give_text(request, "period_query", report_period_query(request));
    request_give_text(request, "here", path);
    request_give_text(request, "json_url", report_json_url(request));
}

void report_give_period(struct request *request, const struct report_period *period, const char *path)
{
    bool any_filter = figure_filter_any(&period->filter);
    report_give_days(request, period, path);
    give_courses(request);
    give_places(request);
    request_give_bool(request, "filters", true);
    request_give_bool(request, "any_filter", any_filter);
    request_give_bool(request, "filtered", any_filter || has_range(request));
}
