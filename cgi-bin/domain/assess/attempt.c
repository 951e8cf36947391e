/* attempt.c - starting, finding, answering. Called by the pages of an attempt; grade.c closes and reviews what is made here. */
#include "domain/assess/attempt.h"

#include "core/base/secret.h"
#include "domain/assess/quiz.h"
#include "domain/assess/shuffle.h"
#include "domain/learning/activity.h"

#include <string.h>

/* ---- starting ---- */

/* The questions of a new attempt: drawn, and shuffled or put back into the author's order. `rows` are in that order. */
static cJSON *draw_questions(struct arena *arena, const cJSON *rows, int64_t seed, int64_t draw, bool shuffle)
{
    size_t count = (size_t)cJSON_GetArraySize(rows);
    size_t taken = draw > 0 && (size_t)draw < count ? (size_t)draw : count;
    size_t *order = shuffle_order(arena, seed, 0, count);
    bool *drawn = arena_alloc(arena, count + 1);
    cJSON *ids = cJSON_CreateArray();
    for (size_t i = 0; i < taken; i++)
        drawn[order[i]] = true;
    for (size_t i = 0; i < count; i++) {
        size_t place = shuffle ? order[i] : i;
        if (drawn[place])
            cJSON_AddItemToArray(ids, cJSON_CreateNumber((double)json_integer(cJSON_GetArrayItem(rows, (int)place), "id", 0)));
    }
    return ids;
}

static enum attempt_outcome insert_attempt(struct arena *arena, struct db *db, int64_t user_id, const cJSON *quiz, int64_t now,
                                           int64_t *id)
{
    int64_t quiz_id = json_integer(quiz, "id", 0), limit = json_integer(quiz, "time_limit", 0), seed = secret_integer();
    cJSON *rows = db_rows(db, "SELECT id FROM question WHERE quiz_id = ?1 AND retired_at IS NULL ORDER BY position, id", quiz_id);
    cJSON *ids = draw_questions(arena, rows, seed, json_integer(quiz, "draw", 0), json_bool(quiz, "shuffle", false));
    if (cJSON_GetArraySize(ids) == 0)
        return db_failed(db) == DB_OK ? ATTEMPT_NO_QUIZ : ATTEMPT_FAILED;
    enum db_result result = db_insert(db, id,
                                      "INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at, due_at)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                      user_id, quiz_id, json_integer(quiz, "last_number", 0) + 1, json_write(arena, ids), seed, now,
                                      db_reference(limit == 0 ? 0 : now + limit));
    if (result == DB_OK)
        result = activity_note(db, user_id, ACTIVITY_QUIZ_STARTED, json_integer(quiz, "course_id", 0), json_integer(quiz, "lesson_id", 0), "", now);
    return result == DB_OK ? ATTEMPT_STARTED : ATTEMPT_FAILED;
}

enum attempt_outcome attempt_start(struct arena *arena, struct db *db, int64_t user_id, int64_t quiz_id, int64_t now, int64_t *id,
                                   const char **path)
{
    cJSON *quiz = db_row(db,
                         "SELECT z.id, z.time_limit, z.attempts_most, z.shuffle AS \"shuffle:bool\", z.draw, c.slug AS course_slug,"
                         " l.slug AS lesson_slug, l.id AS lesson_id, c.id AS course_id, EXISTS (SELECT 1 FROM enrolment AS e WHERE e.user_id = ?2 AND"
                         " e.course_id = c.id AND e.state <> 'left') AS \"enrolled:bool\","
                         " (SELECT a.id FROM attempt AS a WHERE a.user_id = ?2 AND a.quiz_id = z.id AND a.submitted_at IS NULL) AS open_id,"
                         " (SELECT count(*) FROM attempt AS a WHERE a.user_id = ?2 AND a.quiz_id = z.id) AS used,"
                         " (SELECT max(number) FROM attempt AS a WHERE a.user_id = ?2 AND a.quiz_id = z.id) AS last_number"
                         " FROM quiz AS z JOIN lesson AS l ON l.id = z.lesson_id JOIN course AS c ON c.id = l.course_id"
                         " WHERE z.id = ?1 AND l.removed_at IS NULL AND c.state <> 'draft'",
                         quiz_id, user_id);
    if (quiz == NULL)
        return db_failed(db) == DB_OK ? ATTEMPT_NO_QUIZ : ATTEMPT_FAILED;
    *path = arena_printf(arena, "/courses/%s/%s", json_string(quiz, "course_slug", ""), json_string(quiz, "lesson_slug", ""));
    *id = json_integer(quiz, "open_id", 0);
    if (*id != 0)
        return ATTEMPT_RESUMED;
    if (!json_bool(quiz, "enrolled", false))
        return ATTEMPT_NOT_ENROLLED;
    if (quiz_attempts_left(json_integer(quiz, "attempts_most", 0), json_integer(quiz, "used", 0)) == 0)
        return ATTEMPT_NONE_LEFT;
    return insert_attempt(arena, db, user_id, quiz, now, id);
}

/* ---- finding ---- */

