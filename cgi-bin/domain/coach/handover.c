/* handover.c - conversations that wait for a person, and reports of answers. Called by the coach's API and the pages of /teach. */
#include "domain/coach/handover.h"

#include "domain/learning/activity.h"

enum db_result handover_ask(struct db *db, int64_t user_id, int64_t conversation_id, int64_t now)
{
    enum db_result result =
        db_change(db,
                  "UPDATE conversation SET resolved_at = NULL, reopened_at = CASE WHEN resolved_at IS NULL THEN reopened_at ELSE ?3 END,"
                     " handed_over_at = CASE WHEN handed_over_at IS NULL OR EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = ?2"
                     " AND m.role = 'instructor' AND m.created_at >= handed_over_at) THEN ?3 ELSE handed_over_at END"
                     " WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL",
                     user_id, conversation_id, now);
    return result == DB_OK ? activity_note(db, user_id, ACTIVITY_HANDED_OVER, 0, 0, "", now) : result;
}

/* ?1 the reader, ?2 whether an admin. */
#define HANDED                                                                                                            \
    " FROM conversation c JOIN person p ON p.id = c.user_id LEFT JOIN course k ON k.id = c.course_id"                     \
    " LEFT JOIN lesson l ON l.id = c.lesson_id LEFT JOIN message m ON m.id = (SELECT max(r.id) FROM message r"            \
    " WHERE r.conversation_id = c.id AND r.role = 'instructor' AND r.created_at >= c.handed_over_at)"                     \
    " LEFT JOIN person a ON a.id = m.author_id WHERE c.handed_over_at IS NOT NULL AND c.deleted_at IS NULL"               \
    " AND (?2 OR EXISTS (SELECT 1 FROM course_instructor i WHERE i.course_id = c.course_id AND i.user_id = ?1))"

cJSON *handover_list(struct db *db, const struct handover_reader *reader, bool answered, int limit, int64_t offset)
{
    return db_rows(db,
                   "SELECT c.id, c.title, k.slug AS course, k.title AS course_title, l.slug AS lesson, l.title AS lesson_title, p.name AS learner,"
                   " c.handed_over_at, m.created_at AS answered_at, a.name AS answerer" HANDED " AND (m.id IS NOT NULL) = ?3"
                   " ORDER BY CASE WHEN ?3 THEN -m.id ELSE c.handed_over_at END, c.id LIMIT ?4 OFFSET ?5",
                   reader->user_id, reader->admin, answered, limit, offset);
}

int64_t handover_count(struct db *db, const struct handover_reader *reader, bool answered)
{
    return db_integer(db, 0, "SELECT count(*)" HANDED " AND (m.id IS NOT NULL) = ?3", reader->user_id, reader->admin, answered);
}

/* A second that is not over may still bring another: it is looked at later. */
cJSON *handover_untold(struct db *db, int64_t now)
{
    return db_rows(db,
                   "WITH waiting AS (SELECT c.id, c.user_id, c.title, c.course_id, c.handed_over_at FROM conversation c"
                   " WHERE c.handed_over_at IS NOT NULL AND c.handed_over_at < ?1 AND c.deleted_at IS NULL AND NOT EXISTS (SELECT 1"
                   " FROM message r WHERE r.conversation_id = c.id AND r.role = 'instructor' AND r.created_at >= c.handed_over_at)),"
                   " teaching AS (SELECT i.course_id, p.id AS reader_id FROM course_instructor i JOIN person p ON p.id = i.user_id"
                   " WHERE p.state = 'active' AND (p.roles & 6) <> 0),"
                   " landed AS (SELECT w.*, t.reader_id FROM waiting w JOIN teaching t ON t.course_id = w.course_id UNION ALL"
                   " SELECT w.*, p.id AS reader_id FROM waiting w JOIN person p ON p.state = 'active' AND (p.roles & 4) <> 0"
                   " WHERE NOT EXISTS (SELECT 1 FROM teaching t WHERE t.course_id = w.course_id))"
                   " SELECT a.reader_id, p.name, p.email, p.language, a.id, a.title, k.title AS course_title FROM landed a"
                   " JOIN person p ON p.id = a.reader_id LEFT JOIN course k ON k.id = a.course_id"
                   " LEFT JOIN handover_mail m ON m.user_id = a.reader_id WHERE a.reader_id <> a.user_id"
                   " AND a.handed_over_at >= coalesce(m.told_until, 0) AND coalesce(m.sent_at, 0) <= ?1 - ?2"
                   " ORDER BY a.reader_id, a.handed_over_at, a.id",
                   now, (int64_t)HANDOVER_QUIET);
}

enum db_result handover_note_told(struct db *db, int64_t reader_id, int64_t now)
{
    return db_change(db,
                     "INSERT INTO handover_mail (user_id, sent_at, told_until) VALUES (?1, ?2, ?2) ON CONFLICT (user_id)"
                     " DO UPDATE SET sent_at = excluded.sent_at, told_until = excluded.told_until",
                     reader_id, now);
}

bool handover_reaches(struct db *db, const struct handover_reader *reader, int64_t conversation_id)
{
    return db_integer(db, 0, "SELECT count(*)" HANDED " AND c.id = ?3", reader->user_id, reader->admin, conversation_id) > 0;
}

enum db_result handover_reply(struct db *db, int64_t conversation_id, int64_t author_id, const char *words, int64_t now)
{
    enum db_result result =
        db_change(db, "UPDATE conversation SET updated_at = ?2 WHERE id = ?1 AND deleted_at IS NULL", conversation_id, now);
    if (result != DB_OK)
        return result;
    return db_change(db, "INSERT INTO message (conversation_id, role, author_id, content, created_at) VALUES (?1, 'instructor', ?2, ?3, ?4)",
                     conversation_id, author_id, words, now);
}

cJSON *handover_reports(struct db *db, int limit, int64_t offset)
{
    return db_rows(db,
                   "SELECT r.id, r.reason, r.created_at, c.id AS conversation_id, substr(m.content, 1, 400) AS content, k.title AS course_title"
                   " FROM message_report r JOIN message m ON m.id = r.message_id JOIN conversation c ON c.id = m.conversation_id"
                   " LEFT JOIN course k ON k.id = c.course_id WHERE r.closed_at IS NULL AND c.deleted_at IS NULL"
                   " ORDER BY r.created_at, r.id LIMIT ?1 OFFSET ?2",
                   limit, offset);
}

int64_t handover_report_count(struct db *db)
{
    return db_integer(db, 0,
                      "SELECT count(*) FROM message_report r JOIN message m ON m.id = r.message_id JOIN conversation c"
                      " ON c.id = m.conversation_id WHERE r.closed_at IS NULL AND c.deleted_at IS NULL");
}

enum db_result handover_close_report(struct db *db, int64_t report_id, int64_t now)
{
    return db_change(db, "UPDATE message_report SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL", report_id, now);
}

cJSON *handover_courses(struct db *db, const struct handover_reader *reader)
{
    return db_rows(db,
                   "SELECT k.id, k.slug, k.title, coalesce(s.mode, 'hints') AS mode,"
                   " (SELECT count(*) FROM faq f WHERE f.course_id = k.id AND f.removed_at IS NULL) AS entries"
                   " FROM course k LEFT JOIN coach_course s ON s.course_id = k.id WHERE ?2 OR EXISTS (SELECT 1 FROM course_instructor i"
                   " WHERE i.course_id = k.id AND i.user_id = ?1) ORDER BY k.title, k.id",
                   reader->user_id, reader->admin);
}
