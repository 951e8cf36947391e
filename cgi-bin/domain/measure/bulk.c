/* bulk.c - looks a row's texts up and makes an event of it; see bulk.h. */
#include "domain/measure/bulk.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "domain/account/person.h"

#include <assert.h>
#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { AT_ONCE = 5000, TRIES = 20, TRY_AGAIN_MILLISECONDS = 250, USER_MOST = 320 };

const char *const bulk_field_names[BULK_FIELDS] = {"time",    "name",    "user", "visitor",  "course",     "lesson",
                                                   "device",  "country", "page", "referrer", "properties", "key"};

/* What a text stands for, by a hash of the text; an open table that doubles. */
struct known {
    uint64_t hash; /* 0: free */
    int64_t value;
};
struct knowns {
    struct known *slots;
    size_t size, used;
};

struct bulk {
    struct db *db;
    struct store *store;
    const char *source;
    struct bulk_rules rules;
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct arena *arena; /* of what waits */
    struct knowns people, courses, lessons;
    struct bulk_counts counts;
    int64_t now;
    bool failed;
    struct event events[AT_ONCE];
    size_t count;
};

struct bulk *bulk_open(const struct config *config, struct db *db, struct store *store, const char *source, const struct bulk_rules *rules)
{
    static const char purpose[] = "people of imported events";
    struct bulk *bulk = calloc(1, sizeof *bulk);
    assert(bulk != NULL);
    *bulk = (struct bulk){.db = db, .store = store, .source = source, .rules = *rules, .arena = arena_new(), .now = clock_now()};
    crypto_generichash(bulk->key, sizeof bulk->key, (const unsigned char *)purpose, sizeof purpose, config->key, sizeof config->key);
    db_use_arena(db, bulk->arena);
    store_use_arena(store, bulk->arena);
    arena_own_json(bulk->arena);
    return bulk;
}

void bulk_close(struct bulk *bulk)
{
    if (bulk == NULL)
        return;
    db_end(bulk->db, false);
    arena_own_json(NULL);
    free(bulk->people.slots);
    free(bulk->courses.slots);
    free(bulk->lessons.slots);
    arena_free(bulk->arena);
    free(bulk);
}

int64_t bulk_done(struct bulk *bulk)
{
    return store_complete(bulk->store, bulk->source);
}

struct arena *bulk_arena(struct bulk *bulk)
{
    return bulk->arena;
}

bool bulk_failed(const struct bulk *bulk)
{
    return bulk->failed;
}

struct bulk_counts bulk_counts(const struct bulk *bulk)
{
    return bulk->counts;
}

/* ---- what texts stand for ---- */

static uint64_t hash_of(const struct bulk *bulk, const char *text)
{
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)text, strlen(text), bulk->key);
    return hash == 0 ? 1 : hash;
}

static struct known *slot_of(struct known *slots, size_t size, uint64_t hash)
{
    size_t at = hash & (size - 1);
    while (slots[at].hash != 0 && slots[at].hash != hash)
        at = (at + 1) & (size - 1);
    return &slots[at];
}

/* The place of a text; *fresh says that nothing is there yet: its value is to be set. */
static struct known *place_of(struct knowns *knowns, uint64_t hash, bool *fresh)
{
    if (knowns->used * 2 >= knowns->size) {
        struct knowns grown = {.size = knowns->size == 0 ? 1024 : knowns->size * 2, .used = knowns->used};
        grown.slots = calloc(grown.size, sizeof *grown.slots);
        assert(grown.slots != NULL);
        for (size_t i = 0; i < knowns->size; i++)
            if (knowns->slots[i].hash != 0)
                *slot_of(grown.slots, grown.size, knowns->slots[i].hash) = knowns->slots[i];
        free(knowns->slots);
        *knowns = grown;
    }
    struct known *place = slot_of(knowns->slots, knowns->size, hash);
    *fresh = place->hash == 0;
    knowns->used += *fresh;
    place->hash = hash;
    return place;
}