cJSON *attempt_find(struct db *db, int64_t user_id, int64_t id)
{
    return db_row(db,
                  "SELECT a.id, a.user_id, a.quiz_id, a.number, a.questions AS \"questions:json\", a.seed, a.started_at, a.due_at,"
                  " a.submitted_at, a.points, a.points_most, coalesce(a.passed, 0) AS \"passed:bool\","
                  " (a.submitted_at IS NULL) AS \"open:bool\", z.shuffle AS \"shuffle:bool\", z.pass_percent, z.time_limit,"
                  " z.attempts_most, l.id AS lesson_id, l.slug AS lesson_slug, l.title, c.id AS course_id, c.slug AS course_slug,"
                  " c.title AS course_title,"
                  " (SELECT count(*) FROM attempt AS o WHERE o.user_id = a.user_id AND o.quiz_id = a.quiz_id) AS used,"
                  " EXISTS (SELECT 1 FROM attempt AS o WHERE o.user_id = a.user_id AND o.quiz_id = a.quiz_id AND o.id <> a.id"
                  " AND o.submitted_at IS NULL) AS \"other_open:bool\","
                  " EXISTS (SELECT 1 FROM attempt AS o WHERE o.user_id = a.user_id AND o.quiz_id = a.quiz_id"
                  " AND o.passed = 1) AS \"ever_passed:bool\""
                  " FROM attempt AS a JOIN quiz AS z ON z.id = a.quiz_id JOIN lesson AS l ON l.id = z.lesson_id"
                  " JOIN course AS c ON c.id = l.course_id WHERE a.id = ?1 AND a.user_id = ?2",
                  id, user_id);
}

static cJSON *row_with(const cJSON *rows, int64_t id)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows)
        if (json_integer(row, "id", 0) == id)
            return row;
    return NULL;
}

/* Versions that were retired before the start can't belong to it; of the rest it has its list. */
cJSON *attempt_questions(struct db *db, const cJSON *attempt)
{
    cJSON *rows = db_rows(db,
                          "SELECT q.id, q.kind, q.points, q.prompt, q.feedback, q.body AS \"body:json\","
                          " w.response AS \"response:json\", w.sequence, w.points AS earned"
                          " FROM question AS q LEFT JOIN answer AS w ON w.question_id = q.id AND w.attempt_id = ?1"
                          " WHERE q.quiz_id = ?2 AND (q.retired_at IS NULL OR q.retired_at >= ?3)",
                          json_integer(attempt, "id", 0), json_integer(attempt, "quiz_id", 0), json_integer(attempt, "started_at", 0));
    cJSON *ordered = cJSON_CreateArray();
    const cJSON *id;
    cJSON_ArrayForEach(id, json_member(attempt, "questions"))
    {
        cJSON *row = row_with(rows, (int64_t)id->valuedouble);
        if (row != NULL)
            cJSON_AddItemToArray(ordered, cJSON_DetachItemViaPointer(rows, row));
    }
    return ordered;
}

bool attempt_is_overdue(const cJSON *attempt, int64_t now)
{
    int64_t due = json_integer(attempt, "due_at", 0);
    return due != 0 && now > due + ATTEMPT_GRACE_SECONDS;
}

static bool has_answer(const cJSON *row)
{
    const cJSON *response = json_member(row, "response");
    return response != NULL && !cJSON_IsNull(response);
}

int64_t attempt_answered(const cJSON *questions)
{
    int64_t count = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, questions) count += has_answer(row);
    return count;
}

/* ---- answering ---- */

static enum answer_state store(struct arena *arena, struct db *db, const cJSON *attempt, cJSON *row, cJSON *response, int64_t sequence,
                               int64_t now)
{
    enum db_result result = db_change(db,
                                      "INSERT INTO answer (attempt_id, question_id, response, sequence, saved_at)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (attempt_id, question_id) DO UPDATE SET"
                                      " response = excluded.response, sequence = excluded.sequence, saved_at = excluded.saved_at"
                                      " WHERE excluded.sequence > answer.sequence",
                                      json_integer(attempt, "id", 0), json_integer(row, "id", 0), json_write(arena, response), sequence,
                                      now);
    if (result != DB_OK)
        return result == DB_NONE ? ANSWER_OLDER : ANSWER_FAILED;
    json_set(row, "response", response);
    json_set_integer(row, "sequence", sequence);
    return ANSWER_SAVED;
}

static bool same_response(struct arena *arena, const cJSON *row, const cJSON *response)
{
    const cJSON *stored = json_member(row, "response");
    return stored != NULL && strcmp(json_write(arena, stored), json_write(arena, response)) == 0;
}

enum answer_state attempt_save(struct arena *arena, struct db *db, const cJSON *attempt, cJSON *questions, int64_t question_id,
                               const cJSON *values, int64_t sequence, int64_t now)
{
    cJSON *row = row_with(questions, question_id);
    if (row == NULL)
        return ANSWER_REFUSED;
    struct question question = question_of(arena, row, json_integer(attempt, "seed", 0), json_bool(attempt, "shuffle", false));
    cJSON *response = question_read(&question, values);
    if (response == NULL)
        return ANSWER_REFUSED;
    int64_t stored = json_integer(row, "sequence", INT64_MIN);
    if (sequence <= stored && same_response(arena, row, response))
        return ANSWER_SAVED; /* a replay, also one that comes late */
    if (!json_bool(attempt, "open", false) || attempt_is_overdue(attempt, now))
        return ANSWER_LATE;
    return sequence <= stored ? ANSWER_OLDER : store(arena, db, attempt, row, response, sequence, now);
}
