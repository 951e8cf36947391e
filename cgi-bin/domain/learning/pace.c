/* pace.c - counting lessons from the rows of progress. See pace.h. */
#include "domain/learning/pace.h"

enum db_result pace_count(struct db *db, int64_t now)
{
    db_change(db, "DELETE FROM lesson_pace");
    db_change(db,
              "INSERT INTO lesson_pace (lesson_id, opened, completed, seconds, stopped, counted_at)"
              " SELECT p.lesson_id, count(*), count(p.completed_at),"
              " sum(CASE WHEN p.completed_at IS NULL THEN 0 ELSE p.seconds END), 0, ?1"
              " FROM lesson_progress p JOIN lesson l ON l.id = p.lesson_id GROUP BY p.lesson_id",
              now);
    db_change(db,
              "UPDATE lesson_pace SET stopped = s.learners FROM (SELECT last_lesson_id, count(*) AS learners FROM enrolment"
              " WHERE state = 'active' AND active_at <= ?1 GROUP BY last_lesson_id) s WHERE s.last_lesson_id = lesson_pace.lesson_id",
              now - PACE_STILL_SECONDS);
    return db_failed(db);
}

cJSON *pace_list(struct db *db, int64_t course_id)
{
    return db_rows(db,
                   "SELECT l.id, l.slug, l.title, l.kind, l.minutes, coalesce(p.opened, 0) AS opened, coalesce(p.completed, 0) AS completed,"
                   " CASE WHEN p.completed > 0 THEN p.seconds / p.completed END AS seconds, coalesce(p.stopped, 0) AS stopped, p.counted_at"
                   " FROM lesson l LEFT JOIN lesson_pace p ON p.lesson_id = l.id WHERE l.course_id = ?1 AND l.removed_at IS NULL"
                   " ORDER BY l.position, l.id",
                   course_id);
}
