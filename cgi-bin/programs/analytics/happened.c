/* happened.c - one event, word for word, with the names of what its numbers mean. See happened.h. */
#include "programs/analytics/happened.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/analytics/who.h"

#include <stdio.h>

static void give_actor(struct request *request, cJSON *row, int64_t actor)
{
    const cJSON *person = actor > 0 ? who_is(request, actor) : NULL;
    const char *who = actor < 0 ? tr(request, "visitor") : actor == 0 ? tr(request, "nobody") : json_string(person, "name", "");
    json_set_integer(row, "actor", actor);
    json_set_string(row, "who", who);
    json_set_string(row, "who_url", json_string(person, "timeline_url", NULL));
}

static const char *device_text(struct request *request, enum event_device device)
{
    return device == EVENT_PHONE     ? tr(request, "Phone")
           : device == EVENT_TABLET  ? tr(request, "Tablet")
           : device == EVENT_DESKTOP ? tr(request, "Computer")
                                     : "";
}

static void give_place(struct request *request, cJSON *row, const struct event *event)
{
    json_set_integer(row, "course_id", event->course_id);
    json_set_string(row, "course", who_course(request, event->course_id));
    json_set_integer(row, "lesson_id", event->lesson_id);
    json_set_string(row, "lesson", who_lesson(request, event->lesson_id));
    json_set_string(row, "device", event_device_name(event->device));
    json_set_string(row, "device_text", device_text(request, event->device));
    json_set_string(row, "country", event->country);
    json_set_integer(row, "session", event->session);
    json_set_string(row, "page", event->page);
    json_set_string(row, "referrer", event->referrer);
    json_set_string(row, "properties", event->properties);
}

cJSON *happened_row(struct request *request, const struct explored *one)
{
    const struct event *event = &one->event;
    const struct event_kind *kind = event_kind_find(event->name);
    cJSON *row = cJSON_CreateObject();
    struct clock_parts parts = clock_parts(event->at, request->identity.time_zone);
    const char *id = one->id == 0 ? NULL : arena_printf(request->arena, "%s.%lld", one->month, (long long)one->id);
    json_set_string(row, "id", id);
    json_set_string(row, "url", id == NULL ? NULL : arena_printf(request->arena, "/admin/analytics/events/%s", id));
    json_set_integer(row, "at", event->at);
    json_set_string(row, "at_text", locale_time(request->arena, request->language, event->at, request->identity.time_zone));
    json_set_string(row, "stamp_text", arena_printf(request->arena, "%04d-%02d-%02d %02d:%02d:%02d", parts.year, parts.month, parts.day, parts.hour,
                                                    parts.minute, parts.second));
    json_set_string(row, "time_text", arena_printf(request->arena, "%02d:%02d:%02d", parts.hour, parts.minute, parts.second));
    json_set_string(row, "name", event->name);
    json_set_bool(row, "known", kind != NULL);
    json_set_string(row, "means", kind == NULL ? "" : locale_words(request->language, kind->means));
    give_actor(request, row, event->actor);
    give_place(request, row, event);
    return row;
}

bool happened_take(void *list, const struct explored *one)
{
    struct happened_list *into = list;
    cJSON_AddItemToArray(into->rows, happened_row(into->request, one));
    return true;
}

const char *happened_cursor_text(struct request *request, const struct explore_cursor *cursor)
{
    return arena_printf(request->arena, "%lld.%lld", (long long)cursor->at, (long long)cursor->skip);
}

struct explore_cursor happened_cursor(const char *text, int64_t until)
{
    long long at, skip;
    int used = 0;
    bool read = sscanf(text, "%15lld.%9lld%n", &at, &skip, &used) == 2 && text[used] == '\0' && at >= 0 && skip >= 0;
    return read ? (struct explore_cursor){at, skip} : (struct explore_cursor){.at = until};
}
