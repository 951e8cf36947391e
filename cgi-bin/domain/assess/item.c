/* item.c - item statistics from attempts. See item.h. */
#include "domain/assess/item.h"

#include "core/base/json.h"

#include <math.h>

enum { HUNDREDTHS = 100, QUIZZES_MOST = 200, QUESTIONS_MOST = 500 };

/* What is summed of a question over attempts: x its share, y the share of the rest. */
struct sums {
    double n, x, y, xx, yy, xy, points;
    int64_t blank;
};

static double correlation(const struct sums *sums)
{
    double covariance = sums->xy - sums->x * sums->y / sums->n;
    double x = sums->xx - sums->x * sums->x / sums->n, y = sums->yy - sums->y * sums->y / sums->n;
    return sums->n < ITEM_ATTEMPTS_LEAST || x < 1e-9 || y < 1e-9 ? NAN : covariance / sqrt(x * y);
}

static int place_of(const struct item_quiz *quiz, int64_t question_id)
{
    for (int i = 0; i < quiz->count; i++)
        if (quiz->items[i].question_id == question_id)
            return i;
    return -1;
}

/* What one attempt's answers gave, by question; hundredths, and whether there was an answer. */
struct given {
    int64_t points;
    bool answered;
};

/* Each person's first attempt at a quiz, the newest ?2 of them. */
#define ATTEMPTS                                                                                                                  \
    "SELECT id, questions, points, points_most, passed FROM attempt a WHERE quiz_id = ?1 AND submitted_at IS NOT NULL"            \
    " AND points_most > 0 AND NOT EXISTS (SELECT 1 FROM attempt b WHERE b.user_id = a.user_id AND b.quiz_id = a.quiz_id"          \
    " AND b.submitted_at IS NOT NULL AND b.number < a.number) ORDER BY id DESC LIMIT ?2"

/* The answers of all attempts of a quiz, in the order of the attempts; `row` stands on the next one. */
struct answers {
    struct db_steps *row;
    bool more;
};

static struct answers open_answers(struct db *db, int64_t quiz_id, int64_t most)
{
    struct db_steps *row = db_steps(db,
                                    "SELECT w.attempt_id, w.question_id, w.points, w.response <> 'null' FROM (" ATTEMPTS ") t"
                                    " JOIN answer w ON w.attempt_id = t.id ORDER BY w.attempt_id DESC",
                                    quiz_id, most);
    return (struct answers){row, db_steps_next(row)};
}

static void read_answers(struct answers *answers, const struct item_quiz *quiz, int64_t attempt_id, struct given *given)
{
    for (; answers->more && db_step_integer(answers->row, 0) >= attempt_id; answers->more = db_steps_next(answers->row)) {
        int at = db_step_integer(answers->row, 0) == attempt_id ? place_of(quiz, db_step_integer(answers->row, 1)) : -1;
        if (at >= 0)
            given[at] = (struct given){db_step_integer(answers->row, 2), db_step_integer(answers->row, 3) != 0};
    }
}

static void add(struct sums *sums, const struct given *given, int64_t points, int64_t points_most)
{
    double most = sums->points * HUNDREDTHS, rest = (double)points_most - most;
    double x = (double)given->points / most, y = rest <= 0 ? 0 : (double)(points - given->points) / rest;
    sums->n++;
    sums->x += x;
    sums->y += y;
    sums->xx += x * x;
    sums->yy += y * y;
    sums->xy += x * y;
    sums->blank += !given->answered;
}

/* The attempt's own list says which questions it had: a pool gives each attempt others. */
static void add_attempt(struct arena *arena, struct answers *answers, const struct item_quiz *quiz, struct sums *sums, const cJSON *attempt)
{
    struct given *given = arena_alloc(arena, (size_t)(quiz->count + 1) * sizeof *given);
    read_answers(answers, quiz, json_integer(attempt, "id", 0), given);
    const cJSON *id;
    cJSON_ArrayForEach(id, json_member(attempt, "questions"))
    {
        int at = place_of(quiz, (int64_t)id->valuedouble);
        if (at >= 0)
            add(&sums[at], &given[at], json_integer(attempt, "points", 0), json_integer(attempt, "points_most", 0));
    }
}

