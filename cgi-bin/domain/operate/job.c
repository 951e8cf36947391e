/* job.c - the queue in the table `job`. Called by the worker and by the admin's page of jobs. */
#include "domain/operate/job.h"

#include "core/base/clock.h"
#include "core/base/json.h"

enum { CLAIM_SECONDS = 600, ATTEMPTS_MOST = 5, KEPT_SECONDS = 7 * CLOCK_DAY };

enum db_result job_put(struct db *db, const char *kind, const char *payload, int64_t now)
{
    return db_change(db, "INSERT INTO job (kind, payload, run_at, created_at) VALUES (?1, ?2, ?3, ?3)", kind, payload, now);
}

enum db_result job_put_duty(struct db *db, const char *kind, int64_t every, int64_t now)
{
    return db_change(db,
                     "INSERT INTO job (kind, every, run_at, created_at) VALUES (?1, ?2, ?3, ?3)"
                     " ON CONFLICT (kind) WHERE every > 0 DO UPDATE SET every = excluded.every WHERE job.every <> excluded.every",
                     kind, every, now);
}

/* What was planned by a clock that has been set back since does not wait for that moment: a duty never waits longer than its own
 * period, a job that is of the future is due, and nobody has one for longer than a claim lasts. */
static int64_t next_due(struct db *db, int64_t now)
{
    return db_integer(db, 0,
                      "SELECT id FROM job WHERE (state = 'queued' AND (run_at <= ?1 OR (every > 0 AND run_at > ?1 + every)"
                      " OR (every = 0 AND created_at > ?1 + ?2)))"
                      " OR (state = 'running' AND (locked_until <= ?1 OR locked_until > ?1 + ?2)) ORDER BY run_at, id LIMIT 1",
                      now, CLAIM_SECONDS);
}

bool job_is_due(struct db *db, int64_t now)
{
    return next_due(db, now) != 0;
}

cJSON *job_claim(struct db *db, int64_t now)
{
    int64_t id = next_due(db, now);
    if (id == 0 || db_change(db, "UPDATE job SET state = 'running', attempts = attempts + 1, locked_until = ?2 WHERE id = ?1", id,
                             now + CLAIM_SECONDS) != DB_OK)
        return NULL;
    return db_row(db, "SELECT id, kind, payload, attempts, every FROM job WHERE id = ?1", id);
}

void job_give_up_deadly(struct db *db, int64_t now)
{
    db_change(db,
              "UPDATE job SET state = 'failed', ended_at = ?1, error = 'the worker ended while it did this' WHERE state = 'running'"
              " AND every = 0 AND attempts >= ?2",
              now, ATTEMPTS_MOST);
}

enum db_result job_end(struct db *db, const cJSON *job, const char *error, int64_t now)
{
    int64_t id = json_integer(job, "id", 0), attempts = json_integer(job, "attempts", 1), every = json_integer(job, "every", 0);
    if (every > 0)
        return db_change(db,
                         "UPDATE job SET state = 'queued', run_at = ?2, ended_at = ?3, error = ?4,"
                         " attempts = CASE WHEN ?4 = '' THEN 0 ELSE attempts END WHERE id = ?1",
                         id, now + every, now, error == NULL ? "" : error);
    if (error == NULL)
        return db_change(db, "UPDATE job SET state = 'done', ended_at = ?2, error = '' WHERE id = ?1", id, now);
    return db_change(db, "UPDATE job SET state = ?2, run_at = ?3, ended_at = ?4, error = ?5 WHERE id = ?1", id,
                     attempts >= ATTEMPTS_MOST ? "failed" : "queued", now + CLOCK_MINUTE * attempts * attempts, now, error);
}

enum db_result job_postpone(struct db *db, const cJSON *job, int64_t until)
{
    return db_change(db, "UPDATE job SET state = 'queued', run_at = ?2, attempts = attempts - 1 WHERE id = ?1", json_integer(job, "id", 0), until);
}

enum db_result job_retry(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE job SET state = 'queued', attempts = 0, run_at = ?2 WHERE id = ?1 AND state <> 'running'", id, now);
}

enum db_result job_owe(struct db *db, const char *kind, int64_t now)
{
    return db_change(db, "UPDATE job SET state = 'queued', attempts = 0, run_at = ?2 WHERE kind = ?1 AND state = 'failed' AND ended_at <= ?3", kind,
                     now, now - CLOCK_DAY);
}

cJSON *job_list(struct db *db, const char *state, int limit, int64_t offset)
{
    return db_rows(db,
                   "SELECT id, kind, every, state, attempts, run_at, error, created_at, ended_at, payload FROM job"
                   " WHERE ?1 = '' OR state = ?1 ORDER BY coalesce(ended_at, created_at) DESC, id DESC LIMIT ?2 OFFSET ?3",
                   state, limit, offset);
}

int64_t job_count(struct db *db, const char *state)
{
    return db_integer(db, 0, "SELECT count(*) FROM job WHERE ?1 = '' OR state = ?1", state);
}

void job_sweep(struct db *db, int64_t now)
{
    db_change(db, "DELETE FROM job WHERE state = 'done' AND ended_at < ?1", now - KEPT_SECONDS);
}
