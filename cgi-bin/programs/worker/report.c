/* report.c - reports of a period that is over, and reports of the builder whose time has come, go out by mail, each once. Called by the duty
 * 'report'. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "domain/account/people.h"
#include "domain/measure/builder_schedule.h"
#include "domain/measure/collect.h"
#include "domain/measure/schedule.h"
#include "domain/outbox/outbox.h"
#include "programs/site/built.h"
#include "programs/site/site.h"
#include "programs/site/summary.h"

#include <string.h>

enum { MAIL_ROWS_MOST = 20, PDF_HOURS = 1 /* so long a report waits for a PDF that can't be made */ };

/* ---- mails with files ---- */

/* What goes to all addresses of a list. */
struct post {
    const char *recipients, *language, *template;
    cJSON *model;
    struct outbox_file files[OUTBOX_FILES_MOST];
    size_t file_count;
};

static void add_file(struct post *post, const char *name, const char *media_type, const void *bytes, size_t length)
{
    post->files[post->file_count++] = (struct outbox_file){name, media_type, bytes, length};
}

/* Keeps the files, and names them in the mail; `too_large` there when not all of them fit. */
static enum db_result keep_files(struct worker *worker, const struct post *post, struct outbox_files *kept)
{
    cJSON *names = cJSON_CreateArray();
    enum db_result result = DB_OK;
    for (size_t i = 0; i < post->file_count && result == DB_OK; i++) {
        cJSON *name = cJSON_CreateObject();
        result = outbox_keep(worker->db, kept, &post->files[i]);
        if (result == DB_CONFLICT) {
            json_set_bool(post->model, "too_large", true);
            result = DB_OK;
            continue;
        }
        json_set_string(name, "name", post->files[i].name);
        cJSON_AddItemToArray(names, name);
    }
    json_set_bool(post->model, "any_files", names->child != NULL);
    json_set(post->model, "files", names);
    return result;
}

/* One mail to each address, the files once for all of them. Needs the write transaction. */
static enum db_result send_all(struct worker *worker, const struct post *post, int64_t now, int64_t *sent)
{
    char *rest = arena_strdup(worker->arena, post->recipients), *address;
    struct outbox_files files = {.count = 0};
    *sent = 0;
    if (*rest == '\0')
        return DB_OK;
    enum db_result result = keep_files(worker, post, &files);
    while (result == DB_OK && (address = strsep(&rest, "\n")) != NULL) {
        if (*address == '\0')
            continue;
        const struct site_letter letter = {.user_id = people_by_address(worker->db, address),
                                           .recipient = address,
                                           .language = post->language,
                                           .template = post->template,
                                           .model = cJSON_Duplicate(post->model, true),
                                           .files = &files};
        result = site_send(worker->arena, worker->db, worker->config, &letter, now);
        ++*sent;
    }
    return result;
}

/* ---- reports of a period ---- */

static bool add_pdf(const struct summary_place *place, struct post *post)
{
    size_t length = 0;
    const char *file = site_summary_pdf(place, post->model, "worker-report"), *bytes = NULL;
    if (file != NULL)
        bytes = file_read(place->arena, config_data_path(place->arena, place->config, file), OUTBOX_FILE_BYTES_MOST, &length);
    if (bytes != NULL)
        add_file(post, site_summary_file(place->arena, post->model, ".pdf"), "application/pdf", bytes, length);
    return bytes != NULL;
}

static void add_csv(const struct summary_place *place, struct post *post)
{
    struct text csv = text_in(place->arena);
    site_summary_csv(&csv, post->model);
    add_file(post, site_summary_file(place->arena, post->model, ".csv"), "text/csv; charset=utf-8", text_string(&csv), csv.length);
}

/* The files that the schedule wants. False: not now; where no PDF can be made, the report goes without one after some time, and says so. */
static bool add_files(const struct summary_place *place, const cJSON *schedule, bool patient, struct post *post)
{
    const char *files = json_string(schedule, "files", "none");
    bool both = text_equal(files, "both");
    if ((both || text_equal(files, "pdf")) && !add_pdf(place, post)) {
        if (patient)
            return false;
        json_set_bool(post->model, "no_pdf", true);
    }
    if (both || text_equal(files, "csv"))
        add_csv(place, post);
    return true;
}

static bool queue(struct worker *worker, enum summary_kind kind, int64_t day, const struct post *post, int64_t now)
{
    int64_t sent;
    if (db_begin_write(worker->db) != DB_OK)
        return false;
    enum db_result result = schedule_told(worker->db, kind, day);
    if (result == DB_OK)
        result = send_all(worker, post, now, &sent);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK;
}

/* Makes the report and its files, then notes it as told and queues the mails in one transaction. What was missed while nothing ran is not made up
 * for, but for the newest. */
