/* course.h - reading the catalogue: courses and books, their outline, their lessons. */
#ifndef NEXUS_COURSE_H
#define NEXUS_COURSE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* The newest published courses, each with what a card shows: id, slug, kind, title, subtitle, level, language, cover,
 * price, currency, lessons, minutes. */
cJSON *course_newest(struct db *db, int limit);

/* Adds courses_count, lessons_count and learners_count of the academy to a model. */
void course_give_totals(struct db *db, cJSON *model);

/* All courses for the admin, in any state: {id, slug, kind, title, state, lessons, learners, completed, updated_at}. */
cJSON *course_list_all(struct db *db, const char *words);

/* Moves a course between draft, review, published and archived. DB_CONFLICT: a course without lessons is not published. */
enum db_result course_set_state(struct db *db, int64_t id, const char *state, int64_t now);

#endif
