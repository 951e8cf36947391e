/* overview.c - GET /admin/analytics: the key figures of a period in their groups, beside those of the period before. */
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/analytics/health.h"
#include "programs/analytics/look.h"
#include "programs/analytics/overview.h"


enum { TOP = 5 }; /* of courses, lessons, instructors */

static cJSON *figure_of(struct request *request, const struct look *look, const struct figure *figure)
{
    const char *query = report_period_query(request);
    cJSON *told = look_figure(request, look, figure);
    json_set_string(told, "key", figure->name);
    json_set_string(told, "spark", look_spark(request, look, figure));
    json_set_string(told, "definition", arena_printf(request->arena, "#def-%s", figure->name));
    json_set_string(told, "url", arena_printf(request->arena, "/admin/analytics/metric/%s%s%s", figure->name, *query == '\0' ? "" : "?", query));
    return told;
}

static void give_groups(struct request *request, const struct look *look)
{
    cJSON *groups = cJSON_CreateArray();
    for (enum figure_group number = 0; number < FIGURE_GROUPS; number++) {
        cJSON *group = cJSON_CreateObject(), *list = cJSON_CreateArray();
        for (const struct figure *figure = figures; figure->name != NULL; figure++)
            if (figure->group == number)
                cJSON_AddItemToArray(list, figure_of(request, look, figure));
        if (number == FIGURE_COACH)
            overview_add_coach(request, look, list);
        if (cJSON_GetArraySize(list) == 0)
            continue;
        json_set_string(group, "title", locale_words(request->language, figure_group_names[number]));
        json_set(group, "figures", list);
        cJSON_AddItemToArray(groups, group);
    }
    request_give(request, "groups", groups);
}

/* The checks of the system's health that say most, and how many of all want a look. */
static bool give_health(struct request *request)
{
    struct served_report day;
    if (!health_day(request, report_store(request), &day))
        return false;
    const cJSON *check, *checks = health_checks(request, &day);
    cJSON *brief = cJSON_CreateArray();
    int64_t wrong = 0;
    cJSON_ArrayForEach(check, checks)
    {
        wrong += !json_bool(check, "is_good", true);
        if (json_bool(check, "brief", false))
            cJSON_AddItemToArray(brief, cJSON_Duplicate(check, true));
    }
    request_give_integer(request, "unwell", wrong);
    request_give(request, "system", brief);
    return true;
}

enum http_status overview_page(struct request *request)
{
    struct look look;
    bool any = report_store(request) != NULL;
    if (!look_read(request, &look))
        return HTTP_FAILED;
    report_give_period(request, &look.period, "/admin/analytics");
    request_give_bool(request, "any", any);
    request_give_bool(request, "unfinished", look.points.partial);
    if (!any)
        return HTTP_OK;
    cJSON *daily = cJSON_CreateObject();
    if (!overview_give_now(request) || !give_health(request))
        return HTTP_FAILED;
    give_groups(request, &look);
    look_give_chart(request, &look, figure_find("dau"), daily);
    request_give(request, "daily", cJSON_DetachItemFromObject(daily, "chart"));
    return overview_give_courses(request, &look, TOP) ? HTTP_OK : HTTP_FAILED;
}

/* ---- by the day ---- */

static cJSON *csv_head(void)
{
    cJSON *row = cJSON_CreateArray();
    cJSON_AddItemToArray(row, cJSON_CreateString("day"));
    for (const struct figure *figure = figures; figure->name != NULL; figure++)
        cJSON_AddItemToArray(row, cJSON_CreateString(figure->name));
    return row;
}

enum http_status overview_csv(struct request *request)
{
    struct report_period period = report_period(request);
    struct store *store = report_store(request);
    cJSON *rows = cJSON_CreateArray();
    cJSON_AddItemToArray(rows, csv_head());
    struct sheet *sheet = store == NULL ? NULL : sheet_read(request->arena, store, report_zone(request), &period.filter, period.from, period.to);
    for (int64_t day = period.from; sheet != NULL && day <= period.to; day++) {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_day_text(request->arena, day)));
        for (const struct figure *figure = figures; figure->name != NULL; figure++)
            cJSON_AddItemToArray(row, report_number(sheet_day(sheet, figure, day)));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "overview", rows);
}
