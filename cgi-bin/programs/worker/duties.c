/* duties.c - the kinds of background work, in one table, and doing the next that is due. */
#include "core/base/json.h"
#include "core/base/log.h"
#include "domain/assess/attempt.h"
#include "domain/coach/conversation.h"
#include "domain/coach/embed.h"
#include "domain/coach/index.h"
#include "domain/coach/insight.h"
#include "domain/coach/sentiment.h"
#include "domain/learning/pace.h"
#include "domain/operate/job.h"
#include "domain/operate/sweep.h"
#include "programs/worker/worker.h"

#include <string.h>

/* Gives NULL when done, else what went wrong. */
typedef const char *(*duty)(struct worker *worker, const cJSON *job, int64_t now);

static const char *do_sweep(struct worker *worker, const cJSON *job, int64_t now)
{
    enum { REPORTS_KEPT_DAYS = 30 };
    (void)job;
    sweep_files(config_data_path(worker->arena, worker->config, "reports"), REPORTS_KEPT_DAYS * (int64_t)86400, now);
    return sweep(worker->db, now) ? NULL : "the database refused; the log has the reason";
}

static const char *do_checkpoint(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    (void)now;
    db_checkpoint(worker->db);
    worker_checkpoint_events(worker);
    return NULL;
}

static const char *do_events_forget(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)now;
    return worker_forget(worker, job);
}

/* Who was erased must go from the events, too, when the disk was full for a night. */
static const char *do_events_keep(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    job_owe(worker->db, "events.forget", now);
    if (db_end(worker->db, db_failed(worker->db) == DB_OK) != DB_OK)
        return "the database refused; the log has the reason";
    return worker_keep(worker, now);
}

/* Attempts whose time is over are graded with what was saved. A few at a time: the lock is everybody's. */
static const char *do_overdue(struct worker *worker, const cJSON *job, int64_t now)
{
    enum { AT_ONCE = 50, ROUNDS = 20 };
    (void)job;
    for (int i = 0; i < ROUNDS; i++) {
        if (db_begin_write(worker->db) != DB_OK)
            return "the database is busy";
        int closed = attempt_close_overdue(worker->arena, worker->db, now, AT_ONCE);
        if (db_end(worker->db, db_failed(worker->db) == DB_OK) != DB_OK)
            return "the database refused; the log has the reason";
        if (closed < AT_ONCE)
            break;
    }
    return NULL;
}

/* A course changed: its passages follow. {"course": id}. */
static const char *do_coach_index(struct worker *worker, const cJSON *job, int64_t now)
{
    const char *problem = NULL;
    const char *payload = json_string(job, "payload", "");
    int64_t course_id = json_integer(json_read(worker->arena, payload, strlen(payload), &problem), "course", 0);
    struct coach_indexed indexed;
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    enum db_result result = coach_index_course(worker->arena, worker->db, course_id, &indexed);
    if (result == DB_OK && model_embedder(worker->arena, worker->config).name != NULL)
        result = embed_later(worker->db, now);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK ? NULL : "the database refused; the log has the reason";
}

/* Answers whose program was killed are closed. */
static const char *do_silence(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    conversation_close_silent(worker->db, now);
    return db_end(worker->db, db_failed(worker->db) == DB_OK) == DB_OK ? NULL : "the database refused; the log has the reason";
}

static const char *do_remind(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_remind(worker, now);
}

/* How learners felt in what they wrote since the last look. */
static const char *do_coach_feel(struct worker *worker, const cJSON *job, int64_t now)
{
    enum { AT_ONCE = 50, ROUNDS = 20 };
    (void)job;
    for (int i = 0; i < ROUNDS; i++) {
        if (db_begin_write(worker->db) != DB_OK)
            return "the database is busy";
        int looked_at = insight_feel(worker->arena, worker->db, sentiment_of_message, now, AT_ONCE);
        if (db_end(worker->db, db_failed(worker->db) == DB_OK) != DB_OK)
            return "the database refused; the log has the reason";
        if (looked_at < AT_ONCE)
            break;
    }
    return NULL;
}

