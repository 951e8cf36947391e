/* collect.c - two sources, one store: the table of facts (activity), which is written in the transaction of the fact itself, and
 * the spool of everything that was only seen. Called by the worker. */
#include "domain/measure/collect.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/zone.h"
#include "domain/learning/activity.h"
#include "domain/measure/spool.h"

#include <string.h>

enum { AT_ONCE = 5000 };

const char *collect_zone(const struct config *config)
{
    const char *zone = config_value(config, "time_zone", "UTC");
    return clock_zone_known(zone) ? zone : "UTC";
}

/* ---- the spool ---- */

struct batch {
    struct store *store;
    struct arena *arena; /* of this batch alone */
    struct event events[AT_ONCE];
    size_t count;
    int64_t stored, unreadable;
};

static void take_line(void *context, char *line, int64_t position)
{
    struct batch *batch = context;
    struct event *event = &batch->events[batch->count];
    char *copy = arena_strdup(batch->arena, line);
    if (!event_read_line(copy, event)) {
        batch->unreadable++;
        return;
    }
    event->position = position;
    batch->count++;
}

static bool flush(void *context, int64_t position)
{
    struct batch *batch = context;
    bool good = store_events(batch->store, "spool", batch->events, batch->count, position, &batch->stored);
    batch->count = 0;
    arena_reset(batch->arena);
    return good;
}

int64_t collect_spooled(struct arena *arena, const struct config *config, struct store *store)
{
    static struct batch batch;
    if (spool_waiting(arena, config) == 0)
        return 0; /* the largest position is asked of every month */
    batch = (struct batch){.store = store, .arena = arena_new()};
    struct spool_reader reader = {.context = &batch, .take = take_line, .flush = flush};
    int64_t taken = spool_take(arena, config, store_position(store, "spool"), AT_ONCE, &reader);
    arena_free(batch.arena);
    if (batch.unreadable > 0)
        log_error("lines of the event spool could not be read", "count", arena_printf(arena, "%lld", (long long)batch.unreadable), NULL);
    return taken < 0 ? -1 : batch.stored;
}

/* ---- facts ---- */

static struct event event_of(struct arena *arena, const cJSON *fact)
{
    static const char *const empty = "";
    int64_t user_id = json_integer(fact, "user_id", 0);
    const char *user_agent = json_string(fact, "user_agent", "");
    enum event_device device = EVENT_DEVICE_NONE;
    if (*user_agent != '\0' && !event_device_of(user_agent, &device))
        device = EVENT_DEVICE_NONE;
    return (struct event){.position = json_integer(fact, "id", 0),
                          .at = json_integer(fact, "at", 0),
                          .name = json_string(fact, "kind", ""),
                          .actor = user_id,
                          .course_id = json_integer(fact, "course_id", 0),
                          .lesson_id = json_integer(fact, "lesson_id", 0),
                          .device = device,
                          .country = zone_country(arena, json_string(fact, "time_zone", "")),
                          .page = empty,
                          .referrer = empty,
                          .properties = json_string(fact, "properties", ""),
                          .key = empty};
}

static int64_t collect_facts(struct arena *arena, struct db *db, struct store *store)
{
    static struct event events[AT_ONCE];
    int64_t stored = 0, after = store_complete(store, "activity");
    for (;;) {
        struct arena *own = arena_new();
        arena_own_json(own);
        db_use_arena(db, own);
        size_t count = 0;
        cJSON *fact, *facts = activity_after(db, after, AT_ONCE);
        cJSON_ArrayForEach(fact, facts) events[count++] = event_of(own, fact);
        if (count > 0)
            after = events[count - 1].position;
        bool good = store_events(store, "activity", events, count, after, &stored);
        arena_own_json(arena);
        db_use_arena(db, arena);
        arena_free(own);
        if (!good || count < AT_ONCE)
            return good ? stored : -1;
    }
}

int64_t collect_events(struct arena *arena, const struct config *config, struct db *db, struct store *store)
{
    int64_t facts = collect_facts(arena, db, store), seen = collect_spooled(arena, config, store);
    return facts < 0 || seen < 0 ? -1 : facts + seen;
}
