/* setting.c - one small table. Called by the worker, the doctor, health checks. */
#include "domain/operate/setting.h"

const char *setting_text(struct db *db, const char *name)
{
    return db_text(db, "SELECT value FROM setting WHERE name = ?1", name);
}

int64_t setting_integer(struct db *db, const char *name, int64_t fallback)
{
    return db_integer(db, fallback, "SELECT CAST(value AS INTEGER) FROM setting WHERE name = ?1", name);
}

enum db_result setting_set(struct db *db, const char *name, const char *value)
{
    return db_change(db,
                     "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                     " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                     name, value);
}

enum db_result setting_set_integer(struct db *db, const char *name, int64_t value)
{
    return db_change(db,
                     "INSERT INTO setting (name, value) VALUES (?1, CAST(?2 AS TEXT))"
                     " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                     name, value);
}
