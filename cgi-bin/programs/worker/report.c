/* report.c - reports of a period that is over go out by mail, each once. Called by the duty 'report'. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/measure/collect.h"
#include "domain/measure/schedule.h"
#include "programs/site/site.h"
#include "programs/site/summary.h"

#include <string.h>

static enum db_result send_all(struct worker *worker, const cJSON *schedule, cJSON *model, int64_t now)
{
    char *rest = arena_strdup(worker->arena, json_string(schedule, "recipients", "")), *address;
    enum db_result result = DB_OK;
    while (result == DB_OK && (address = strsep(&rest, "\n")) != NULL) {
        const struct site_letter letter = {.recipient = address,
                                           .language = json_string(schedule, "language", "en"),
                                           .template = "mail/report",
                                           .model = cJSON_Duplicate(model, true)};
        result = site_send(worker->arena, worker->db, worker->config, &letter, now);
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
    enum db_result result = schedule_told(worker->db, kind, period.to);
    if (result == DB_OK)
        result = send_all(worker, schedule, model, now);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK;
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
    return NULL;
}
