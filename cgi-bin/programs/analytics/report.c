/* report.c - the store of this process, and how figures and tables are written. */
#include "programs/analytics/report.h"

#include "programs/site/site.h"

#include "core/base/clock.h"
#include "core/base/csv_write.h"
#include "domain/measure/collect.h"

#include <math.h>

struct store *report_store(struct request *request)
{
    static struct store *store;
    static int64_t tried;
    if (store == NULL && tried != request->now) { /* before the worker has made it there is none: look again, but not all the time */
        tried = request->now;
        store = store_open(request->arena, request->config, false);
    }
    if (store != NULL)
        store_use_arena(store, request->arena);
    return store;
}

const char *report_zone(const struct request *request)
{
    return collect_zone(request->config);
}

int64_t report_today(const struct request *request)
{
    return clock_day(request->now, report_zone(request));
}

char *report_value(struct request *request, enum figure_unit unit, double value)
{
    return figure_text(request->arena, request->language, unit, value);
}

cJSON *report_number(double value)
{
    return isnan(value) ? cJSON_CreateNull() : cJSON_CreateNumber(value);
}

cJSON *report_chart(const char *id, const char *title, const char *svg, const char *csv, const char *json)
{
    cJSON *chart = cJSON_CreateObject();
    json_set_string(chart, "id", id);
    json_set_string(chart, "title", title);
    json_set_string(chart, "svg", svg);
    json_set_string(chart, "csv", csv);
    json_set_string(chart, "json", json);
    return chart;
}

double report_percent(double part, double whole)
{
    return whole == 0 ? NAN : 100 * part / whole;
}

void report_add_option(cJSON *options, const char *value, const char *text, const char *chosen)
{
    cJSON *option = cJSON_CreateObject();
    json_set_string(option, "value", value);
    json_set_string(option, "text", text);
    if (chosen != NULL)
        json_set_bool(option, "selected", text_equal(value, chosen));
    cJSON_AddItemToArray(options, option);
}

void report_give_hours(struct request *request, int64_t hour)
{
    cJSON *options = cJSON_CreateArray();
    for (int i = 0; i < 24; i++)
        report_add_option(options, arena_printf(request->arena, "%d", i), arena_printf(request->arena, "%02d:00", i),
                          arena_printf(request->arena, "%lld", (long long)hour));
    request_give(request, "hour_options", options);
    request_give_integer(request, "hour", hour);
    request_give_text(request, "hour_text", arena_printf(request->arena, "%02lld:00", (long long)hour));
}

enum http_status report_finish(struct request *request, enum db_result result, const char *action, const char *kind, int64_t id, const char *detail,
                               const char *path)
{
    if (result == DB_NONE)
        return HTTP_NOT_FOUND;
    if (result == DB_OK)
        result = site_audit(request, action, kind, id, detail);
    return result == DB_OK ? request_redirect(request, path) : request_result(request, result);
}

enum http_status report_csv_text(struct request *request, const char *name, const struct text *csv)
{
    request_add_header(request, "Content-Disposition", arena_printf(request->arena, "attachment; filename=\"%s.csv\"", name));
    return request_body(request, "text/csv; charset=utf-8", text_string(csv), csv->length);
}

void report_add_cells(cJSON *row, const cJSON *object, const char *const *columns, int count)
{
    for (int i = 0; i < count; i++) {
        const cJSON *value = json_member(object, columns[i]);
        cJSON_AddItemToArray(row, value == NULL ? cJSON_CreateNull() : cJSON_Duplicate(value, true));
    }
}

cJSON *report_table(const cJSON *objects, const char *const *columns, int count)
{
    cJSON *rows = cJSON_CreateArray();
    const cJSON *object;
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray(columns, count));
    cJSON_ArrayForEach(object, objects)
    {
        cJSON *row = cJSON_CreateArray();
        report_add_cells(row, object, columns, count);
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

enum http_status report_csv(struct request *request, const char *name, const cJSON *rows)
{
    struct text csv = text_in(request->arena);
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) csv_append_row(&csv, row);
    return report_csv_text(request, name, &csv);
}