/* An account for somebody who has none: of that address, or of one that no mail can reach. 0 when it can't be made. */
static int64_t create_person(struct bulk *bulk, const char *who, uint64_t hash, int64_t at)
{
    bool address = strchr(who, '@') != NULL;
    const char *email = address ? who : arena_printf(bulk->arena, "imported-%016llx@invalid.example", (unsigned long long)hash);
    int64_t id = db_integer(bulk->db, 0, "SELECT id FROM person WHERE email = ?1", email);
    if (id != 0)
        return id;
    if (!db_is_writing(bulk->db) && db_begin_write(bulk->db) != DB_OK)
        return 0;
    const char *name = address ? arena_strndup(bulk->arena, who, strcspn(who, "@")) : who;
    bool good = person_add(bulk->db, &id, email, name, NULL, "UTC", "en", PERSON_LEARNER, 0, at) == DB_OK;
    bulk->counts.created += good;
    return good ? id : 0;
}

/* The account of an address or id; who chose not to be counted is nobody (0); -1: there is none. */
static int64_t find_person(struct bulk *bulk, const char *who)
{
    int64_t id = 0;
    if (bulk->rules.ids && text_integer(who, 1, INT64_MAX / 2, &id))
        return db_integer(bulk->db, -1, "SELECT CASE WHEN uncounted = 1 THEN 0 ELSE id END FROM person WHERE id = ?1 AND state <> 'erased'", id);
    if (strchr(who, '@') == NULL)
        return -1;
    return db_integer(bulk->db, -1, "SELECT CASE WHEN uncounted = 1 THEN 0 ELSE id END FROM person WHERE email = ?1 AND state <> 'erased'", who);
}

static bool actor_of(struct bulk *bulk, const char *text, int64_t at, int64_t *actor)
{
    char *who = arena_strdup(bulk->arena, text);
    bool fresh;
    if (strchr(who, '@') != NULL)
        for (char *c = who; *c != '\0'; c++)
            *c = (char)tolower((unsigned char)*c);
    uint64_t hash = hash_of(bulk, who);
    struct known *place = place_of(&bulk->people, hash, &fresh);
    if (fresh) {
        int64_t id = find_person(bulk, who);
        bulk->counts.found += id >= 0;
        if (id < 0 && bulk->rules.create)
            id = create_person(bulk, who, hash, at);
        else if (id < 0) {
            id = -(int64_t)(hash >> 12) - 1; /* 52 bits, as visitors have */
            bulk->counts.pseudonyms++;
        }
        place->value = id;
    }
    *actor = place->value;
    return db_failed(bulk->db) == DB_OK;
}

static int64_t course_of(struct bulk *bulk, const char *text)
{
    bool fresh;
    int64_t id = 0;
    struct known *place = place_of(&bulk->courses, hash_of(bulk, text), &fresh);
    if (fresh) {
        place->value = db_integer(bulk->db, 0, "SELECT id FROM course WHERE slug = ?1", text);
        if (place->value == 0 && bulk->rules.ids && text_integer(text, 1, INT64_MAX / 2, &id))
            place->value = db_integer(bulk->db, 0, "SELECT id FROM course WHERE id = ?1", id);
    }
    return place->value;
}

