/* build.c - /admin/analytics/builder: reports that admins put together; kept, shown as table and chart, as CSV and JSON. The form is in
 * build_form.c, the chart in build_chart.c, the mails in build_schedule.c. */
#include "programs/analytics/build.h"

#include "core/view/locale.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

#include <string.h>

#define PATH "/admin/analytics/builder"

enum { ROWS_SHOWN = 500, PAGE_ROWS = 100, PAGE_REPORTS = 50 };

/* ---- the list ---- */

enum http_status builder_page(struct request *request)
{
    cJSON *reports = builder_list(request->db), *row;
    cJSON_ArrayForEach(row, reports)
        json_set_string(row, "made_text", locale_date(request->arena, request->language, json_integer(row, "made_at", 0), report_zone(request)));
    request_give_bool(request, "any", reports->child != NULL);
    request_give(request, "reports", reports);
    request_give(request, "examples", build_examples(request));
    return HTTP_OK;
}

/* ---- one report ---- */

static bool is_number(enum builder_type type)
{
    return type == BUILDER_NUMBER || type == BUILDER_PERCENT;
}

static cJSON *head_rows(const struct built_heads *heads)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < heads->count; i++) {
        cJSON *head = cJSON_CreateObject();
        json_set_string(head, "label", heads->labels[i]);
        json_set_bool(head, "is_number", is_number(heads->types[i]));
        cJSON_AddItemToArray(list, head);
    }
    return list;
}

static cJSON *shown_rows(struct request *request, const struct built_heads *heads, const cJSON *rows, int most)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *row, *cell;
    int count = 0;
    cJSON_ArrayForEach(row, rows)
    {
        if (count++ == most)
            break;
        cJSON *shown = cJSON_CreateObject(), *cells = cJSON_CreateArray();
        int at = 0;
        cJSON_ArrayForEach(cell, row)
        {
            cJSON *told = cJSON_CreateObject();
            json_set_string(told, "text", site_built_text(request->arena, request->language, heads->types[at], cell));
            json_set_bool(told, "is_number", is_number(heads->types[at]));
            cJSON_AddItemToArray(cells, told);
            at++;
        }
        json_set(shown, "cells", cells);
        cJSON_AddItemToArray(list, shown);
    }
    return list;
}

void build_give_rows(struct request *request, const struct builder *builder, const struct builder_result *result, int most)
{
    struct built_heads heads = site_built_heads(request->arena, request->language, builder);
    int size = cJSON_GetArraySize(result->rows);
    request_give(request, "heads", head_rows(&heads));
    request_give(request, "rows", shown_rows(request, &heads, result->rows, most));
    request_give_text(request, "svg", build_draw(request, builder, &heads, result->rows));
    request_give_bool(request, "any", size > 0);
    request_give_text(request, "matched", locale_number(request->arena, request->language, result->matched));
    request_give_bool(request, "more", size > most);
    request_give_integer(request, "shown", most);
    request_give_bool(request, "cut", result->cut);
    request_give_text(request, "unread", result->read_all ? NULL : locale_number(request->arena, request->language, result->read));
}

/* Runs what the path names; false with the status. */
static bool run_report(struct request *request, struct builder *builder, struct builder_result **result, enum http_status *status)
{
    const cJSON *report = builder_find(request->db, request_integer(request, "id", 0));
    const char *definition = json_string(report, "definition", ""), *problem = NULL;
    *status = HTTP_NOT_FOUND;
    if (report == NULL || !builder_read(json_read(request->arena, definition, strlen(definition), &problem), builder, &problem))
        return false;
    *result = builder_run(request->arena, request->db, report_store(request), builder, report_zone(request), request->now);
    *status = *result == NULL ? HTTP_FAILED : HTTP_OK;
    request_give_text(request, "name", json_string(report, "name", ""));
    request_give_integer(request, "id", json_integer(report, "id", 0));
    return *result != NULL;
}

enum http_status built_page(struct request *request)
{
    struct builder builder;
    struct builder_result *result;
    enum http_status status;
    if (!run_report(request, &builder, &result, &status))
        return status;
    build_give_rows(request, &builder, result, ROWS_SHOWN);
    request_give_text(request, "source", locale_words(request->language, builder.source->label));
    request_give_bool(request, "names_people", builder_names_people(&builder));
    build_give_mail(request, request_integer(request, "id", 0));
    return HTTP_OK;
}

/* ---- for programs ---- */

