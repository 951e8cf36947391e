/* timeline.c - GET /admin/analytics/people/:id: what one person did, the newest first, by day and session. Looking leaves an audit line. */
#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/analytics/happened.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/who.h"

enum { PER_PAGE = 100, SESSION_GAP = 30 * CLOCK_MINUTE };

static cJSON *add_group(cJSON *list, const char *member)
{
    cJSON *group = cJSON_CreateObject();
    cJSON_AddItemToArray(list, group);
    return cJSON_AddArrayToObject(group, member);
}

/* Events newest first become days of sessions: less than 30 minutes lie between the events of one. Days are the reader's own. */
static cJSON *by_days(struct request *request, cJSON *rows)
{
    cJSON *days = cJSON_CreateArray(), *sessions = NULL, *events = NULL, *row;
    int64_t day = INT64_MIN, before = INT64_MAX;
    while ((row = cJSON_DetachItemFromArray(rows, 0)) != NULL) {
        int64_t at = json_integer(row, "at", 0), its_day = clock_day(at, request->identity.time_zone);
        bool new_day = its_day != day;
        if (new_day) {
            sessions = add_group(days, "sessions");
            cJSON *newest = cJSON_GetArrayItem(days, cJSON_GetArraySize(days) - 1);
            json_set_string(newest, "day_text", locale_day(request->arena, request->language, its_day));
        }
        if (new_day || before - at >= SESSION_GAP)
            events = add_group(sessions, "events");
        cJSON_AddItemToArray(events, row);
        day = its_day;
        before = at;
    }
    return days;
}

/* From when to when a session went, and how much it was. */
static void describe(struct request *request, cJSON *days)
{
    cJSON *day, *session;
    cJSON_ArrayForEach(day, days) cJSON_ArrayForEach(session, cJSON_GetObjectItem(day, "sessions"))
    {
        const cJSON *events = json_member(session, "events");
        int count = cJSON_GetArraySize(events);
        const cJSON *last = cJSON_GetArrayItem(events, 0), *first = cJSON_GetArrayItem(events, count - 1);
        int64_t seconds = json_integer(last, "at", 0) - json_integer(first, "at", 0);
        json_set_string(session, "from_text", json_string(first, "time_text", ""));
        json_set_string(session, "until_text", json_string(last, "time_text", ""));
        json_set_string(session, "length_text", report_value(request, FIGURE_SECONDS, (double)seconds));
        json_set_integer(session, "count", count);
    }
}

enum http_status timeline_page(struct request *request)
{
    int64_t user_id = request_integer(request, "id", 0);
    struct report_period period = report_period(request);
    struct store *store = report_store(request);
    struct explore_question question = {.name = "", .of_actor = true, .actor = user_id, .filter = period.filter, .page = "", .key = "", .value = "",
                                        .from = clock_day_start(period.from, report_zone(request)),
                                        .until = clock_day_start(period.to + 1, report_zone(request))};
    struct explore_cursor cursor = happened_cursor(request_text(request, "before"), question.until);
    struct explore_seen seen = {0};
    struct happened_list list = {request, cJSON_CreateArray()};
    if (store != NULL && !explore_events(request->arena, store, &question, &cursor, PER_PAGE, happened_take, &list, &seen))
        return HTTP_FAILED;
    const char *path = arena_printf(request->arena, "/admin/analytics/people/%lld", (long long)user_id), *query = report_period_query(request);
    report_give_period(request, &period, path);
    cJSON *days = by_days(request, happened_rows(&list));
    describe(request, days);
    request_give(request, "person", who_is(request, user_id));
    request_give_bool(request, "any", cJSON_GetArraySize(days) > 0);
    request_give_bool(request, "first_page", *request_text(request, "before") == '\0');
    request_give(request, "days", days);
    request_give_text(request, "next", seen.more ? arena_printf(request->arena, "%s?before=%s%s%s", path, happened_cursor_text(request, &cursor),
                                                                *query == '\0' ? "" : "&", query)
                                                 : NULL);
    return who_note_reading(request, user_id, "timeline");
}
