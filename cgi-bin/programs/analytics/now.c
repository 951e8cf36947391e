/* now.c - GET /admin/analytics/now: the strip of this moment on the overview, as a piece of HTML for static/js/analytics.js, or JSON. */
#include "programs/analytics/overview.h"
#include "programs/analytics/pages.h"

#include "core/view/locale.h"
#include "domain/measure/now.h"

static const char *ago_text(struct request *request, int64_t seconds)
{
    if (seconds < 60)
        return arena_printf(request->arena, tr(request, "%lld s ago"), (long long)(seconds < 0 ? 0 : seconds));
    return arena_printf(request->arena, tr(request, "%lld min ago"), (long long)(seconds / 60));
}

static const char *draw(struct request *request, const struct now *now)
{
    double values[NOW_MINUTES];
    struct text svg = text_in(request->arena);
    for (int i = 0; i < NOW_MINUTES; i++)
        values[i] = (double)now->events[i];
    struct chart_about about = {.id = "now",
                                .title = tr(request, "Events a minute"),
                                .description = tr(request, "The last 30 minutes."),
                                .language = request->language};
    chart_spark(&svg, &about, values, NOW_MINUTES);
    return text_string(&svg);
}

static cJSON *last_of(struct request *request, const struct now *now)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < now->last_count; i++) {
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "name", now->last[i].name);
        json_set_integer(row, "at", now->last[i].at);
        json_set_integer(row, "count", now->last[i].count);
        json_set_string(row, "ago", ago_text(request, request->now - now->last[i].at));
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

bool overview_give_now(struct request *request)
{
    struct now now = {0};
    struct store *store = report_store(request);
    if (store != NULL && !now_read(request->arena, store, request->now, &now))
        return false;
    cJSON *told = cJSON_CreateObject(), *minutes = cJSON_CreateArray();
    int64_t events = 0;
    for (int i = 0; i < NOW_MINUTES; i++) {
        cJSON_AddItemToArray(minutes, cJSON_CreateNumber((double)now.events[i]));
        events += now.events[i];
    }
    json_set_integer(told, "at", request->now);
    json_set_integer(told, "people", now.people);
    json_set_integer(told, "visitors", now.visitors);
    json_set_integer(told, "events", events);
    json_set_integer(told, "this_minute", now.events[NOW_MINUTES - 1]);
    json_set(told, "minutes", minutes);
    json_set_string(told, "spark", draw(request, &now));
    json_set(told, "last", last_of(request, &now));
    json_set_bool(told, "any_last", now.last_count > 0);
    request_give(request, "now", told);
    return true;
}

enum http_status now_strip(struct request *request)
{
    request->template = "analytics/now";
    return overview_give_now(request) ? HTTP_OK : HTTP_FAILED;
}
