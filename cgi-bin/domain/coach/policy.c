/* policy.c - place, mode, exam, rung. Called by the coach program for each question, and for what the page shows of it. */
#include "domain/coach/policy.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/assess/attempt.h"
#include "domain/coach/likeness.h"
#include "domain/coach/resemble.h"

#include <string.h>

enum { RUNG_QUESTION = 1, RUNG_ANSWER = 4 };

static struct coach_place place_of(const cJSON *row)
{
    struct coach_place place = {.course = "", .lesson = "", .course_title = "", .lesson_title = "", .kind = "", .mode = COACH_HINTS};
    if (row == NULL)
        return place;
    place.course_id = json_integer(row, "course_id", 0);
    place.course = json_string(row, "course", "");
    place.course_title = json_string(row, "course_title", "");
    place.enrolled = json_bool(row, "enrolled", false);
    place.mode = coach_mode_of(json_string(row, "mode", "hints"));
    if (!json_bool(row, "readable", false))
        return place;
    place.lesson_id = json_integer(row, "lesson_id", 0);
    place.lesson = json_string(row, "lesson", "");
    place.lesson_title = json_string(row, "lesson_title", "");
    place.kind = json_string(row, "kind", "");
    return place;
}

struct coach_place policy_place(struct db *db, int64_t user_id, bool admin, const char *course, const char *lesson)
{
    if (*course == '\0')
        return place_of(NULL);
    return place_of(db_row(
        db,
        "SELECT c.id AS course_id, c.slug AS course, c.title AS course_title, l.id AS lesson_id, l.slug AS lesson, l.title AS lesson_title,"
        " l.kind, e.id IS NOT NULL AS \"enrolled:bool\", coalesce(lm.mode, cm.mode, 'hints') AS mode,"
        " (l.preview = 1 OR e.id IS NOT NULL OR i.user_id IS NOT NULL OR ?4) AS \"readable:bool\""
        " FROM course c LEFT JOIN lesson l ON l.course_id = c.id AND l.slug = ?3 AND l.removed_at IS NULL"
        " LEFT JOIN enrolment e ON e.user_id = ?1 AND e.course_id = c.id AND e.state <> 'left'"
        " LEFT JOIN course_instructor i ON i.course_id = c.id AND i.user_id = ?1"
        " LEFT JOIN coach_course cm ON cm.course_id = c.id LEFT JOIN coach_lesson lm ON lm.lesson_id = l.id"
        " WHERE c.slug = ?2 AND (c.state IN ('published', 'archived') OR i.user_id IS NOT NULL OR ?4)",
        user_id, course, lesson, admin));
}

struct coach_place policy_place_of(struct db *db, int64_t user_id, bool admin, int64_t lesson_id, int64_t course_id)
{
    const cJSON *row = db_row(db,
                              "SELECT c.slug AS course, coalesce(l.slug, '') AS lesson FROM course c"
                              " LEFT JOIN lesson l ON l.id = ?1 AND l.course_id = c.id WHERE c.id = ?2",
                              lesson_id, course_id);
    return policy_place(db, user_id, admin, json_string(row, "course", ""), json_string(row, "lesson", ""));
}

/* The open attempts of a person: [{id, quiz_id, lesson_id, title, due_at, started_at, questions}]. */
static cJSON *open_attempts(struct db *db, int64_t user_id, int64_t now)
{
    return db_rows(db,
                   "SELECT a.id, a.quiz_id, a.started_at, a.due_at, l.id AS lesson_id, l.title FROM attempt a JOIN quiz z ON z.id = a.quiz_id"
                   " JOIN lesson l ON l.id = z.lesson_id WHERE a.user_id = ?1 AND a.submitted_at IS NULL"
                   " AND (a.due_at IS NULL OR a.due_at + ?3 >= ?2)",
                   user_id, now, ATTEMPT_GRACE_SECONDS);
}

