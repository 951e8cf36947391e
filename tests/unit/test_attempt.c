/* test_attempt.c - attempts on a fresh database: starting and resuming, saves that arrive twice, late or in the wrong order, the
 * clock, grading, the review, drawing and shuffling. */
#include "domain/assess/attempt.h"
#include "domain/assess/quiz.h"
#include "fixture.h"

#include <string.h>

enum { ADA = 1, EVE = 2, COURSE = 1, LESSON = 1, QUIZ = 1, NOW = 100000 };

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (1, 'a@b.c', 'Ada', 1), (2, 'e@b.c', 'Eve', 1)");
    db_change(db, "INSERT INTO course (id, slug, title, state, lesson_count, created_at, updated_at) VALUES (1, 'git', 'Git', 'published', 2, 1, 1)");
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'm', 'M', 1)");
    db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, position, updated_at)"
                  " VALUES (1, 1, 1, 'quiz', 'quiz', 'Quiz', 1, 1), (2, 1, 1, 'text', 'text', 'Text', 2, 1)");
    db_change(db, "INSERT INTO enrolment (id, user_id, course_id, enrolled_at, active_at) VALUES (1, 1, 1, 1, 1)");
    db_change(db, "INSERT INTO quiz (id, lesson_id, pass_percent, time_limit, attempts_most) VALUES (1, 1, 50, 600, 2)");
    db_change(db, "INSERT INTO question (id, quiz_id, key, kind, position, points, prompt, feedback, body) VALUES"
                  " (11, 1, 'one', 'true_false', 1, 1, '<p>Is it?</p>', '<p>It is.</p>', '{\"answer\":true}'),"
                  " (12, 1, 'two', 'short', 2, 1, '<p>Say yes</p>', '', '{\"accept\":[\"yes\"]}'),"
                  " (13, 1, 'three', 'multiple', 3, 2, '<p>Which?</p>', '', '{\"options\":[{\"id\":\"a\",\"html\":\"A\",\"correct\":true},"
                  "{\"id\":\"b\",\"html\":\"B\",\"correct\":true},{\"id\":\"c\",\"html\":\"C\",\"correct\":false}]}')");
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static int64_t start(struct fixture *f, int64_t now, enum attempt_outcome expected)
{
    int64_t id = 0;
    const char *path = NULL;
    assert_int_equal(attempt_start(f->arena, f->db, ADA, QUIZ, now, &id, &path), expected);
    return id;
}

/* Saves values for a question of an attempt as a fresh request would. */
static enum answer_state answer(struct fixture *f, int64_t attempt_id, int64_t question, const char *values, int64_t sequence, int64_t now)
{
    cJSON *attempt = attempt_find(f->db, ADA, attempt_id);
    assert_non_null(attempt);
    return attempt_save(f->arena, f->db, attempt, attempt_questions(f->db, attempt), question,
                        json_read(f->arena, values, strlen(values), NULL), sequence, now);
}

static const char *stored(struct fixture *f, int64_t question)
{
    return db_text(f->db, "SELECT response FROM answer WHERE question_id = ?1", question);
}

static cJSON *submit(struct fixture *f, int64_t id, int64_t now)
{
    cJSON *attempt = attempt_find(f->db, ADA, id);
    assert_int_equal(attempt_submit(f->arena, f->db, attempt, attempt_questions(f->db, attempt), now, "UTC"), DB_OK);
    return attempt_find(f->db, ADA, id);
}

static void test_start(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED), other = 0;
    const char *path = NULL;
    assert_int_equal(start(f, NOW + 1, ATTEMPT_RESUMED), id);
    assert_int_equal(attempt_start(f->arena, f->db, EVE, QUIZ, NOW, &other, &path), ATTEMPT_NOT_ENROLLED);
    assert_string_equal(path, "/courses/git/quiz");
    assert_int_equal(attempt_start(f->arena, f->db, ADA, 99, NOW, &other, &path), ATTEMPT_NO_QUIZ);
    assert_null(attempt_find(f->db, EVE, id));
    submit(f, id, NOW + 2);
    id = start(f, NOW + 3, ATTEMPT_STARTED);
    submit(f, id, NOW + 4);
    start(f, NOW + 5, ATTEMPT_NONE_LEFT);
    assert_int_equal(json_integer(attempt_find(f->db, ADA, id), "number", 0), 2);
    cJSON *quiz = quiz_of_lesson(f->db, LESSON, ADA);
    assert_int_equal(json_integer(quiz, "questions", 0), 3);
    assert_int_equal(cJSON_GetArraySize(quiz_attempts(f->db, QUIZ, ADA)), 2);
}

