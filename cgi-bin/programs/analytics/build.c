/* build.c - /admin/analytics/builder: reports that admins put together; kept, shown as table and chart, as CSV and JSON. The form is in
 * build_form.c. */
#include "programs/analytics/build.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <math.h>
#include <string.h>

#define PATH "/admin/analytics/builder"

enum { ROWS_SHOWN = 500, BARS_SHOWN = 40 };

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

/* A cell as people read it. */
static const char *cell_text(struct request *request, enum builder_type type, const cJSON *cell)
{
    if (cJSON_IsString(cell))
        return cell->valuestring;
    if (cJSON_IsBool(cell))
        return cJSON_IsTrue(cell) ? tr(request, "yes") : tr(request, "no");
    if (!cJSON_IsNumber(cell))
        return "–";
    if (type == BUILDER_DATE)
        return locale_day(request->arena, request->language, (int64_t)cell->valuedouble);
    return report_value(request, type == BUILDER_PERCENT ? FIGURE_PERCENT : FIGURE_COUNT, cell->valuedouble);
}

struct heads {
    const char *labels[BUILDER_COLUMNS_MOST];
    enum builder_type types[BUILDER_COLUMNS_MOST];
    int count;
};

static void add_head(struct heads *heads, const char *label, enum builder_type type)
{
    heads->labels[heads->count] = label;
    heads->types[heads->count++] = type;
}

static struct heads heads_of(struct request *request, const struct builder *builder)
{
    struct heads heads = {.count = 0};
    const struct builder_column *columns = builder->source->columns;
    if (builder->group >= 0) {
        const int keys[] = {builder->group, builder->second};
        for (size_t i = 0; i < 2; i++)
            if (keys[i] >= 0)
                add_head(&heads, locale_words(request->language, columns[keys[i]].label), columns[keys[i]].type);
        bool counted = text_equal(builder->measure, "count") || builder->measured < 0;
        const char *name = counted ? tr(request, "Count") : locale_words(request->language, columns[builder->measured].label);
        const char *how = counted ? name : arena_printf(request->arena, "%s (%s)", name, build_measure_name(request, builder->measure));
        bool percent = !counted && !text_equal(builder->measure, "sum") && columns[builder->measured].type != BUILDER_NUMBER;
        add_head(&heads, how, percent ? BUILDER_PERCENT : BUILDER_NUMBER);
        return heads;
    }
    for (int i = 0; i < BUILDER_COLUMNS_MOST; i++)
        if (builder->shown[i])
            add_head(&heads, locale_words(request->language, columns[i].label), columns[i].type);
    return heads;
}

static cJSON *head_rows(const struct heads *heads)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < heads->count; i++) {
        cJSON *head = cJSON_CreateObject();
        json_set_string(head, "label", heads->labels[i]);
        json_set_bool(head, "is_number", heads->types[i] == BUILDER_NUMBER || heads->types[i] == BUILDER_PERCENT);
        cJSON_AddItemToArray(list, head);
    }
    return list;
}

static cJSON *shown_rows(struct request *request, const struct heads *heads, const cJSON *rows)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *row, *cell;
    int count = 0;
    cJSON_ArrayForEach(row, rows)
    {
        if (count++ == ROWS_SHOWN)
            break;
        cJSON *shown = cJSON_CreateObject(), *cells = cJSON_CreateArray();
        int at = 0;
        cJSON_ArrayForEach(cell, row)
        {
            cJSON *told = cJSON_CreateObject();
            json_set_string(told, "text", cell_text(request, heads->types[at], cell));
            json_set_bool(told, "is_number", heads->types[at] == BUILDER_NUMBER || heads->types[at] == BUILDER_PERCENT);
            cJSON_AddItemToArray(cells, told);
            at++;
        }
        json_set(shown, "cells", cells);
        cJSON_AddItemToArray(list, shown);
    }
    return list;
}

