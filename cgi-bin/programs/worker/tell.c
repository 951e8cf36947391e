/* tell.c - what somebody has to hear of although nobody looks: the coach's budget, learners who wait for a person. Called by the
 * duties 'coach.budget' and 'coach.inbox'. What was told is noted in the transaction that queues the mail: nothing is told twice. */
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "core/view/page.h"
#include "domain/account/people.h"
#include "domain/coach/handover.h"
#include "domain/coach/limit.h"
#include "programs/site/site.h"
#include "programs/worker/worker.h"

#include <math.h>

void worker_use_templates(const struct worker *worker)
{
    static bool used;
    if (!used)
        page_use_templates(config_home_path(worker->arena, worker->config, "templates"), false);
    used = true;
}

static enum db_result send(struct worker *worker, const cJSON *person, int64_t user_id, const char *template, cJSON *model, int64_t now)
{
    const struct site_letter letter = {.user_id = user_id,
                                       .recipient = json_string(person, "email", ""),
                                       .language = json_string(person, "language", "en"),
                                       .template = template,
                                       .model = model};
    json_set_string(model, "name", json_string(person, "name", ""));
    return site_send(worker->arena, worker->db, worker->config, &letter, now);
}

/* ---- the budget ---- */

static const char *money(struct worker *worker, const char *language, int64_t millionths)
{
    return locale_money(worker->arena, language, (millionths + 5000) / 10000, worker->config->currency);
}

static enum db_result tell_admin(struct worker *worker, const cJSON *admin, const struct coach_limits *limits, bool spent_up, int64_t now)
{
    const char *language = json_string(admin, "language", "en");
    int64_t spent = limit_spent(worker->db, now);
    cJSON *model = cJSON_CreateObject();
    json_set_bool(model, "spent_up", spent_up);
    json_set_string(model, "spent", money(worker, language, spent));
    json_set_string(model, "budget", money(worker, language, limits->monthly));
    json_set_integer(model, "percent", limits->monthly == 0 ? 100 : (int64_t)floor(100.0 * (double)spent / (double)limits->monthly));
    json_set_string(model, "link", arena_printf(worker->arena, "%s/admin/coach", worker->config->base_url));
    return send(worker, admin, json_integer(admin, "id", 0), "mail/coach_budget", model, now);
}

const char *worker_tell_budget(struct worker *worker, int64_t now)
{
    const struct coach_limits limits = limit_configured(worker->config);
    if (limit_untold(worker->db, &limits, now) == BUDGET_OPEN)
        return NULL;
    worker_use_templates(worker);
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    enum coach_budget level = limit_untold(worker->db, &limits, now);
    enum db_result result = limit_note_told(worker->db, level, now);
    const cJSON *admins = people_admins(worker->db), *admin;
    cJSON_ArrayForEach(admin, admins)
        if (result == DB_OK)
            result = tell_admin(worker, admin, &limits, level == BUDGET_SPENT, now);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK ? NULL : "the mails about the budget could not be written";
}

/* ---- the inbox ---- */

/* The rows of one reader, which stand together, become one mail; gives the first row of the next reader. Only titles leave the academy,
 * never what was said. */
static const cJSON *tell_reader(struct worker *worker, const cJSON *first, int64_t now, enum db_result *result)
{
    enum { TITLES_MOST = 10 };
    int64_t reader_id = json_integer(first, "reader_id", 0), count = 0;
    cJSON *model = cJSON_CreateObject(), *titles = cJSON_CreateArray();
    const cJSON *row = first;
    for (; row != NULL && json_integer(row, "reader_id", 0) == reader_id; row = row->next) {
        if (count++ >= TITLES_MOST)
            continue;
        cJSON *title = cJSON_CreateObject();
        json_set_string(title, "title", json_string(row, "title", ""));
        json_set_string(title, "course", json_string(row, "course_title", NULL));
        cJSON_AddItemToArray(titles, title);
    }
    json_set_integer(model, "count", count);
    json_set_integer(model, "more", count > TITLES_MOST ? count - TITLES_MOST : 0);
    json_set(model, "titles", titles);
    json_set_string(model, "link", arena_printf(worker->arena, "%s/teach/inbox", worker->config->base_url));
    *result = handover_note_told(worker->db, reader_id, now);
    if (*result == DB_OK)
        *result = send(worker, first, reader_id, "mail/coach_inbox", model, now);
    return row;
}

const char *worker_tell_handovers(struct worker *worker, int64_t now)
{
    if (handover_untold(worker->db, now)->child == NULL)
        return NULL;
    worker_use_templates(worker);
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    enum db_result result = DB_OK;
    const cJSON *row = handover_untold(worker->db, now)->child;
    while (row != NULL && result == DB_OK)
        row = tell_reader(worker, row, now, &result);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK ? NULL : "the mails about the inbox could not be written";
}
