/* events_api.c - /api/analytics/events: GET gives single events, action=counts how many by day, hour, user, event, course, country or
 * device, action=top the names most used; POST takes one event of the asker's own. Who is no admin sees only their own. */
#include "programs/analytics/events.h"
#include "programs/analytics/own.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "domain/measure/tally.h"
#include "programs/analytics/happened.h"
#include "programs/analytics/who.h"

#include <string.h>

enum { LIMIT = 50 };

static bool is_admin(const struct request *request)
{
    return (request->identity.roles & ROLE_ADMIN) != 0;
}

static int64_t limit_of(const struct request *request)
{
    return request_integer(request, "limit", LIMIT);
}

static enum http_status give_events(struct request *request, struct events_asked *asked)
{
    struct store *store = report_store(request);
    struct explore_seen seen = {0};
    struct happened_list list = {request, cJSON_CreateArray()};
    if (store != NULL &&
        !explore_events(request->arena, store, &asked->question, &asked->cursor, (int)limit_of(request), happened_take, &list, &seen))
        return HTTP_FAILED;
    request_give(request, "events", happened_rows(&list));
    request_give_text(request, "next", seen.more ? happened_cursor_text(request, &asked->cursor) : NULL);
    if (is_admin(request))
        request_give_integer(request, "passed", seen.passed); /* it counts what others did, too */
    return events_note_reading(request, asked);
}

/* ---- counts ---- */

static void add_count(cJSON *list, const char *key, int64_t events, int64_t people)
{
    cJSON *row = cJSON_CreateObject();
    json_set_string(row, "key", key);
    json_set_integer(row, "events", events);
    if (people >= 0)
        json_set_integer(row, "people", people);
    cJSON_AddItemToArray(list, row);
}

static const char *number(struct request *request, int64_t key)
{
    return arena_printf(request->arena, "%lld", (long long)key);
}

static cJSON *by_days(struct request *request, const struct tally *tally, const struct report_period *period)
{
    cJSON *list = cJSON_CreateArray();
    for (int64_t day = period->from; day <= period->to; day++)
        add_count(list, clock_day_text(request->arena, day), tally->days[day - period->from], -1);
    return list;
}

static cJSON *by_hours(struct request *request, const struct tally *tally)
{
    cJSON *list = cJSON_CreateArray();
    for (int hour = 0; hour < TALLY_HOURS; hour++) {
        int64_t sum = 0;
        for (int weekday = 0; weekday < TALLY_WEEKDAYS; weekday++)
            sum += tally->hours[weekday][hour];
        add_count(list, number(request, hour), sum, -1);
    }
    return list;
}

static cJSON *by_rows(struct request *request, const struct tally_row *rows, int count, const char *by)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < count && i < limit_of(request); i++) {
        const char *key = rows[i].name != NULL          ? rows[i].name
                          : text_equal(by, "country") ? event_country_text(request->arena, rows[i].key)
                          : text_equal(by, "device")  ? event_device_name((enum event_device)rows[i].key)
                                                      : number(request, rows[i].key);
        add_count(list, key, rows[i].events, rows[i].name == NULL ? -1 : rows[i].people);
    }
    return list;
}

static cJSON *counts_by(struct request *request, const struct tally *tally, const struct report_period *period, const char *by)
{
    if (text_equal(by, "day"))
        return by_days(request, tally, period);
    if (text_equal(by, "hour"))
        return by_hours(request, tally);
    if (text_equal(by, "user"))
        return by_rows(request, tally->persons, tally->person_count, by);
    if (text_equal(by, "course"))
        return by_rows(request, tally->courses, tally->course_count, by);
    if (text_equal(by, "country"))
        return by_rows(request, tally->countries, tally->country_count, by);
    if (text_equal(by, "device"))
        return by_rows(request, tally->devices, tally->device_count, by);
    return by_rows(request, tally->names, tally->name_count, by);
}

static enum http_status give_counts(struct request *request, const struct events_asked *asked, const char *by)
{
    struct store *store = report_store(request);
    static const struct tally nothing;
    const struct explore_question *wanted = &asked->question;
    if (wanted->lesson_id != 0 || *wanted->page != '\0' || *wanted->key != '\0')
        return request_refuse(request, "action", tr(request, "Counts can't be narrowed by lesson, path or property: ask for the events themselves."));
    struct tally_question question = {.zone = report_zone(request), .name = wanted->name, .from = asked->period.from, .to = asked->period.to,
                                      .filter = asked->period.filter, .of_actor = wanted->of_actor, .actor = wanted->actor};
    const struct tally *tally = store == NULL ? &nothing : tally_read(request->arena, store, &question);
    if (tally == NULL)
        return HTTP_FAILED;
    bool empty_days = tally == &nothing && text_equal(by, "day");
    request_give(request, "counts", empty_days ? cJSON_CreateArray() : counts_by(request, tally, &asked->period, by));
    request_give_integer(request, "total", tally->events);
    request_give_text(request, "groupBy", by);
    return events_note_reading(request, asked);
}

enum http_status events_api(struct request *request)
{
    struct events_asked asked = events_ask(request);
    const char *action = request_text(request, "action"), *by = request_text(request, "groupBy");
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    if (asked.problem != NULL)
        return request_refuse(request, strchr(asked.problem, '=') != NULL ? "property" : "person", asked.problem);
    return text_equal(action, "counts") ? give_counts(request, &asked, *by == '\0' ? "day" : by)
           : text_equal(action, "top")  ? give_counts(request, &asked, "event")
                                        : give_events(request, &asked);
}

/* The same members as JSON and as a form; `properties` of a form is JSON text. */
enum http_status events_api_own(struct request *request)
{
    const char *properties = request_text(request, "properties"), *path = request_text(request, "page");
    request->wants_json = true;
    if (request->json != NULL)
        return own_event(request, request->json);
    cJSON *event = cJSON_CreateObject();
    json_set_string(event, "name", request_text(request, "name"));
    if (*path != '\0')
        json_set_string(event, "page", path);
    if (*properties != '\0') {
        cJSON *read = json_read(request->arena, properties, strlen(properties), NULL);
        if (!cJSON_IsObject(read))
            return request_refuse(request, "properties", tr(request, "Send properties as a JSON object."));
        json_set(event, "properties", read);
    }
    if (request_integer(request, "course", 0) != 0)
        json_set_integer(event, "course", request_integer(request, "course", 0));
    if (request_integer(request, "lesson", 0) != 0)
        json_set_integer(event, "lesson", request_integer(request, "lesson", 0));
    return own_event(request, event);
}
