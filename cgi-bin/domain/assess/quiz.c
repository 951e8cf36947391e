/* quiz.c - reading quizzes. See quiz.h. */
#include "domain/assess/quiz.h"

#include "core/base/json.h"

cJSON *quiz_of_lesson(struct db *db, int64_t lesson_id, int64_t user_id)
{
    cJSON *quiz = db_row(db,
                         "SELECT z.id, z.pass_percent, z.time_limit, z.attempts_most, z.draw,"
                         " (SELECT count(*) FROM question WHERE quiz_id = z.id AND retired_at IS NULL) AS total,"
                         " EXISTS (SELECT 1 FROM enrolment AS e WHERE e.user_id = ?2 AND e.course_id = l.course_id"
                         " AND e.state <> 'left') AS \"enrolled:bool\""
                         " FROM quiz AS z JOIN lesson AS l ON l.id = z.lesson_id WHERE z.lesson_id = ?1",
                         lesson_id, user_id);
    int64_t draw = json_integer(quiz, "draw", 0), total = json_integer(quiz, "total", 0);
    if (quiz != NULL)
        json_set_integer(quiz, "questions", draw > 0 && draw < total ? draw : total);
    return quiz;
}

cJSON *quiz_attempts(struct db *db, int64_t quiz_id, int64_t user_id)
{
    return db_rows(db,
                   "SELECT id, number, started_at, due_at, submitted_at, points, points_most, coalesce(passed, 0) AS \"passed:bool\","
                   " (submitted_at IS NULL) AS \"open:bool\","
                   " (SELECT count(*) FROM answer WHERE attempt_id = attempt.id AND response <> 'null') AS answered"
                   " FROM attempt WHERE user_id = ?1 AND quiz_id = ?2 ORDER BY number DESC",
                   user_id, quiz_id);
}

int64_t quiz_attempts_left(int64_t attempts_most, int64_t used)
{
    if (attempts_most == 0)
        return -1;
    return used < attempts_most ? attempts_most - used : 0;
}
