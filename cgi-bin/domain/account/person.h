/* person.h - the people who have an account: finding, adding, changing them. Addresses are lower case throughout. */
#ifndef NEXUS_PERSON_H
#define NEXUS_PERSON_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { PERSON_LEARNER = 1, PERSON_INSTRUCTOR = 2, PERSON_ADMIN = 4 };

struct person {
    int64_t id, email_verified_at;
    const char *email, *name, *password_hash, *time_zone, *language, *avatar; /* password_hash and avatar may be NULL */
    int roles;
    bool active;     /* false: suspended */
    bool has_factor; /* signs in with a second factor */
};

/* By address or id; false when there is none (an erased one is none). */
bool person_by_email(struct db *db, const char *email, struct person *person);
bool person_by_id(struct db *db, int64_t id, struct person *person);

/* A new account; DB_CONFLICT when the address is taken. `verified_at` 0: not yet. A NULL hash: no password yet. */
enum db_result person_add(struct db *db, int64_t *id, const char *email, const char *name, const char *password_hash,
                          const char *time_zone, const char *language, int roles, int64_t verified_at, int64_t now);

/* Changes. Each gives DB_OK, or why not; person_set_email gives DB_CONFLICT when the address is taken. */
enum db_result person_set_uncounted(struct db *db, int64_t id, bool uncounted); /* stays out of reports */
enum db_result person_set_profile(struct db *db, int64_t id, const char *name, const char *time_zone, const char *language);
enum db_result person_set_avatar(struct db *db, int64_t id, const char *file);
enum db_result person_set_password(struct db *db, int64_t id, const char *password_hash);
enum db_result person_set_email(struct db *db, int64_t id, const char *email, int64_t now);
enum db_result person_set_verified(struct db *db, int64_t id, int64_t now);

/* Everybody for the operator's list: [{id, email, name, roles, state, created_at, last_seen_at}], by id. */
cJSON *person_list(struct db *db);

#endif