/* The lesson, and the course that it is of. */
static int64_t lesson_of(struct bulk *bulk, const char *text, int64_t *course_id)
{
    bool fresh;
    int64_t id = 0, within = *course_id;
    const char *name = strrchr(text, '/');
    if (name != NULL)
        within = course_of(bulk, arena_strndup(bulk->arena, text, (size_t)(name - text)));
    name = name == NULL ? text : name + 1;
    const char *key = arena_printf(bulk->arena, "%lld/%s", (long long)within, name);
    struct known *place = place_of(&bulk->lessons, hash_of(bulk, key), &fresh);
    if (fresh) {
        place->value = db_integer(bulk->db, 0, "SELECT id FROM lesson WHERE course_id = ?1 AND slug = ?2", within, name);
        if (place->value == 0 && bulk->rules.ids && text_integer(name, 1, INT64_MAX / 2, &id))
            place->value = db_integer(bulk->db, 0, "SELECT id FROM lesson WHERE id = ?1 AND ?2 IN (0, course_id)", id, within);
    }
    if (place->value != 0 && within == 0)
        within = db_integer(bulk->db, 0, "SELECT course_id FROM lesson WHERE id = ?1", place->value);
    *course_id = within;
    return place->value;
}

/* ---- fields ---- */

static const char *name_of(struct bulk *bulk, const char *text)
{
    char *name = text_trim(bulk->arena, text);
    for (char *c = name; *c != '\0'; c++)
        if (*c == ' ' || *c == '\t')
            *c = '_';
    return name;
}

static enum event_device device_of(struct bulk *bulk, const char *text)
{
    const char *device = text_fold(bulk->arena, text);
    return event_device_read(strcmp(device, "mobile") == 0 ? "phone" : device);
}

static const char *country_of(struct bulk *bulk, const char *text)
{
    if (strlen(text) != 2 || !isalpha((unsigned char)text[0]) || !isalpha((unsigned char)text[1]))
        return "";
    return arena_printf(bulk->arena, "%c%c", toupper((unsigned char)text[0]), toupper((unsigned char)text[1]));
}

/* A page's path; where somebody came from is another site's host. */
static const char *address_of(struct bulk *bulk, const char *text, bool host)
{
    const char *begin = strstr(text, "://");
    if (begin != NULL && !host)
        text = begin + 3 + strcspn(begin + 3, "/?#");
    else if (begin != NULL)
        text = begin + 3;
    size_t length = strcspn(text, begin != NULL && host ? "/?#" : "?#");
    if (length > EVENT_PAGE_MOST)
        for (length = EVENT_PAGE_MOST; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;) /* not within a character */
            length--;
    return arena_strndup(bulk->arena, text, length);
}

static const char *properties_of(struct bulk *bulk, const char *text, const struct bulk_extra *extras, size_t count, const char **properties)
{
    const char *problem = NULL;
    *properties = "";
    if (*text == '\0' && count == 0)
        return NULL;
    cJSON *object = *text == '\0' ? cJSON_CreateObject() : json_read(bulk->arena, text, strlen(text), &problem);
    if (!cJSON_IsObject(object))
        return problem == NULL ? "the properties are no JSON object" : arena_printf(bulk->arena, "the properties are no JSON: %s", problem);
    for (size_t i = 0; i < count; i++)
        json_set(object, extras[i].name, extras[i].value);
    *properties = object->child == NULL ? "" : json_write(bulk->arena, object);
    return strlen(*properties) > EVENT_PROPERTIES_MOST ? "the properties have more than 2000 bytes" : NULL;
}

/* Course and lesson; a text that names none here is kept in the properties. */
static size_t place(struct bulk *bulk, const char *const fields[BULK_FIELDS], struct event *event, struct bulk_extra *extras, size_t count)
{
    const char *course = fields[BULK_COURSE], *lesson = fields[BULK_LESSON];
    event->course_id = *course == '\0' ? 0 : course_of(bulk, course);
    event->lesson_id = *lesson == '\0' ? 0 : lesson_of(bulk, lesson, &event->course_id);
    bool no_course = *course != '\0' && event->course_id == 0, no_lesson = *lesson != '\0' && event->lesson_id == 0;
    if (no_course)
        extras[count++] = (struct bulk_extra){"course", cJSON_CreateString(course)};
    if (no_lesson)
        extras[count++] = (struct bulk_extra){"lesson", cJSON_CreateString(lesson)};
    bulk->counts.unplaced += no_course || no_lesson;
    return count;
}

