/* course.c - reading the catalogue. Called by the landing page, the catalogue and the course page. */
#include "domain/catalog/course.h"

#include "core/base/json.h"

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
