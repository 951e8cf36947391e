/* report.c - reports of a period that is over, and reports of the builder whose time has come, go out by mail, each once. Called by the duty
 * 'report'. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "domain/measure/builder_schedule.h"
#include "domain/measure/collect.h"
#include "domain/measure/schedule.h"
#include "programs/site/built.h"
#include "programs/site/site.h"
#include "programs/site/summary.h"

#include <string.h>

enum { MAIL_ROWS_MOST = 20 };

/* One mail to each address of a list. */
static enum db_result send_all(struct worker *worker, const char *recipients, const char *language, const char *template, cJSON *model, int64_t now,
                               int64_t *sent)
{
    char *rest = arena_strdup(worker->arena, recipients), *address;
    enum db_result result = DB_OK;
    for (*sent = 0; result == DB_OK && (address = strsep(&rest, "\n")) != NULL;) {
        if (*address == '\0')
            continue;
        const struct site_letter letter = {
            .recipient = address, .language = language, .template = template, .model = cJSON_Duplicate(model, true)};
        result = site_send(worker->arena, worker->db, worker->config, &letter, now);
        ++*sent;
    }
    return result;
}

/* Makes the report, then notes it as told and queues the mails in one transaction. What was missed while nothing ran is not made up for, but
 * for the newest. */
static bool tell(struct worker *worker, struct store *store, const cJSON *schedule, int64_t today, int64_t now)
{
    enum summary_kind kind = summary_kind_read(json_string(schedule, "kind", ""));
    struct figure_range period = kind == SUMMARY_KINDS ? (struct figure_range){0} : summary_period(kind, today - 1);
    int64_t told = json_integer(schedule, "told_day", 0);
    bool asked = told == 0; /* somebody wants it now, whatever the hour */
    if (kind == SUMMARY_KINDS || period.to <= told || (!asked && clock_parts(now, collect_zone(worker->config)).hour < SCHEDULE_HOUR))
        return true;
    const struct summary_place place = {.arena = worker->arena,
                                        .db = worker->db,
                                        .store = store,
                                        .config = worker->config,
                                        .zone = collect_zone(worker->config),
                                        .language = json_string(schedule, "language", "en"),
                                        .now = now};
    worker_use_templates(worker);
    const struct summary *summary = summary_make(&place, kind, period);
    if (summary == NULL)
        return false;
    cJSON *model = site_summary_model(&place, summary);
    json_set_string(model, "link", arena_printf(worker->arena, "%s/admin/analytics/reports/%s?end=%s", worker->config->base_url,
                                                summary_kind_names[kind], clock_day_text(worker->arena, period.to)));
    if (db_begin_write(worker->db) != DB_OK)
        return false;
    int64_t sent;
    enum db_result result = schedule_told(worker->db, kind, period.to);
    if (result == DB_OK)
        result = send_all(worker, json_string(schedule, "recipients", ""), place.language, "mail/report", model, now, &sent);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK;
}

/* ---- reports of the builder ---- */

static const struct builder_result *run_built(struct worker *worker, struct store *store, const cJSON *schedule, struct builder *builder, int64_t now)
{
    const char *definition = json_string(schedule, "definition", ""), *problem = NULL;
    cJSON *json = json_read(worker->arena, definition, strlen(definition), &problem);
    if (json == NULL || !builder_read(json, builder, &problem)) {
        log_error("a kept report makes no report", "name", json_string(schedule, "name", ""), "reason", problem, NULL);
        return NULL;
    }
    return builder_run(worker->arena, worker->db, store, builder, collect_zone(worker->config), now);
}

/* As tell: what was missed is not made up for. One that can't be made is left until its next time. */
static bool tell_built(struct worker *worker, struct store *store, const cJSON *schedule, int64_t now)
{
    struct builder builder;
    int64_t report_id = json_integer(schedule, "report_id", 0), sent = 0;
    int64_t next = builder_schedule_next(json_string(schedule, "every", "day"), collect_zone(worker->config), now);
    const char *other, *language = json_string(schedule, "language", "en");
    const char *recipients = builder_schedule_admins(worker->arena, worker->db, json_string(schedule, "recipients", ""), &other);
    worker_use_templates(worker);
    const struct builder_result *result = run_built(worker, store, schedule, &builder, now);
    if (db_begin_write(worker->db) != DB_OK)
        return false;
    enum db_result done = DB_OK;
    if (result != NULL && (result->matched > 0 || !json_bool(schedule, "only_filled", false))) {
        cJSON *model = site_built_model(worker->arena, language, json_string(schedule, "name", ""), &builder, result, MAIL_ROWS_MOST);
        const char *base = worker->config->base_url;
        json_set_string(model, "link", arena_printf(worker->arena, "%s/admin/analytics/builder/%lld", base, (long long)report_id));
        done = send_all(worker, recipients, language, "mail/built", model, now, &sent);
    }
    if (done == DB_OK)
        done = result == NULL ? builder_schedule_put_off(worker->db, report_id, next)
                              : builder_schedule_told(worker->db, report_id, next, now, result->matched, sent);
    return db_end(worker->db, done == DB_OK) == DB_OK && done == DB_OK && result != NULL;
}

const char *worker_report(struct worker *worker, int64_t now)
{
    int64_t today = clock_day(now, collect_zone(worker->config));
    struct store *store = worker_store(worker);
    const cJSON *schedules = schedule_list(worker->db), *schedule;
    if (store == NULL)
        return "the event databases can't be opened";
    cJSON_ArrayForEach(schedule, schedules)
        if (!tell(worker, store, schedule, today, now))
            return "a report could not be made; the log has the reason";
    bool good = true;
    schedules = builder_schedule_due(worker->db, now);
    cJSON_ArrayForEach(schedule, schedules) good = tell_built(worker, store, schedule, now) && good; /* one does not hold up the others */
    return good ? NULL : "a report of the builder could not be made; the log has the reason";
}