/* Which of all are on the page that is asked for: the first, and as many as fit. Gives total, page and limit. */
static int64_t give_page(struct request *request, int64_t total, int64_t standard, int64_t *first)
{
    int64_t limit = request_integer(request, "limit", standard), page = request_integer(request, "page", 1);
    *first = (page - 1) * limit;
    request_give_integer(request, "total", total);
    request_give_integer(request, "page", page);
    request_give_integer(request, "limit", limit);
    return limit;
}

enum http_status built_list_api(struct request *request)
{
    cJSON *told = cJSON_CreateArray(), *reports = builder_list(request->db);
    const cJSON *report;
    int64_t first, at = 0;
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    int64_t limit = give_page(request, cJSON_GetArraySize(reports), PAGE_REPORTS, &first);
    cJSON_ArrayForEach(report, reports)
    {
        if (at++ < first || at > first + limit)
            continue;
        cJSON *row = cJSON_CreateObject();
        const char *definition = json_string(report, "definition", "{}");
        json_set_integer(row, "id", json_integer(report, "id", 0));
        json_set_string(row, "name", json_string(report, "name", ""));
        json_set(row, "definition", json_read(request->arena, definition, strlen(definition), NULL));
        cJSON_AddItemToArray(told, row);
    }
    request_give(request, "reports", told);
    return HTTP_OK;
}

static cJSON *typed_columns(const struct built_heads *heads)
{
    static const char *const names[] = {[BUILDER_TEXT] = "text",    [BUILDER_NUMBER] = "number", [BUILDER_PERCENT] = "percent",
                                        [BUILDER_DATE] = "day",     [BUILDER_DAY] = "day",       [BUILDER_MONTH] = "day",
                                        [BUILDER_FLAG] = "flag"};
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < heads->count; i++) {
        cJSON *column = cJSON_CreateObject();
        json_set_string(column, "label", heads->labels[i]);
        json_set_string(column, "type", names[heads->types[i]]);
        cJSON_AddItemToArray(list, column);
    }
    return list;
}

/* As the result has them, but days as "2026-11-21". */
static cJSON *plain_row(struct request *request, const struct built_heads *heads, const cJSON *row)
{
    cJSON *cells = cJSON_CreateArray();
    const cJSON *cell;
    int at = 0;
    cJSON_ArrayForEach(cell, row)
    {
        bool day = cJSON_IsNumber(cell) && builder_is_date(heads->types[at]);
        cJSON_AddItemToArray(cells, day ? site_built_value(request->arena, request->language, heads->types[at], cell) : cJSON_Duplicate(cell, true));
        at++;
    }
    return cells;
}

enum http_status built_api(struct request *request)
{
    struct builder builder;
    struct builder_result *result;
    enum http_status status;
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    if (!run_report(request, &builder, &result, &status))
        return status;
    struct built_heads heads = site_built_heads(request->arena, request->language, &builder);
    int64_t first, at = 0, limit = give_page(request, cJSON_GetArraySize(result->rows), PAGE_ROWS, &first);
    cJSON *rows = cJSON_CreateArray();
    const cJSON *row;
    cJSON_ArrayForEach(row, result->rows) if (at++ >= first && at <= first + limit) cJSON_AddItemToArray(rows, plain_row(request, &heads, row));
    request_give(request, "columns", typed_columns(&heads));
    request_give(request, "rows", rows);
    request_give_integer(request, "matched", result->matched);
    request_give_bool(request, "cut", result->cut);
    request_give_bool(request, "read_all", result->read_all);
    request_give_integer(request, "read", result->read);
    return HTTP_OK;
}

enum http_status built_csv(struct request *request)
{
    struct builder builder;
    struct builder_result *result;
    enum http_status status;
    if (!run_report(request, &builder, &result, &status))
        return status;
    struct text csv = text_in(request->arena);
    site_built_csv(&csv, request->language, &builder, result, SIZE_MAX);
    status = builder_names_people(&builder) ? who_note_file(request, "report", cJSON_GetArraySize(result->rows)) : HTTP_OK;
    return status == HTTP_OK ? report_csv_text(request, "report", &csv) : status;
}

/* ---- deleting ---- */

enum http_status built_take_out(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "The report is deleted."), arena_printf(request->arena, PATH "/%lld/restore", (long long)id));
    return report_finish(request, builder_delete(request->db, id, request->now), "builder.delete", "built_report", id, "", PATH);
}

enum http_status built_put_back(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = builder_restore(request->db, id);
    if (result == DB_CONFLICT)
        request->sentence = tr(request, "There are as many reports as there may be. Delete one first.");
    return report_finish(request, result, "builder.restore", "built_report", id, "", PATH);
}
