/* enrolment.h - who takes which course, and where they stopped. */
#ifndef NEXUS_ENROLMENT_H
#define NEXUS_ENROLMENT_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
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

/* From when to when somebody took a course. */
enum enrolment_end { ENROLMENT_UNDER_WAY, ENROLMENT_COMPLETED, ENROLMENT_LEFT };
struct enrolment_span {
    int64_t began, ended; /* `ended` is `now` of who is under way; never before `began` */
    enum enrolment_end end;
    bool still; /* under way, but has opened and completed nothing for PACE_STILL_SECONDS */
    int64_t lessons_done;
};

/* All of a course, in no order, in `arena`. Who completed it ended then, even if they left later; who left without, when they left, as far
 * as that is known, else when they were last at it. One query. */
struct enrolment_span *enrolment_spans(struct arena *arena, struct db *db, int64_t course_id, int64_t now, size_t *count);

#endif
