/* worker.h - what the files of the worker share. */
#ifndef NEXUS_WORKER_H
#define NEXUS_WORKER_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct worker {
    const struct config *config;
    struct db *db;
    struct arena *arena; /* of the piece of work under way */
    bool once;           /* one round, then it ends */
};

/* deliver.c: sends one mail that is due, calls one web address; false when none was. */
bool worker_deliver(struct worker *worker, int64_t now);
bool worker_call(struct worker *worker, int64_t now);

/* remind.c: puts the mails of reminders that are due into the outbox; NULL, or what went wrong. */
const char *worker_remind(struct worker *worker, int64_t now);

/* experiments.c: pauses A/B tests whose arms are badly split; NULL, or what went wrong. */
const char *worker_watch_experiments(struct worker *worker, int64_t now);

/* embed.c: gives passages without a vector theirs, for some seconds; NULL, or what went wrong. */
const char *worker_embed(struct worker *worker, int64_t now);

/* collect.c: the event databases, for writing; NULL when they can't be opened (logged). */
struct store;
struct store *worker_store(struct worker *worker);

/* watch.c: keeps a forecast of every figure each week; NULL, or what went wrong. */
const char *worker_forecast(struct worker *worker, int64_t now);

/* report.c: sends the reports whose time is over to those who want them; NULL, or what went wrong. */
const char *worker_report(struct worker *worker, int64_t now);

/* alert.c: looks at the days that are over with every alert; NULL, or what went wrong. */
const char *worker_alert(struct worker *worker, int64_t now);

/* collect.c: brings the reports up to date; true when there is more to do at once. */
bool worker_collect(struct worker *worker, int64_t now);

/* collect.c: whether the roll-ups lack days, so that nobody should be told of figures. */
bool worker_is_behind(struct worker *worker, int64_t now);

/* collect.c, too: the job of taking an erased person out of the events, dropping months that are too old (NULL, or what went
 * wrong), and writing the events' logs into their files. */
const char *worker_forget(struct worker *worker, const cJSON *job);
const char *worker_keep(struct worker *worker, int64_t now);
void worker_checkpoint_events(struct worker *worker);

/* tell.c: mails to the admins about the coach's budget, and to those whose inbox has something new; NULL, or what went wrong. And the
 * templates of mails, read on the first one. */
const char *worker_tell_budget(struct worker *worker, int64_t now);
const char *worker_tell_handovers(struct worker *worker, int64_t now);
void worker_use_templates(const struct worker *worker);

/* collect.c: counts new access lines of the log; NULL, or what went wrong. */
const char *worker_read_log(struct worker *worker, int64_t now);

/* duties.c: puts the duties into the table; does one job that is due, false when none was. */
void worker_plan(struct worker *worker, int64_t now);
bool worker_do_job(struct worker *worker, int64_t now);

#endif
