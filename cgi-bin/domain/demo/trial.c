/* trial.c - see trial.h. Called by `nexus demo`. The enrolments are those that the learners' lives have; only when they saw the card is
 * made up here, and for the greeting, which a program shows, also whether they took it up. */
#include "domain/demo/trial.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/assess/shuffle.h"
#include "domain/measure/experiment_adapt.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/store.h"

enum { AT_ONCE = 1000 };

struct trial {
    struct arena *arena;
    struct db *db;
    struct store *store;
    uint64_t random;
    int64_t position; /* of the last event stored */
    struct experiment experiment;
};

static double chance(struct trial *trial)
{
    return (double)(shuffle_next(&trial->random) >> 11) / 9007199254740992.0; /* 2^53 */
}

/* ---- making one ---- */

/* A test of some days before `now`; of a place of the product, when `place` is not below 0. */
static bool begin(struct trial *trial, struct experiment wish, int place, int64_t at)
{
    struct db *db = trial->db;
    int64_t id = 0;
    if (place >= 0) {
        wish.name = experiment_places[place].name;
        wish.goal = experiment_places[place].goal;
    }
    wish.level = 95;
    wish.power = 80;
    wish.created_by = db_integer(db, 0, "SELECT id FROM person WHERE email = 'admin@demo.nexus.example'");
    if (db_begin_write(db) != DB_OK)
        return false;
    bool good = experiment_add(trial->arena, db, &wish, at, &id) == DB_OK && experiment_start(db, id, at) == DB_OK;
    return db_end(db, good) == DB_OK && good && experiment_find(trial->arena, db, wish.name, &trial->experiment);
}

static bool finish(struct trial *trial, int64_t at)
{
    if (db_begin_write(trial->db) != DB_OK)
        return false;
    bool good = experiment_complete(trial->db, trial->experiment.id, "", "The words get a test of their own; the note can wait.", at) == DB_OK;
    return db_end(trial->db, good) == DB_OK && good;
}

static struct event event_of(struct trial *trial, const char *name, int64_t actor, int64_t at, const char *variant)
{
    const char *said = variant == NULL ? "" : arena_printf(trial->arena, ",\"variant\":\"%s\"", variant);
    return (struct event){.at = at, .name = name, .actor = actor, .position = ++trial->position, .country = "", .page = "", .referrer = "", .key = "",
                          .properties = arena_printf(trial->arena, "{\"experiment\":\"%s\"%s}", trial->experiment.name, said)};
}

/* ---- on the course's page ---- */

/* When a learner met it: somewhat before their last enrolment of that time with the chance `before`, else an hour after that; or some time from
 * when they were here. */
static int64_t meeting(struct trial *trial, double before, int64_t enrolled_at, int64_t from, int64_t until)
{
    double drawn = chance(trial);
    int64_t some = from + (int64_t)(shuffle_next(&trial->random) % (uint64_t)(until - from));
    if (enrolled_at == 0)
        return some;
    int64_t at = drawn < before ? enrolled_at - 180 : enrolled_at + CLOCK_HOUR;
    return at < from ? from : at < until ? at : until - 1;
}

/* The chances to have met it before the enrolment, by arm. */
static bool meet_on_page(struct trial *trial, const double *before, int64_t until)
{
    static struct event events[AT_ONCE];
    const struct experiment *experiment = &trial->experiment;
    int64_t last = 0, begun = experiment->started_at;
    for (size_t count = AT_ONCE; count == AT_ONCE;) {
        const cJSON *row, *rows = db_rows(trial->db,
                                          "SELECT p.id, p.created_at, coalesce(max(e.enrolled_at), 0) AS enrolled_at FROM person p"
                                          " LEFT JOIN enrolment e ON e.user_id = p.id AND e.enrolled_at >= ?2 AND e.enrolled_at < ?3"
                                          " WHERE p.id > ?1 AND p.roles = 1 AND p.state = 'active'"
                                          " AND p.created_at < ?3 GROUP BY p.id, p.created_at ORDER BY p.id LIMIT ?4",
                                          last, begun, until, AT_ONCE);
        count = 0;
        cJSON_ArrayForEach(row, rows)
        {
            last = json_integer(row, "id", 0);
            int64_t joined = json_integer(row, "created_at", 0), from = joined > begun ? joined : begun;
            int arm = experiment_assign(experiment, last);
            if (arm < 0)
                continue;
            int64_t at = meeting(trial, before[arm], json_integer(row, "enrolled_at", 0), from, until);
            events[count++] = event_of(trial, "experiment.exposed", last, at, experiment->arms[arm].name);
        }
        if (!store_events(trial->store, "trial", events, count, trial->position, NULL))
            return false;
        count = (size_t)cJSON_GetArraySize(rows);
    }
    return db_failed(trial->db) == DB_OK;
}

/* ---- a greeting whose shares follow success ---- */

