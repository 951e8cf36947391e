/* outbox.h - the queue of mail. Pages put in, the worker takes out; nothing is sent while somebody waits. */
#ifndef NEXUS_OUTBOX_H
#define NEXUS_OUTBOX_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* Queues one message; sent when the transaction has committed. `user_id` 0: nobody of ours. */
enum db_result outbox_put(struct db *db, int64_t user_id, const char *recipient, const char *subject, const char *body, int64_t now);

/* The next message that is due: {id, recipient, subject, body, attempts}, or NULL. */
cJSON *outbox_next(struct db *db, int64_t now);

/* A body with the keys in its links hidden: links in mails open accounts. */
char *outbox_hide_keys(struct arena *arena, const char *body);

/* What came of it. What was sent is kept without its keys. A failure is tried again after 1, 2, 4 ... minutes, eight times, then it is 'failed'. */
enum db_result outbox_sent(struct arena *arena, struct db *db, int64_t id, const char *body, int64_t now);
enum db_result outbox_failed(struct db *db, int64_t id, int64_t attempts, const char *error, int64_t now);

/* Makes queued and failed mail due now; gives how many. */
int64_t outbox_flush(struct db *db, int64_t now);

/* Messages for the admin, newest first: {id, recipient, subject, state, attempts, next_at, error, created_at, sent_at}; a page of
 * them, and how many. `state` "" is all. One message has its body too. */
cJSON *outbox_list(struct db *db, const char *state, int limit, int64_t offset);
int64_t outbox_count(struct db *db, const char *state);
cJSON *outbox_find(struct db *db, int64_t id);

/* Makes one message due now, with its attempts forgotten. */
enum db_result outbox_retry(struct db *db, int64_t id, int64_t now);

#endif