/* Whatever way saves travel, the newest stays; replays are harmless. */
static void test_save_order(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED);
    assert_int_equal(answer(f, id, 12, "[\"no\"]", 10, NOW), ANSWER_SAVED);
    assert_int_equal(answer(f, id, 12, "[\"yes\"]", 20, NOW), ANSWER_SAVED);
    assert_int_equal(answer(f, id, 12, "[\"no\"]", 10, NOW), ANSWER_OLDER);
    assert_int_equal(answer(f, id, 12, "[\"yes\"]", 20, NOW), ANSWER_SAVED);
    assert_int_equal(answer(f, id, 12, "[\"other\"]", 20, NOW), ANSWER_OLDER);
    assert_string_equal(stored(f, 12), "\"yes\"");
    assert_int_equal(answer(f, id, 12, "[\"\"]", 30, NOW), ANSWER_SAVED);
    assert_string_equal(stored(f, 12), "null");
    assert_int_equal(answer(f, id, 12, "[\"yes\"]", 25, NOW), ANSWER_OLDER);
    assert_int_equal(answer(f, id, 99, "[\"yes\"]", 40, NOW), ANSWER_REFUSED);
    assert_int_equal(answer(f, id, 11, "[\"maybe\"]", 40, NOW), ANSWER_REFUSED);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM answer"), 1);
}

static void test_clock(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED);
    assert_int_equal(answer(f, id, 11, "[\"true\"]", 1, NOW + 600 + ATTEMPT_GRACE_SECONDS), ANSWER_SAVED);
    assert_int_equal(answer(f, id, 11, "[\"false\"]", 2, NOW + 601 + ATTEMPT_GRACE_SECONDS), ANSWER_LATE);
    assert_int_equal(answer(f, id, 11, "[\"true\"]", 1, NOW + 9999), ANSWER_SAVED); /* a replay of what is there */
    assert_int_equal(attempt_close_overdue(f->arena, f->db, NOW + 600 + ATTEMPT_GRACE_SECONDS, 10), 0);
    assert_int_equal(attempt_close_overdue(f->arena, f->db, NOW + 601 + ATTEMPT_GRACE_SECONDS, 10), 1);
    cJSON *attempt = attempt_find(f->db, ADA, id);
    assert_int_equal(json_integer(attempt, "submitted_at", 0), NOW + 600);
    assert_int_equal(json_integer(attempt, "points", 0), 100);
    assert_int_equal(json_integer(attempt, "points_most", 0), 400);
    assert_false(json_bool(attempt, "passed", true));
    assert_int_equal(answer(f, id, 12, "[\"yes\"]", 3, NOW), ANSWER_LATE);
}

static void test_submit(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED);
    answer(f, id, 11, "[\"true\"]", 1, NOW);
    answer(f, id, 13, "[\"a\"]", 1, NOW);
    cJSON *attempt = submit(f, id, NOW + 5);
    assert_true(json_bool(attempt, "passed", false)); /* 2 of 4 points, 50 % needed */
    assert_int_equal(json_integer(attempt, "points", 0), 200);
    attempt = submit(f, id, NOW + 50);
    assert_int_equal(json_integer(attempt, "submitted_at", 0), NOW + 5);
    assert_int_equal(db_integer(f->db, -1, "SELECT points FROM answer WHERE question_id = 13"), 100);
}

/* Passing completes the lesson and is a fact once, however often the quiz is passed again. */
static void test_passed_is_told(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 2; i++) {
        int64_t id = start(f, NOW + i, ATTEMPT_STARTED);
        assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM activity WHERE kind = 'quiz.passed'"), i);
        answer(f, id, 11, "[\"true\"]", 1, NOW + i);
        answer(f, id, 12, "[\"yes\"]", 1, NOW + i);
        submit(f, id, NOW + i);
    }
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM activity WHERE kind = 'quiz.passed'"), 1);
    assert_int_equal(db_integer(f->db, -1, "SELECT completed_at FROM lesson_progress WHERE lesson_id = 1"), NOW);
    assert_int_equal(db_integer(f->db, -1, "SELECT lessons_done FROM enrolment"), 1);
}

