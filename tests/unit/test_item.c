/* test_item.c - item statistics of a quiz made by hand, and the pace of lessons. */
#include "fixture.h"

#include "core/base/json.h"
#include "domain/assess/item.h"
#include "domain/learning/pace.h"

#include <math.h>

enum { PEOPLE = 12, DAY = 86400 };

/* Twelve learners and three questions: the first is right for the better half, the second for all, the third for the worse half. The
 * better half gets 2 of 3 points by it, the worse half too, but for one who left the third empty. */
static void fill(struct db *db)
{
    db_script(db, "INSERT INTO course (id, slug, title, created_at, updated_at) VALUES (1, 'c', 'C', 0, 0);"
                  "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'm', 'M', 1);"
                  "INSERT INTO lesson (id, course_id, module_id, slug, title, position, kind, minutes, updated_at) VALUES"
                  " (1, 1, 1, 'a', 'A', 1, 'text', 5, 0), (2, 1, 1, 'b', 'B', 2, 'quiz', 5, 0);"
                  "INSERT INTO quiz (id, lesson_id) VALUES (1, 2);"
                  "INSERT INTO question (id, quiz_id, key, kind, position, points, prompt, body) VALUES"
                  " (1, 1, 'a', 'single', 1, 1, 'one', '{}'), (2, 1, 'b', 'single', 2, 1, 'two', '{}'), (3, 1, 'c', 'single', 3, 1, 'three', '{}')");
    for (int64_t who = 1; who <= PEOPLE; who++) {
        bool better = who <= PEOPLE / 2, empty = who == PEOPLE;
        db_change(db, "INSERT INTO person (id, email, name, password_hash, created_at) VALUES (?1, ?2, 'x', 'x', 0)", who, who);
        db_change(db, "INSERT INTO enrolment (user_id, course_id, state, last_lesson_id, enrolled_at, active_at) VALUES (?1, 1, 'active', 1, 0, ?2)",
                  who, better ? 0 : 20 * DAY);
        db_change(db, "INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds, completed_at)"
                      " VALUES (?1, 1, 1, 0, 0, ?2, ?3)", who, 60 * who, better ? db_value_integer(1) : DB_NULL);
        db_change(db, "INSERT INTO attempt (id, user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed)"
                      " VALUES (?1, ?1, 1, 1, '[1,2,3]', 0, 0, 1, ?2, 300, ?3)", who, empty ? 100 : 200, better);
        db_change(db, "INSERT INTO answer (attempt_id, question_id, response, sequence, saved_at, points) VALUES (?1, 1, '\"a\"', 1, 1, ?2)", who,
                  better ? 100 : 0);
        db_change(db, "INSERT INTO answer (attempt_id, question_id, response, sequence, saved_at, points) VALUES (?1, 2, '\"a\"', 1, 1, 100)", who);
        if (!empty)
            db_change(db, "INSERT INTO answer (attempt_id, question_id, response, sequence, saved_at, points) VALUES (?1, 3, '\"a\"', 1, 1, ?2)", who,
                      better ? 0 : 100);
    }
    /* A second attempt counts nowhere. */
    db_script(db, "INSERT INTO attempt (id, user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed)"
                  " VALUES (99, 1, 1, 2, '[1,2,3]', 0, 0, 1, 0, 300, 0)");
}

static int open_fixture(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static void questions_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    int count = 0;
    unsigned before = db_query_count(fixture->db);
    const struct item_quiz *quiz = item_quizzes(fixture->arena, fixture->db, 1, &count);
    assert_int_equal(db_query_count(fixture->db) - before, 4); /* however many people tried it */
    assert_int_equal(count, 1);
    assert_int_equal(quiz->attempts, PEOPLE);
    assert_true(fabs(quiz->mean - 100.0 * (11 * 200 + 100) / (PEOPLE * 300.0)) < 1e-9);
    assert_true(fabs(quiz->passed - 50) < 1e-9);
    assert_int_equal(quiz->count, 3);
    assert_true(fabs(quiz->items[0].facility - 50) < 1e-9);
    assert_true(fabs(quiz->items[1].facility - 100) < 1e-9);
    assert_true(fabs(quiz->items[2].facility - 500.0 / 12) < 1e-9);
    assert_int_equal(quiz->items[2].blank, 1);
    assert_int_equal(quiz->items[0].blank, 0);
    /* python3 -c "import numpy as n; x=[1]*6+[0]*6; y=[.5]*6+[1]*5+[.5]; print(n.corrcoef(x,y)[0,1]*100)" */
    assert_true(fabs(quiz->items[0].discrimination - -84.51542547) < 1e-6);
    assert_true(isnan(quiz->items[1].discrimination)); /* everybody has it */
}

static void the_pace_is_counted(void **state)
{
    struct fixture *fixture = *state;
    const cJSON *lesson = pace_list(fixture->db, 1)->child;
    assert_true(cJSON_IsNull(json_member(lesson, "counted_at")));
    assert_int_equal(pace_count(fixture->db, 20 * DAY), DB_OK);
    assert_int_equal(pace_count(fixture->db, 20 * DAY), DB_OK); /* again: the same */
    lesson = pace_list(fixture->db, 1)->child;
    assert_int_equal(json_integer(lesson, "opened", 0), PEOPLE);
    assert_int_equal(json_integer(lesson, "completed", 0), PEOPLE / 2);
    assert_int_equal(json_integer(lesson, "seconds", 0), 210); /* of 60 ... 360 */
    assert_int_equal(json_integer(lesson, "stopped", 0), PEOPLE / 2);
    assert_int_equal(json_integer(lesson->next, "opened", -1), 0);
}

/* With two hundred quizzes each is read less far: the page answers in time. */
static void a_course_has_an_end(void **state)
{
    enum { QUIZZES = 200 };
    struct fixture *fixture = *state;
    int count = 0;
    db_script(fixture->db,
              "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 298) INSERT INTO lesson (id, course_id, module_id, slug, title,"
              " position, kind, minutes, updated_at) SELECT i, 1, 1, 'q' || i, 'Q', i, 'quiz', 5, 0 FROM n;"
              "INSERT INTO quiz (id, lesson_id) SELECT id, id FROM lesson WHERE id >= 100;"
              "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1600) INSERT INTO person (id, email, name, password_hash,"
              " created_at) SELECT i, i, 'x', 'x', 0 FROM n;"
              "INSERT INTO attempt (id, user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed)"
              " SELECT id, id, 1, 1, '[1,2,3]', 0, 0, 1, 300, 300, 1 FROM person WHERE id >= 1000");
    const struct item_quiz *quizzes = item_quizzes(fixture->arena, fixture->db, 1, &count);
    assert_int_equal(count, QUIZZES);
    assert_int_equal(quizzes[0].attempts, ITEM_COURSE_ATTEMPTS_MOST / QUIZZES);
    assert_true(fabs(quizzes[0].passed - 100) < 1e-9); /* the newest */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_are_told_apart, open_fixture, fixture_close),
        cmocka_unit_test_setup_teardown(the_pace_is_counted, open_fixture, fixture_close),
        cmocka_unit_test_setup_teardown(a_course_has_an_end, open_fixture, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
