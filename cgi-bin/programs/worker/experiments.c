/* experiments.c - watches running A/B tests: one whose arms are split in a way that chance hardly ever makes is paused, and its owner
 * hears of it. Called by the duty 'experiments'. */
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/account/people.h"
#include "domain/measure/experiment_result.h"
#include "programs/site/site.h"
#include "programs/worker/worker.h"

static bool badly_split(const struct experiment *experiment, const double *counts)
{
    double shares[EXPERIMENT_ARMS_MOST], all = 0;
    for (size_t i = 0; i < experiment->arm_count; i++) {
        shares[i] = (double)experiment->arms[i].share;
        all += counts[i];
    }
    return all >= EXPERIMENT_STOP_LEAST && stats_split_test(counts, shares, experiment->arm_count).test.p < EXPERIMENT_STOP_P;
}

/* "512 : 430", and "50 % : 50 %". */
static void set_split(struct worker *worker, cJSON *model, const struct experiment *experiment, const double *counts, const char *language)
{
    struct text people = text_in(worker->arena), planned = text_in(worker->arena);
    for (size_t i = 0; i < experiment->arm_count; i++) {
        const char *colon = i == 0 ? "" : " : ";
        text_printf(&people, "%s%s", colon, locale_number(worker->arena, language, (int64_t)counts[i]));
        text_printf(&planned, "%s%s %%", colon, locale_decimal(worker->arena, language, (double)experiment->arms[i].share / 100));
    }
    json_set_string(model, "people", text_string(&people));
    json_set_string(model, "planned", text_string(&planned));
}

static enum db_result tell(struct worker *worker, const cJSON *person, const struct experiment *experiment, const double *counts, int64_t now)
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
    set_split(worker, model, experiment, counts, letter.language);
    return site_send(worker->arena, worker->db, worker->config, &letter, now);
}

/* The owner while they are an admin, else every admin. */
static enum db_result stop(struct worker *worker, const struct experiment *experiment, const double *counts, int64_t now)
{
    enum db_result result = experiment_pause(worker->db, experiment->id, "split");
    const cJSON *admins = people_admins(worker->db), *admin;
    bool owned = false;
    cJSON_ArrayForEach(admin, admins) owned = owned || json_integer(admin, "id", 0) == experiment->created_by;
    cJSON_ArrayForEach(admin, admins)
        if (result == DB_OK && (!owned || json_integer(admin, "id", 0) == experiment->created_by))
            result = tell(worker, admin, experiment, counts, now);
    return result == DB_NONE ? DB_OK : result; /* somebody was quicker */
}

const char *worker_watch_experiments(struct worker *worker, int64_t now)
{
    size_t count;
    struct store *store = worker_store(worker);
    const struct experiment *list = experiment_list(worker->arena, worker->db, &count);
    for (size_t i = 0; store != NULL && i < count; i++) {
        double counts[EXPERIMENT_ARMS_MOST];
        if (list[i].state != EXPERIMENT_RUNNING)
            continue;
        experiment_people_count(store_rollup(store), &list[i], counts);
        if (!badly_split(&list[i], counts))
            continue;
        worker_use_templates(worker);
        if (db_begin_write(worker->db) != DB_OK)
            return "the database is busy";
        enum db_result result = stop(worker, &list[i], counts, now);
        if (db_end(worker->db, result == DB_OK) != DB_OK || result != DB_OK)
            return "a test could not be paused";
    }
    return NULL;
}
