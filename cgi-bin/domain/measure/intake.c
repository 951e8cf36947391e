/* intake.c - checks what was sent, member by member; see intake.h. */
#include "domain/measure/intake.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/view/locale.h"

#include <math.h>
#include <string.h>

const char intake_schema[] =
    "{\"type\":\"object\",\"description\":\"Up to 1000 events; one event may also be the body itself\",\"properties\":{\"events\":{"
    "\"type\":\"array\",\"minItems\":1,\"maxItems\":1000,\"items\":{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
    "\"name\":{\"type\":\"string\",\"pattern\":\"^[a-zA-Z0-9._-]{1,64}$\",\"description\":\"subject.verb; names of facts, which the academy "
    "records itself, are refused\"},"
    "\"properties\":{\"type\":\"object\",\"maxProperties\":50,\"description\":\"At most 2000 bytes and one more level\"},"
    "\"page\":{\"type\":\"string\",\"maxLength\":2000},\"referrer\":{\"type\":\"string\",\"maxLength\":2000},"
    "\"time\":{\"type\":[\"number\",\"string\"],\"description\":\"Seconds or milliseconds since 1970, or RFC 3339; at most 31 days ago\"},"
    "\"age\":{\"type\":\"number\",\"description\":\"Milliseconds since it happened; goes before time\"},"
    "\"id\":{\"type\":[\"string\",\"integer\"],\"maxLength\":100,\"description\":\"The sender's own: what is sent twice is stored once\"},"
    "\"course\":{\"type\":\"integer\"},\"lesson\":{\"type\":\"integer\"}}}}}}";

enum { KEY_DIGITS = 32 };

struct reading {
    struct arena *arena;
    struct db *db;
    const struct event *sender;
    int64_t lesson_id, lesson_course, course_id; /* the last that were found: neighbours are alike */
    const char *name;                            /* the last good one, likewise */
};

const cJSON *intake_list(const cJSON *body, int *count)
{
    const cJSON *events = json_member(body, "events");
    bool one = events == NULL && json_member(body, "name") != NULL;
    if (!one && (!cJSON_IsArray(events) || events->child == NULL))
        return NULL;
    *count = one ? 1 : cJSON_GetArraySize(events);
    return one ? body : events;
}

/* An absent text is "". False for anything but a text, and one that is too long. */
static bool take_text(const cJSON *given, const char *name, size_t most, const char **text)
{
    const cJSON *member = json_member(given, name);
    *text = "";
    if (member == NULL || cJSON_IsNull(member))
        return true;
    if (!cJSON_IsString(member) || strlen(member->valuestring) > most)
        return false;
    *text = member->valuestring;
    return true;
}

/* ---- time ---- */

/* Seconds of a number that may be milliseconds: as seconds those begin in the year 5138. */
static bool seconds_of(double number, int64_t *seconds)
{
    number = fabs(number) > 1e11 ? number / 1000 : number;
    if (!(fabs(number) < 1e11))
        return false;
    *seconds = (int64_t)floor(number);
    return true;
}

static const char *take_time(struct reading *reading, const cJSON *given, struct event *event)
{
    const cJSON *age = json_member(given, "age"), *time = json_member(given, "time");
    int64_t now = reading->sender->at;
    bool known = true;
    if (cJSON_IsNumber(age)) {
        known = fabs(age->valuedouble) < 1e14;
        event->at = known ? now - (int64_t)floor(age->valuedouble / 1000) : now;
    } else if (cJSON_IsNumber(time)) {
        known = seconds_of(time->valuedouble, &event->at);
    } else if (cJSON_IsString(time)) {
        known = clock_stamp_read(time->valuestring, &event->at);
    } else {
        known = (age == NULL || cJSON_IsNull(age)) && (time == NULL || cJSON_IsNull(time));
    }
    if (!known)
        return tr_noop("The time can't be read: send \"age\" in milliseconds, or \"time\" as seconds since 1970 or like 2026-11-20T21:05:00Z.");
    if (event->at > now + INTAKE_EARLY)
        return tr_noop("It lies more than five minutes in the future.");
    if (event->at < now - INTAKE_LATE_DAYS * CLOCK_DAY)
        return tr_noop("It is older than 31 days.");
    return NULL;
}

/* ---- properties ---- */

static bool members_fit(const cJSON *value, int levels)
{
    int count = 0;
    for (const cJSON *member = value->child; member != NULL; member = member->next) {
        bool holds = cJSON_IsObject(member) || cJSON_IsArray(member);
        if (++count > INTAKE_MEMBERS_MOST || (member->string != NULL && strlen(member->string) > EVENT_KEY_MOST))
            return false;
        if (holds && (levels == 0 || !members_fit(member, levels - 1)))
            return false;
    }
    return true;
}

static const char *take_properties(struct reading *reading, const cJSON *given, struct event *event)
{
    const cJSON *properties = json_member(given, "properties");
    event->properties = "";
    if (properties == NULL || cJSON_IsNull(properties))
        return NULL;
    if (!cJSON_IsObject(properties))
        return tr_noop("\"properties\" must be an object.");
    if (!members_fit(properties, 1))
        return tr_noop("\"properties\" may have 50 members with names of up to 64 bytes, and one more level in them.");
    if (properties->child != NULL)
        event->properties = json_write(reading->arena, properties);
    if (strlen(event->properties) > EVENT_PROPERTIES_MOST)
        return tr_noop("\"properties\" are too long: at most 2,000 bytes of JSON.");
    return NULL;
}

