/* course.c - one course and what surrounds it. Called by the landing page, the course page and the lesson page. */
#include "domain/catalog/course.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

cJSON *course_newest(struct db *db, int limit)
{
    return db_rows(db,
                   "SELECT id, slug, kind, title, subtitle, level, language, cover, price, currency, lesson_count AS lessons,"
                   " minutes, 0 AS \"enrolled:bool\", NULL AS progress FROM course WHERE state = 'published'"
                   " ORDER BY published_at DESC, id DESC LIMIT ?1",
                   limit);
}

void course_give_totals(struct db *db, cJSON *model)
{
    cJSON *totals = db_row(db, "SELECT count(*) AS courses, coalesce(sum(lesson_count), 0) AS lessons,"
                               " coalesce(sum(learner_count), 0) AS learners FROM course WHERE state = 'published'");
    json_set_integer(model, "courses_count", json_integer(totals, "courses", 0));
    json_set_integer(model, "lessons_count", json_integer(totals, "lessons", 0));
    json_set_integer(model, "enrolments_count", json_integer(totals, "enrolments", 0));
}

cJSON *course_list_all(struct db *db, const char *words)
{
    return db_rows(db,
                   "SELECT c.id, c.slug, c.kind, c.title, c.state, c.lesson_count AS lessons, c.learner_count AS learners,"
                   " (SELECT count(*) FROM enrolment e WHERE e.course_id = c.id AND e.state = 'completed') AS completed, c.updated_at"
                   " FROM course c WHERE lower(c.title || ' ' || c.slug) LIKE lower(?1) ESCAPE '!'"
                   " ORDER BY c.title LIMIT 500",
                   db_contains(db, words));
}

enum db_result course_set_state(struct db *db, int64_t id, const char *state, int64_t now)
{
    bool publish = text_equal(state, "published");
    if (publish && db_integer(db, 0, "SELECT lesson_count FROM course WHERE id = ?1", id) == 0)
        return DB_CONFLICT;
    return db_change(db,
                     "UPDATE course SET state = ?2, updated_at = ?3, published_at = CASE WHEN ?4 = 1 THEN coalesce(published_at, ?3)"
                     " ELSE published_at END WHERE id = ?1 AND state <> ?2",
                     id, state, now, publish);
}

cJSON *course_find(struct db *db, const char *slug, int64_t user_id)
{
    return db_row(db,
                  "SELECT c.id, c.slug, c.kind, c.title, c.subtitle, c.description_html, c.level, c.language, c.cover, c.price,"
                  " c.currency, c.state, c.lesson_count AS lessons, c.minutes, c.learner_count AS learners, c.updated_at,"
                  " e.state AS enrolment, e.lessons_done, e.completed_at, l.slug AS resume_slug, l.title AS resume_title,"
                  " EXISTS (SELECT 1 FROM course_instructor i WHERE i.course_id = c.id AND i.user_id = ?2) AS \"teaches:bool\""
                  " FROM course c LEFT JOIN enrolment e ON e.user_id = ?2 AND e.course_id = c.id"
                  " LEFT JOIN lesson l ON l.id = e.last_lesson_id AND l.removed_at IS NULL WHERE c.slug = ?1",
                  slug, user_id);
}

bool course_taken(const cJSON *course)
{
    const char *enrolment = json_string(course, "enrolment", NULL);
    return enrolment != NULL && !text_equal(enrolment, "left");
}

bool course_visible(const cJSON *course, bool is_admin)
{
    const char *state = json_string(course, "state", "");
    if (text_equal(state, "published") || is_admin || json_bool(course, "teaches", false))
        return true;
    return text_equal(state, "archived") && course_taken(course);
}

cJSON *course_skills(struct db *db, int64_t course_id)
{
    return db_rows(db,
                   "SELECT s.name FROM course_skill cs JOIN skill s ON s.id = cs.skill_id WHERE cs.course_id = ?1 ORDER BY s.name",
                   course_id);
}

cJSON *course_prerequisites(struct db *db, int64_t course_id, int64_t user_id)
{
    return db_rows(db,
                   "SELECT c.slug, c.title, coalesce(e.state = 'completed', 0) AS \"done:bool\" FROM course_prerequisite p"
                   " JOIN course c ON c.id = p.requires_id AND c.state = 'published'"
                   " LEFT JOIN enrolment e ON e.user_id = ?2 AND e.course_id = c.id WHERE p.course_id = ?1 ORDER BY c.title",
                   course_id, user_id);
}

cJSON *course_instructors(struct db *db, int64_t course_id)
{
    return db_rows(db,
                   "SELECT p.name, p.avatar FROM course_instructor i JOIN person p ON p.id = i.user_id"
                   " WHERE i.course_id = ?1 AND p.state = 'active' ORDER BY p.name",
                   course_id);
}

cJSON *course_addresses(struct db *db, int limit)
{
    return db_rows(db,
                   "SELECT c.slug, NULL AS lesson, c.updated_at, c.id AS course_id, 0 AS position FROM course c WHERE c.state = 'published'"
                   " UNION ALL SELECT c.slug, l.slug, l.updated_at, c.id, l.position FROM course c JOIN lesson l ON l.course_id = c.id"
                   " WHERE c.state = 'published' AND l.preview = 1 AND l.removed_at IS NULL ORDER BY 4, 5 LIMIT ?1",
                   limit);
}

const char *course_title(struct db *db, int64_t course_id)
{
    return db_text(db, "SELECT title FROM course WHERE id = ?1", course_id);
}

cJSON *course_named(struct db *db, const int64_t *ids, size_t count)
{
    return db_rows_of(db, "SELECT id, title FROM course WHERE id IN (" DB_IDS ")", ids, count);
}

cJSON *course_teachers(struct db *db)
{
    return db_rows(db, "SELECT i.user_id, p.name, i.course_id FROM course_instructor i JOIN person p ON p.id = i.user_id"
                       " JOIN course c ON c.id = i.course_id WHERE c.state = 'published' ORDER BY p.name, i.user_id, i.course_id");
}

cJSON *course_list_taught(struct db *db, int64_t user_id)
{
    return db_rows(db,
                   "SELECT c.id, c.slug, c.title, c.state,"
                   " (SELECT count(*) FROM enrolment e WHERE e.course_id = c.id AND e.state <> 'left') AS learners,"
                   " (SELECT count(*) FROM enrolment e WHERE e.course_id = c.id AND e.state = 'completed') AS completed FROM course c"
                   " WHERE ?1 = 0 OR EXISTS (SELECT 1 FROM course_instructor i WHERE i.course_id = c.id AND i.user_id = ?1) ORDER BY c.title, c.id",
                   user_id);
}