static const char *read_when_and_what(struct bulk *bulk, const char *const fields[BULK_FIELDS], struct event *event)
{
    if (!bulk_time(fields[BULK_TIME], bulk->rules.zone, &event->at))
        return *fields[BULK_TIME] == '\0' ? "it has no time" : arena_printf(bulk->arena, "\"%.40s\" is no time", fields[BULK_TIME]);
    if (event->at < EVENT_FIRST || event->at > bulk->now + CLOCK_DAY)
        return arena_printf(bulk->arena, "%.40s lies before 1980 or in the future", fields[BULK_TIME]);
    event->name = name_of(bulk, fields[BULK_NAME]);
    if (!event_name_fits(event->name))
        return "a name has 1 to 64 letters, digits, dots, underscores and hyphens";
    return strlen(fields[BULK_KEY]) > EVENT_KEY_MOST ? "the key is longer than 64 bytes" : NULL;
}

/* Last of all: nobody gets an account by a row that is refused. */
static const char *read_who(struct bulk *bulk, const char *const fields[BULK_FIELDS], struct event *event)
{
    const char *user = fields[BULK_USER];
    if (strlen(user) > USER_MOST)
        return "the user is longer than 320 bytes";
    if (*user != '\0')
        return actor_of(bulk, user, event->at, &event->actor) ? NULL : "the database refused; the log has the reason";
    if (*fields[BULK_VISITOR] != '\0' && !text_integer(fields[BULK_VISITOR], INT64_MIN / 2, -1, &event->actor))
        return "a visitor is a number below 0";
    return NULL;
}

const char *bulk_take(struct bulk *bulk, int64_t position, const char *const fields[BULK_FIELDS], const struct bulk_extra *extras, size_t count)
{
    enum { EXTRAS_MOST = 200, PLACES = 2 };
    struct bulk_extra all[EXTRAS_MOST + PLACES];
    struct event event = {.position = position};
    const char *problem = count > EXTRAS_MOST ? "it has more than 200 columns" : read_when_and_what(bulk, fields, &event);
    if (problem != NULL)
        return problem;
    if (count > 0)
        memcpy(all, extras, count * sizeof *extras);
    count = place(bulk, fields, &event, all, count);
    problem = properties_of(bulk, fields[BULK_PROPERTIES], all, count, &event.properties);
    if (problem == NULL)
        problem = read_who(bulk, fields, &event);
    if (problem != NULL)
        return problem;
    event.device = device_of(bulk, fields[BULK_DEVICE]);
    event.country = country_of(bulk, fields[BULK_COUNTRY]);
    event.page = address_of(bulk, fields[BULK_PAGE], false);
    event.referrer = address_of(bulk, fields[BULK_REFERRER], true);
    event.key = arena_strdup(bulk->arena, fields[BULK_KEY]);
    bulk->events[bulk->count++] = event;
    bulk->counts.rows++;
    if (bulk->count == AT_ONCE && !bulk_flush(bulk, position))
        return "it could not be stored; the log has the reason";
    return NULL;
}

/* Another writer may hold a database for some seconds: that is no reason to end. */
bool bulk_flush(struct bulk *bulk, int64_t position)
{
    if (db_is_writing(bulk->db) && db_end(bulk->db, true) != DB_OK)
        bulk->failed = true;
    for (int tries = 0; !bulk->failed; tries++) {
        if (store_events(bulk->store, bulk->source, bulk->events, bulk->count, position, &bulk->counts.stored))
            break;
        bulk->failed = tries == TRIES;
        nanosleep(&(struct timespec){.tv_nsec = TRY_AGAIN_MILLISECONDS * 1000000L}, NULL);
    }
    bulk->count = 0;
    arena_reset(bulk->arena);
    arena_own_json(bulk->arena);
    db_use_arena(bulk->db, bulk->arena);
    store_use_arena(bulk->store, bulk->arena);
    return !bulk->failed;
}
