/* now.c - GET /admin/analytics/now: the strip of this moment on the overview, as a piece of HTML for static/js/analytics.js, or JSON.
 * GET /admin/analytics/live: tells that script when it changed, as server-sent events that the worker publishes. */
#include "programs/analytics/overview.h"
#include "programs/analytics/pages.h"

#include "core/net/push.h"
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

bool overview_give_now(struct request *request)
{
    struct now now = {0};
    struct store *store = report_store(request);
    if (store != NULL && !now_read(request->arena, store, request->now, &now))
        return false;
    cJSON *told = now_model(&now, request->now), *row;
    cJSON_ArrayForEach(row, json_member(told, "last"))
        json_set_string(row, "ago", ago_text(request, request->now - json_integer(row, "at", 0)));
    json_set_string(told, "spark", draw(request, &now));
    json_set_bool(told, "any_last", now.last_count > 0);
    request_give(request, "now", told);
    request_give_text(request, "live", push_ready(request->config) ? "/admin/analytics/live" : NULL);
    return true;
}

enum http_status now_strip(struct request *request)
{
    request->template = "analytics/now";
    return overview_give_now(request) ? HTTP_OK : HTTP_FAILED;
}

/* Where nothing is pushed the script hears so, and goes on asking. */
enum http_status now_live(struct request *request)
{
    return push_ready(request->config) ? request_listen(request, "analytics") : HTTP_NO_CONTENT;
}
