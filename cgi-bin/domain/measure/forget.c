/* forget.c - see forget.h. Called by the worker's job, the page that exports a person's data and the one that erases them. */
#include "domain/measure/forget.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/measure/day.h"
#include "domain/measure/experiment_fold.h"
#include "domain/measure/fold.h"
#include "domain/measure/pack.h"
#include "domain/operate/job.h"

#include <assert.h>
#include <stdlib.h>

enum db_result forget_later(struct db *db, int64_t user_id, int64_t now)
{
    struct text payload = text_in(arena_new());
    text_append(&payload, "{\"user\":");
    text_append_integer(&payload, user_id);
    text_append(&payload, "}");
    enum db_result result = job_put(db, "events.forget", payload.bytes, now);
    arena_free(payload.arena);
    return result;
}

/* ---- the months ---- */

static bool forget_in_month(struct db *month, int64_t user_id)
{
    if (month == NULL || db_begin_write(month) != DB_OK)
        return false;
    enum db_result result = db_change(month, "UPDATE event SET actor = 0, session = 0, properties = '', key = NULL WHERE actor = ?1", user_id);
    bool good = result == DB_OK || result == DB_NONE;
    good = db_end(month, good) == DB_OK && good;
    if (result == DB_OK)
        db_checkpoint(month); /* the file has what was until then */
    return good;
}

/* One that can't be opened keeps the person in none of the others. */
static bool forget_in_months(struct store *store, int64_t user_id)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    int count = store_months(store, months, STORE_MONTHS_MOST);
    bool good = true;
    for (int i = 0; i < count; i++) {
        struct db *month = store_month(store, months[i]);
        bool done = forget_in_month(month, user_id);
        if (!done && (month == NULL || db_failed(month) == DB_FAILED))
            store_refuse(store, months[i]);
        good = good && done;
    }
    return good;
}

/* ---- the packs ---- */

struct found { /* a pack that has the person, read whole */
    struct occurrence *list;
    size_t count, room;
    bool has;
};

static void read_pack(struct found *found, const void *bytes, size_t length, int64_t hour, int64_t user_id)
{
    struct pack_reader reader = pack_read(bytes, length, hour);
    found->count = 0;
    found->has = false;
    for (struct occurrence one = {0}; pack_next(&reader, &one);) {
        if (found->count == found->room) {
            found->room = found->room == 0 ? 1024 : found->room * 2;
            found->list = realloc(found->list, found->room * sizeof *found->list);
            assert(found->list != NULL);
        }
        found->has = found->has || one.actor == user_id;
        found->list[found->count] = one;
        found->list[found->count++].actor = one.actor == user_id ? 0 : one.actor;
    }
}

static bool write_pack(struct db *rollup, struct found *found, int64_t name_id, int64_t hour, const char *zone)
{
    occurrences_sort(found->list, found->count);
    struct text bytes = text_in(arena_new());
    pack_write(&bytes, hour, found->list, found->count);
    bool good = db_change(rollup, "UPDATE pack SET bytes = ?3 WHERE name_id = ?1 AND hour = ?2", name_id, hour,
                          db_blob(bytes.bytes, bytes.length)) == DB_OK;
    arena_free(bytes.arena);
    int64_t last = clock_day(hour * CLOCK_HOUR + CLOCK_HOUR - 1, zone);
    for (int64_t day = clock_day(hour * CLOCK_HOUR, zone); day <= last; day++)
        db_change(rollup, "INSERT INTO dirty (day) VALUES (?1) ON CONFLICT (day) DO NOTHING", day);
    return good;
}

/* Every pack is looked into: ten million events are read in about a second, and no list of who is where has to be kept. */
static bool forget_in_packs(struct db *rollup, const char *zone, int64_t user_id)
{
    struct found found = {0};
    bool good = true;
    struct db_steps *row = db_steps(rollup, "SELECT name_id, hour, bytes FROM pack");
    while (good && db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 2, &length);
        int64_t name_id = db_step_integer(row, 0), hour = db_step_integer(row, 1);
        read_pack(&found, bytes, length, hour, user_id);
        good = !found.has || write_pack(rollup, &found, name_id, hour, zone);
    }
    db_steps_end(row);
    free(found.list);
    return good;
}

static bool forget_in_rollup(struct store *store, const char *zone, int64_t user_id)
{
    struct db *rollup = store_rollup(store);
    if (db_begin_write(rollup) != DB_OK)
        return false;
    int64_t first = db_integer(rollup, -1, "SELECT day FROM first_seen WHERE user_id = ?1", user_id);
    bool good = forget_in_packs(rollup, zone, user_id);
    experiment_forget_actor(rollup, user_id);
    db_change(rollup, "DELETE FROM first_seen WHERE user_id = ?1", user_id);
    struct arena *own = arena_new();
    good = good && (first < 0 || day_write_new(own, rollup, first)) && db_failed(rollup) == DB_OK;
    arena_free(own);
    return db_end(rollup, good) == DB_OK && good;
}

bool forget_person(struct store *store, const char *zone, int64_t user_id)
{
    enum { AT_ONCE = 200000 };
    if (user_id <= 0 || !store_hold(store, true))
        return user_id <= 0;
    bool good = forget_in_months(store, user_id); /* what is folded from now on has nobody */
    int64_t more;
    while ((more = fold_events(store, zone, AT_ONCE)) > 0)
        ;
    good = good && more == 0 && *store_refused(store) == '\0';
    good = forget_in_rollup(store, zone, user_id) && good;
    db_checkpoint(store_rollup(store));
    store_let_go(store);
    return good;
}

/* ---- for the person ---- */

/* Made by hand: names of a row belong to its connection, and these outlive it. */
static cJSON *event_of(struct db *rollup, const char *name, const struct occurrence *one)
{
    cJSON *event = cJSON_CreateObject();
    json_set_integer(event, "at", one->at);
    json_set_string(event, "name", name);
    struct db_steps *row = db_steps(rollup, "SELECT course_id, lesson_id, device, country FROM context WHERE id = ?1", (int64_t)one->context);
    while (db_steps_next(row)) {
        json_set_integer(event, "course_id", db_step_integer(row, 0));
        json_set_integer(event, "lesson_id", db_step_integer(row, 1));
        json_set_string(event, "device", event_device_name((enum event_device)db_step_integer(row, 2)));
        json_set_string(event, "country", db_step_text(row, 3));
    }
    return event;
}

cJSON *forget_events_of(struct store *store, int64_t user_id, int most)
{
    struct db *rollup = store_rollup(store);
    cJSON *events = cJSON_CreateArray();
    int count = 0;
    struct db_steps *row = db_steps(rollup, "SELECT n.name, p.hour, p.bytes FROM pack p JOIN name n ON n.id = p.name_id ORDER BY p.hour DESC");
    while (count < most && db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 2, &length);
        struct pack_reader reader = pack_read(bytes, length, db_step_integer(row, 1));
        for (struct occurrence one = {0}; count < most && pack_next(&reader, &one);)
            if (one.actor == user_id) {
                cJSON_AddItemToArray(events, event_of(rollup, db_step_text(row, 0), &one));
                count++;
            }
    }
    db_steps_end(row);
    return events;
}
