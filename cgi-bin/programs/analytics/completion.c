/* completion.c - the share that had completed a course so many days after they enrolled, as a curve with its band, and its file. See
 * completion.h. */
#include "programs/analytics/completion.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/completion.h"

#include <math.h>

static const struct completion *measure(struct request *request, int64_t course_id, const struct report_period *period)
{
    const char *zone = report_zone(request);
    return completion_measure(request->arena, request->db, course_id, clock_day_start(period->from, zone), clock_day_start(period->to + 1, zone),
                              request->now);
}

static void set_number(struct request *request, cJSON *row, const char *name, enum figure_unit unit, double value)
{
    json_set(row, name, report_number(value));
    json_set_string(row, arena_printf(request->arena, "%s_text", name), report_value(request, unit, value));
}

static cJSON *points_of(struct request *request, const struct completion *completion)
{
    cJSON *rows = cJSON_CreateArray();
    for (int i = 0; i < completion->count; i++) {
        const struct completion_point *point = &completion->points[i];
        cJSON *row = cJSON_CreateObject();
        json_set_integer(row, "day", point->day);
        set_number(request, row, "share", FIGURE_PERCENT, point->share);
        set_number(request, row, "low", FIGURE_PERCENT, point->low);
        set_number(request, row, "high", FIGURE_PERCENT, point->high);
        set_number(request, row, "at_risk", FIGURE_COUNT, (double)point->at_risk);
        json_set_bool(row, "banded", !isnan(point->low));
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

static const char *draw(struct request *request, const struct completion *completion, const char *title)
{
    double values[COMPLETION_POINTS_MOST], low[COMPLETION_POINTS_MOST], high[COMPLETION_POINTS_MOST];
    const char *labels[COMPLETION_POINTS_MOST];
    for (int i = 0; i < completion->count; i++) {
        const struct completion_point *point = &completion->points[i];
        values[i] = point->share;
        low[i] = point->low;
        high[i] = point->high;
        labels[i] = arena_printf(request->arena, "%lld", (long long)point->day);
    }
    struct chart_series series = {.name = tr(request, "Completed, in percent"), .values = values};
    struct chart_band band = {.name = tr(request, "95 %"), .low = low, .high = high};
    struct chart_about about = {.id = "completion", .title = title, .language = request->language,
                                .description = tr(request, "How many percent had completed the course so many days after they enrolled.")};
    struct text svg = text_in(request->arena);
    chart_lines(&svg, &about,
                &(struct chart_line){.labels = labels, .count = (size_t)completion->count, .series = &series, .series_count = 1, .bands = &band,
                                     .band_count = 1});
    return text_string(&svg);
}

static cJSON *chart_of(struct request *request, const struct completion *completion, const char *csv)
{
    const char *title = tr(request, "Completed, by the days since they enrolled");
    const char *file = arena_printf(request->arena, "%s?%s", csv, report_period_query(request));
    cJSON *chart = report_chart("completion", title, draw(request, completion, title), file, report_json_url(request));
    json_set(chart, "points", points_of(request, completion));
    return chart;
}

void completion_give(struct request *request, int64_t course_id, const struct report_period *period, const char *csv)
{
    const struct completion *completion = measure(request, course_id, period);
    const struct figure_filter *filter = &period->filter;
    cJSON *told = cJSON_CreateObject();
    json_set_bool(told, "any", completion->count > 0);
    json_set_bool(told, "ever", completion->ever);
    json_set_bool(told, "other_filters", filter->country != 0 || filter->device != 0 || filter->cohort != 0);
    set_number(request, told, "people", FIGURE_COUNT, (double)completion->people);
    set_number(request, told, "completed", FIGURE_COUNT, (double)completion->completed);
    set_number(request, told, "left", FIGURE_COUNT, (double)completion->left);
    set_number(request, told, "under_way", FIGURE_COUNT, (double)completion->under_way);
    set_number(request, told, "median", FIGURE_COUNT, completion->median);
    set_number(request, told, "median_low", FIGURE_COUNT, completion->median_interval.low);
    set_number(request, told, "median_high", FIGURE_COUNT, completion->median_interval.high);
    set_number(request, told, "velocity", FIGURE_COUNT, completion->velocity);
    set_number(request, told, "at_it", FIGURE_COUNT, (double)completion->at_it);
    json_set_bool(told, "half", !isnan(completion->median));
    json_set_bool(told, "median_ends", !isnan(completion->median_interval.high));
    json_set_bool(told, "any_at_it", completion->at_it > 0);
    json_set(told, "chart", chart_of(request, completion, csv));
    request_give(request, "completion", told);
}

enum http_status completion_file(struct request *request, int64_t course_id, const struct report_period *period)
{
    static const char *const columns[] = {"day", "completed_percent", "low", "high", "at_risk"};
    const struct completion *completion = measure(request, course_id, period);
    cJSON *rows = cJSON_CreateArray();
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray(columns, sizeof columns / sizeof *columns));
    for (int i = 0; i < completion->count; i++) {
        const struct completion_point *point = &completion->points[i];
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)point->day));
        cJSON_AddItemToArray(row, report_number(point->share));
        cJSON_AddItemToArray(row, report_number(point->low));
        cJSON_AddItemToArray(row, report_number(point->high));
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)point->at_risk));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "completion", rows);
}
