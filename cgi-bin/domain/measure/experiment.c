/* experiment.c - the table of experiments, and the hash that gives a person a variant. Called by the pages of tests, by every page
 * that asks for a variant (programs/site/experiment.c) and by the worker. */
#include "domain/measure/experiment.h"

#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/view/locale.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/experiment_guard.h"

#include <sodium.h>
#include <string.h>

const struct experiment_place experiment_places[] = {
    {"enrol-words", tr_noop("The button that enrols, on a course's page: “Enrol” for the control, “Start learning now” for start-now"),
     "enrol start-now", "course.enrolled", 0},
    {"enrol-card", tr_noop("The same button, and a note below it that one can leave at any time: words are enrol or start-now, the note none "
                           "or stay"),
     "words:enrol,start-now note:none,stay", "course.enrolled", 0},
    {"coach-cards", tr_noop("The cards with which the coach speaks first: shown for speak, left out for quiet. Kept quiet for 5 % over months, "
                            "it says what cards bring; who asks the coach is answered all the same"),
     "speak quiet", "course.completed", EXPERIMENT_WHOLE / 20},
    {NULL, NULL, NULL, NULL, 0}};

static const char *const state_names[EXPERIMENT_STATES] = {"draft", "running", "paused", "completed"};

const char *experiment_state_name(enum experiment_state state)
{
    return state_names[state];
}

static enum experiment_state state_of(const char *name)
{
    for (int i = 0; i < EXPERIMENT_STATES; i++)
        if (strcmp(state_names[i], name) == 0)
            return (enum experiment_state)i;
    return EXPERIMENT_DRAFT;
}

bool experiment_word_fits(const char *word)
{
    size_t length = strlen(word);
    return length > 0 && length <= EXPERIMENT_NAME_MOST && *word >= 'a' && *word <= 'z' &&
           strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool experiment_name_fits(const char *name)
{
    return experiment_word_fits(name) && strcmp(name, "new") != 0 && strcmp(name, "plan") != 0;
}

const char *experiment_arms_problem(const struct experiment_arm *arms, size_t count)
{
    int64_t sum = 0;
    if (count < EXPERIMENT_ARMS_LEAST)
        return tr_noop("Give at least two variants: what people have today, and what is new.");
    for (size_t i = 0; i < count; i++) {
        sum += arms[i].share;
        if (!experiment_word_fits(arms[i].name))
            return tr_noop("Names of variants are short words of a-z, 0-9 and hyphens, beginning with a letter.");
        if (arms[i].share < 1 || arms[i].share > EXPERIMENT_WHOLE)
            return tr_noop("Each variant needs a share between 0.01 and 100 %.");
        for (size_t other = 0; other < i; other++)
            if (strcmp(arms[i].name, arms[other].name) == 0)
                return tr_noop("Two variants have the same name.");
    }
    return sum > EXPERIMENT_WHOLE ? tr_noop("The shares are more than 100 % together.") : NULL;
}

/* ---- reading ---- */

static const char *copy(struct arena *arena, const cJSON *row, const char *name)
{
    return arena_strdup(arena, json_string(row, name, ""));
}

static struct experiment read_row(struct arena *arena, const cJSON *row)
{
    struct experiment experiment = {.id = json_integer(row, "id", 0),
                                    .name = copy(arena, row, "name"),
                                    .title = copy(arena, row, "title"),
                                    .hypothesis = copy(arena, row, "hypothesis"),
                                    .salt = copy(arena, row, "salt"),
                                    .goal = copy(arena, row, "goal"),
                                    .winner = copy(arena, row, "winner"),
                                    .conclusion = copy(arena, row, "conclusion"),
                                    .pause_reason = copy(arena, row, "pause_reason"),
                                    .state = state_of(json_string(row, "state", "")),
                                    .course_id = json_integer(row, "course_id", 0),
                                    .base = json_integer(row, "base", 0),
                                    .effect = json_integer(row, "effect", 0),
                                    .level = json_integer(row, "level", 0),
                                    .power = json_integer(row, "power", 0),
                                    .started_at = json_integer(row, "started_at", 0),
                                    .ended_at = json_integer(row, "ended_at", 0),
                                    .adaptive = json_integer(row, "adaptive", 0) != 0,
                                    .learned_at = json_integer(row, "learned_at", 0),
                                    .created_at = json_integer(row, "created_at", 0),
                                    .created_by = json_integer(row, "created_by", 0)};
    experiment_factors_read(arena, json_string(row, "factors", ""), &experiment);
    experiment_guards_read(arena, json_string(row, "guards", ""), &experiment);
    return experiment;
}

static void read_arms(struct arena *arena, const cJSON *arms, struct experiment *experiment)
{
    const cJSON *arm;
    cJSON_ArrayForEach(arm, arms)
        if (json_integer(arm, "experiment_id", 0) == experiment->id && experiment->arm_count < EXPERIMENT_ARMS_MOST)
            experiment->arms[experiment->arm_count++] = (struct experiment_arm){copy(arena, arm, "name"), json_integer(arm, "share", 0)};
}

/* The shares of its days, from `rows` of all experiments. */
static void read_days(struct arena *arena, const cJSON *rows, struct experiment *experiment)
{
    struct experiment_shares *days = arena_alloc(arena, ((size_t)cJSON_GetArraySize(rows) + 1) * sizeof *days), *last = NULL;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        int64_t day = json_integer(row, "day", 0), position = json_integer(row, "position", 0);
        if (json_integer(row, "experiment_id", 0) != experiment->id || position < 0 || position >= EXPERIMENT_ARMS_MOST)
            continue;
        if (last == NULL || last->day != day) {
            last = &days[experiment->day_count++];
            last->day = day;
        }
        last->share[position] = json_integer(row, "share", 0);
    }
    experiment->days = days;
}

