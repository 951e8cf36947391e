/* now.c - the last half hour, from the packs. See now.h. */
#include "domain/measure/now.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/measure/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Whoever was seen in the last minutes, each once: ids found by hash, 0 is an empty place. */
struct actors {
    int64_t *ids, last;
    size_t count, room; /* room: a power of two */
};

static size_t place_of(const struct actors *actors, int64_t id)
{
    uint64_t hash = (uint64_t)id * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash ^ hash >> 32) & (actors->room - 1);
    while (actors->ids[at] != 0 && actors->ids[at] != id)
        at = (at + 1) & (actors->room - 1);
    return at;
}

static void grow(struct actors *actors)
{
    struct actors grown = {.room = actors->room == 0 ? 256 : actors->room * 2};
    grown.ids = calloc(grown.room, sizeof *grown.ids);
    assert(grown.ids != NULL);
    for (size_t i = 0; i < actors->room; i++)
        if (actors->ids[i] != 0)
            grown.ids[place_of(&grown, actors->ids[i])] = actors->ids[i];
    free(actors->ids);
    actors->ids = grown.ids;
    actors->room = grown.room;
}

static void see(struct actors *actors, struct now *now, int64_t id)
{
    if (id == 0 || id == actors->last) /* events of a second come by their actors */
        return;
    actors->last = id;
    if (actors->count * 2 >= actors->room)
        grow(actors);
    int64_t *place = &actors->ids[place_of(actors, id)];
    if (*place == id)
        return;
    *place = id;
    actors->count++;
    now->people += id > 0;
    now->visitors += id < 0;
}

/* Into its place among the latest; the oldest falls out. */
static void note_name(struct now *now, struct now_event event)
{
    int at = now->last_count;
    while (at > 0 && now->last[at - 1].at < event.at)
        at--;
    if (at == NOW_LAST)
        return;
    now->last_count += now->last_count < NOW_LAST;
    for (int i = now->last_count - 1; i > at; i--)
        now->last[i] = now->last[i - 1];
    now->last[at] = event;
}

bool now_read(struct arena *arena, struct store *store, int64_t at, struct now *now)
{
    struct db *rollup = store_rollup(store);
    struct actors actors = {0};
    struct now_event event = {.name = ""};
    int64_t from = at - NOW_MINUTES * CLOCK_MINUTE;
    *now = (struct now){0};
    struct db_steps *row = db_steps(rollup,
                                    "SELECT n.name, p.hour, p.bytes FROM pack p JOIN name n ON n.id = p.name_id WHERE p.hour BETWEEN ?1 AND ?2"
                                    " ORDER BY n.name",
                                    (from + 1) / CLOCK_HOUR, at / CLOCK_HOUR);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 2, &length);
        if (strcmp(event.name, db_step_text(row, 0)) != 0) {
            if (event.count > 0)
                note_name(now, event);
            event = (struct now_event){.name = arena_strdup(arena, db_step_text(row, 0))};
        }
        struct pack_reader reader = pack_read(bytes, length, db_step_integer(row, 1));
        for (struct occurrence one; pack_next(&reader, &one);) {
            if (one.at <= from || one.at > at)
                continue;
            event.count++;
            event.at = one.at > event.at ? one.at : event.at;
            now->events[(one.at - from - 1) / CLOCK_MINUTE]++;
            if (one.at > at - NOW_PEOPLE_MINUTES * CLOCK_MINUTE)
                see(&actors, now, one.actor);
        }
    }
    if (event.count > 0)
        note_name(now, event);
    free(actors.ids);
    return db_failed(rollup) == DB_OK;
}

cJSON *now_model(const struct now *now, int64_t at)
{
    cJSON *told = cJSON_CreateObject(), *minutes = cJSON_CreateArray(), *last = cJSON_CreateArray();
    int64_t events = 0;
    for (int i = 0; i < NOW_MINUTES; i++) {
        cJSON_AddItemToArray(minutes, cJSON_CreateNumber((double)now->events[i]));
        events += now->events[i];
    }
    for (int i = 0; i < now->last_count; i++) {
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "name", now->last[i].name);
        json_set_integer(row, "at", now->last[i].at);
        json_set_integer(row, "count", now->last[i].count);
        cJSON_AddItemToArray(last, row);
    }
    json_set_integer(told, "at", at);
    json_set_integer(told, "people", now->people);
    json_set_integer(told, "visitors", now->visitors);
    json_set_integer(told, "events", events);
    json_set_integer(told, "this_minute", now->events[NOW_MINUTES - 1]);
    json_set(told, "minutes", minutes);
    json_set(told, "last", last);
    return told;
}
