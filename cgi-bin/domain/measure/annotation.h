/* annotation.h - what happened on a day ("the new course began"), shown in the charts of days. Written by admins. */
#ifndef NEXUS_ANNOTATION_H
#define NEXUS_ANNOTATION_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { ANNOTATION_WORDS_MOST = 200, ANNOTATION_TWICE_SECONDS = 60 };

/* {id, day, words, by (a name or null), created_at}: those of days `from` to `to`, oldest day first, at most `limit`. */
cJSON *annotation_list(struct db *db, int64_t from, int64_t to, int limit);

/* One of them; NULL: none, or removed. */
cJSON *annotation_find(struct db *db, int64_t id);

/* Adds, changes, takes away, puts back. DB_NONE: there is no such one. Need the write transaction. The same again by the same person within
 * ANNOTATION_TWICE_SECONDS is the one that is there: they pressed twice. */
enum db_result annotation_add(struct db *db, int64_t *id, int64_t day, const char *words, int64_t user_id, int64_t now);
enum db_result annotation_change(struct db *db, int64_t id, int64_t day, const char *words);
enum db_result annotation_remove(struct db *db, int64_t id, int64_t now);
enum db_result annotation_restore(struct db *db, int64_t id);

#endif
