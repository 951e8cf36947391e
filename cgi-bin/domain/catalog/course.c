/* course.c - reading the catalogue. Called by the landing page, the catalogue and the course page. */
#include "domain/catalog/course.h"

#include "core/base/json.h"
#include "core/base/text.h"

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
    json_set_integer(model, "learners_count", json_integer(totals, "learners", 0));
}

cJSON *course_list_all(struct db *db, const char *words)
{
    return db_rows(db,
                   "SELECT c.id, c.slug, c.kind, c.title, c.state, c.lesson_count AS lessons, c.learner_count AS learners,"
                   " (SELECT count(*) FROM enrolment e WHERE e.course_id = c.id AND e.state = 'completed') AS completed, c.updated_at"
                   " FROM course c WHERE ?1 = '' OR lower(c.title || ' ' || c.slug) LIKE '%' || lower(?1) || '%'"
                   " ORDER BY c.title LIMIT 500",
                   words);
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
