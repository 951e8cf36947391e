/* outbox.c - one table, a state a message. Called by the site's mails, the worker, the admin's mail page. */
#include "domain/outbox/outbox.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { ATTEMPTS_MOST = 8 };

enum db_result outbox_put(struct db *db, int64_t user_id, const char *recipient, const char *subject, const char *body, int64_t now)
{
    return db_change(db,
                     "INSERT INTO mail (user_id, recipient, subject, body, next_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                     db_reference(user_id), recipient, subject, body, now);
}

cJSON *outbox_next(struct db *db, int64_t now)
{
    return db_row(db,
                  "SELECT id, recipient, subject, body, attempts FROM mail WHERE state = 'queued' AND next_at <= ?1"
                  " ORDER BY next_at, id LIMIT 1",
                  now);
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
    return db_change(db, "UPDATE mail SET state = 'sent', attempts = attempts + 1, sent_at = ?2, error = '', body = ?3 WHERE id = ?1", id,
                     now, outbox_hide_keys(arena, body));
}

enum db_result outbox_failed(struct db *db, int64_t id, int64_t attempts, const char *error, int64_t now)
{
    bool last = attempts + 1 >= ATTEMPTS_MOST;
    int64_t next = now + CLOCK_MINUTE * ((int64_t)1 << (attempts < 10 ? attempts : 10));
    return db_change(db, "UPDATE mail SET state = ?2, attempts = attempts + 1, next_at = ?3, error = ?4 WHERE id = ?1", id,
                     last ? "failed" : "queued", next, error);
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
    return db_row(db, "SELECT " ROWS ", body FROM mail WHERE id = ?1", id);
}

enum db_result outbox_retry(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE mail SET state = 'queued', attempts = 0, next_at = ?2 WHERE id = ?1 AND state <> 'sent'", id, now);
}