bool experiment_find(struct arena *arena, struct db *db, const char *name, struct experiment *experiment)
{
    const cJSON *row = db_row(db, "SELECT * FROM experiment WHERE name = ?1 AND removed_at IS NULL", name);
    if (row == NULL)
        return false;
    *experiment = read_row(arena, row);
    read_arms(arena, db_rows(db, "SELECT * FROM experiment_variant WHERE experiment_id = ?1 ORDER BY position", experiment->id), experiment);
    if (experiment->adaptive)
        read_days(arena, db_rows(db, "SELECT * FROM experiment_share WHERE experiment_id = ?1 ORDER BY day, position", experiment->id), experiment);
    return true;
}

struct experiment *experiment_list(struct arena *arena, struct db *db, size_t *count)
{
    const cJSON *rows = db_rows(db, "SELECT * FROM experiment WHERE removed_at IS NULL ORDER BY id DESC"), *row;
    const cJSON *arms = db_rows(db, "SELECT * FROM experiment_variant ORDER BY experiment_id, position");
    const cJSON *days = db_rows(db, "SELECT * FROM experiment_share ORDER BY experiment_id, day, position");
    struct experiment *list = arena_alloc(arena, ((size_t)cJSON_GetArraySize(rows) + 1) * sizeof *list);
    *count = 0;
    cJSON_ArrayForEach(row, rows)
    {
        struct experiment *one = &list[(*count)++];
        *one = read_row(arena, row);
        read_arms(arena, arms, one);
        if (one->adaptive)
            read_days(arena, days, one);
    }
    return list;
}

int64_t experiment_version(struct db *db)
{
    return db_integer(db, 0, "SELECT sum(version) FROM experiment");
}

/* ---- changing ---- */

static enum db_result add_arms(struct db *db, int64_t id, const struct experiment *wish)
{
    enum db_result result = DB_OK;
    for (size_t i = 0; i < wish->arm_count && result == DB_OK; i++)
        result = db_change(db, "INSERT INTO experiment_variant (experiment_id, position, name, share) VALUES (?1, ?2, ?3, ?4)", id, (int64_t)i,
                           wish->arms[i].name, wish->arms[i].share);
    return result;
}

enum db_result experiment_add(struct arena *arena, struct db *db, const struct experiment *wish, int64_t now, int64_t *id)
{
    enum db_result result = db_insert(db, id,
                                      "INSERT INTO experiment (name, title, hypothesis, salt, goal, course_id, base, effect, level, power,"
                                      " created_by, created_at, adaptive, factors, guards)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                                      wish->name, wish->title, wish->hypothesis, secret_token(arena), wish->goal,
                                      db_reference(wish->course_id), wish->base, wish->effect, wish->level, wish->power,
                                      db_reference(wish->created_by), now, (int64_t)wish->adaptive,
                                      experiment_factors_text(arena, wish), experiment_guards_text(arena, wish));
    return result == DB_OK ? add_arms(db, *id, wish) : result;
}

