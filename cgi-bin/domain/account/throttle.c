/* throttle.c - fixed windows in a table. Called by the rate limits of routes and by sign-in. */
#include "domain/account/throttle.h"

#include "core/base/json.h"

int64_t throttle_count(struct db *db, const char *name, int seconds, int64_t now)
{
    enum db_result result =
        db_change(db,
                  "INSERT INTO throttle (name, count, expires_at) VALUES (?1, 1, ?2)"
                  " ON CONFLICT (name) DO UPDATE SET"
                  " count = CASE WHEN throttle.expires_at <= ?3 THEN 1 ELSE throttle.count + 1 END,"
                  " expires_at = CASE WHEN throttle.expires_at <= ?3 THEN excluded.expires_at ELSE throttle.expires_at END",
                  name, now + seconds, now);
    return result == DB_OK ? throttle_look(db, name, now, NULL) : 0;
}

int64_t throttle_look(struct db *db, const char *name, int64_t now, int64_t *until)
{
    cJSON *row = db_row(db, "SELECT count, expires_at FROM throttle WHERE name = ?1 AND expires_at > ?2", name, now);
    if (until != NULL)
        *until = json_integer(row, "expires_at", now);
    return json_integer(row, "count", 0);
}

void throttle_hold(struct db *db, const char *name, int64_t seconds, int64_t now)
{
    db_change(db,
              "INSERT INTO throttle (name, count, expires_at) VALUES (?1, 1, ?2)"
              " ON CONFLICT (name) DO UPDATE SET count = 1, expires_at = excluded.expires_at",
              name, now + seconds);
}

void throttle_forget(struct db *db, const char *name)
{
    db_change(db, "DELETE FROM throttle WHERE name = ?1", name);
}

void throttle_sweep(struct db *db, int64_t now)
{
    db_change(db, "DELETE FROM throttle WHERE expires_at <= ?1", now);
}
