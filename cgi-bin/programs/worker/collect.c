/* collect.c - the worker's part of the reports: events out of the spool and the facts into their months, the roll-ups behind
 * them. Every round takes what waits; days that changed are made again every few seconds, since a busy day is a lot to read. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/net/push.h"
#include "domain/measure/collect.h"
#include "domain/measure/fold.h"
#include "domain/measure/forget.h"
#include "domain/measure/health.h"
#include "domain/measure/keep.h"
#include "domain/measure/now.h"
#include "domain/measure/served.h"

#include <string.h>

enum { FOLD_AT_ONCE = 200000, DAYS_AT_ONCE = 20, DAYS_EVERY = 5, REST_SECONDS = 5 };

struct store *worker_store(struct worker *worker)
{
    static struct store *store;
    if (store == NULL)
        store = store_open(worker->arena, worker->config, true);
    if (store != NULL)
        store_use_arena(store, worker->arena);
    return store;
}

/* Whoever has the overview open hears of it, at most once a second. */
static void tell_now(struct worker *worker, struct store *store, bool changed, int64_t at)
{
    static bool owed;
    static int64_t told;
    struct now now;
    owed = owed || changed;
    if (!owed || told == at || !push_ready(worker->config) || !now_read(worker->arena, store, at, &now))
        return;
    owed = false;
    told = at;
    push_publish(worker->config, "analytics", "now", json_write(worker->arena, now_model(&now, at)));
}

/* Into the months and the packs. False when something refused. */
static bool take_events(struct worker *worker, struct store *store, int64_t now, int64_t *folded)
{
    bool collected = collect_events(worker->arena, worker->config, worker->db, store) >= 0;
    if (collected)
        health_note_collected(store, now);
    *folded = fold_events(store, collect_zone(worker->config), FOLD_AT_ONCE);
    bool good = collected && *folded >= 0 && *store_refused(store) == '\0';
    keep_set_aside(store);
    tell_now(worker, store, *folded > 0, now);
    return good;
}

/* Days that changed are made again every few seconds. Gives whether more wait. */
static bool make_days(struct worker *worker, struct store *store, int64_t now, bool *good)
{
    static int64_t made_at;
    if (now >= made_at && now - made_at < DAYS_EVERY && !worker->once)
        return false;
    int64_t made = fold_days(store, collect_zone(worker->config), DAYS_AT_ONCE);
    *good = *good && made >= 0;
    made_at = made == DAYS_AT_ONCE ? 0 : now; /* the days of a year that came at once don't wait for each other */
    return made == DAYS_AT_ONCE;
}

/* What refused is asked again after a while: a second later it mostly refuses again, and each time costs lines in the log. */
bool worker_collect(struct worker *worker, int64_t now)
{
    static int64_t resting_until;
    int64_t folded = 0, moment = clock_microseconds();
    if (moment < resting_until)
        return false;
    struct store *store = worker_store(worker);
    bool good = store != NULL && take_events(worker, store, now, &folded), more = false;
    if (store != NULL)
        more = make_days(worker, store, now, &good) || folded == FOLD_AT_ONCE;
    if (!good)
        resting_until = moment + REST_SECONDS * INT64_C(1000000);
    return good && more;
}

bool worker_is_behind(struct worker *worker, int64_t now)
{
    struct store *store = worker_store(worker);
    return store != NULL && fold_is_behind(store, clock_day(now, collect_zone(worker->config)));
}

/* A person was erased: {"user": id}. What waits of theirs is taken first, so that nothing comes behind. */
const char *worker_forget(struct worker *worker, const cJSON *job)
{
    struct store *store = worker_store(worker);
    const char *problem = NULL, *payload = json_string(job, "payload", "");
    int64_t user_id = json_integer(json_read(worker->arena, payload, strlen(payload), &problem), "user", 0);
    bool done = store != NULL && collect_events(worker->arena, worker->config, worker->db, store) >= 0 &&
                forget_person(store, collect_zone(worker->config), user_id);
    if (!done && store != NULL)
        keep_set_aside(store);
    return done ? NULL : "the events' store refused; the log has the reason";
}

/* What the access lines of the log say, a piece at a time. */
const char *worker_read_log(struct worker *worker, int64_t now)
{
    enum { AT_ONCE = 4 << 20, PIECES = 16 };
    struct store *store = worker_store(worker);
    int64_t taken = store == NULL ? -1 : 1;
    for (int i = 0; i < PIECES && taken > 0; i++)
        taken = served_take(worker->arena, worker->config, store, AT_ONCE);
    return taken >= 0 && served_sweep(store, now) ? NULL : "the events' store refused; the log has the reason";
}

const char *worker_keep(struct worker *worker, int64_t now)
{
    struct store *store = worker_store(worker);
    bool done = store != NULL && (!keep_clock_went_on(store, now) ||
                                  keep_drop_old(store, collect_zone(worker->config), keep_months_wanted(worker->config), now) >= 0);
    return done ? NULL : "an old month can't be dropped; the log has the reason";
}

void worker_checkpoint_events(struct worker *worker)
{
    struct store *store = worker_store(worker);
    if (store != NULL)
        store_checkpoint(store);
}