/* Only the prompts and what is offered to choose from are read, never what is right. */
static bool asks_question_of(struct arena *arena, struct db *db, int64_t quiz_id, const char *words)
{
    const cJSON *rows = db_rows(db, "SELECT prompt FROM question WHERE quiz_id = ?1 AND retired_at IS NULL", quiz_id), *row;
    cJSON_ArrayForEach(row, rows)
        if (likeness_same_question(arena, json_string(row, "prompt", ""), words))
            return true;
    return false;
}

const char *policy_exam(struct arena *arena, struct db *db, const struct exam_question *asked, int64_t now)
{
    const struct passage_meaning unknown = {.model = NULL};
    const struct passage_scope scope = {.user_id = asked->user_id};
    const cJSON *attempts = open_attempts(db, asked->user_id, now), *attempt;
    cJSON_ArrayForEach(attempt, attempts)
    {
        int64_t lesson_id = json_integer(attempt, "lesson_id", 0), quiz_id = json_integer(attempt, "quiz_id", 0);
        if (lesson_id == asked->lesson_id || lesson_id == asked->begun_lesson_id)
            return json_string(attempt, "title", "");
        if (*asked->words != '\0' && resemble_quiz(arena, db, quiz_id, asked->words, asked->meaning == NULL ? &unknown : asked->meaning, &scope))
            return json_string(attempt, "title", "");
    }
    return NULL;
}

/* A question about something that the learner is meant to work out. */
static bool about_exercise(struct arena *arena, struct db *db, const struct coach_place *place, const char *words)
{
    static const char *const signs[] = {"exercise", "homework", "assignment", "the quiz", "this quiz", "question ", "solve ", "the task",
                                        "exercice", "devoir", "le quiz", "ce quiz", "resoudre", "resous", "la tache"};
    const char *folded = text_fold(arena, words);
    if (strcmp(place->kind, "quiz") == 0 || strcmp(place->kind, "assignment") == 0)
        return true;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(folded, signs[i]) != NULL)
            return true;
    const cJSON *quiz, *quizzes =
        db_rows(db, "SELECT z.id FROM quiz z JOIN lesson l ON l.id = z.lesson_id WHERE l.course_id = ?1", place->course_id);
    cJSON_ArrayForEach(quiz, quizzes)
        if (asks_question_of(arena, db, json_integer(quiz, "id", 0), words))
            return true;
    return false;
}

/* "Another hint", "I don't know", "tell me more": goes on with what the last rung was about. */
static bool asks_again(struct arena *arena, const char *words)
{
    static const char *const signs[] = {
        "hint",       "next step", "still",  "don't know", "dont know",        "no idea",      "stuck",  "more help",  "tell me",
        "show me",    "the answer", "indice", "encore",     "je ne sais pas",  "aucune idee",  "bloque", "la reponse", "montre"};
    const char *folded = text_fold(arena, words);
    for (size_t i = 0; strlen(folded) < 120 && i < sizeof signs / sizeof *signs; i++)
        if (strstr(folded, signs[i]) != NULL)
            return true;
    return false;
}

int policy_rung(struct arena *arena, struct db *db, const struct coach_place *place, const char *words, const cJSON *history, int wanted)
{
    int reached = 0, last = 0;
    const cJSON *message;
    if (place->mode != COACH_HINTS)
        return 0;
    cJSON_ArrayForEach(message, history)
    {
        if (strcmp(json_string(message, "role", ""), "assistant") != 0)
            continue;
        last = (int)json_integer(message, "rung", 0);
        reached = last > reached ? last : reached;
    }
    bool again = last > 0 && (wanted > 0 || asks_again(arena, words));
    if (!again && !about_exercise(arena, db, place, words))
        return 0;
    int next = again ? last + 1 : RUNG_QUESTION;
    if (wanted > 0 && wanted <= reached + 1)
        next = wanted;
    return next > RUNG_ANSWER ? RUNG_ANSWER : next;
}
