/* event.c - GET /admin/analytics/events/2026-11.42: one event with everything that is stored of it. */
#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/analytics/happened.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/who.h"

#include <string.h>

/* "2026-11.42" apart. */
static bool read_id(struct request *request, const char *text, const char **month, int64_t *id)
{
    const char *dot = strchr(text, '.');
    *month = dot == NULL ? "" : arena_strndup(request->arena, text, (size_t)(dot - text));
    return dot != NULL && text_integer(dot + 1, 1, INT64_MAX, id);
}

/* The members of its properties, one under the other. */
static cJSON *properties_of(struct request *request, const char *text)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *member, *read = json_read(request->arena, text, strlen(text), NULL);
    cJSON_ArrayForEach(member, read)
    {
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "key", member->string == NULL ? "" : member->string);
        json_set_string(row, "value", cJSON_IsString(member) ? member->valuestring : json_write(request->arena, member));
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

enum http_status event_page(struct request *request)
{
    const char *month;
    int64_t id = 0;
    struct explored one;
    struct store *store = report_store(request);
    if (store == NULL || !read_id(request, request_text(request, "event"), &month, &id) ||
        !explore_find(request->arena, store, month, id, &one))
        return HTTP_NOT_FOUND;
    cJSON *row = happened_row(request, &one), *properties = properties_of(request, one.event.properties);
    json_set_string(row, "stamp", clock_stamp(request->arena, one.event.at));
    json_set_string(row, "day_text", locale_date(request->arena, request->language, one.event.at, request->identity.time_zone));
    json_set_string(row, "key", one.event.key);
    request_give(request, "event", row);
    request_give_bool(request, "any_properties", cJSON_GetArraySize(properties) > 0);
    request_give(request, "properties", properties);
    return one.event.actor > 0 ? who_note_reading(request, one.event.actor, "event") : HTTP_OK;
}
