/* audit.h - who did what, to whom, when; lines are only ever added. */
#ifndef NEXUS_AUDIT_H
#define NEXUS_AUDIT_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* Adds a line. `actor` 0: a visitor or the system; `acting`: the admin behind the actor, or 0. `action` is a word such as
 * "user.suspend"; `detail` a short sentence without secrets. Needs a write transaction. */
enum db_result audit_add(struct db *db, int64_t actor, int64_t acting, const char *action, const char *subject_kind,
                         int64_t subject_id, const char *detail, const char *address, const char *request_id, int64_t now);

/* Lines, newest first, with the actors' names: {id, at, actor_id, actor, acting, action, subject_kind, subject_id, detail,
 * address, request_id}. `words` filters by part of action, detail or actor ("" none); `subject` narrows to one user (0: all). */
cJSON *audit_list(struct db *db, const char *words, int64_t subject, int limit, int64_t offset);
int64_t audit_count(struct db *db, const char *words, int64_t subject);

#endif
