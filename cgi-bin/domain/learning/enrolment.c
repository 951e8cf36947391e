/* enrolment.c - enrolling, leaving, coming back. Called by the course page, the dashboard, the demo's histories. */
#include "domain/learning/enrolment.h"

#include "core/base/text.h"
#include "domain/learning/activity.h"
#include "domain/learning/pace.h"

#include <string.h>

static enum db_result count_learner(struct db *db, int64_t course_id, int change)
{
    return db_change(db, "UPDATE course SET learner_count = learner_count + ?2 WHERE id = ?1", course_id, change);
}

enum db_result enrolment_begin(struct db *db, int64_t user_id, int64_t course_id, int64_t now, const char *zone)
{
    enum db_result result =
        db_change(db,
                  "INSERT INTO enrolment (user_id, course_id, last_lesson_id, enrolled_at, active_at) VALUES (?1, ?2,"
                  " (SELECT id FROM lesson WHERE course_id = ?2 AND removed_at IS NULL ORDER BY position LIMIT 1), ?3, ?3)"
                  " ON CONFLICT (user_id, course_id) DO UPDATE SET active_at = excluded.active_at,"
                  " state = CASE WHEN enrolment.completed_at IS NULL THEN 'active' ELSE 'completed' END WHERE enrolment.state = 'left'",
                  user_id, course_id, now);
    if (result == DB_NONE)
        return DB_OK;
    if (result == DB_OK)
        result = count_learner(db, course_id, 1);
    return result != DB_OK ? result : activity_record(db, user_id, ACTIVITY_ENROLLED, course_id, 0, now, zone);
}

enum db_result enrolment_leave(struct db *db, int64_t user_id, int64_t course_id, int64_t now, const char *zone)
{
    enum db_result result = db_change(db, "UPDATE enrolment SET state = 'left' WHERE user_id = ?1 AND course_id = ?2 AND state <> 'left'",
                                      user_id, course_id);
    if (result == DB_OK)
        result = count_learner(db, course_id, -1);
    return result != DB_OK ? result : activity_record(db, user_id, ACTIVITY_LEFT, course_id, 0, now, zone);
}

cJSON *enrolment_list(struct db *db, int64_t user_id, int limit)
{
    return db_rows(db,
                   "SELECT c.id, c.slug, c.kind, c.title, c.subtitle, c.level, c.language, c.cover, c.price, c.currency,"
                   " c.lesson_count AS lessons, c.minutes, 1 AS \"enrolled:bool\", e.state, e.lessons_done, e.active_at, e.enrolled_at,"
                   " CASE WHEN c.lesson_count > 0 THEN e.lessons_done * 100 / c.lesson_count ELSE 0 END AS progress, e.completed_at,"
                   " l.slug AS lesson_slug, l.title AS lesson_title, l.kind AS lesson_kind, l.minutes AS lesson_minutes"
                   " FROM enrolment e JOIN course c ON c.id = e.course_id AND c.state IN ('published', 'archived')"
                   " LEFT JOIN lesson l ON l.id = e.last_lesson_id AND l.removed_at IS NULL"
                   " WHERE e.user_id = ?1 AND e.state <> 'left' ORDER BY e.active_at DESC LIMIT ?2",
                   user_id, limit);
}

/* ---- from when to when ---- */

static struct enrolment_span read_span(struct db_steps *row, int64_t now)
{
    struct enrolment_span span = {.began = db_step_integer(row, 0), .lessons_done = db_step_integer(row, 5)};
    int64_t completed = db_step_integer(row, 1), left = db_step_integer(row, 2), active = db_step_integer(row, 4);
    span.end = completed != 0                               ? ENROLMENT_COMPLETED
               : text_equal(db_step_text(row, 3), "left") ? ENROLMENT_LEFT
                                                            : ENROLMENT_UNDER_WAY;
    span.ended = span.end == ENROLMENT_COMPLETED ? completed : span.end == ENROLMENT_UNDER_WAY ? now : left != 0 ? left : active;
    span.still = span.end == ENROLMENT_UNDER_WAY && active <= now - PACE_STILL_SECONDS;
    if (span.ended < span.began)
        span.ended = span.began;
    return span;
}

struct enrolment_span *enrolment_spans(struct arena *arena, struct db *db, int64_t course_id, int64_t now, size_t *count)
{
    struct enrolment_span *spans = NULL;
    size_t room = 0;
    struct db_steps *row = db_steps(db,
                                    "SELECT e.enrolled_at, coalesce(e.completed_at, 0), CASE WHEN e.state = 'left' AND e.completed_at IS NULL"
                                    " THEN coalesce((SELECT max(a.at) FROM activity a WHERE a.user_id = e.user_id AND a.course_id = e.course_id"
                                    " AND a.kind = 'course.left'), 0) ELSE 0 END, e.state, e.active_at, e.lessons_done FROM enrolment e"
                                    " WHERE e.course_id = ?1",
                                    course_id);
    for (*count = 0; db_steps_next(row); (*count)++) {
        if (*count == room) {
            struct enrolment_span *before = spans;
            room = room == 0 ? 256 : room * 2;
            spans = arena_alloc(arena, room * sizeof *spans);
            if (*count > 0)
                memcpy(spans, before, *count * sizeof *spans);
        }
        spans[*count] = read_span(row, now);
    }
    return spans;
}
