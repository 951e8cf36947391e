/* events_ask.c - from a request's fields to the question of the explorer. See events.h. */
#include "programs/analytics/events.h"

#include "core/base/clock.h"
#include "domain/account/people.h"
#include "domain/account/person.h"
#include "programs/analytics/happened.h"
#include "programs/analytics/who.h"

#include <string.h>

enum { PERSONS_SHOWN = 8 };

static void take_actor(struct events_asked *asked, int64_t actor)
{
    asked->question.of_actor = true;
    asked->question.actor = actor;
}

/* A number (of a visitor it is below 0), an address, or a part of a name that only one has. */
static void find_person(struct request *request, struct events_asked *asked, const char *words)
{
    int64_t id;
    struct person person;
    if (*words == '\0')
        return;
    if (text_integer(words, INT64_MIN / 2, INT64_MAX / 2, &id)) {
        take_actor(asked, id);
        return;
    }
    if (person_by_email(request->db, words, &person)) {
        take_actor(asked, person.id);
        return;
    }
    cJSON *found = people_list(request->db, words, 0, "", PERSONS_SHOWN, 0);
    if (cJSON_GetArraySize(found) == 1)
        take_actor(asked, json_integer(cJSON_GetArrayItem(found, 0), "id", 0));
    else if (cJSON_GetArraySize(found) == 0)
        asked->problem = tr(request, "Nobody has this name or address.");
    else
        asked->problem = tr(request, "Several people fit. Choose one of them.");
    asked->persons = found;
}

static void read_property(struct request *request, struct events_asked *asked, const char *words)
{
    const char *equals = strchr(words, '=');
    if (*words == '\0')
        return;
    if (equals == NULL || equals == words) {
        asked->problem = tr(request, "Write a property as key=value, for instance plan=free.");
        return;
    }
    asked->question.key = text_trim(request->arena, arena_strndup(request->arena, words, (size_t)(equals - words)));
    asked->question.value = text_trim(request->arena, equals + 1);
}

struct events_asked events_ask(struct request *request)
{
    struct events_asked asked = {.period = report_period(request), .persons = cJSON_CreateArray()};
    asked.question = (struct explore_question){.name = request_text(request, "name"),
                                               .filter = asked.period.filter,
                                               .lesson_id = request_integer(request, "lesson", 0),
                                               .page = request_text(request, "path"),
                                               .key = "",
                                               .value = "",
                                               .from = clock_day_start(asked.period.from, report_zone(request)),
                                               .until = clock_day_start(asked.period.to + 1, report_zone(request))};
    read_property(request, &asked, request_text(request, "property"));
    if ((request->identity.roles & ROLE_ADMIN) == 0)
        take_actor(&asked, request->identity.user_id); /* whom else they name is not even looked up */
    else
        find_person(request, &asked, request_text(request, "person"));
    asked.cursor = happened_cursor(request_text(request, "before"), asked.question.until);
    return asked;
}

static void append_pair(struct text *query, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    text_printf(query, "%s%s=", query->length == 0 ? "" : "&", name);
    text_append_url(query, value);
}

const char *events_query(struct request *request)
{
    static const char *const names[] = {"name", "person", "lesson", "path", "property"};
    struct text query = text_in(request->arena);
    text_append(&query, report_period_query(request));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        append_pair(&query, names[i], request_text(request, names[i]));
    return text_string(&query);
}

const char *events_next(struct request *request, const struct events_asked *asked, const struct explore_seen *seen)
{
    const char *query = events_query(request);
    return seen->more ? arena_printf(request->arena, "before=%s%s%s", happened_cursor_text(request, &asked->cursor), *query == '\0' ? "" : "&", query)
                      : NULL;
}

enum http_status events_note_reading(struct request *request, const struct events_asked *asked)
{
    bool person = asked->question.of_actor && asked->question.actor > 0;
    return person ? who_note_reading(request, asked->question.actor, "events") : HTTP_OK;
}