static void read_items(struct arena *arena, struct db *db, struct item_quiz *quiz, struct sums **sums)
{
    quiz->items = arena_alloc(arena, QUESTIONS_MOST * sizeof *quiz->items);
    *sums = arena_alloc(arena, QUESTIONS_MOST * sizeof **sums);
    const cJSON *row, *rows = db_rows(db,
                                      "SELECT id, prompt, kind, points FROM question WHERE quiz_id = ?1 AND retired_at IS NULL"
                                      " ORDER BY position, id LIMIT ?2",
                                      quiz->quiz_id, (int64_t)QUESTIONS_MOST);
    cJSON_ArrayForEach(row, rows)
    {
        (*sums)[quiz->count].points = (double)json_integer(row, "points", 1);
        quiz->items[quiz->count++] = (struct item){.question_id = json_integer(row, "id", 0),
                                                   .prompt = json_string(row, "prompt", ""),
                                                   .kind = json_string(row, "kind", "")};
    }
}

static void read_quiz(struct arena *arena, struct db *db, struct item_quiz *quiz, int64_t most)
{
    struct sums *sums;
    double points = 0, passed = 0;
    read_items(arena, db, quiz, &sums);
    const cJSON *attempt, *attempts = db_rows(db,
                                              "SELECT id, questions AS \"questions:json\", points, points_most, passed FROM (" ATTEMPTS ") t"
                                              " ORDER BY id DESC",
                                              quiz->quiz_id, most);
    struct answers answers = open_answers(db, quiz->quiz_id, most);
    cJSON_ArrayForEach(attempt, attempts)
    {
        quiz->attempts++;
        points += (double)json_integer(attempt, "points", 0) / (double)json_integer(attempt, "points_most", 1);
        passed += (double)json_integer(attempt, "passed", 0);
        add_attempt(arena, &answers, quiz, sums, attempt);
    }
    if (answers.more)
        db_steps_end(answers.row);
    quiz->mean = quiz->attempts == 0 ? NAN : 100 * points / (double)quiz->attempts;
    quiz->passed = quiz->attempts == 0 ? NAN : 100 * passed / (double)quiz->attempts;
    for (int i = 0; i < quiz->count; i++) {
        struct item *item = &quiz->items[i];
        item->attempts = (int64_t)sums[i].n;
        item->blank = sums[i].blank;
        item->facility = sums[i].n == 0 ? NAN : 100 * sums[i].x / sums[i].n;
        item->discrimination = 100 * correlation(&sums[i]);
    }
}

struct item_quiz *item_quizzes(struct arena *arena, struct db *db, int64_t course_id, int *count)
{
    const cJSON *row, *rows = db_rows(db,
                                      "SELECT q.id, q.lesson_id, l.title, l.slug FROM quiz q JOIN lesson l ON l.id = q.lesson_id"
                                      " WHERE l.course_id = ?1 AND l.removed_at IS NULL ORDER BY l.position, l.id LIMIT ?2",
                                      course_id, (int64_t)QUIZZES_MOST);
    int found = cJSON_GetArraySize(rows);
    struct item_quiz *quizzes = arena_alloc(arena, (size_t)(found + 1) * sizeof *quizzes);
    int64_t share = found == 0 ? 0 : ITEM_COURSE_ATTEMPTS_MOST / found, most = share < ITEM_ATTEMPTS_MOST ? share : ITEM_ATTEMPTS_MOST;
    *count = 0;
    cJSON_ArrayForEach(row, rows)
    {
        struct item_quiz *quiz = &quizzes[(*count)++];
        *quiz = (struct item_quiz){.quiz_id = json_integer(row, "id", 0),
                                   .lesson_id = json_integer(row, "lesson_id", 0),
                                   .title = json_string(row, "title", ""),
                                   .slug = json_string(row, "slug", "")};
        read_quiz(arena, db, quiz, most);
    }
    return quizzes;
}
