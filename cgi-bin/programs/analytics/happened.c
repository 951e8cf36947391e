/* happened.c - one event, word for word, with the names of what its numbers mean. See happened.h. */
#include "programs/analytics/happened.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "programs/analytics/who.h"

#include <stdio.h>
#include <stdlib.h>

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
    json_set_integer(row, "lesson_id", event->lesson_id);
    json_set_string(row, "device", event_device_name(event->device));
    json_set_string(row, "device_text", device_text(request, event->device));
    json_set_string(row, "country", event->country);
    json_set_integer(row, "session", event->session);
    json_set_string(row, "page", event->page);
    json_set_string(row, "referrer", event->referrer);
    json_set_string(row, "properties", event->properties);
}

/* All but the names, which many rows share. */
static cJSON *row_of(struct request *request, const struct explored *one)
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
    json_set_integer(row, "actor", event->actor);
    give_place(request, row, event);
    return row;
}

bool happened_take(void *list, const struct explored *one)
{
    struct happened_list *into = list;
    cJSON_AddItemToArray(into->rows, row_of(into->request, one));
    return true;
}

/* ---- names ---- */

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* The numbers above 0 that a member of the rows has, each once. */
static const int64_t *numbers_of(struct request *request, const cJSON *rows, const char *member, size_t *count)
{
    int64_t *ids = arena_alloc(request->arena, ((size_t)cJSON_GetArraySize(rows) + 1) * sizeof *ids);
    size_t all = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
        if (json_integer(row, member, 0) > 0)
            ids[all++] = json_integer(row, member, 0);
    qsort(ids, all, sizeof *ids, by_number);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (i == 0 || ids[i] != ids[i - 1])
            ids[(*count)++] = ids[i];
    return ids;
}

static const cJSON *named(const cJSON *list, int64_t id)
{
    const cJSON *one;
    cJSON_ArrayForEach(one, list) if (json_integer(one, "id", 0) == id) return one;
    return NULL;
}

static void name_actor(struct request *request, cJSON *row, const cJSON *people)
{
    int64_t actor = json_integer(row, "actor", 0);
    const cJSON *person = named(people, actor);
    json_set_string(row, "who", actor < 0 ? tr(request, "visitor") : actor == 0 ? tr(request, "nobody") : json_string(person, "name", ""));
    json_set_string(row, "who_url", json_string(person, "timeline_url", NULL));
}

/* What is there no more has its number for a title. */
static void name_subject(struct request *request, cJSON *row, const char *member, int64_t id, const cJSON *titles)
{
    const char *number = id == 0 ? "" : arena_printf(request->arena, "%lld", (long long)id);
    json_set_string(row, member, json_string(named(titles, id), "title", number));
}

static void name_rows(struct request *request, cJSON *rows)
{
    size_t people_count, course_count, lesson_count;
    const int64_t *actors = numbers_of(request, rows, "actor", &people_count);
    const int64_t *course_ids = numbers_of(request, rows, "course_id", &course_count);
    const int64_t *lesson_ids = numbers_of(request, rows, "lesson_id", &lesson_count);
    const cJSON *people = who_list(request, actors, people_count), *courses = course_named(request->db, course_ids, course_count);
    const cJSON *lessons = outline_named(request->db, lesson_ids, lesson_count);
    cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        name_actor(request, row, people);
        name_subject(request, row, "course", json_integer(row, "course_id", 0), courses);
        name_subject(request, row, "lesson", json_integer(row, "lesson_id", 0), lessons);
    }
}

cJSON *happened_rows(struct happened_list *list)
{
    name_rows(list->request, list->rows);
    return list->rows;
}

cJSON *happened_row(struct request *request, const struct explored *one)
{
    struct happened_list list = {request, cJSON_CreateArray()};
    happened_take(&list, one);
    return cJSON_DetachItemFromArray(happened_rows(&list), 0);
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
