/* enrolment.h - who takes which course, and where they stopped. */
#ifndef NEXUS_ENROLMENT_H
#define NEXUS_ENROLMENT_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* Enrols; somebody who left comes back to all they did. Enrolling twice is DB_OK and nothing more. Needs the write
 * transaction. */
enum db_result enrolment_begin(struct db *db, int64_t user_id, int64_t course_id, int64_t now, const char *zone);

/* Leaves; what was done is kept. DB_NONE when not enrolled. Needs the write transaction. */
enum db_result enrolment_leave(struct db *db, int64_t user_id, int64_t course_id, int64_t now, const char *zone);

/* The courses of a person, the one they were at last first: card rows (as course_newest; enrolled is true), and state,
 * lessons_done, active_at, enrolled_at, completed_at, lesson_slug, lesson_title, lesson_kind, lesson_minutes (where to go on;
 * null when that lesson is gone). */
cJSON *enrolment_list(struct db *db, int64_t user_id, int limit);

#endif
