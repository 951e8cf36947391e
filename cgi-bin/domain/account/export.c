/* export.c - one query a table. Called by the privacy page; a new table with a person in it gets a row here. */
#include "domain/account/export.h"

#include "core/base/json.h"

#include <string.h>

const struct export_column export_columns[] = {
    {"person", "id",
     "SELECT id, email, name, time_zone, language, country, avatar, state, roles, email_verified_at, totp_secret IS NOT NULL AS"
     " \"second_factor:bool\", uncounted = 1 AS \"stays_out_of_reports:bool\", created_at, last_seen_at FROM person WHERE id = ?1",
     NULL},
    {"session", "user_id", "SELECT id, created_at, seen_at, expires_at, address, user_agent FROM session WHERE user_id = ?1 ORDER BY id", NULL},
    {"session", "acting_id", NULL, "sessions of others that this admin opened: they belong to those others; the audit lines are exported"},
    {"email_token", "user_id", "SELECT purpose, email, created_at, expires_at, used_at FROM email_token WHERE user_id = ?1 ORDER BY id", NULL},
    {"api_key", "user_id",
     "SELECT name, prefix, scopes, created_at, last_used_at, expires_at, revoked_at FROM api_key WHERE user_id = ?1 ORDER BY id", NULL},
    {"recovery_code", "user_id", NULL, "hashes of secrets; the person has the codes"},
    {"audit", "actor_id",
     /* the address of others (an admin's, say) is theirs */
     "SELECT at, action, subject_kind, subject_id, detail, CASE WHEN coalesce(acting_id, actor_id, ?1) = ?1 THEN address ELSE '' END"
     " AS address FROM audit WHERE actor_id = ?1 OR acting_id = ?1 OR (subject_kind = 'user' AND subject_id = ?1) ORDER BY id",
     NULL},
    {"audit", "acting_id", NULL, "exported with actor_id"},
    {"mail", "user_id", "SELECT recipient, subject, state, created_at, sent_at FROM mail WHERE user_id = ?1 ORDER BY id", NULL},
    {"mail_attachment", "mail_id",
     "SELECT m.subject, m.created_at, f.name, f.media_type, f.length FROM mail m JOIN mail_attachment a ON a.mail_id = m.id"
     " JOIN mail_file f ON f.id = a.file_id WHERE m.user_id = ?1 ORDER BY m.id, f.id",
     NULL},
    {"course_instructor", "user_id",
     "SELECT c.slug, c.title FROM course_instructor i JOIN course c ON c.id = i.course_id WHERE i.user_id = ?1 ORDER BY c.slug", NULL},
    {"enrolment", "user_id",
     "SELECT c.slug AS course, c.title, e.state, e.lessons_done, e.enrolled_at, e.active_at, e.completed_at FROM enrolment e"
     " JOIN course c ON c.id = e.course_id WHERE e.user_id = ?1 ORDER BY e.id",
     NULL},
    {"lesson_progress", "user_id",
     "SELECT c.slug AS course, l.slug AS lesson, p.opened_at, p.seen_at, p.seconds, p.completed_at FROM lesson_progress p"
     " JOIN lesson l ON l.id = p.lesson_id JOIN course c ON c.id = p.course_id WHERE p.user_id = ?1 ORDER BY p.opened_at",
     NULL},
    {"note", "user_id",
     "SELECT c.slug AS course, l.slug AS lesson, n.body, n.created_at, n.updated_at, n.deleted_at FROM note n"
     " JOIN lesson l ON l.id = n.lesson_id JOIN course c ON c.id = l.course_id WHERE n.user_id = ?1 ORDER BY n.id",
     NULL},
    {"bookmark", "user_id",
     "SELECT c.slug AS course, l.slug AS lesson, b.created_at FROM bookmark b JOIN lesson l ON l.id = b.lesson_id"
     " JOIN course c ON c.id = l.course_id WHERE b.user_id = ?1 ORDER BY b.created_at",
     NULL},
    {"alert", "created_by", /* whom it tells others may have changed since: their addresses, and the keys in web addresses, are not this person's */
     "SELECT id, title, figure, course_id, condition, threshold, created_at FROM alert WHERE created_by = ?1 ORDER BY id", NULL},
    {"snapshot", "made_by", "SELECT title, note, path, made_at, deleted_at FROM snapshot WHERE made_by = ?1 ORDER BY id", NULL},
    {"built_report", "made_by", "SELECT name, definition, made_at FROM built_report WHERE made_by = ?1 ORDER BY id", NULL},
    {"built_schedule", "set_by", "SELECT report_id, every, recipients, set_at FROM built_schedule WHERE set_by = ?1 ORDER BY report_id", NULL},
    {"report_schedule", "set_by", "SELECT kind, recipients, set_at FROM report_schedule WHERE set_by = ?1 ORDER BY kind", NULL},
    {"goal", "user_id", "SELECT id, title, target_day, created_at, reached_at FROM goal WHERE user_id = ?1 ORDER BY id", NULL},
    {"goal_skill", "goal_id",
     "SELECT g.id AS goal_id, s.name AS skill FROM goal g JOIN goal_skill gs ON gs.goal_id = g.id JOIN skill s ON s.id = gs.skill_id"
     " WHERE g.user_id = ?1 ORDER BY g.id, s.name",
     NULL},
    {"funnel", "created_by",
     "SELECT name, steps AS \"steps:json\", window_minutes, created_at, updated_at FROM funnel WHERE created_by = ?1 ORDER BY id", NULL},
    {"activity_day", "user_id", "SELECT day, seconds, lessons, quizzes FROM activity_day WHERE user_id = ?1 ORDER BY day", NULL},
    {"activity", "user_id", "SELECT kind, course_id, lesson_id, at FROM activity WHERE user_id = ?1 ORDER BY id", NULL},
    {"certificate", "user_id",
     "SELECT code, name, course_title, minutes, issued_at, revoked_at, revoke_reason FROM certificate WHERE user_id = ?1 ORDER BY id", NULL},
    {"attempt", "user_id",
     "SELECT t.id, c.slug AS course, l.slug AS lesson, t.number, t.started_at, t.submitted_at, t.points, t.points_most, t.passed"
     " FROM attempt t JOIN quiz q ON q.id = t.quiz_id JOIN lesson l ON l.id = q.lesson_id JOIN course c ON c.id = l.course_id"
     " WHERE t.user_id = ?1 ORDER BY t.id",
     NULL},
    {"answer", "attempt_id",
     "SELECT a.attempt_id, a.question_id, q.prompt AS question, a.response AS \"response:json\", a.saved_at, a.points FROM attempt t"
     " JOIN answer a ON a.attempt_id = t.id JOIN question q ON q.id = a.question_id WHERE t.user_id = ?1 ORDER BY a.attempt_id, a.question_id",
     NULL},
    {"conversation", "user_id",
     "SELECT id, title, created_at, updated_at, deleted_at, resolved_at, reopened_at, handed_over_at, sentiment, rating, rating_reason"
     " FROM conversation WHERE user_id = ?1 ORDER BY id",
     NULL},
    {"message", "conversation_id",
     "SELECT m.conversation_id, m.id, m.role, m.content, m.state, m.source, m.rung, m.citations AS \"citations:json\", m.model, m.cost,"
     " m.sent AS \"sent:json\", m.rating, m.rating_reason, m.created_at FROM conversation c JOIN message m ON m.conversation_id = c.id"
     " WHERE c.user_id = ?1 ORDER BY m.id",
     NULL},
    {"message", "author_id",
     "SELECT m.content, m.created_at FROM message m WHERE m.author_id = ?1 ORDER BY m.id", NULL},
    {"conversation_read", "conversation_id",
     "SELECT r.conversation_id, r.read_at FROM conversation c JOIN conversation_read r ON r.conversation_id = c.id WHERE c.user_id = ?1"
     " ORDER BY r.id",
     NULL},
    {"conversation_read", "reader_id", NULL, "which conversations this person read as staff: they belong to the learners, who see it"},
    {"message_report", "user_id", "SELECT message_id, reason, created_at, closed_at FROM message_report WHERE user_id = ?1 ORDER BY id", NULL},
    {"coach_usage", "user_id", "SELECT day, questions, tokens_in, tokens_out, cost FROM coach_usage WHERE user_id = ?1 ORDER BY day", NULL},
    {"coach_action", "user_id",
     "SELECT kind, arguments AS \"arguments:json\", state, created_at, done_at, undone_at FROM coach_action WHERE user_id = ?1 ORDER BY id", NULL},
    {"handover_mail", "user_id", "SELECT sent_at FROM handover_mail WHERE user_id = ?1", NULL},
    {"reminder", "user_id", "SELECT text, due_at, created_at, sent_at, deleted_at FROM reminder WHERE user_id = ?1 ORDER BY id", NULL},
    {"faq", "author_id",
     "SELECT c.slug AS course, f.question, f.answer, f.created_at, f.removed_at FROM faq f JOIN course c ON c.id = f.course_id"
     " WHERE f.author_id = ?1 ORDER BY f.id",
     NULL},
    {"nudge", "user_id", "SELECT day, kind, subject, shown_at, answer, answered_at FROM nudge WHERE user_id = ?1 ORDER BY id", NULL},
    {"nudge_off", "user_id", "SELECT kind FROM nudge_off WHERE user_id = ?1 ORDER BY kind", NULL},
    {"experiment", "created_by",
     "SELECT name, title, hypothesis, state, goal, winner, conclusion, created_at, started_at, ended_at, removed_at FROM experiment"
     " WHERE created_by = ?1 ORDER BY id",
     NULL},
    {"experiment_seat", "user_id",
     "SELECT e.name AS experiment, v.name AS variant FROM experiment_seat s JOIN experiment e ON e.id = s.experiment_id"
     " JOIN experiment_variant v ON v.experiment_id = e.id AND v.position = s.position WHERE s.user_id = ?1 ORDER BY e.id",
     NULL},
    {"target", "set_by", "SELECT figure, value, days, set_at FROM target WHERE set_by = ?1 ORDER BY figure", NULL},
    {"annotation", "user_id", "SELECT day, words, created_at, removed_at FROM annotation WHERE user_id = ?1 ORDER BY id", NULL},
    {NULL, NULL, NULL, NULL}};

/* Rows of a table that refers to the person in two ways come together. */
static void add_rows(cJSON *data, const char *table, cJSON *rows)
{
    cJSON *before = cJSON_GetObjectItemCaseSensitive(data, table);
    if (before == NULL)
        json_set(data, table, strcmp(table, "person") == 0 ? cJSON_DetachItemFromArray(rows, 0) : rows);
    else
        while (rows->child != NULL)
            cJSON_AddItemToArray(before, cJSON_DetachItemFromArray(rows, 0));
}

cJSON *export_person(struct db *db, int64_t user_id)
{
    cJSON *data = cJSON_CreateObject();
    for (const struct export_column *column = export_columns; column->table != NULL; column++) {
        if (column->sql == NULL)
            continue;
        cJSON *rows = db_rows_values(db, column->sql, DB_VALUES(user_id));
        add_rows(data, column->table, rows);
    }
    return data;
}
