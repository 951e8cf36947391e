/* remind.c - reminders that learners asked the coach for become mails. Called by the duty 'remind', once a minute. */
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/reminder.h"
#include "programs/site/site.h"
#include "programs/worker/worker.h"

static enum db_result send_one(struct worker *worker, const cJSON *row, int64_t now)
{
    cJSON *model = cJSON_CreateObject();
    const char *course = json_string(row, "course", NULL);
    const char *link = course == NULL ? "/dashboard" : arena_printf(worker->arena, "/courses/%s/%s", course, json_string(row, "lesson", ""));
    json_set_string(model, "name", json_string(row, "name", ""));
    json_set_string(model, "text", json_string(row, "text", ""));
    json_set_string(model, "lesson", json_string(row, "lesson_title", NULL));
    json_set_string(model, "link", arena_printf(worker->arena, "%s%s", worker->config->base_url, link));
    const struct site_letter letter = {.user_id = json_integer(row, "user_id", 0),
                                       .recipient = json_string(row, "email", ""),
                                       .language = json_string(row, "language", "en"),
                                       .template = "mail/reminder",
                                       .model = model};
    enum db_result result = reminder_sent(worker->db, json_integer(row, "id", 0), now);
    return result != DB_OK ? result : site_send(worker->arena, worker->db, worker->config, &letter, now);
}

const char *worker_remind(struct worker *worker, int64_t now)
{
    enum { AT_ONCE = 100 };
    const cJSON *rows = reminder_due(worker->db, now, AT_ONCE), *row;
    if (rows->child == NULL)
        return NULL;
    worker_use_templates(worker);
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    enum db_result result = DB_OK;
    cJSON_ArrayForEach(row, rows)
        if (result == DB_OK)
            result = send_one(worker, row, now);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK ? NULL : "the reminders could not be written";
}
