/* reminder.c - the rows of reminders. Called by action.c, and by the worker once a minute. */
#include "domain/coach/reminder.h"

enum db_result reminder_add(struct db *db, int64_t user_id, int64_t lesson_id, const char *text, int64_t due_at, int64_t now, int64_t *id)
{
    enum db_result result =
        db_insert(db, id,
                  "INSERT INTO reminder (user_id, lesson_id, text, due_at, created_at) SELECT ?1, ?2, ?3, ?4, ?5 FROM person p WHERE p.id = ?1"
                  " AND (SELECT count(*) FROM reminder r WHERE r.user_id = ?1 AND r.sent_at IS NULL AND r.deleted_at IS NULL) < ?6",
                  user_id, db_reference(lesson_id), text, due_at, now, REMINDERS_MOST);
    return result == DB_NONE ? DB_CONFLICT : result;
}

enum db_result reminder_delete(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE reminder SET deleted_at = ?3 WHERE id = ?2 AND user_id = ?1 AND sent_at IS NULL AND deleted_at IS NULL",
                     user_id, id, now);
}

cJSON *reminder_list(struct db *db, int64_t user_id)
{
    return db_rows(db,
                   "SELECT r.id, r.text, r.due_at, l.title AS lesson, c.slug AS url_course, l.slug AS url_lesson FROM reminder r"
                   " LEFT JOIN lesson l ON l.id = r.lesson_id LEFT JOIN course c ON c.id = l.course_id"
                   " WHERE r.user_id = ?1 AND r.sent_at IS NULL AND r.deleted_at IS NULL ORDER BY r.due_at, r.id",
                   user_id);
}

cJSON *reminder_due(struct db *db, int64_t now, int most)
{
    return db_rows(db,
                   "SELECT r.id, r.user_id, p.name, p.email, p.language, r.text, c.slug AS course, l.slug AS lesson, l.title AS lesson_title"
                   " FROM reminder r JOIN person p ON p.id = r.user_id AND p.state = 'active' AND p.email IS NOT NULL"
                   " LEFT JOIN lesson l ON l.id = r.lesson_id AND l.removed_at IS NULL LEFT JOIN course c ON c.id = l.course_id"
                   " WHERE r.due_at <= ?1 AND r.sent_at IS NULL AND r.deleted_at IS NULL ORDER BY r.due_at LIMIT ?2",
                   now, most);
}

enum db_result reminder_sent(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE reminder SET sent_at = ?2 WHERE id = ?1 AND sent_at IS NULL", id, now);
}