enum db_result experiment_change(struct arena *arena, struct db *db, int64_t id, const struct experiment *wish)
{
    enum db_result result = db_change(db,
                                      "UPDATE experiment SET name = ?2, title = ?3, hypothesis = ?4, goal = ?5, course_id = ?6, base = ?7,"
                                      " effect = ?8, level = ?9, power = ?10, adaptive = ?11, factors = ?12, guards = ?13, version = version + 1"
                                      " WHERE id = ?1 AND state = 'draft' AND removed_at IS NULL",
                                      id, wish->name, wish->title, wish->hypothesis, wish->goal, db_reference(wish->course_id), wish->base,
                                      wish->effect, wish->level, wish->power, (int64_t)wish->adaptive, experiment_factors_text(arena, wish),
                                      experiment_guards_text(arena, wish));
    if (result != DB_OK)
        return result;
    db_change(db, "DELETE FROM experiment_variant WHERE experiment_id = ?1", id);
    return add_arms(db, id, wish);
}

enum db_result experiment_start(struct db *db, int64_t id, int64_t now)
{
    return db_change(db,
                     "UPDATE experiment SET state = 'running', started_at = coalesce(started_at, ?2), pause_reason = '', version = version + 1"
                     " WHERE id = ?1 AND state IN ('draft', 'paused') AND removed_at IS NULL",
                     id, now);
}

enum db_result experiment_pause(struct db *db, int64_t id, const char *reason)
{
    return db_change(db,
                     "UPDATE experiment SET state = 'paused', pause_reason = ?2, version = version + 1 WHERE id = ?1 AND state = 'running'",
                     id, reason);
}

enum db_result experiment_complete(struct db *db, int64_t id, const char *winner, const char *conclusion, int64_t now)
{
    return db_change(db,
                     "UPDATE experiment SET state = 'completed', winner = ?2, conclusion = ?3, ended_at = ?4, version = version + 1"
                     " WHERE id = ?1 AND state IN ('running', 'paused')",
                     id, winner, conclusion, now);
}

enum db_result experiment_remove(struct db *db, int64_t id, int64_t now)
{
    return db_change(db,
                     "UPDATE experiment SET removed_at = ?2, version = version + 1 WHERE id = ?1 AND state = 'draft' AND removed_at IS NULL",
                     id, now);
}

enum db_result experiment_restore(struct db *db, const char *name)
{
    return db_change(db,
                     "UPDATE experiment SET removed_at = NULL, version = version + 1"
                     " WHERE id = (SELECT max(id) FROM experiment WHERE name = ?1 AND removed_at IS NOT NULL)",
                     name);
}

/* ---- who gets what ---- */

/* Name and salt make the key of SipHash, the actor is what is hashed: two experiments share nothing. */
int experiment_assign(const struct experiment *experiment, int64_t actor)
{
    unsigned char key[crypto_shorthash_KEYBYTES];
    crypto_generichash_state state;
    uint64_t hash;
    crypto_generichash_init(&state, NULL, 0, sizeof key);
    crypto_generichash_update(&state, (const unsigned char *)experiment->name, strlen(experiment->name) + 1);
    crypto_generichash_update(&state, (const unsigned char *)experiment->salt, strlen(experiment->salt));
    crypto_generichash_final(&state, key, sizeof key);
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)&actor, sizeof actor, key);
    int64_t place = (int64_t)(hash % EXPERIMENT_WHOLE);
    for (size_t i = 0; i < experiment->arm_count; i++) {
        if (place < experiment->arms[i].share)
            return (int)i;
        place -= experiment->arms[i].share;
    }
    return -1;
}

const int64_t *experiment_shares_on(const struct experiment *experiment, int64_t day)
{
    const int64_t *shares = NULL;
    for (size_t i = 0; i < experiment->day_count && experiment->days[i].day <= day; i++)
        shares = experiment->days[i].share;
    return shares;
}

void experiment_expect(const struct experiment *experiment, int64_t day, double people, double *expected)
{
    const int64_t *shares = experiment_shares_on(experiment, day);
    double reach = 0;
    for (size_t i = 0; i < experiment->arm_count; i++)
        reach += (double)(shares == NULL ? experiment->arms[i].share : shares[i]);
    for (size_t i = 0; i < experiment->arm_count; i++)
        expected[i] += people * (double)(shares == NULL ? experiment->arms[i].share : shares[i]) / reach;
}

int experiment_arm_find(const struct experiment *experiment, const char *name)
{
    for (size_t i = 0; i < experiment->arm_count; i++)
        if (strcmp(experiment->arms[i].name, name) == 0)
            return (int)i;
    return -1;
}
