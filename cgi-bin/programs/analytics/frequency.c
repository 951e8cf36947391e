/* frequency.c - on how many of 28 days people were there: a part of /admin/analytics/retention and of a teacher's course; its file, its
 * API, and the people of a column. */
#include "programs/analytics/frequency.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/frequency.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

#include <math.h>

enum { PER_PAGE = 50, FILE_MOST = 100000 };

static struct frequency *measure(struct request *request, const struct report_period *period)
{
    struct store *store = report_store(request);
    if (store == NULL) {
        struct frequency *nothing = arena_alloc(request->arena, sizeof *nothing);
        nothing->median = nothing->mean = NAN;
        return nothing;
    }
    return frequency_measure(request->arena, store, report_zone(request), &period->filter, period->to);
}

static cJSON *rows_of(struct request *request, const struct frequency *frequency, bool linked)
{
    cJSON *rows = cJSON_CreateArray();
    int64_t least = frequency->people;
    const char *query = report_period_query(request);
    for (int days = 1; days <= FREQUENCY_DAYS; days++) {
        cJSON *row = cJSON_CreateObject();
        double people = (double)frequency->people, share = report_percent((double)frequency->days[days], people);
        double least_share = report_percent((double)least, people);
        json_set_integer(row, "days", days);
        json_set_integer(row, "people", frequency->days[days]);
        json_set(row, "share", report_number(share));
        json_set_integer(row, "least", least);
        json_set(row, "least_share", report_number(least_share));
        json_set_string(row, "people_text", report_value(request, FIGURE_COUNT, (double)frequency->days[days]));
        json_set_string(row, "share_text", report_value(request, FIGURE_PERCENT, share));
        json_set_string(row, "least_text", report_value(request, FIGURE_COUNT, (double)least));
        json_set_string(row, "least_share_text", report_value(request, FIGURE_PERCENT, least_share));
        const char *url = arena_printf(request->arena, "/admin/analytics/retention/frequency/people?on=%d&%s", days, query);
        json_set_string(row, "url", linked && frequency->days[days] > 0 ? url : NULL);
        cJSON_AddItemToArray(rows, row);
        least -= frequency->days[days];
    }
    return rows;
}

static const char *draw(struct request *request, const struct frequency *frequency, const char *title)
{
    double values[FREQUENCY_DAYS];
    const char *labels[FREQUENCY_DAYS];
    for (int i = 0; i < FREQUENCY_DAYS; i++) {
        values[i] = (double)frequency->days[i + 1];
        labels[i] = arena_printf(request->arena, "%d", i + 1);
    }
    struct chart_about about = {.id = "frequency", .title = title, .language = request->language,
                                .description = tr(request, "People by the number of different days, of 28, on which they were there.")};
    struct chart_series series = {.name = tr(request, "People"), .values = values};
    struct text svg = text_in(request->arena);
    chart_columns(&svg, &about, &(struct chart_columns){.labels = labels, .count = FREQUENCY_DAYS, .series = &series, .series_count = 1});
    return text_string(&svg);
}

/* The words about everybody: how many, the middle, the mean. */
static void tell(struct request *request, cJSON *told, const struct frequency *frequency, int64_t last)
{
    json_set_bool(told, "any", frequency->people > 0);
    json_set_integer(told, "people", frequency->people);
    json_set_string(told, "people_text", report_value(request, FIGURE_COUNT, (double)frequency->people));
    json_set(told, "median", report_number(frequency->median));
    json_set_string(told, "median_text", report_value(request, FIGURE_COUNT, frequency->median));
    json_set(told, "mean", report_number(frequency->mean));
    json_set_string(told, "mean_text", report_value(request, FIGURE_COUNT, frequency->mean));
    json_set_bool(told, "running", last >= report_today(request));
    json_set_string(told, "from", clock_day_text(request->arena, last - FREQUENCY_DAYS + 1));
    json_set_string(told, "to", clock_day_text(request->arena, last));
    json_set_string(told, "from_text", locale_day(request->arena, request->language, last - FREQUENCY_DAYS + 1));
    json_set_string(told, "to_text", locale_day(request->arena, request->language, last));
}

bool frequency_give(struct request *request, const struct report_period *period, const char *csv, bool of_course)
{
    const struct frequency *frequency = measure(request, period);
    if (frequency == NULL)
        return false;
    cJSON *told = cJSON_CreateObject();
    const char *title = tr(request, "On how many of 28 days people were there"), *query = report_period_query(request);
    tell(request, told, frequency, period->to);
    json_set_bool(told, "of_course", of_course);
    const char *file = arena_printf(request->arena, "%s?%s", csv, query);
    const char *json = of_course ? report_json_url(request) : arena_printf(request->arena, "/api/analytics/frequency?%s", query);
    cJSON *chart = report_chart("frequency", title, draw(request, frequency, title), file, json);
    json_set(chart, "days", rows_of(request, frequency, !of_course));
    json_set(told, "chart", chart);
    request_give(request, "frequency", told);
    return true;
}

enum http_status frequency_api(struct request *request)
{
    struct report_period period = report_period(request);
    const struct frequency *frequency = measure(request, &period);
    if (frequency == NULL)
        return HTTP_FAILED;
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    tell(request, request->model, frequency, period.to);
    request_give(request, "days", rows_of(request, frequency, true));
    return HTTP_OK;
}

/* ---- files ---- */

enum http_status frequency_file(struct request *request, const struct report_period *period)
{
    static const char *const columns[] = {"days", "people", "share", "least", "least_share"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    const struct frequency *frequency = measure(request, period);
    if (frequency == NULL)
        return HTTP_FAILED;
    return report_csv(request, "frequency", report_table(rows_of(request, frequency, false), columns, COLUMNS));
}

enum http_status frequency_csv(struct request *request)
{
    struct report_period period = report_period(request);
    return frequency_file(request, &period);
}

/* ---- people ---- */

static const int64_t *people_of(struct request *request, int64_t offset, int limit, int *count, int64_t *total)
{
    static const int64_t nobody[1];
    struct store *store = report_store(request);
    struct report_period period = report_period(request);
    *count = 0;
    *total = 0;
    if (store == NULL)
        return nobody;
    return frequency_people(request->arena, store, report_zone(request), &period.filter, period.to, (int)request_integer(request, "on", 1), offset,
                            limit, count, total);
}

enum http_status frequency_people_page(struct request *request)
{
    struct report_period period = report_period(request);
    int64_t page = request_integer(request, "page", 1), total = 0;
    int count = 0;
    const int64_t *ids = people_of(request, (page - 1) * PER_PAGE, PER_PAGE, &count, &total);
    if (ids == NULL)
        return HTTP_FAILED;
    request_give_integer(request, "on", request_integer(request, "on", 1));
    request_give_text(request, "from_text", locale_day(request->arena, request->language, period.to - FREQUENCY_DAYS + 1));
    request_give_text(request, "to_text", locale_day(request->arena, request->language, period.to));
    request_give_text(request, "query", report_period_query(request));
    request_give_bool(request, "any", total > 0);
    request_give(request, "people", who_list(request, ids, (size_t)count));
    site_give_pages(request, page, PER_PAGE, total);
    return HTTP_OK;
}

enum http_status frequency_people_csv(struct request *request)
{
    int64_t total = 0;
    int count = 0;
    const int64_t *ids = people_of(request, 0, FILE_MOST, &count, &total);
    if (ids == NULL)
        return HTTP_FAILED;
    return who_people_csv(request, "frequency-people", ids, (size_t)count);
}
