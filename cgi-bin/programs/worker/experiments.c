/* experiments.c - watches running A/B tests: one whose arms are split in a way that chance hardly ever makes is paused, and its owner
 * hears of it; the others that are adaptive get the shares of tomorrow. Called by the duty 'experiments'. */
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/account/people.h"
#include "domain/measure/collect.h"
#include "domain/measure/experiment_adapt.h"
#include "programs/site/site.h"
#include "programs/worker/worker.h"

#include <math.h>

/* How many people the arms have, and should have. */
struct split {
    double counts[EXPERIMENT_ARMS_MOST], expected[EXPERIMENT_ARMS_MOST], all;
};

static struct split split_of(struct store *store, const struct experiment *experiment)
{
    struct split split = {.all = 0};
    experiment_people_count(store_rollup(store), experiment, split.counts, split.expected);
    for (size_t i = 0; i < experiment->arm_count; i++)
        split.all += split.counts[i];
    return split;
}

static bool badly_split(const struct experiment *experiment, const struct split *split)
{
    return split->all >= EXPERIMENT_STOP_LEAST && stats_sequential_split(split->counts, split->expected, experiment->arm_count) < EXPERIMENT_STOP_P;
}

/* "512 : 430", and "50 % : 50 %". */
static void set_split(struct worker *worker, cJSON *model, const struct experiment *experiment, const struct split *split, const char *language)
{
    struct text people = text_in(worker->arena), planned = text_in(worker->arena);
    for (size_t i = 0; i < experiment->arm_count; i++) {
        const char *colon = i == 0 ? "" : " : ";
        text_printf(&people, "%s%s", colon, locale_number(worker->arena, language, (int64_t)split->counts[i]));
        text_printf(&planned, "%s%s %%", colon, locale_decimal(worker->arena, language, round(1000 * split->expected[i] / split->all) / 10));
    }
    json_set_string(model, "people", text_string(&people));
    json_set_string(model, "planned", text_string(&planned));
}

static enum db_result tell(struct worker *worker, const cJSON *person, const struct experiment *experiment, const struct split *split, int64_t now)
{
    cJSON *model = cJSON_CreateObject();
    const struct site_letter letter = {.user_id = json_integer(person, "id", 0),
                                       .recipient = json_string(person, "email", ""),
                                       .language = json_string(person, "language", "en"),
                                       .template = "mail/experiment_paused",
                                       .model = model};
    json_set_string(model, "name", json_string(person, "name", ""));
    json_set_string(model, "title", experiment->title);
    json_set_string(model, "link", arena_printf(worker->arena, "%s/admin/analytics/tests/%s", worker->config->base_url, experiment->name));
    set_split(worker, model, experiment, split, letter.language);
    return site_send(worker->arena, worker->db, worker->config, &letter, now);
}

/* The owner while they are an admin, else every admin. */
static enum db_result stop(struct worker *worker, const struct experiment *experiment, const struct split *split, int64_t now)
{
    enum db_result result = experiment_pause(worker->db, experiment->id, "split");
    const cJSON *admins = people_admins(worker->db), *admin;
    bool owned = false;
    cJSON_ArrayForEach(admin, admins) owned = owned || json_integer(admin, "id", 0) == experiment->created_by;
    cJSON_ArrayForEach(admin, admins)
        if (result == DB_OK && (!owned || json_integer(admin, "id", 0) == experiment->created_by))
            result = tell(worker, admin, experiment, split, now);
    return result == DB_NONE ? DB_OK : result; /* somebody was quicker */
}

static enum db_result learn(struct worker *worker, struct store *store, const struct experiment *experiment, int64_t now)
{
    struct experiment_results results;
    int64_t shares[EXPERIMENT_ARMS_MOST];
    const struct experiment_people people = experiment_people_read(worker->arena, store, collect_zone(worker->config), experiment, now);
    experiment_compare(worker->arena, experiment, &people, &results);
    experiment_learn(experiment, &results, now, shares);
    if (db_begin_write(worker->db) != DB_OK)
        return DB_FAILED;
    now = clock_now(); /* reading, and waiting for the turn, may have taken us to the end of the day: one that has begun keeps its shares */
    if (!experiment_learns(experiment, now))
        return db_end(worker->db, true);
    enum db_result result = experiment_share_tomorrow(worker->db, experiment, shares, now);
    enum db_result end = db_end(worker->db, result == DB_OK);
    return result == DB_NONE ? DB_OK : result != DB_OK ? result : end; /* paused meanwhile */
}

static enum db_result stop_now(struct worker *worker, const struct experiment *experiment, const struct split *split, int64_t now)
{
    worker_use_templates(worker);
    if (db_begin_write(worker->db) != DB_OK)
        return DB_FAILED;
    enum db_result result = stop(worker, experiment, split, now), end = db_end(worker->db, result == DB_OK);
    return result != DB_OK ? result : end;
}

const char *worker_watch_experiments(struct worker *worker, int64_t now)
{
    size_t count;
    struct store *store = worker_store(worker);
    const struct experiment *list = experiment_list(worker->arena, worker->db, &count);
    for (size_t i = 0; store != NULL && i < count; i++) {
        if (list[i].state != EXPERIMENT_RUNNING)
            continue;
        struct split split = split_of(store, &list[i]);
        if (badly_split(&list[i], &split)) {
            if (stop_now(worker, &list[i], &split, now) != DB_OK)
                return "a test could not be paused";
        } else if (experiment_learns(&list[i], now) && learn(worker, store, &list[i], now) != DB_OK)
            return "the shares of a test could not be moved";
    }
    return NULL;
}