static const char *do_coach_embed(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_embed(worker, now);
}

static const char *do_coach_budget(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_tell_budget(worker, now);
}

static const char *do_coach_inbox(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_tell_handovers(worker, now);
}

static const char *do_pace(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    enum db_result result = pace_count(worker->db, now);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK ? NULL : "the database refused; the log has the reason";
}

static const char *do_forecast(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_forecast(worker, now);
}

static const char *do_report(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_report(worker, now);
}

static const char *do_alert(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_alert(worker, now);
}

static const char *do_experiments(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_watch_experiments(worker, now);
}

static const char *do_log(struct worker *worker, const cJSON *job, int64_t now)
{
    (void)job;
    return worker_read_log(worker, now);
}

static const struct {
    const char *kind;
    int64_t every; /* seconds; 0: only when asked for */
    duty run;
    bool counts;   /* what it says is read from the roll-ups: not while they lack days, or it says that nobody came */
} duties[] = {
    {"sweep", 3600, do_sweep, false},
    {"checkpoint", 60, do_checkpoint, false},
    {"overdue", 60, do_overdue, false},
    {"silence", 60, do_silence, false},
    {"remind", 60, do_remind, false},
    {"coach.index", 0, do_coach_index, false},
    {"coach.feel", 300, do_coach_feel, false},
    {"coach.embed", 600, do_coach_embed, false},
    {"coach.budget", 300, do_coach_budget, false},
    {"events.forget", 0, do_events_forget, false},
    {"events.keep", 86400, do_events_keep, false},
    {"coach.inbox", 60, do_coach_inbox, false},
    {"log", 60, do_log, false},
    {"experiments", 600, do_experiments, true},
    {"forecast", 3600, do_forecast, true},
    {"pace", 900, do_pace, false},
    {"alert", 900, do_alert, true},
    {"report", 60, do_report, true},
};

void worker_plan(struct worker *worker, int64_t now)
{
    if (db_begin_write(worker->db) != DB_OK)
        return;
    for (size_t i = 0; i < sizeof duties / sizeof *duties; i++)
        if (duties[i].every > 0)
            job_put_duty(worker->db, duties[i].kind, duties[i].every, now);
    job_give_up_deadly(worker->db, now);
    db_end(worker->db, true);
}

static cJSON *claim(struct worker *worker, int64_t now)
{
    if (!job_is_due(worker->db, now) || db_begin_write(worker->db) != DB_OK)
        return NULL;
    cJSON *job = job_claim(worker->db, now);
    return db_end(worker->db, job != NULL) == DB_OK ? job : NULL;
}

static size_t place_of(const cJSON *job)
{
    size_t at = 0;
    while (at < sizeof duties / sizeof *duties && strcmp(duties[at].kind, json_string(job, "kind", "")) != 0)
        at++;
    return at;
}

static enum db_result run(struct worker *worker, const cJSON *job, size_t at, int64_t now)
{
    const char *error = "this worker does not know such a job";
    if (at < sizeof duties / sizeof *duties)
        error = duties[at].run(worker, job, now);
    if (error != NULL)
        log_error("job failed", "kind", json_string(job, "kind", ""), "reason", error, NULL);
    enum db_result result = db_begin_write(worker->db);
    return result == DB_OK ? job_end(worker->db, job, error, now) : result;
}

static enum db_result postpone(struct worker *worker, const cJSON *job, int64_t now)
{
    enum { LATER = 3 };
    enum db_result result = db_begin_write(worker->db);
    return result == DB_OK ? job_postpone(worker->db, job, now + LATER) : result;
}

bool worker_do_job(struct worker *worker, int64_t now)
{
    cJSON *job = claim(worker, now);
    if (job == NULL)
        return false;
    size_t at = place_of(job);
    bool wait = at < sizeof duties / sizeof *duties && duties[at].counts && worker_is_behind(worker, now);
    enum db_result result = wait ? postpone(worker, job, now) : run(worker, job, at, now);
    return db_end(worker->db, result == DB_OK) == DB_OK && result == DB_OK;
}
