/* mode.h - how the coach helps: hints first, direct answers, or not at all; set for a course, and for a lesson where that differs.
 * Called by the pages of /teach; policy.c reads what is set here. Changes need the write transaction. */
#ifndef NEXUS_COACH_MODE_H
#define NEXUS_COACH_MODE_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* A course's own mode ("hints" when it was never set), and its lessons in order: {id, title, kind, mode (null: as the course)}. */
const char *mode_of_course(struct db *db, int64_t course_id);
cJSON *mode_lessons(struct db *db, int64_t course_id);

/* Sets one. A lesson's mode "" is: as its course. DB_NONE: no lesson of this course. */
enum db_result mode_set_course(struct db *db, int64_t course_id, const char *mode);
enum db_result mode_set_lesson(struct db *db, int64_t course_id, int64_t lesson_id, const char *mode);

#endif