/* The learners who meet it on a day (a hash of their id says which), and those who take it up at their arm's rate. */
static bool meet_on_day(struct trial *trial, const double *rates, int64_t day, int64_t days, struct experiment_people *people)
{
    struct experiment held = experiment_hold(trial->arena, &trial->experiment, day * CLOCK_DAY);
    const cJSON *row, *rows = db_rows(trial->db,
                                      "SELECT id FROM person WHERE roles = 1 AND state = 'active' AND created_at < ?1 AND id * 7919 % ?2 = ?3"
                                      " ORDER BY id",
                                      day * CLOCK_DAY, days, day % days);
    struct event *events = arena_alloc(trial->arena, ((size_t)cJSON_GetArraySize(rows) * 2 + 1) * sizeof *events);
    size_t count = 0;
    bool good = db_begin_write(trial->db) == DB_OK;
    cJSON_ArrayForEach(row, rows)
    {
        int64_t id = json_integer(row, "id", 0), at = day * CLOCK_DAY + 8 * CLOCK_HOUR + id % 36000;
        int arm = experiment_assign(&held, id);
        if (arm < 0 || !good)
            continue;
        bool did = chance(trial) < rates[arm];
        good = experiment_sit(trial->db, held.id, id, arm) == DB_OK;
        people->list[people->count++] =
            (struct experiment_person){.actor = id, .first_at = at, .arm = arm, .converted_at = did ? at + 300 : 0, .value = did};
        events[count++] = event_of(trial, "experiment.exposed", id, at, held.arms[arm].name);
        if (did)
            events[count++] = event_of(trial, "experiment.converted", id, at + 300, NULL);
    }
    return db_end(trial->db, good) == DB_OK && good && store_events(trial->store, "trial", events, count, trial->position, NULL);
}

/* As the worker does, an hour before midnight. */
static bool learn(struct trial *trial, const struct experiment_people *people, int64_t day)
{
    struct experiment_results results;
    int64_t shares[EXPERIMENT_ARMS_MOST], at = day * CLOCK_DAY + 23 * CLOCK_HOUR;
    experiment_compare(trial->arena, &trial->experiment, people, &results);
    experiment_learn(&trial->experiment, &results, at, shares);
    if (db_begin_write(trial->db) != DB_OK)
        return false;
    bool good = experiment_share_tomorrow(trial->db, &trial->experiment, shares, at) == DB_OK;
    return db_end(trial->db, good) == DB_OK && good &&
           experiment_find(trial->arena, trial->db, trial->experiment.name, &trial->experiment);
}

static bool greet(struct trial *trial, const double *rates, int64_t now)
{
    int64_t first = trial->experiment.started_at / CLOCK_DAY + 1, today = now / CLOCK_DAY;
    int64_t most = db_integer(trial->db, 0, "SELECT count(*) FROM person");
    struct experiment_people people = {.list = arena_alloc(trial->arena, ((size_t)most + 1) * sizeof *people.list)};
    bool good = true;
    for (int64_t day = first; day < today && good; day++)
        good = meet_on_day(trial, rates, day, today - first, &people) && learn(trial, &people, day);
    return good;
}

bool trial_run(struct arena *arena, const struct config *config, struct db *db, uint64_t seed, int64_t now)
{
    static const double words[] = {0.5, 0.8}, card[] = {0.5, 0.52, 0.75, 0.77}, greeting[] = {0.28, 0.5, 0.32};
    struct trial trial = {.arena = arena, .db = db, .store = store_open(arena, config, true), .random = seed};
    int64_t begun = now - TRIAL_DAYS * CLOCK_DAY;
    struct experiment half = {.title = "“Enrol” or “Start learning now”", .base = 3000, .effect = 1000, .arm_count = 2,
                              .hypothesis = "“Enrol” sounds like paperwork. Words that say what comes next should bring more people in.",
                              .arms = {{"enrol", EXPERIMENT_WHOLE / 2}, {"start-now", EXPERIMENT_WHOLE / 2}},
                              .guard_count = 2, .guards = {{"lesson.completed", false}, {"course.left", true}}};
    struct experiment cells = {.title = "Words and a note on the card that enrols", .base = 3000, .effect = 1500,
                               .hypothesis = "Whoever knows that they can leave at any time is more at ease to begin."};
    struct experiment bandit = {.name = "app-greeting", .title = "How the phone app greets", .goal = EXPERIMENT_OWN_GOAL, .adaptive = true,
                                .hypothesis = "A question about yesterday's lesson brings more people back into it than a greeting does.",
                                .base = 3000, .effect = 1500, .arm_count = 3,
                                .arms = {{"hello", 3334}, {"question", 3333}, {"streak", 3333}}};
    experiment_factors_read(arena, experiment_places[1].variants, &cells);
    experiment_combine(arena, &cells, EXPERIMENT_WHOLE);
    bool good = trial.store != NULL && begin(&trial, cells, 1, begun - TRIAL_DAYS * CLOCK_DAY) && meet_on_page(&trial, card, begun) &&
                finish(&trial, begun) && begin(&trial, half, 0, begun) && meet_on_page(&trial, words, now) && begin(&trial, bandit, -1, begun) &&
                greet(&trial, greeting, now);
    store_close(trial.store);
    return good;
}
