/* progress.c - lesson by lesson through a course. Called by the lesson page, the quiz room, the importer.
 *
 * The course's figure is kept in enrolment.lessons_done, so that no page counts rows. */
#include "domain/learning/progress.h"

#include "core/base/json.h"
#include "domain/learning/activity.h"
#include "domain/learning/certificate.h"

/* The lesson with its course and the person's enrolment; NULL when they don't take part. */
static cJSON *find(struct db *db, int64_t user_id, int64_t lesson_id)
{
    return db_row(db,
                  "SELECT l.course_id, l.position, c.lesson_count, e.state, p.completed_at, p.seen_at FROM lesson l"
                  " JOIN course c ON c.id = l.course_id"
                  " JOIN enrolment e ON e.user_id = ?1 AND e.course_id = l.course_id AND e.state <> 'left'"
                  " LEFT JOIN lesson_progress p ON p.user_id = ?1 AND p.course_id = l.course_id AND p.lesson_id = l.id"
                  " WHERE l.id = ?2 AND l.removed_at IS NULL",
                  user_id, lesson_id);
}

enum db_result progress_open(struct db *db, int64_t user_id, int64_t course_id, int64_t lesson_id, int64_t now)
{
    enum db_result result = db_change(db,
                                      "UPDATE enrolment SET last_lesson_id = ?3, active_at = ?4 WHERE user_id = ?1 AND course_id = ?2"
                                      " AND state <> 'left'",
                                      user_id, course_id, lesson_id, now);
    if (result != DB_OK)
        return result;
    return db_change(db,
                     "INSERT INTO lesson_progress (user_id, course_id, lesson_id, opened_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)"
                     " ON CONFLICT (user_id, course_id, lesson_id) DO UPDATE SET seen_at = excluded.seen_at",
                     user_id, course_id, lesson_id, now);
}

static enum db_result complete_course(struct db *db, int64_t user_id, int64_t course_id, int64_t now, const char *zone,
                                      struct progress_change *change)
{
    enum db_result result = db_change(db,
                                      "UPDATE enrolment SET state = 'completed', completed_at = ?3 WHERE user_id = ?1 AND course_id = ?2"
                                      " AND state = 'active' AND lessons_done >= (SELECT lesson_count FROM course WHERE id = ?2)",
                                      user_id, course_id, now);
    if (result == DB_NONE)
        return DB_OK;
    change->course_completed = result == DB_OK;
    if (result == DB_OK)
        result = activity_record(db, user_id, ACTIVITY_COURSE_COMPLETED, course_id, 0, now, zone);
    return result != DB_OK ? result : certificate_issue(db, user_id, course_id, now);
}

static enum db_result count_lesson(struct db *db, int64_t user_id, int64_t course_id, int by, int64_t now)
{
    return db_change(db, "UPDATE enrolment SET lessons_done = lessons_done + ?3, active_at = ?4 WHERE user_id = ?1 AND course_id = ?2",
                     user_id, course_id, by, now);
}

enum db_result progress_complete(struct db *db, int64_t user_id, int64_t lesson_id, int64_t now, const char *zone,
                                 struct progress_change *change)
{
    cJSON *lesson = find(db, user_id, lesson_id);
    if (lesson == NULL)
        return db_failed(db) != DB_OK ? db_failed(db) : DB_NONE;
    *change = (struct progress_change){.course_id = json_integer(lesson, "course_id", 0)};
    enum db_result result =
        db_change(db,
                  "INSERT INTO lesson_progress (user_id, course_id, lesson_id, opened_at, seen_at, completed_at) VALUES (?1, ?2, ?3, ?4, ?4, ?4)"
                  " ON CONFLICT (user_id, course_id, lesson_id) DO UPDATE SET completed_at = excluded.completed_at"
                  " WHERE lesson_progress.completed_at IS NULL",
                  user_id, change->course_id, lesson_id, now);
    if (result != DB_OK)
        return result == DB_NONE ? DB_OK : result;
    change->changed = true;
    result = count_lesson(db, user_id, change->course_id, 1, now);
    if (result == DB_OK)
        result = activity_record(db, user_id, ACTIVITY_LESSON_COMPLETED, change->course_id, lesson_id, now, zone);
    return result != DB_OK ? result : complete_course(db, user_id, change->course_id, now, zone, change);
}

enum db_result progress_reopen(struct db *db, int64_t user_id, int64_t lesson_id, int64_t now, const char *zone,
                               struct progress_change *change)
{
    cJSON *lesson = find(db, user_id, lesson_id);
    if (lesson == NULL)
        return db_failed(db) != DB_OK ? db_failed(db) : DB_NONE;
    int64_t course_id = json_integer(lesson, "course_id", 0);
    *change = (struct progress_change){.course_id = course_id};
    enum db_result result = db_change(db,
                                      "UPDATE lesson_progress SET completed_at = NULL WHERE user_id = ?1 AND course_id = ?2 AND lesson_id = ?3"
                                      " AND completed_at IS NOT NULL",
                                      user_id, course_id, lesson_id);
    if (result != DB_OK)
        return result == DB_NONE ? DB_OK : result;
    change->changed = true;
    result = db_change(db,
                       "UPDATE enrolment SET lessons_done = lessons_done - 1, active_at = ?4, last_lesson_id = ?3,"
                       " completed_at = NULL, state = 'active' WHERE user_id = ?1 AND course_id = ?2",
                       user_id, course_id, lesson_id, now);
    if (result == DB_OK)
        result = activity_record(db, user_id, ACTIVITY_LESSON_REOPENED, course_id, lesson_id, now, zone);
    if (result == DB_OK)
        result = activity_take_back(db, user_id, json_integer(lesson, "completed_at", now), zone);
    return result == DB_NONE ? DB_OK : result;
}

const char *progress_go_on(struct arena *arena, struct db *db, int64_t user_id, int64_t lesson_id)
{
    cJSON *next = db_row(db,
                         "SELECT l.id, l.course_id, c.slug AS course, l.slug FROM lesson here JOIN course c ON c.id = here.course_id"
                         " JOIN lesson l ON l.course_id = c.id AND l.removed_at IS NULL"
                         " LEFT JOIN lesson_progress p ON p.user_id = ?1 AND p.course_id = c.id AND p.lesson_id = l.id"
                         " WHERE here.id = ?2 AND p.completed_at IS NULL ORDER BY l.position <= here.position, l.position LIMIT 1",
                         user_id, lesson_id);
    if (next == NULL)
        return NULL;
    db_change(db, "UPDATE enrolment SET last_lesson_id = ?3 WHERE user_id = ?1 AND course_id = ?2", user_id,
              json_integer(next, "course_id", 0), json_integer(next, "id", 0));
    return arena_printf(arena, "/courses/%s/%s", json_string(next, "course", ""), json_string(next, "slug", ""));
}

int64_t progress_count_time(struct db *db, int64_t user_id, int64_t lesson_id, int64_t claimed, int64_t now, const char *zone)
{
    cJSON *lesson = find(db, user_id, lesson_id);
    if (lesson == NULL)
        return 0;
    int64_t most = claimed < PROGRESS_BEAT_MOST ? claimed : PROGRESS_BEAT_MOST;
    int64_t seconds = activity_count_time(db, user_id, most, json_integer(lesson, "seen_at", now), now, zone);
    if (seconds > 0)
        db_change(db, "UPDATE lesson_progress SET seconds = seconds + ?4 WHERE user_id = ?1 AND course_id = ?2 AND lesson_id = ?3",
                  user_id, json_integer(lesson, "course_id", 0), lesson_id, seconds);
    return seconds;
}
