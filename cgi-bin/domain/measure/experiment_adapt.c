/* experiment_adapt.c - see experiment_adapt.h. Called by the worker, which moves the shares, and by every page that asks for a variant. */
#include "domain/measure/experiment_adapt.h"

#include "core/base/clock.h"

#include <math.h>

/* ---- who gets what ---- */

struct experiment experiment_hold(struct arena *arena, const struct experiment *experiment, int64_t now)
{
    struct experiment held = *experiment;
    const int64_t *shares = experiment_shares_on(experiment, now / CLOCK_DAY);
    held.name = arena_strdup(arena, experiment->name);
    held.salt = arena_strdup(arena, experiment->salt);
    held.goal = arena_strdup(arena, experiment->goal);
    held.title = held.hypothesis = held.winner = held.conclusion = held.pause_reason = "";
    for (size_t i = 0; i < held.arm_count; i++)
        held.arms[i] = (struct experiment_arm){arena_strdup(arena, experiment->arms[i].name), shares == NULL ? held.arms[i].share : shares[i]};
    for (size_t i = 0; i < held.factor_count; i++) {
        held.factors[i].name = arena_strdup(arena, experiment->factors[i].name);
        for (size_t level = 0; level < held.factors[i].level_count; level++)
            held.factors[i].levels[level] = arena_strdup(arena, experiment->factors[i].levels[level]);
    }
    held.guard_count = 0;
    held.days = NULL;
    held.day_count = 0;
    return held;
}

int experiment_seat(struct db *db, int64_t experiment_id, int64_t user_id)
{
    return (int)db_integer(db, -1, "SELECT position FROM experiment_seat WHERE experiment_id = ?1 AND user_id = ?2", experiment_id, user_id);
}

enum db_result experiment_sit(struct db *db, int64_t experiment_id, int64_t user_id, int arm)
{
    enum db_result result = db_change(db,
                                      "INSERT INTO experiment_seat (experiment_id, user_id, position) VALUES (?1, ?2, ?3)"
                                      " ON CONFLICT (experiment_id, user_id) DO NOTHING",
                                      experiment_id, user_id, (int64_t)arm);
    return result == DB_NONE ? DB_OK : result;
}

/* ---- what comes tomorrow ---- */

bool experiment_learns(const struct experiment *experiment, int64_t now)
{
    bool soon = now < experiment->learned_at + EXPERIMENT_LEARN_EVERY && now >= experiment->learned_at;
    bool late = (now + EXPERIMENT_LEARN_LAST) / CLOCK_DAY != now / CLOCK_DAY;
    return experiment->adaptive && experiment->state == EXPERIMENT_RUNNING && !soon && !late;
}

void experiment_learn(const struct experiment *experiment, const struct experiment_results *results, int64_t now, int64_t *shares)
{
    const int64_t *known = experiment_shares_on(experiment, now / CLOCK_DAY);
    int64_t reach = 0, given = 0;
    size_t count = experiment->arm_count, best = 0;
    for (size_t i = 0; i < count; i++) {
        shares[i] = known == NULL ? experiment->arms[i].share : known[i];
        reach += shares[i];
        best = results->arms[i].best.chance > results->arms[best].best.chance ? i : best;
    }
    if (results->participants == 0)
        return;
    double floor = (double)EXPERIMENT_FLOOR / EXPERIMENT_WHOLE, free = 1 - floor * (double)count;
    for (size_t i = 0; i < count; i++) {
        shares[i] = (int64_t)fmax(1, (double)reach * (floor + free * results->arms[i].best.chance));
        given += shares[i];
    }
    shares[best] += reach - given;
}

enum db_result experiment_share_tomorrow(struct db *db, const struct experiment *experiment, const int64_t *shares, int64_t now)
{
    enum db_result result = db_change(db,
                                      "UPDATE experiment SET learned_at = ?2, version = version + 1 WHERE id = ?1 AND state = 'running'"
                                      " AND adaptive = 1",
                                      experiment->id, now);
    for (size_t i = 0; i < experiment->arm_count && result == DB_OK; i++)
        result = db_change(db,
                           "INSERT INTO experiment_share (experiment_id, day, position, share) VALUES (?1, ?2, ?3, ?4)"
                           " ON CONFLICT (experiment_id, day, position) DO UPDATE SET share = excluded.share",
                           experiment->id, now / CLOCK_DAY + 1, (int64_t)i, shares[i]);
    return result;
}