static bool tell(struct worker *worker, struct store *store, const cJSON *schedule, int64_t today, int64_t now)
{
    enum summary_kind kind = summary_kind_read(json_string(schedule, "kind", ""));
    struct figure_range period = kind == SUMMARY_KINDS ? (struct figure_range){0} : summary_period(kind, today - 1);
    int64_t told = json_integer(schedule, "told_day", 0);
    bool asked = told == 0; /* somebody wants it now, whatever the hour */
    told = told > today ? 0 : told; /* by a clock that was ahead */
    int64_t hour = clock_parts(now, collect_zone(worker->config)).hour, from = json_integer(schedule, "hour", SCHEDULE_HOUR);
    bool rests = json_bool(schedule, "stopped", false) || hour < from;
    if (kind == SUMMARY_KINDS || period.to <= told || (rests && !asked))
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
    struct post post = {.recipients = json_string(schedule, "recipients", ""),
                        .language = place.language,
                        .template = "mail/report",
                        .model = site_summary_model(&place, summary)};
    json_set_string(post.model, "link", arena_printf(worker->arena, "%s/admin/analytics/reports/%s?end=%s", worker->config->base_url,
                                                     summary_kind_names[kind], clock_day_text(worker->arena, period.to)));
    return add_files(&place, schedule, !asked && hour < from + PDF_HOURS, &post) && queue(worker, kind, period.to, &post, now);
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

/* "Courses and people 2026-11-21.csv" */
static void add_rows(struct worker *worker, const char *name, const struct builder *builder, const struct builder_result *result, int64_t now,
                     struct post *post)
{
    struct text csv = text_in(worker->arena);
    const char *day = clock_day_text(worker->arena, clock_day(now, collect_zone(worker->config)));
    if (site_built_csv(&csv, post->language, builder, result, OUTBOX_FILE_BYTES_MOST))
        add_file(post, outbox_file_name(worker->arena, name, arena_printf(worker->arena, " %s.csv", day)), "text/csv; charset=utf-8",
                 text_string(&csv), csv.length);
    else
        json_set_bool(post->model, "too_large", true);
}

static void write_built(struct worker *worker, const cJSON *schedule, const struct builder *builder, const struct builder_result *result, int64_t now,
                        struct post *post)
{
    const char *name = json_string(schedule, "name", "");
    int64_t report_id = json_integer(schedule, "report_id", 0);
    post->model = site_built_model(worker->arena, post->language, name, builder, result, MAIL_ROWS_MOST);
    json_set_string(post->model, "link",
                    arena_printf(worker->arena, "%s/admin/analytics/builder/%lld", worker->config->base_url, (long long)report_id));
    if (json_bool(schedule, "with_file", false) && result->matched > 0)
        add_rows(worker, name, builder, result, now, post);
}

/* As tell: what was missed is not made up for. One that can't be made is left until its next time. */
static bool tell_built(struct worker *worker, struct store *store, const cJSON *schedule, int64_t now)
{
    struct builder builder;
    int64_t report_id = json_integer(schedule, "report_id", 0), sent = 0;
    int64_t next = builder_schedule_next(json_string(schedule, "every", "day"), json_integer(schedule, "hour", BUILDER_SCHEDULE_HOUR),
                                         collect_zone(worker->config), now);
    const char *other;
    struct post post = {.recipients = builder_schedule_admins(worker->arena, worker->db, json_string(schedule, "recipients", ""), &other),
                        .language = json_string(schedule, "language", "en"),
                        .template = "mail/built"};
    worker_use_templates(worker);
    const struct builder_result *result = run_built(worker, store, schedule, &builder, now);
    bool goes = result != NULL && (result->matched > 0 || !json_bool(schedule, "only_filled", false));
    if (goes)
        write_built(worker, schedule, &builder, result, now, &post);
    if (db_begin_write(worker->db) != DB_OK)
        return false;
    enum db_result done = goes ? send_all(worker, &post, now, &sent) : DB_OK;
    if (done == DB_OK)
        done = result == NULL ? builder_schedule_put_off(worker->db, report_id, next)
                              : builder_schedule_told(worker->db, report_id, next, now, result->matched, sent);
    return db_end(worker->db, done == DB_OK) == DB_OK && done == DB_OK && result != NULL;
}

/* One does not hold up the others. */
const char *worker_report(struct worker *worker, int64_t now)
{
    int64_t today = clock_day(now, collect_zone(worker->config));
    struct store *store = worker_store(worker);
    const cJSON *schedules = schedule_list(worker->db), *schedule;
    bool told = true, built = true;
    if (store == NULL)
        return "the event databases can't be opened";
    cJSON_ArrayForEach(schedule, schedules) told = tell(worker, store, schedule, today, now) && told;
    schedules = builder_schedule_due(worker->db, now);
    cJSON_ArrayForEach(schedule, schedules) built = tell_built(worker, store, schedule, now) && built;
    if (!told)
        return "a report could not be made; the log has the reason";
    return built ? NULL : "a report of the builder could not be made; the log has the reason";
}
