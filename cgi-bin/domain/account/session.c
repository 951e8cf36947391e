/* session.c - one query finds session, person and roles. Called for every request by the site's identify. */
#include "domain/account/session.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"

bool session_find(struct arena *arena, struct db *db, const char *token, int64_t now, struct session *session)
{
    cJSON *row = db_row(db,
                        "SELECT s.id, s.user_id, s.acting_id, s.seen_at, p.roles, p.name, p.email, p.avatar, p.time_zone,"
                        " p.language, p.email_verified_at, p.uncounted FROM session s JOIN person p ON p.id = s.user_id"
                        " WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND p.state = 'active' AND (s.acting_id IS NULL OR EXISTS"
                        " (SELECT 1 FROM person a WHERE a.id = s.acting_id AND a.state = 'active' AND (a.roles & 4) <> 0))",
                        secret_hash(arena, token), now);
    if (row == NULL)
        return false;
    *session = (struct session){.id = json_integer(row, "id", 0),
                                .user_id = json_integer(row, "user_id", 0),
                                .acting_id = json_integer(row, "acting_id", 0),
                                .seen_at = json_integer(row, "seen_at", 0),
                                .roles = (int)json_integer(row, "roles", 0),
                                .verified = json_integer(row, "email_verified_at", 0) != 0,
                                .uncounted = json_integer(row, "uncounted", 0) != 0,
                                .name = json_string(row, "name", ""),
                                .email = json_string(row, "email", ""),
                                .avatar = json_string(row, "avatar", NULL),
                                .time_zone = json_string(row, "time_zone", "UTC"),
                                .language = json_string(row, "language", "en")};
    return true;
}

const char *session_start(struct arena *arena, struct db *db, int64_t user_id, int64_t acting_id, const char *address,
                          const char *user_agent, int64_t now)
{
    const char *token = secret_token(arena);
    enum db_result result =
        db_change(db,
                  "INSERT INTO session (user_id, token_hash, acting_id, created_at, seen_at, expires_at, address, user_agent)"
                  " VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, substr(?7, 1, 300))",
                  user_id, secret_hash(arena, token), db_reference(acting_id), now, now + SESSION_SECONDS, address, user_agent);
    return result == DB_OK ? token : NULL;
}

enum db_result session_end(struct db *db, int64_t user_id, int64_t session_id)
{
    return db_change(db, "DELETE FROM session WHERE user_id = ?1 AND id = ?2", user_id, session_id);
}

enum db_result session_end_all(struct db *db, int64_t user_id, int64_t except)
{
    /* Only admins have such; nobody else's call walks the table. */
    db_change(db, "DELETE FROM session WHERE (SELECT roles & 4 FROM person WHERE id = ?1) <> 0 AND acting_id = ?1 AND id <> ?2", user_id,
              except);
    return db_change(db, "DELETE FROM session WHERE user_id = ?1 AND id <> ?2", user_id, except);
}

void session_touch(struct db *db, const struct session *session, int64_t now)
{
    if (session->id == 0 || now - session->seen_at < CLOCK_HOUR || db_begin_write(db) != DB_OK)
        return;
    db_change(db, "UPDATE session SET seen_at = ?2, expires_at = ?3 WHERE id = ?1", session->id, now, now + SESSION_SECONDS);
    if (session->acting_id == 0)
        db_change(db, "UPDATE person SET last_seen_at = ?2 WHERE id = ?1", session->user_id, now);
    db_end(db, true);
}

cJSON *session_list(struct db *db, int64_t user_id, int64_t current)
{
    return db_rows(db,
                   "SELECT id, created_at, seen_at, address, user_agent, id = ?2 AS \"current:bool\","
                   " acting_id IS NOT NULL AS \"acting:bool\" FROM session"
                   " WHERE user_id = ?1 ORDER BY id = ?2 DESC, seen_at DESC LIMIT ?3",
                   user_id, current, SESSIONS_SHOWN_MOST);
}
