/* trial.c - see trial.h. Called by `nexus demo`. The enrolments are those that the learners' lives have; only when they saw the button is
 * made up here. */
#include "domain/demo/trial.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/assess/shuffle.h"
#include "domain/measure/experiment.h"
#include "domain/measure/store.h"

enum { AT_ONCE = 1000 };

static bool start(struct arena *arena, struct db *db, int64_t at, struct experiment *experiment)
{
    const struct experiment wish = {.name = experiment_places[0].name,
                                    .title = "“Enrol” or “Start learning now”",
                                    .hypothesis = "“Enrol” sounds like paperwork. Words that say what comes next should bring more people in.",
                                    .goal = experiment_places[0].goal,
                                    .base = 3000, .effect = 1000, .level = 95, .power = 80,
                                    .created_by = db_integer(db, 0, "SELECT id FROM person WHERE email = 'admin@demo.nexus.example'"),
                                    .arm_count = 2, .arms = {{"enrol", EXPERIMENT_WHOLE / 2}, {"start-now", EXPERIMENT_WHOLE / 2}}};
    int64_t id = 0;
    if (db_begin_write(db) != DB_OK)
        return false;
    bool good = experiment_add(arena, db, &wish, at, &id) == DB_OK && experiment_start(db, id, at) == DB_OK;
    return db_end(db, good) == DB_OK && good && experiment_find(arena, db, wish.name, experiment);
}

/* When a learner met it: somewhat before their last enrolment since it began, an hour after that, or some time from when they were here. */
static int64_t meeting(uint64_t *random, int arm, int64_t enrolled_at, int64_t from, int64_t now)
{
    double chance = (double)(shuffle_next(random) >> 11) / 9007199254740992.0; /* 2^53 */
    int64_t some = from + (int64_t)(shuffle_next(random) % (uint64_t)(now - from));
    if (enrolled_at == 0)
        return some;
    int64_t at = chance < (arm == 0 ? 0.5 : 0.8) ? enrolled_at - 180 : enrolled_at + CLOCK_HOUR;
    return at < from ? from : at < now ? at : now - 1;
}

static bool meet_all(struct arena *arena, struct db *db, struct store *store, const struct experiment *experiment, uint64_t random, int64_t now)
{
    static struct event events[AT_ONCE];
    int64_t last = 0, position = 0;
    for (size_t count = AT_ONCE; count == AT_ONCE;) {
        const cJSON *row, *rows = db_rows(db,
                                          "SELECT p.id, p.created_at, coalesce(max(e.enrolled_at), 0) AS enrolled_at FROM person p"
                                          " LEFT JOIN enrolment e ON e.user_id = p.id AND e.enrolled_at >= ?2"
                                          " WHERE p.id > ?1 AND p.roles = 1 AND p.state = 'active'"
                                          " AND p.created_at < ?3 GROUP BY p.id, p.created_at ORDER BY p.id LIMIT ?4",
                                          last, experiment->started_at, now, AT_ONCE);
        count = 0;
        cJSON_ArrayForEach(row, rows)
        {
            last = json_integer(row, "id", 0);
            int64_t joined = json_integer(row, "created_at", 0), from = joined > experiment->started_at ? joined : experiment->started_at;
            int arm = experiment_assign(experiment, last);
            events[count++] = (struct event){.at = meeting(&random, arm, json_integer(row, "enrolled_at", 0), from, now),
                                             .name = "experiment.exposed", .actor = last, .position = ++position,
                                             .country = "", .page = "", .referrer = "", .key = "",
                                             .properties = arena_printf(arena, "{\"experiment\":\"%s\",\"variant\":\"%s\"}", experiment->name,
                                                                        experiment->arms[arm].name)};
        }
        if (!store_events(store, "trial", events, count, position, NULL))
            return false;
    }
    return db_failed(db) == DB_OK;
}

bool trial_run(struct arena *arena, const struct config *config, struct db *db, uint64_t seed, int64_t now)
{
    struct experiment experiment;
    struct store *store = store_open(arena, config, true);
    bool good = store != NULL && start(arena, db, now - TRIAL_DAYS * CLOCK_DAY, &experiment) && meet_all(arena, db, store, &experiment, seed, now);
    store_close(store);
    return good;
}
