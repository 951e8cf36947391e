/* now.c - the last half hour, from the packs. See now.h. */
#include "domain/measure/now.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Whoever was seen in the last minutes, with repetitions until they are sorted. */
struct actors {
    int64_t *ids;
    size_t count, room;
};

static void see(struct actors *actors, int64_t id)
{
    if (actors->count == actors->room) {
        actors->room = actors->room == 0 ? 256 : actors->room * 2;
        actors->ids = realloc(actors->ids, actors->room * sizeof *actors->ids);
        assert(actors->ids != NULL);
    }
    actors->ids[actors->count++] = id;
}

static int by_id(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void count_actors(struct actors *actors, struct now *now)
{
    if (actors->count > 1)
        qsort(actors->ids, actors->count, sizeof *actors->ids, by_id);
    for (size_t i = 0; i < actors->count; i++) {
        bool again = i > 0 && actors->ids[i] == actors->ids[i - 1];
        now->people += !again && actors->ids[i] > 0;
        now->visitors += !again && actors->ids[i] < 0;
    }
    free(actors->ids);
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
            if (one.actor != 0 && one.at > at - NOW_PEOPLE_MINUTES * CLOCK_MINUTE)
                see(&actors, one.actor);
        }
    }
    if (event.count > 0)
        note_name(now, event);
    count_actors(&actors, now);
    return db_failed(rollup) == DB_OK;
}
