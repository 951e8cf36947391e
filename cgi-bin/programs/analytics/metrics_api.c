/* metrics_api.c - GET /api/analytics/metrics: key figures of a period with their definitions and targets; by the day, week or month
 * when one is named or `by` is given. */
#include "programs/analytics/look.h"

#include "core/base/clock.h"
#include "programs/analytics/overview.h"
#include "programs/analytics/pages.h"

static cJSON *points_of(struct request *request, const struct look *look, const struct figure *figure)
{
    cJSON *points = cJSON_CreateArray();
    double *now = arena_alloc(request->arena, (size_t)look->points.count * sizeof *now);
    double *before = arena_alloc(request->arena, (size_t)look->points.count * sizeof *before);
    look_values(request, look, figure, now, before); /* what fails is the connection's to tell */
    for (int i = 0; look->sheet != NULL && i < look->points.count; i++) {
        cJSON *point = cJSON_CreateObject();
        json_set_string(point, "from", look_point_from(request, &look->points, i));
        json_set_string(point, "to", look_point_to(request, &look->points, i));
        json_set(point, "value", report_number(now[i]));
        json_set(point, "before", report_number(before[i]));
        cJSON_AddItemToArray(points, point);
    }
    return points;
}

/* What a model has for pages alone goes; the value is a number. */
static void plain(cJSON *told, cJSON *value)
{
    static const char *const for_pages[] = {"key", "spark", "value", "number", "before_text", "target", "definition", "url"};
    for (size_t i = 0; i < sizeof for_pages / sizeof *for_pages; i++)
        cJSON_DeleteItemFromObject(told, for_pages[i]);
    json_set(told, "value", value);
}

/* What conversations with the coach came to: no events, so without points and formula. */
static void add_coach(struct request *request, const struct look *look, const char *name, cJSON *metrics)
{
    cJSON *list = cJSON_CreateArray(), *told;
    overview_add_coach(request, look, list);
    while ((told = cJSON_DetachItemFromArray(list, 0)) != NULL) {
        plain(told, cJSON_Duplicate(json_member(told, "number"), true));
        if (*name == '\0' || text_equal(name, json_string(told, "name", "")))
            cJSON_AddItemToArray(metrics, told);
    }
}

static cJSON *metric_of(struct request *request, const struct look *look, const struct figure *figure, bool points)
{
    cJSON *told = look_figure(request, look, figure);
    plain(told, look->sheet == NULL ? cJSON_CreateNull() : report_number(sheet_range(look->sheet, figure, look->now)));
    json_set_string(told, "formula", figure_formula(request->arena, figure));
    json_set_string(told, "source", figure_source(request->arena, figure));
    if (points)
        json_set(told, "points", points_of(request, look, figure));
    return told;
}

enum http_status metrics_list(struct request *request)
{
    const char *name = request_text(request, "name");
    bool points = *name != '\0' || *request_text(request, "by") != '\0';
    struct look look;
    request->wants_json = true;
    if (!look_read(request, &look))
        return HTTP_FAILED;
    cJSON *metrics = cJSON_CreateArray();
    for (const struct figure *figure = figures; figure->name != NULL; figure++)
        if (*name == '\0' || text_equal(name, figure->name))
            cJSON_AddItemToArray(metrics, metric_of(request, &look, figure, points));
    add_coach(request, &look, name, metrics);
    if (metrics->child == NULL)
        return request_refuse(request, "name", tr(request, "There is no figure of this name. Without a name, all are listed."));
    request_give_text(request, "from", clock_day_text(request->arena, look.now.from));
    request_give_text(request, "to", clock_day_text(request->arena, look.now.to));
    request_give_text(request, "before_from", clock_day_text(request->arena, look.before.from));
    request_give_text(request, "before_to", clock_day_text(request->arena, look.before.to));
    request_give_text(request, "zone", report_zone(request));
    request_give(request, "metrics", metrics);
    return HTTP_OK;
}
