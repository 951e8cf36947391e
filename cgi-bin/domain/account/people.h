/* people.h - accounts as the admin sees them: found, given roles, suspended. */
#ifndef NEXUS_PEOPLE_H
#define NEXUS_PEOPLE_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* Accounts that fit: `words` in name or address ("" all), `role` a bit of enum role (0 all), `state` ("" all). Newest first.
 * {id, name, email, avatar, roles, is_admin, is_instructor, state, verified, created_at, last_seen_at}. */
cJSON *people_list(struct db *db, const char *words, int role, const char *state, int limit, int64_t offset);
int64_t people_count(struct db *db, const char *words, int role, const char *state);

/* One account, with totp (second factor on), time_zone, language, enrolments, completed; NULL when there is none. */
cJSON *people_find(struct db *db, int64_t id);

/* Names for ids of a list: {id, name, email} of those that have an account, in no order; a query for sixteen. */
cJSON *people_named(struct db *db, const int64_t *ids, size_t count);

/* What the account is enrolled in: {slug, title, state, lessons_done, lessons, enrolled_at}. */
cJSON *people_courses(struct db *db, int64_t id);

/* Sets the roles. DB_CONFLICT when this would take the admin role from the last active admin. */
enum db_result people_set_roles(struct db *db, int64_t id, int roles);

/* Suspends (ends all sessions) or restores. DB_CONFLICT for the last active admin, DB_NONE when nothing changed. */
enum db_result people_suspend(struct db *db, int64_t id);
enum db_result people_restore(struct db *db, int64_t id);

/* Whether the academy has an active admin other than `id` (0: any). */
bool people_have_admin(struct db *db, int64_t id);

/* The active admins, for mails to all of them: {id, name, email, language}. */
cJSON *people_admins(struct db *db);

/* {users, users_week (seen in seven days), enrolments, completions, mail_queued, mail_failed, jobs_failed, worker_seen}. */
cJSON *people_overview(struct db *db, int64_t now);

/* Whose address that is, in whatever case; 0: nobody's. */
int64_t people_by_address(struct db *db, const char *address);

#endif
