/* api_key.c - keys of programs. Called by the site's identify, the page of keys and the admin's page of a user. */
#include "domain/account/api_key.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"

#include <string.h>

enum { PREFIX_LENGTH = 8, SECRET_LENGTH = 43, MARK_LENGTH = 4, TOKEN_LENGTH = MARK_LENGTH + PREFIX_LENGTH + 1 + SECRET_LENGTH };
static const char mark[] = "nxk_";

enum db_result api_key_make(struct arena *arena, struct db *db, const struct api_key_wish *wish, int64_t now, const char **token)
{
    int64_t in_force = db_integer(db, API_KEYS_MOST,
                                  "SELECT count(*) FROM api_key WHERE user_id = ?1 AND revoked_at IS NULL"
                                  " AND (expires_at IS NULL OR expires_at > ?2)",
                                  wish->user_id, now);
    if (in_force >= API_KEYS_MOST)
        return DB_CONFLICT;
    const char *prefix = secret_code(arena, PREFIX_LENGTH);
    *token = arena_printf(arena, "%s%s_%s", mark, prefix, secret_token(arena));
    return db_change(db,
                     "INSERT INTO api_key (user_id, name, prefix, token_hash, scopes, created_at, expires_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                     wish->user_id, wish->name, prefix, secret_hash(arena, *token), wish->scopes, now, db_reference(wish->expires_at));
}

static enum api_key_state state_of(const cJSON *row, int64_t now)
{
    int64_t expires_at = json_integer(row, "expires_at", 0);
    if (json_integer(row, "revoked_at", 0) != 0)
        return API_KEY_REVOKED;
    if (expires_at != 0 && expires_at <= now)
        return API_KEY_EXPIRED;
    return text_equal(json_string(row, "state", ""), "active") ? API_KEY_GOOD : API_KEY_SUSPENDED;
}

enum api_key_state api_key_find(struct arena *arena, struct db *db, const char *token, int64_t now, struct api_key *key)
{
    if (strlen(token) != TOKEN_LENGTH || !text_starts(token, mark))
        return API_KEY_UNKNOWN;
    cJSON *row = db_row(db,
                        "SELECT k.id, k.user_id, k.prefix, k.token_hash, k.scopes, k.last_used_at, k.expires_at, k.revoked_at, p.state,"
                        " p.roles, p.name, p.email, p.avatar, p.time_zone, p.language, p.email_verified_at, p.uncounted"
                        " FROM api_key k JOIN person p ON p.id = k.user_id WHERE k.prefix = ?1",
                        arena_strndup(arena, token + MARK_LENGTH, PREFIX_LENGTH));
    if (!secret_equal(json_string(row, "token_hash", NULL), secret_hash(arena, token)))
        return API_KEY_UNKNOWN;
    enum api_key_state state = state_of(row, now);
    if (state == API_KEY_GOOD)
        *key = (struct api_key){.id = json_integer(row, "id", 0),
                                .user_id = json_integer(row, "user_id", 0),
                                .last_used_at = json_integer(row, "last_used_at", 0),
                                .scopes = (int)json_integer(row, "scopes", 0),
                                .roles = (int)json_integer(row, "roles", 0),
                                .verified = json_integer(row, "email_verified_at", 0) != 0,
                                .uncounted = json_integer(row, "uncounted", 0) != 0,
                                .prefix = json_string(row, "prefix", ""),
                                .name = json_string(row, "name", ""),
                                .email = json_string(row, "email", ""),
                                .avatar = json_string(row, "avatar", NULL),
                                .time_zone = json_string(row, "time_zone", "UTC"),
                                .language = json_string(row, "language", "en")};
    return state;
}

void api_key_touch(struct db *db, const struct api_key *key, int64_t now)
{
    if (key->id == 0 || now - key->last_used_at < CLOCK_MINUTE || db_begin_write(db) != DB_OK)
        return;
    db_change(db, "UPDATE api_key SET last_used_at = ?2 WHERE id = ?1", key->id, now);
    db_end(db, true);
}

enum db_result api_key_revoke(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE api_key SET revoked_at = ?3 WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL", user_id, id, now);
}

cJSON *api_key_list(struct db *db, int64_t user_id, int64_t now)
{
    return db_rows(db,
                   "SELECT id, name, prefix, scopes, created_at, last_used_at, expires_at, revoked_at IS NOT NULL AS \"revoked:bool\","
                   " revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2) AS \"live:bool\" FROM api_key WHERE user_id = ?1"
                   " ORDER BY revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2) DESC, id DESC LIMIT ?3",
                   user_id, now, API_KEYS_SHOWN_MOST);
}

const char *api_key_name(struct db *db, int64_t user_id, int64_t id)
{
    return db_text(db, "SELECT name FROM api_key WHERE user_id = ?1 AND id = ?2", user_id, id);
}