static void test_review(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED);
    answer(f, id, 11, "[\"false\"]", 1, NOW);
    assert_false(attempt_shows_key(attempt_find(f->db, ADA, id)));
    cJSON *attempt = submit(f, id, NOW + 5);
    assert_false(attempt_shows_key(attempt)); /* failed, one attempt is left */
    char *review = json_write(f->arena, attempt_review(f->arena, attempt, attempt_questions(f->db, attempt)));
    assert_null(strstr(review, "\"correct\":true"));
    assert_non_null(strstr(review, "It is."));
    int64_t second = start(f, NOW + 6, ATTEMPT_STARTED);
    attempt = attempt_find(f->db, ADA, id);
    review = json_write(f->arena, attempt_review(f->arena, attempt, attempt_questions(f->db, attempt)));
    assert_null(strstr(review, "It is.")); /* no explanations while the same questions are open */
    submit(f, second, NOW + 7);
    assert_true(attempt_shows_key(attempt_find(f->db, ADA, id))); /* none left */
    review = json_write(f->arena, attempt_review(f->arena, attempt_find(f->db, ADA, id), attempt_questions(f->db, attempt)));
    assert_non_null(strstr(review, "\"true_correct\":true"));
}

static void test_key_hidden_when_retrying_after_pass(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED);
    answer(f, id, 11, "[\"true\"]", 1, NOW);
    answer(f, id, 12, "[\"yes\"]", 1, NOW);
    assert_true(attempt_shows_key(submit(f, id, NOW + 5)));
    start(f, NOW + 6, ATTEMPT_STARTED);
    assert_false(attempt_shows_key(attempt_find(f->db, ADA, id)));
}

/* A question changed meanwhile stays as it was in the attempt. */
static void test_versions(void **state)
{
    struct fixture *f = *state;
    int64_t id = start(f, NOW, ATTEMPT_STARTED);
    db_change(f->db, "UPDATE question SET retired_at = ?1 WHERE id = 12", NOW + 1);
    cJSON *attempt = attempt_find(f->db, ADA, id);
    assert_int_equal(cJSON_GetArraySize(attempt_questions(f->db, attempt)), 3);
    submit(f, id, NOW + 2);
    id = start(f, NOW + 3, ATTEMPT_STARTED);
    assert_int_equal(cJSON_GetArraySize(attempt_questions(f->db, attempt_find(f->db, ADA, id))), 2);
}

static void test_draw(void **state)
{
    struct fixture *f = *state;
    int seen[20] = {0}, shuffled = 0;
    db_change(f->db, "UPDATE quiz SET draw = 2, shuffle = 1, attempts_most = 0");
    for (int i = 0; i < 40; i++) {
        int64_t id = start(f, NOW + i, ATTEMPT_STARTED);
        const cJSON *ids = json_member(attempt_find(f->db, ADA, id), "questions");
        assert_int_equal(cJSON_GetArraySize(ids), 2);
        int first = cJSON_GetArrayItem(ids, 0)->valueint, second = cJSON_GetArrayItem(ids, 1)->valueint;
        assert_int_not_equal(first, second);
        seen[first]++;
        seen[second]++;
        shuffled += first > second;
        submit(f, id, NOW + i);
    }
    assert_true(seen[11] > 5 && seen[12] > 5 && seen[13] > 5 && shuffled > 5 && shuffled < 35);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, fixture_close)
int main(void)
{
    const struct CMUnitTest tests[] = {CASE(test_start),  CASE(test_save_order), CASE(test_clock),    CASE(test_submit),
                                       CASE(test_review), CASE(test_versions),   CASE(test_draw),     CASE(test_passed_is_told), CASE(test_key_hidden_when_retrying_after_pass)};
    return cmocka_run_group_tests_name("attempt", tests, NULL, NULL);
}
