/* outbox.c - one table, a state a message; their files in outbox_file.c. Called by the site's mails, the worker, the admin's mail page. */
#include "domain/outbox/outbox.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

enum db_result outbox_put(struct db *db, int64_t user_id, const char *recipient, const char *subject, const char *body,
                          const struct outbox_files *files, int64_t now)
{
    int64_t id;
    enum db_result result =
        db_insert(db, &id, "INSERT INTO mail (user_id, recipient, subject, body, next_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                  db_reference(user_id), recipient, subject, body, now);
    for (size_t i = 0; files != NULL && i < files->count && result == DB_OK; i++)
        result = db_change(db, "INSERT INTO mail_attachment (mail_id, file_id) VALUES (?1, ?2)", id, files->ids[i]);
    return result;
}

/* No attempt is put off for a day: what is, was written by a clock that has been set back since. */
#define DUE "state = 'queued' AND (next_at <= ?1 OR next_at > ?1 + 86400)"

/* As hook_is_address has it. */
#define LANE "CASE WHEN recipient LIKE 'https://%' OR recipient LIKE 'http://%' THEN 1 ELSE 0 END = ?2"

/* After 1, 2, 4 ... minutes. */
static int64_t next_attempt(int64_t attempts, int64_t now)
{
    return now + CLOCK_MINUTE * ((int64_t)1 << (attempts < 11 ? attempts - 1 : 10));
}

static cJSON *take(struct db *db, enum outbox_lane lane, int64_t now)
{
    cJSON *mail = db_row(db,
                         "SELECT id, recipient, subject, body, attempts + 1 AS attempts, created_at FROM mail"
                         " WHERE " DUE " AND " LANE " ORDER BY next_at, id LIMIT 1",
                         now, (int64_t)lane);
    int64_t id = json_integer(mail, "id", 0), attempts = json_integer(mail, "attempts", 0);
    if (mail != NULL)
        db_change(db, "UPDATE mail SET attempts = ?2, next_at = ?3 WHERE id = ?1", id, attempts, next_attempt(attempts, now));
    return mail; /* whether that could be noted, outbox_take asks */
}

cJSON *outbox_take(struct db *db, enum outbox_lane lane, int64_t now)
{
    if (db_integer(db, 0, "SELECT 1 FROM mail WHERE " DUE " AND " LANE " LIMIT 1", now, (int64_t)lane) == 0 || db_begin_write(db) != DB_OK)
        return NULL;
    db_change(db,
              "UPDATE mail SET state = 'failed', error = 'the worker ended each time it sent this' WHERE " DUE " AND attempts >= ?2",
              now, (int64_t)OUTBOX_ATTEMPTS_MOST);
    cJSON *mail = take(db, lane, now);
    return db_end(db, db_failed(db) == DB_OK) == DB_OK ? mail : NULL;
}

/* Tokens are 43 characters of base64url, always the last part of a path. */
char *outbox_hide_keys(struct arena *arena, const char *body)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    struct text shown = text_in(arena);
    while (*body != '\0') {
        size_t length = strspn(body, alphabet);
        if (length >= 43)
            text_append(&shown, "********");
        else
            text_append_bytes(&shown, body, length);
        body += length;
        if (*body != '\0')
            text_append_char(&shown, *body++);
    }
    return arena_strdup(arena, text_string(&shown));
}

enum db_result outbox_sent(struct arena *arena, struct db *db, int64_t id, const char *body, int64_t now)
{
    enum db_result result = db_change(db, "UPDATE mail SET state = 'sent', sent_at = ?2, error = '', body = ?3 WHERE id = ?1", id, now,
                                      outbox_hide_keys(arena, body));
    if (db_integer(db, 0, "SELECT count(*) FROM mail_attachment WHERE mail_id = ?1", id) > 0)
        outbox_drop_files(db);
    return result;
}

enum db_result outbox_failed(struct db *db, int64_t id, int64_t attempts, const char *error, int64_t now)
{
    return db_change(db, "UPDATE mail SET state = ?2, next_at = ?3, error = ?4 WHERE id = ?1", id,
                     attempts >= OUTBOX_ATTEMPTS_MOST ? "failed" : "queued", next_attempt(attempts, now), error);
}

int64_t outbox_flush(struct db *db, int64_t now)
{
    int64_t waiting = db_integer(db, 0, "SELECT count(*) FROM mail WHERE state <> 'sent'");
    db_change(db, "UPDATE mail SET state = 'queued', attempts = 0, next_at = ?1 WHERE state <> 'sent'", now);
    return waiting;
}

#define ROWS "id, recipient, subject, state, attempts, next_at, error, created_at, sent_at"

cJSON *outbox_list(struct db *db, const char *state, int limit, int64_t offset)
{
    return db_rows(db, "SELECT " ROWS " FROM mail WHERE ?1 = '' OR state = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3", state, limit, offset);
}

int64_t outbox_count(struct db *db, const char *state)
{
    return db_integer(db, 0, "SELECT count(*) FROM mail WHERE ?1 = '' OR state = ?1", state);
}

cJSON *outbox_find(struct db *db, int64_t id)
{
    cJSON *mail = db_row(db, "SELECT " ROWS ", body FROM mail WHERE id = ?1", id);
    if (mail != NULL)
        json_set(mail, "files",
                 db_rows(db,
                         "SELECT f.name, f.media_type, f.length FROM mail_attachment a JOIN mail_file f ON f.id = a.file_id"
                         " WHERE a.mail_id = ?1 ORDER BY a.file_id",
                         id));
    return mail;
}

enum db_result outbox_retry(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE mail SET state = 'queued', attempts = 0, next_at = ?2 WHERE id = ?1 AND state <> 'sent'", id, now);
}
