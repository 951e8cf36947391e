/* watch.c - the worker's daily look at the key figures: forecasts that are kept. Called by duties.c. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "domain/measure/collect.h"
#include "domain/measure/outlook.h"

enum { KEEP_EVERY_DAYS = 7, DEMO_AGO_DAYS = 56, DEMO_STEP_DAYS = 28 };

static bool keep_one(struct worker *worker, const struct sheet *past, const struct figure *figure, int64_t now)
{
    struct arena *arena = arena_new();
    struct outlook outlook = outlook_make(arena, past, figure, OUTLOOK_KEPT_DAYS);
    bool good = true;
    if (outlook.enough && outlook.forecast.beats_naive) {
        good = db_begin_write(worker->db) == DB_OK;
        bool kept = good && outlook_keep(arena, worker->db, &outlook, 0, now) == DB_OK;
        good = good && db_end(worker->db, kept) == DB_OK && kept;
    }
    arena_free(arena);
    return good;
}

/* The forecasts that were due on a day, from what was known before it. */
static bool keep_all(struct worker *worker, struct store *store, int64_t today, int64_t now)
{
    const struct figure_filter everything = {0};
    const struct sheet *past = NULL;
    bool good = true;
    for (const struct figure *figure = figures; figure->name != NULL && good; figure++) {
        if (!outlook_fits(figure) || today - outlook_kept_day(worker->db, figure->name, 0, today) < KEEP_EVERY_DAYS)
            continue;
        if (past == NULL)
            past = outlook_past(worker->arena, store, collect_zone(worker->config), &everything, today);
        if (past == NULL)
            return db_failed(store_rollup(store)) == DB_OK;
        good = keep_one(worker, past, figure, now);
    }
    return good;
}

const char *worker_forecast(struct worker *worker, int64_t now)
{
    struct store *store = worker_store(worker);
    int64_t today = clock_day(now, collect_zone(worker->config)), ago = 0;
    if (store == NULL)
        return "the event databases can't be opened";
    if (worker->config->demo && outlook_kept_day(worker->db, "dau", 0, today) == 0)
        ago = DEMO_AGO_DAYS; /* an academy that was made today has no earlier forecasts to look at */
    for (; ago >= 0; ago -= DEMO_STEP_DAYS)
        if (!keep_all(worker, store, today - ago, now))
            return "a forecast could not be kept; the log has the reason";
    return NULL;
}
