/* outbox.h - the queue of mail. Pages put in, the worker takes out; nothing is sent while somebody waits. */
#ifndef NEXUS_OUTBOX_H
#define NEXUS_OUTBOX_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTBOX_FILES_MOST = 4, OUTBOX_FILE_BYTES_MOST = 5 * 1024 * 1024, OUTBOX_FILE_NAME_MOST = 100 };

struct outbox_file {
    const char *name, *media_type;
    const void *bytes;
    size_t length;
};

/* What the mails of one report carry: kept once, however many get it. */
struct outbox_files {
    int64_t ids[OUTBOX_FILES_MOST];
    size_t count, length; /* length: of all, in bytes */
};

/* Keeps a file and adds it to those of `files` (which begins as zeros), for mails that are put in within the same transaction. DB_CONFLICT, and
 * nothing kept: more than OUTBOX_FILES_MOST or together over OUTBOX_FILE_BYTES_MOST, a type that is none, or a name that outbox_file_name
 * would not make. */
enum db_result outbox_keep(struct db *db, struct outbox_files *files, const struct outbox_file *file);

/* A name for a file from what people wrote: no control characters, no separators of paths, no quotes, not hidden, at most OUTBOX_FILE_NAME_MOST
 * bytes with its ending (".csv"); "report" when nothing is left. */
char *outbox_file_name(struct arena *arena, const char *words, const char *ending);

/* Queues one message; sent when the transaction has committed. `user_id` 0: nobody of ours. `files` NULL: none. */
enum db_result outbox_put(struct db *db, int64_t user_id, const char *recipient, const char *subject, const char *body,
                          const struct outbox_files *files, int64_t now);

/* Mail and calls of web addresses wait in lanes of their own: who is called may take seconds to answer, and no mail stands behind that. */
enum outbox_lane { OUTBOX_MAIL, OUTBOX_CALL };

/* Takes the next message of a lane that is due, {id, recipient, subject, body, attempts, created_at}, with this attempt counted and the next
 * one put off: only what could be noted is sent, so that neither a full disk nor a killed worker sends a mail over and over. NULL: none is due,
 * or it couldn't be noted. What failed OUTBOX_ATTEMPTS_MOST times is given up. A write transaction of its own. */
enum { OUTBOX_ATTEMPTS_MOST = 8 };
cJSON *outbox_take(struct db *db, enum outbox_lane lane, int64_t now);

/* The files of a message with their bytes, in `arena`; gives how many, at most OUTBOX_FILES_MOST. */
size_t outbox_read_files(struct arena *arena, struct db *db, int64_t id, struct outbox_file *files);

/* A body with the keys in its links hidden: links in mails open accounts. */
char *outbox_hide_keys(struct arena *arena, const char *body);

/* What came of it. What was sent is kept without its keys and its files (but for their names). A failure is tried again after 1, 2, 4 ... minutes,
 * with the last attempt it is 'failed'. */
enum db_result outbox_sent(struct arena *arena, struct db *db, int64_t id, const char *body, int64_t now);
enum db_result outbox_failed(struct db *db, int64_t id, int64_t attempts, const char *error, int64_t now);

/* Forgets the bytes of files that no mail waits for, and files whose mails are gone. Needs the write transaction. */
void outbox_drop_files(struct db *db);

/* Makes queued and failed mail due now; gives how many. */
int64_t outbox_flush(struct db *db, int64_t now);

/* Messages for the admin, newest first: {id, recipient, subject, state, attempts, next_at, error, created_at, sent_at}; a page of
 * them, and how many. `state` "" is all. One message has its body too, and files: [{name, media_type, length}]. */
cJSON *outbox_list(struct db *db, const char *state, int limit, int64_t offset);
int64_t outbox_count(struct db *db, const char *state);
cJSON *outbox_find(struct db *db, int64_t id);

/* Makes one message due now, with its attempts forgotten. */
enum db_result outbox_retry(struct db *db, int64_t id, int64_t now);

#endif
