/* link.c - hashed tokens with a purpose and an end. Called by the pages that send and that receive links. */
#include "domain/account/link.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"

static int64_t life_of(const char *purpose)
{
    if (text_equal(purpose, LINK_RESET))
        return CLOCK_HOUR;
    if (text_equal(purpose, LINK_CHANGE))
        return CLOCK_DAY;
    return text_equal(purpose, LINK_VERIFY) ? 3 * CLOCK_DAY : 7 * CLOCK_DAY;
}

enum db_result link_end(struct db *db, int64_t user_id, const char *purpose)
{
    return db_change(db, "DELETE FROM email_token WHERE (user_id = ?1 OR (?1 = 0 AND user_id IS NULL)) AND purpose = ?2 AND used_at IS NULL",
                     user_id, purpose);
}

enum db_result link_end_keys(struct db *db, int64_t user_id)
{
    link_end(db, user_id, LINK_CHANGE);
    return link_end(db, user_id, LINK_RESET);
}

const char *link_make(struct arena *arena, struct db *db, int64_t user_id, const char *purpose, const char *email, int64_t now)
{
    const char *token = secret_token(arena);
    link_end(db, user_id, purpose);
    enum db_result result = db_change(db,
                                      "INSERT INTO email_token (user_id, purpose, token_hash, email, created_at, expires_at)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                                      db_reference(user_id), purpose, secret_hash(arena, token), email, now, now + life_of(purpose));
    return result == DB_OK ? token : NULL;
}

bool link_find(struct arena *arena, struct db *db, const char *token, const char *purpose, int64_t now, struct link *link)
{
    cJSON *row = db_row(db,
                        "SELECT id, user_id, purpose, email FROM email_token WHERE token_hash = ?1 AND (?2 IS NULL OR purpose = ?2)"
                        " AND used_at IS NULL AND expires_at > ?3",
                        secret_hash(arena, token), purpose, now);
    if (row == NULL)
        return false;
    *link = (struct link){.id = json_integer(row, "id", 0),
                          .user_id = json_integer(row, "user_id", 0),
                          .purpose = json_string(row, "purpose", ""),
                          .email = json_string(row, "email", "")};
    return true;
}

enum db_result link_use(struct db *db, const struct link *link, int64_t now)
{
    return db_change(db, "UPDATE email_token SET used_at = ?2 WHERE id = ?1 AND used_at IS NULL", link->id, now);
}
