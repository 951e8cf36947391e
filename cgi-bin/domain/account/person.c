/* person.c - one row a person. Called by the pages of accounts, by the admin's pages and by `nexus user`. */
#include "domain/account/person.h"

#include "core/base/json.h"

#include <string.h>

static bool read_person(const cJSON *row, struct person *person)
{
    if (row == NULL)
        return false;
    *person = (struct person){.id = json_integer(row, "id", 0),
                              .email_verified_at = json_integer(row, "email_verified_at", 0),
                              .email = json_string(row, "email", ""),
                              .name = json_string(row, "name", ""),
                              .password_hash = json_string(row, "password_hash", NULL),
                              .time_zone = json_string(row, "time_zone", "UTC"),
                              .language = json_string(row, "language", "en"),
                              .avatar = json_string(row, "avatar", NULL),
                              .roles = (int)json_integer(row, "roles", 0),
                              .active = strcmp(json_string(row, "state", ""), "active") == 0,
                              .has_factor = json_bool(row, "has_factor", false)};
    return true;
}

bool person_by_email(struct db *db, const char *email, struct person *person)
{
    return read_person(db_row(db,
                              "SELECT id, email, name, password_hash, time_zone, language, avatar, roles, state, email_verified_at,"
                              " totp_secret IS NOT NULL AS \"has_factor:bool\" FROM person WHERE email = ?1 AND state <> 'erased'",
                              email),
                       person);
}

bool person_by_id(struct db *db, int64_t id, struct person *person)
{
    return read_person(db_row(db,
                              "SELECT id, email, name, password_hash, time_zone, language, avatar, roles, state, email_verified_at,"
                              " totp_secret IS NOT NULL AS \"has_factor:bool\" FROM person WHERE id = ?1 AND state <> 'erased'",
                              id),
                       person);
}

enum db_result person_add(struct db *db, int64_t *id, const char *email, const char *name, const char *password_hash,
                          const char *time_zone, const char *language, int roles, int64_t verified_at, int64_t now)
{
    return db_insert(db, id,
                     "INSERT INTO person (email, name, password_hash, time_zone, language, roles, email_verified_at, created_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                     email, name, password_hash, time_zone, language, roles, db_reference(verified_at), now);
}

enum db_result person_set_uncounted(struct db *db, int64_t id, bool uncounted)
{
    return db_change(db, "UPDATE person SET uncounted = ?2 WHERE id = ?1", id, uncounted);
}

enum db_result person_set_profile(struct db *db, int64_t id, const char *name, const char *time_zone, const char *language)
{
    return db_change(db, "UPDATE person SET name = ?2, time_zone = ?3, language = ?4 WHERE id = ?1", id, name, time_zone, language);
}

enum db_result person_set_avatar(struct db *db, int64_t id, const char *file)
{
    return db_change(db, "UPDATE person SET avatar = ?2 WHERE id = ?1", id, file);
}

enum db_result person_set_password(struct db *db, int64_t id, const char *password_hash)
{
    return db_change(db, "UPDATE person SET password_hash = ?2 WHERE id = ?1", id, password_hash);
}

enum db_result person_set_email(struct db *db, int64_t id, const char *email, int64_t now)
{
    return db_change(db, "UPDATE person SET email = ?2, email_verified_at = ?3 WHERE id = ?1", id, email, now);
}

enum db_result person_set_verified(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE person SET email_verified_at = ?2 WHERE id = ?1", id, now);
}

cJSON *person_list(struct db *db)
{
    return db_rows(db, "SELECT id, email, name, roles, state, created_at, last_seen_at FROM person WHERE state <> 'erased' ORDER BY id");
}
