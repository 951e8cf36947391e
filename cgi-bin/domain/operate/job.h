/* job.h - background work in a table: put in by pages, done by the worker, retried when it fails; and duties that come
 * again (sweeping, checkpoints). */
#ifndef NEXUS_JOB_H
#define NEXUS_JOB_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* Queues work; `payload` is JSON. Needs a write transaction, as all that follow. */
enum db_result job_put(struct db *db, const char *kind, const char *payload, int64_t now);

/* Makes sure that a duty exists; its first run is due at once. */
enum db_result job_put_duty(struct db *db, const char *kind, int64_t every, int64_t now);

/* Whether anything is due: cheap, without a transaction. */
bool job_is_due(struct db *db, int64_t now);

/* Claims the next job that is due, for ten minutes: {id, kind, payload, attempts, every}, or NULL. A job whose worker died is
 * claimed again. */
cJSON *job_claim(struct db *db, int64_t now);

/* For a worker that begins: jobs that ended it before, as often as a job is tried, have failed. Duties stay. */
void job_give_up_deadly(struct db *db, int64_t now);

/* What came of it (`error` NULL: done). A failure is tried again after 1, 4, 9 ... minutes, five times; a duty for ever. */
enum db_result job_end(struct db *db, const cJSON *job, const char *error, int64_t now);

/* It was not begun: due at `until`, as if it had not been claimed. */
enum db_result job_postpone(struct db *db, const cJSON *job, int64_t until);

/* Makes a job due now, whatever became of it. */
enum db_result job_retry(struct db *db, int64_t id, int64_t now);

/* Makes jobs of a kind that failed for good a day ago or longer due again: for what is owed to somebody whatever it takes. */
enum db_result job_owe(struct db *db, const char *kind, int64_t now);

/* A page of jobs, newest end first; how many there are. */
cJSON *job_list(struct db *db, const char *state, int limit, int64_t offset);
int64_t job_count(struct db *db, const char *state);

/* Forgets what was done more than a week ago. */
void job_sweep(struct db *db, int64_t now);

#endif
