/* dashboard.c - certificates and a suggestion for the learner's start page. */
#include "domain/learning/dashboard.h"

cJSON *dashboard_certificates(struct db *db, int64_t user_id, int limit)
{
    return db_rows(db,
                   "SELECT code, course_title, issued_at FROM certificate WHERE user_id = ?1 AND revoked_at IS NULL"
                   " ORDER BY issued_at DESC LIMIT ?2",
                   user_id, limit);
}

#define CARD                                                                                                            \
    "SELECT c.id, c.slug, c.kind, c.title, c.subtitle, c.level, c.language, c.cover, c.price, c.currency, c.lesson_count AS lessons," \
    " c.minutes, 0 AS \"enrolled:bool\", NULL AS progress, "

cJSON *dashboard_suggestion(struct db *db, int64_t user_id)
{
    cJSON *course = db_row(db,
                           CARD "g.title AS goal FROM goal g JOIN goal_skill gs ON gs.goal_id = g.id"
                                " JOIN course_skill cs ON cs.skill_id = gs.skill_id JOIN course c ON c.id = cs.course_id AND c.state = 'published'"
                                " LEFT JOIN enrolment e ON e.user_id = ?1 AND e.course_id = c.id AND e.state <> 'left'"
                                " WHERE g.user_id = ?1 AND g.reached_at IS NULL AND g.deleted_at IS NULL AND e.id IS NULL"
                                " ORDER BY g.target_day IS NULL, g.target_day, c.learner_count DESC, c.id LIMIT 1",
                           user_id);
    if (course != NULL)
        return course;
    return db_row(db,
                  CARD "NULL AS goal FROM course c LEFT JOIN enrolment e ON e.user_id = ?1 AND e.course_id = c.id AND e.state <> 'left'"
                       " WHERE c.state = 'published' AND e.id IS NULL ORDER BY c.learner_count DESC, c.id LIMIT 1",
                  user_id);
}
