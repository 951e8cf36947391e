/* certificate.h - proof that somebody finished a course: issued once, checked by anyone, revoked and restored by an admin.
 *
 * What a certificate says is what was true when it was issued: later names and titles don't change it. */
#ifndef NEXUS_CERTIFICATE_H
#define NEXUS_CERTIFICATE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* Issues the certificate of a course to a learner, or leaves the one that is there as it is (also a revoked one). Whether the
 * course was finished is the caller's knowledge. DB_NONE when person or course don't exist. Needs the write transaction. */
enum db_result certificate_issue(struct db *db, int64_t user_id, int64_t course_id, int64_t now);

/* A learner's certificates, newest first: {code, name, course_title, course_slug, minutes, issued_at, revoked}. */
cJSON *certificate_list(struct db *db, int64_t user_id);

/* The certificate with a code as people type it (any case, with or without hyphens or spaces), or NULL: {id, user_id, code,
 * name, course_id, course_title, course_slug, language (of the course), minutes, issued_at, revoked_at, revoke_reason,
 * revoked}. */
cJSON *certificate_find(struct arena *arena, struct db *db, const char *code);

/* The normal form "XXXX-XXXX-XXXX" of a code as typed; NULL when it can't be one. */
char *certificate_code(struct arena *arena, const char *typed);

/* Revokes, with a reason that everybody may read; and takes that back. DB_NONE when it is so already, or there is none. Need
 * the write transaction. The caller removes the kept PDF. */
enum db_result certificate_revoke(struct db *db, int64_t id, const char *reason, int64_t now);
enum db_result certificate_restore(struct db *db, int64_t id);

/* For the admin: certificates whose code, name or course has these words ("" all), newest first: {id, code, name, course_title,
 * issued_at, revoked_at, revoke_reason, revoked}; and how many. */
cJSON *certificate_search(struct db *db, const char *words, int limit, int64_t offset);
int64_t certificate_count(struct db *db, const char *words);

#endif
