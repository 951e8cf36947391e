/* mode.c - hints, direct answers or no coach, by course and lesson. Called by the pages of /teach. */
#include "domain/coach/mode.h"

const char *mode_of_course(struct db *db, int64_t course_id)
{
    const char *mode = db_text(db, "SELECT mode FROM coach_course WHERE course_id = ?1", course_id);
    return mode == NULL ? "hints" : mode;
}

cJSON *mode_lessons(struct db *db, int64_t course_id)
{
    return db_rows(db,
                   "SELECT l.id, l.title, l.kind, s.mode FROM lesson l LEFT JOIN coach_lesson s ON s.lesson_id = l.id"
                   " WHERE l.course_id = ?1 AND l.removed_at IS NULL ORDER BY l.position, l.id",
                   course_id);
}

enum db_result mode_set_course(struct db *db, int64_t course_id, const char *mode)
{
    return db_change(db, "INSERT INTO coach_course (course_id, mode) VALUES (?1, ?2) ON CONFLICT (course_id) DO UPDATE SET mode = excluded.mode",
                     course_id, mode);
}

enum db_result mode_set_lesson(struct db *db, int64_t course_id, int64_t lesson_id, const char *mode)
{
    if (*mode == '\0') {
        enum db_result result = db_change(
            db, "DELETE FROM coach_lesson WHERE lesson_id IN (SELECT id FROM lesson WHERE id = ?2 AND course_id = ?1)", course_id, lesson_id);
        return result == DB_NONE ? DB_OK : result;
    }
    return db_change(db,
                     "INSERT INTO coach_lesson (lesson_id, mode) SELECT id, ?3 FROM lesson WHERE id = ?2 AND course_id = ?1"
                     " ON CONFLICT (lesson_id) DO UPDATE SET mode = excluded.mode",
                     course_id, lesson_id, mode);
}