/* Groups by one column are drawn: dates as a line, the others as bars. */
static const char *draw(struct request *request, const struct builder *builder, const struct heads *heads, const cJSON *rows)
{
    int size = cJSON_GetArraySize(rows), count = 0;
    bool line = heads->types[0] == BUILDER_DATE && !builder->falling;
    int most = line ? CHART_POINTS_MOST : BARS_SHOWN;
    if (builder->group < 0 || builder->second >= 0 || size == 0)
        return NULL;
    struct chart_bar *bars = arena_alloc(request->arena, (size_t)size * sizeof *bars);
    const char **labels = arena_alloc(request->arena, (size_t)size * sizeof *labels);
    double *values = arena_alloc(request->arena, (size_t)size * sizeof *values);
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        const cJSON *name = cJSON_GetArrayItem(row, 0), *value = cJSON_GetArrayItem(row, 1);
        if (count == most || (line && !cJSON_IsNumber(name)))
            continue;
        labels[count] = line ? locale_day_short(request->arena, request->language, (int64_t)name->valuedouble)
                             : cell_text(request, heads->types[0], name);
        values[count] = cJSON_IsNumber(value) ? value->valuedouble : NAN;
        bars[count] = (struct chart_bar){.label = labels[count], .text = cell_text(request, heads->types[1], value)};
        bars[count].value = isnan(values[count]) ? 0 : values[count];
        count++;
    }
    struct text svg = text_in(request->arena);
    const struct chart_about about = {.id = "built", .title = heads->labels[1], .description = heads->labels[0], .language = request->language};
    const struct chart_series series = {.name = heads->labels[1], .values = values};
    if (line)
        chart_lines(&svg, &about, &(struct chart_line){.labels = labels, .count = (size_t)count, .series = &series, .series_count = 1});
    else
        chart_rows(&svg, &about, bars, (size_t)count);
    return svg.bytes;
}

/* Runs what the path names; false with the status. */
static bool run_report(struct request *request, struct builder *builder, struct builder_result **result, enum http_status *status)
{
    const cJSON *report = builder_find(request->db, request_integer(request, "id", 0));
    const char *definition = json_string(report, "definition", ""), *problem = NULL;
    *status = HTTP_NOT_FOUND;
    if (report == NULL || !builder_read(json_read(request->arena, definition, strlen(definition), &problem), builder, &problem))
        return false;
    *result = builder_run(request->arena, request->db, builder, report_zone(request), request->now);
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
    struct heads heads = heads_of(request, &builder);
    int size = cJSON_GetArraySize(result->rows);
    request_give(request, "heads", head_rows(&heads));
    request_give(request, "rows", shown_rows(request, &heads, result->rows));
    request_give_text(request, "svg", draw(request, &builder, &heads, result->rows));
    request_give_bool(request, "any", size > 0);
    request_give_text(request, "matched", locale_number(request->arena, request->language, result->matched));
    request_give_text(request, "source", locale_words(request->language, builder.source->label));
    request_give_bool(request, "more", size > ROWS_SHOWN);
    request_give_integer(request, "shown", ROWS_SHOWN);
    request_give_bool(request, "cut", result->cut);
    request_give_bool(request, "unread", !result->read_all);
    return HTTP_OK;
}

enum http_status built_csv(struct request *request)
{
    struct builder builder;
    struct builder_result *result;
    enum http_status status;
    if (!run_report(request, &builder, &result, &status))
        return status;
    struct heads heads = heads_of(request, &builder);
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateArray(), *row, *cell;
    for (int i = 0; i < heads.count; i++)
        cJSON_AddItemToArray(head, cJSON_CreateString(heads.labels[i]));
    cJSON_AddItemToArray(rows, head);
    while ((row = cJSON_DetachItemFromArray(result->rows, 0)) != NULL) {
        int at = 0;
        cJSON *told = cJSON_CreateArray();
        cJSON_ArrayForEach(cell, row)
        {
            bool plain = cJSON_IsNumber(cell) && heads.types[at] != BUILDER_DATE;
            bool date = cJSON_IsNumber(cell) && heads.types[at] == BUILDER_DATE;
            const char *text = date                 ? clock_day_text(request->arena, (int64_t)cell->valuedouble)
                               : cJSON_IsNull(cell) ? ""
                                                    : cell_text(request, heads.types[at], cell);
            cJSON_AddItemToArray(told, plain ? cJSON_CreateNumber(cell->valuedouble) : cJSON_CreateString(text));
            at++;
        }
        cJSON_AddItemToArray(rows, told);
    }
    return report_csv(request, "report", rows);
}

/* ---- deleting ---- */

static enum http_status finish(struct request *request, enum db_result result, const char *action, int64_t id)
{
    if (result == DB_NONE)
        return HTTP_NOT_FOUND;
    if (result == DB_OK)
        result = site_audit(request, action, "built_report", id, "");
    return result == DB_OK ? request_redirect(request, PATH) : request_result(request, result);
}

enum http_status built_take_out(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "The report is deleted."), arena_printf(request->arena, PATH "/%lld/restore", (long long)id));
    return finish(request, builder_delete(request->db, id, request->now), "builder.delete", id);
}

enum http_status built_put_back(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    return finish(request, builder_restore(request->db, id), "builder.restore", id);
}
