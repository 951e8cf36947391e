/* faq.c - entries of a course's FAQ. Called by the pages of /teach; read by the coach's index. */
#include "domain/coach/faq.h"

#include "domain/coach/index.h"

cJSON *faq_list(struct db *db, int64_t course_id)
{
    return db_rows(db,
                   "SELECT f.id, f.question, f.answer, f.html, l.slug AS lesson, l.title AS lesson_title, p.name AS author, f.created_at FROM faq f"
                   " LEFT JOIN lesson l ON l.id = f.lesson_id LEFT JOIN person p ON p.id = f.author_id"
                   " WHERE f.course_id = ?1 AND f.removed_at IS NULL ORDER BY f.id DESC",
                   course_id);
}

static enum db_result index_after(struct db *db, enum db_result result, int64_t course_id, int64_t now)
{
    return result == DB_OK ? coach_index_later(db, course_id, now) : result;
}

enum db_result faq_add(struct db *db, int64_t course_id, int64_t lesson_id, const char *question, const char *answer, int64_t author_id,
                       int64_t now)
{
    enum db_result result = db_change(db,
                                      "INSERT INTO faq (course_id, lesson_id, question, answer, author_id, created_at) VALUES (?1,"
                                      " (SELECT id FROM lesson WHERE id = ?2 AND course_id = ?1), ?3, ?4, ?5, ?6)",
                                      course_id, lesson_id, question, answer, author_id, now);
    return index_after(db, result, course_id, now);
}

enum db_result faq_remove(struct db *db, int64_t course_id, int64_t id, int64_t now)
{
    enum db_result result =
        db_change(db, "UPDATE faq SET removed_at = ?3 WHERE course_id = ?1 AND id = ?2 AND removed_at IS NULL", course_id, id, now);
    return index_after(db, result, course_id, now);
}

enum db_result faq_restore(struct db *db, int64_t course_id, int64_t id, int64_t now)
{
    enum db_result result =
        db_change(db, "UPDATE faq SET removed_at = NULL WHERE course_id = ?1 AND id = ?2 AND removed_at IS NOT NULL", course_id, id);
    return index_after(db, result, course_id, now);
}

cJSON *faq_draft(struct db *db, int64_t message_id)
{
    return db_row(db,
                  "SELECT c.id AS conversation_id, c.course_id, c.handed_over_at IS NOT NULL AS \"handed:bool\","
                  " coalesce(q.lesson_id, c.lesson_id) AS lesson_id,"
                  " substr(coalesce(q.content, ''), 1, 300) AS question, coalesce(r.content, '') AS answer FROM message m"
                  " JOIN conversation c ON c.id = m.conversation_id LEFT JOIN message q ON q.id = (SELECT max(u.id) FROM message u"
                  " WHERE u.conversation_id = c.id AND u.role = 'user' AND u.id <= m.id) LEFT JOIN message r ON r.id ="
                  " CASE WHEN m.role = 'instructor' THEN m.id ELSE (SELECT min(i.id) FROM message i WHERE i.conversation_id = c.id"
                  " AND i.role = 'instructor' AND i.id > m.id) END WHERE m.id = ?1 AND c.deleted_at IS NULL",
                  message_id);
}
