/* metric.c - GET /admin/analytics/metric/:name: one key figure in full, and its target: POST .../target, .../target/clear. */
#include "programs/analytics/metric.h"

#include "core/view/locale.h"
#include "domain/measure/hours.h"
#include "programs/analytics/number.h"
#include "programs/analytics/pages.h"
#include "programs/site/site.h"

#include <math.h>
#include <stdlib.h>

static const struct figure *figure_asked(const struct request *request)
{
    return figure_find(request_text(request, "name"));
}

static const char *path_of(struct request *request, const struct figure *figure)
{
    return arena_printf(request->arena, "/admin/analytics/metric/%s", figure->name);
}

/* ---- the page ---- */

static void give_ways(struct request *request, const struct look *look, const struct figure *figure, const char *path)
{
    static const char *const names[] = {"day", "week", "month", "hour"}; /* as enum points_by */
    const char *const texts[] = {tr(request, "By the day"), tr(request, "By the week"), tr(request, "By the month"), tr(request, "By the hour")};
    int count = hours_has(figure) && look_days(look) <= HOURS_DAYS_MOST ? 4 : 3;
    const char *query = report_period_query(request);
    cJSON *ways = cJSON_CreateArray();
    for (int i = 0; i < count; i++) {
        cJSON *way = cJSON_CreateObject();
        json_set_string(way, "text", texts[i]);
        json_set_string(way, "url", arena_printf(request->arena, "%s?by=%s%s%s", path, names[i], *query == '\0' ? "" : "&", query));
        json_set_bool(way, "current", (int)look->points.by == i);
        cJSON_AddItemToArray(ways, way);
    }
    request_give(request, "ways", ways);
}

static void give_target_form(struct request *request, const struct look *look, const struct figure *figure)
{
    static const char *const names[] = {"day", "week", "month"};
    static const int days[] = {1, 7, 30};
    const char *const texts[] = {tr(request, "a day"), tr(request, "a week"), tr(request, "30 days")};
    const struct target *target = target_find(look->targets, look->target_count, figure);
    cJSON *options = cJSON_CreateArray();
    for (int i = 0; i < 3; i++) {
        cJSON *option = cJSON_CreateObject();
        json_set_string(option, "value", names[i]);
        json_set_string(option, "text", texts[i]);
        cJSON_AddItemToArray(options, option);
        if (target != NULL && target->days == days[i])
            request_form_value(request, "per", names[i]);
    }
    struct text value = text_in(request->arena);
    if (target != NULL)
        text_append_number(&value, target->value);
    request_form_value(request, "value", text_string(&value));
    request_form_options(request, "per", options);
    request_give_bool(request, "adds", figure_adds(figure));
    request_give_bool(request, "any_target", target != NULL);
}

enum http_status metric_page(struct request *request)
{
    const struct figure *figure = figure_asked(request);
    struct look look;
    if (figure == NULL)
        return HTTP_NOT_FOUND;
    if (!look_read(request, &look))
        return HTTP_FAILED;
    const char *path = path_of(request, figure);
    cJSON *told = look_figure(request, &look, figure);
    json_set_string(told, "formula", figure_formula(request->arena, figure));
    json_set_string(told, "source", figure_source(request->arena, figure));
    report_give_period(request, &look.period, path);
    request_give_text(request, "title", locale_words(request->language, figure->label));
    request_give_bool(request, "any", look.sheet != NULL);
    request_give_bool(request, "unfinished", look.points.partial);
    give_ways(request, &look, figure, path);
    give_target_form(request, &look, figure);
    look_give_chart(request, &look, figure, told);
    request_give(request, "figure", told);
    if (look.sheet == NULL)
        return HTTP_OK;
    return metric_give_split(request, &look, figure) && metric_give_people(request, &look, figure) ? HTTP_OK : HTTP_FAILED;
}

enum http_status metric_csv(struct request *request)
{
    const struct figure *figure = figure_asked(request);
    struct look look;
    if (figure == NULL)
        return HTTP_NOT_FOUND;
    if (!look_read(request, &look))
        return HTTP_FAILED;
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateArray();
    static const char *const names[] = {"from", "to", "value", "before"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cJSON_AddItemToArray(head, cJSON_CreateString(names[i]));
    cJSON_AddItemToArray(rows, head);
    double *now = arena_alloc(request->arena, (size_t)look.points.count * sizeof *now);
    double *before = arena_alloc(request->arena, (size_t)look.points.count * sizeof *before);
    if (!look_values(request, &look, figure, now, before))
        return HTTP_FAILED;
    for (int i = 0; look.sheet != NULL && i < look.points.count; i++) {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(look_point_from(request, &look.points, i)));
        cJSON_AddItemToArray(row, cJSON_CreateString(look_point_to(request, &look.points, i)));
        cJSON_AddItemToArray(row, report_number(now[i]));
        cJSON_AddItemToArray(row, report_number(before[i]));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, figure->name, rows);
}

/* ---- its target ---- */

/* More than nothing, and at most a billion. */
static bool read_value(const struct request *request, const char *text, double *value)
{
    return number_read(request, text, value) && *value > 0 && *value <= 1e9;
}

enum http_status metric_target_set(struct request *request)
{
    const struct figure *figure = figure_asked(request);
    const char *per = request_text(request, "per"), *text = request_text(request, "value");
    struct target target = {.days = text_equal(per, "week") ? 7 : text_equal(per, "month") ? 30 : 1};
    if (figure == NULL)
        return HTTP_NOT_FOUND;
    target.figure = figure->name;
    if (!read_value(request, text, &target.value))
        return request_refuse(request, "value", tr(request, "Give a number above 0, such as 120 or 12.5."));
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = target_set(request->db, &target, request->identity.user_id, request->now);
    if (result == DB_OK)
        result = site_audit(request, "target.set", "figure", 0, arena_printf(request->arena, "%s: %s in %d days", figure->name, text, target.days));
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "The target is set. It is a line in the chart now."), NULL);
    return request_redirect(request, path_of(request, figure));
}

enum http_status metric_target_clear(struct request *request)
{
    const struct figure *figure = figure_asked(request);
    if (figure == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = target_clear(request->db, figure);
    if (result == DB_OK)
        result = site_audit(request, "target.clear", "figure", 0, figure->name);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    request_flash(request, "note", tr(request, "There is no target any more."), NULL);
    return request_redirect(request, path_of(request, figure));
}