/* ---- what it is about ---- */

/* What the sender (?2) may not see is not there: the own events tell titles. */
#define SEEN_BY_SENDER                                                                                                    \
    " AND (c.state IN ('published', 'archived') OR EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = ?2 AND e.course_id = c.id)" \
    " OR EXISTS (SELECT 1 FROM course_instructor i WHERE i.user_id = ?2 AND i.course_id = c.id)"                          \
    " OR EXISTS (SELECT 1 FROM person p WHERE p.id = ?2 AND (p.roles & 4) <> 0))"

static bool find_lesson(struct reading *reading, int64_t id)
{
    if (id != reading->lesson_id) {
        reading->lesson_course = db_integer(reading->db, 0,
                                            "SELECT c.id FROM lesson l JOIN course c ON c.id = l.course_id WHERE l.id = ?1" SEEN_BY_SENDER, id,
                                            reading->sender->actor);
        reading->lesson_id = id;
    }
    return reading->lesson_course != 0;
}

static bool find_course(struct reading *reading, int64_t id)
{
    if (id != reading->course_id &&
        db_integer(reading->db, 0, "SELECT c.id FROM course c WHERE c.id = ?1" SEEN_BY_SENDER, id, reading->sender->actor) == id)
        reading->course_id = id;
    return reading->course_id == id;
}

static bool take_id(const cJSON *given, const char *name, int64_t *id)
{
    const cJSON *member = json_member(given, name);
    *id = member == NULL || cJSON_IsNull(member) ? 0 : json_integer(given, name, -1);
    return *id >= 0;
}

static const char *take_subject(struct reading *reading, const cJSON *given, struct event *event)
{
    if (!take_id(given, "course", &event->course_id) || !take_id(given, "lesson", &event->lesson_id))
        return tr_noop("\"course\" and \"lesson\" must be numbers.");
    if (event->lesson_id != 0 && !find_lesson(reading, event->lesson_id))
        return tr_noop("There is no such lesson.");
    if (event->course_id != 0 && !find_course(reading, event->course_id))
        return tr_noop("There is no such course.");
    if (event->lesson_id != 0 && event->course_id != 0 && event->course_id != reading->lesson_course)
        return tr_noop("The lesson belongs to another course.");
    if (event->lesson_id != 0)
        event->course_id = reading->lesson_course;
    return NULL;
}

/* ---- one event ---- */

static const char *take_key(struct reading *reading, const cJSON *given, struct event *event)
{
    const cJSON *member = json_member(given, "id");
    const char *id = "";
    event->key = "";
    if (cJSON_IsNumber(member))
        id = json_write(reading->arena, member);
    else if (!take_text(given, "id", INTAKE_ID_MOST, &id))
        return tr_noop("\"id\" must be a text of at most 100 bytes, or a number.");
    const char *own = arena_printf(reading->arena, "%lld %s", (long long)event->actor, id);
    if (*id != '\0')
        event->key = arena_strndup(reading->arena, secret_hash(reading->arena, own), KEY_DIGITS);
    return NULL;
}

static const char *take_name(struct reading *reading, const cJSON *given, struct event *event)
{
    event->name = json_string(given, "name", "");
    if (reading->name != NULL && strcmp(event->name, reading->name) == 0)
        return NULL;
    if (!event_name_fits(event->name))
        return tr_noop("\"name\" must have 1 to 64 letters, digits, dots, hyphens or underscores.");
    if (!event_name_open(event->name))
        return tr_noop("Events of this name are recorded by the academy itself.");
    reading->name = event->name;
    return NULL;
}

/* Why it can't be taken; NULL: it is good. */
static const char *take(struct reading *reading, const cJSON *given, struct event *event)
{
    *event = *reading->sender;
    if (!cJSON_IsObject(given))
        return tr_noop("An event must be an object.");
    const char *problem = take_name(reading, given, event);
    if (problem == NULL)
        problem = take_time(reading, given, event);
    if (problem == NULL)
        problem = take_properties(reading, given, event);
    if (problem == NULL)
        problem = take_subject(reading, given, event);
    if (problem == NULL)
        problem = take_key(reading, given, event);
    if (problem == NULL && (!take_text(given, "page", INTAKE_ADDRESS_MOST, &event->page) ||
                            !take_text(given, "referrer", INTAKE_ADDRESS_MOST, &event->referrer)))
        problem = tr_noop("\"page\" and \"referrer\" must be texts of at most 2,000 bytes.");
    return problem;
}

static void refuse(struct intake *intake, int index, const char *reason)
{
    cJSON *entry = cJSON_CreateObject();
    json_set_integer(entry, "index", index);
    json_set_string(entry, "reason", reason);
    cJSON_AddItemToArray(intake->refused, entry);
}

struct intake intake_read(struct arena *arena, struct db *db, const cJSON *list, const struct event *sender)
{
    struct reading reading = {.arena = arena, .db = db, .sender = sender};
    struct intake intake = {.refused = cJSON_CreateArray()};
    int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 1, index = 0;
    intake.events = arena_alloc(arena, (size_t)count * sizeof *intake.events);
    for (const cJSON *given = cJSON_IsArray(list) ? list->child : list; index < count; given = given->next, index++) {
        const char *problem = take(&reading, given, &intake.events[intake.count]);
        if (problem != NULL)
            refuse(&intake, index, problem);
        else
            intake.count++;
    }
    return intake;
}
