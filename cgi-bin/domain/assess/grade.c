/* grade.c - closing attempts: grading what was saved, telling who needs to know, and the review. See attempt.h. */
#include "domain/assess/attempt.h"

#include "domain/assess/quiz.h"
#include "domain/learning/activity.h"
#include "domain/learning/progress.h"

static struct question question_in(struct arena *arena, const cJSON *attempt, const cJSON *row)
{
    return question_of(arena, row, json_integer(attempt, "seed", 0), json_bool(attempt, "shuffle", false));
}

/* Grades each answer; sums go to *points and *most. */
static enum db_result grade_answers(struct arena *arena, struct db *db, const cJSON *attempt, const cJSON *questions, int64_t *points,
                                    int64_t *most)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, questions)
    {
        struct question question = question_in(arena, attempt, row);
        int64_t earned = question_grade(&question, json_member(row, "response"));
        *points += earned;
        *most += question_points_most(row);
        enum db_result result = db_change(db, "UPDATE answer SET points = ?3 WHERE attempt_id = ?1 AND question_id = ?2",
                                          json_integer(attempt, "id", 0), question.id, earned);
        if (result != DB_OK && result != DB_NONE)
            return result;
    }
    return DB_OK;
}

/* What a passed quiz leads to. The fact counts once, later attempts are for oneself. */
static enum db_result tell_passed(struct db *db, const cJSON *attempt, int64_t now, const char *zone)
{
    int64_t user_id = json_integer(attempt, "user_id", 0), lesson_id = json_integer(attempt, "lesson_id", 0);
    struct progress_change change;
    enum db_result result = progress_complete(db, user_id, lesson_id, now, zone, &change);
    if (result != DB_OK && result != DB_NONE)
        return result; /* DB_NONE: no longer enrolled; the result of the quiz stands all the same */
    if (json_bool(attempt, "ever_passed", false))
        return DB_OK;
    return activity_record(db, user_id, ACTIVITY_QUIZ_PASSED, json_integer(attempt, "course_id", 0), lesson_id, now, zone);
}

static enum db_result tell_submitted(struct arena *arena, struct db *db, const cJSON *attempt, int64_t percent, bool passed, int64_t now)
{
    const char *details = arena_printf(arena, "{\"percent\":%d,\"passed\":%s}", (int)percent, passed ? "true" : "false");
    return activity_note(db, json_integer(attempt, "user_id", 0), ACTIVITY_QUIZ_SUBMITTED, json_integer(attempt, "course_id", 0),
                         json_integer(attempt, "lesson_id", 0), details, now);
}

enum db_result attempt_submit(struct arena *arena, struct db *db, const cJSON *attempt, const cJSON *questions, int64_t now,
                              const char *zone)
{
    int64_t points = 0, most = 0, due = json_integer(attempt, "due_at", 0);
    if (!json_bool(attempt, "open", false))
        return DB_OK;
    enum db_result result = grade_answers(arena, db, attempt, questions, &points, &most);
    if (result != DB_OK)
        return result;
    bool passed = most > 0 && points * 100 >= most * json_integer(attempt, "pass_percent", 0);
    result = db_change(db,
                       "UPDATE attempt SET submitted_at = ?2, points = ?3, points_most = ?4, passed = ?5"
                       " WHERE id = ?1 AND submitted_at IS NULL",
                       json_integer(attempt, "id", 0), due != 0 && due < now ? due : now, points, most, passed);
    if (result != DB_OK)
        return result == DB_NONE ? DB_OK : result;
    result = tell_submitted(arena, db, attempt, most == 0 ? 0 : points * 100 / most, passed, now);
    return result == DB_OK && passed ? tell_passed(db, attempt, now, zone) : result;
}

int attempt_close_overdue(struct arena *arena, struct db *db, int64_t now, int most)
{
    int closed = 0;
    const cJSON *row;
    cJSON *rows = db_rows(db,
                          "SELECT a.id, a.user_id, p.time_zone FROM attempt AS a JOIN person AS p ON p.id = a.user_id"
                          " WHERE a.submitted_at IS NULL AND a.due_at < ?1 ORDER BY a.due_at LIMIT ?2",
                          now - ATTEMPT_GRACE_SECONDS, most);
    cJSON_ArrayForEach(row, rows)
    {
        cJSON *attempt = attempt_find(db, json_integer(row, "user_id", 0), json_integer(row, "id", 0));
        cJSON *questions = attempt == NULL ? NULL : attempt_questions(db, attempt);
        if (db_failed(db) != DB_OK)
            break;
        closed += attempt_submit(arena, db, attempt, questions, now, json_string(row, "time_zone", "UTC")) == DB_OK;
    }
    return closed;
}

bool attempt_shows_key(const cJSON *attempt)
{
    bool none_left = quiz_attempts_left(json_integer(attempt, "attempts_most", 0), json_integer(attempt, "used", 0)) == 0;
    return !json_bool(attempt, "open", true) && !json_bool(attempt, "other_open", false) &&
           (json_bool(attempt, "ever_passed", false) || none_left);
}

/* While another attempt is open its questions may be the same: nothing is explained then. */
static void hide_explanations(cJSON *review)
{
    cJSON *option;
    json_set_string(review, "feedback", "");
    cJSON_ArrayForEach(option, cJSON_GetObjectItemCaseSensitive(review, "options")) json_set_string(option, "feedback", "");
}

cJSON *attempt_review(struct arena *arena, const cJSON *attempt, const cJSON *questions)
{
    bool key = attempt_shows_key(attempt), other_open = json_bool(attempt, "other_open", true);
    cJSON *reviews = cJSON_CreateArray();
    int64_t number = 1;
    const cJSON *row;
    cJSON_ArrayForEach(row, questions)
    {
        struct question question = question_in(arena, attempt, row);
        cJSON *review = question_review(&question, json_member(row, "response"), key);
        json_set_integer(review, "number", number++);
        json_set_integer(review, "earned", json_integer(row, "earned", 0));
        json_set_string(review, "feedback", json_string(row, "feedback", ""));
        if (other_open)
            hide_explanations(review);
        cJSON_AddItemToArray(reviews, review);
    }
    return reviews;
}
