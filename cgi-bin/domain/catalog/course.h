/* course.h - reading one course or book: its row, what surrounds it, and the totals of the academy. */
#ifndef NEXUS_COURSE_H
#define NEXUS_COURSE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* The newest published courses, each with what a card shows: id, slug, kind, title, subtitle, level, language, cover,
 * price, currency, lessons, minutes. */
cJSON *course_newest(struct db *db, int limit);

/* Adds courses_count, lessons_count and enrolments_count of the academy to a model. */
void course_give_totals(struct db *db, cJSON *model);

/* The title of a course in any state, in the arena; NULL when there is none. */
const char *course_title(struct db *db, int64_t course_id);

/* The titles of many: {id, title} of those that there are, in no order; a query for sixteen. */
cJSON *course_named(struct db *db, const int64_t *ids, size_t count);

/* Who teaches what: {user_id, name, course_id}, a row a course, person by person; published courses only. */
cJSON *course_teachers(struct db *db);

/* The courses that somebody teaches (0: all), by title: {id, slug, title, state, learners, completed}. */
cJSON *course_list_taught(struct db *db, int64_t user_id);

/* All courses for the admin, in any state: {id, slug, kind, title, state, lessons, learners, completed, updated_at}. */
cJSON *course_list_all(struct db *db, const char *words);

/* Moves a course between draft, review, published and archived. DB_CONFLICT: a course without lessons is not published. */
enum db_result course_set_state(struct db *db, int64_t id, const char *state, int64_t now);

/* The course of a slug with the fields of a card, and description_html, state, updated_at, learners; and about this person
 * (0: a visitor): enrolment (null, 'active', 'completed', 'left'), lessons_done, completed_at, resume_slug and resume_title
 * (where they stopped, or null), teaches. NULL when there is none. Whether it may be seen is course_visible's to say. */
cJSON *course_find(struct db *db, const char *slug, int64_t user_id);

/* Whether this person may see a row that has state, enrolment and teaches: the published for everybody, the archived for
 * those enrolled, all for its instructors and for admins. */
bool course_visible(const cJSON *course, bool is_admin);

/* Whether a row says that its reader takes part: enrolled and not left. */
bool course_taken(const cJSON *course);

/* The names of the skills it teaches, as rows {name}. */
cJSON *course_skills(struct db *db, int64_t course_id);

/* What should be known before: published courses as rows {slug, title, done:bool}. */
cJSON *course_prerequisites(struct db *db, int64_t course_id, int64_t user_id);

/* Who teaches it: rows {name, avatar}. */
cJSON *course_instructors(struct db *db, int64_t course_id);

/* The addresses of everything that is published and open to visitors, for the sitemap: {slug, lesson (null for the course
 * itself), updated_at}. */
cJSON *course_addresses(struct db *db, int limit);

#endif
