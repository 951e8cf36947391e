/* test_history.c - a learner's own figures: which days count, how long streaks are, and that too little is not called a habit. */
#include "fixture.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/learning/history.h"

enum { TODAY = 20778 }; /* 21 November 2026, a Saturday */

static void fill(struct db *db)
{
    static const char *const sql =
        "INSERT INTO person (id, email, name, created_at) VALUES (1, 'a@example.org', 'A', 1), (2, 'b@example.org', 'B', 1);"
        "INSERT INTO course (id, slug, title, created_at, updated_at) VALUES (7, 'one', 'One', 1, 1), (8, 'two', 'Two', 1, 1);"
        "INSERT INTO module (id, course_id, slug, title, position) VALUES (3, 7, 'part', 'Part', 1), (4, 8, 'part', 'Part', 1);"
        "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at) VALUES (70, 7, 3, 'a', 'A', 'text', 1, 1),"
        " (71, 7, 3, 'b', 'B', 'quiz', 2, 1), (72, 7, 3, 'c', 'C', 'text', 3, 1), (80, 8, 4, 'a', 'A', 'text', 1, 1);"
        "INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds, completed_at) VALUES"
        " (1, 70, 7, 1, 50, 100, 9), (1, 71, 7, 1, 60, 20, 9), (1, 72, 7, 1, 40, 30, NULL), (1, 80, 8, 1, 10, 500, NULL), (2, 70, 7, 1, 99, 9999, 9);";
    assert_int_equal(db_script(db, sql), DB_OK);
}

static int open_database(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static void add(struct fixture *fixture, int64_t user_id, int64_t day, int64_t seconds, int64_t lessons, int64_t quizzes)
{
    assert_int_equal(db_change(fixture->db, "INSERT INTO activity_day (user_id, day, seconds, lessons, quizzes) VALUES (?1, ?2, ?3, ?4, ?5)",
                               user_id, day, seconds, lessons, quizzes), DB_OK);
}

static struct history_streaks streaks(struct fixture *fixture)
{
    struct history history = history_read(fixture->arena, fixture->db, 1, TODAY);
    return history_streaks(&history, TODAY);
}

static void a_day_counts_by_what_was_done(void **state)
{
    (void)state;
    static const struct { struct history_day day; bool counts; } cases[] = {
        {{1, 0, 0, 0}, false}, {{1, 299, 0, 0}, false}, {{1, 300, 0, 0}, true}, {{1, 0, 1, 0}, true}, {{1, 1, 0, 1}, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(history_counts(&cases[i].day), cases[i].counts);
}

static void a_streak_may_end_yesterday_and_no_earlier(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(streaks(fixture).current, 0);
    assert_int_equal(streaks(fixture).longest, 0);
    for (int day = 4; day <= 8; day++)
        add(fixture, 1, TODAY - day, 400, 0, 0);
    assert_int_equal(streaks(fixture).current, 0);
    assert_int_equal(streaks(fixture).longest, 5);
    add(fixture, 1, TODAY - 2, 0, 0, 1);
    assert_int_equal(streaks(fixture).current, 0);
    add(fixture, 1, TODAY - 1, 0, 1, 0);
    assert_int_equal(streaks(fixture).current, 2);
    add(fixture, 1, TODAY, 299, 0, 0); /* too little so far */
    assert_int_equal(streaks(fixture).current, 2);
    assert_int_equal(db_change(fixture->db, "UPDATE activity_day SET seconds = 300 WHERE user_id = 1 AND day = ?1", TODAY), DB_OK);
    assert_int_equal(streaks(fixture).current, 3);
    assert_int_equal(streaks(fixture).longest, 5);
    add(fixture, 1, TODAY - 3, 200, 0, 0); /* a day between that does not count joins nothing */
    assert_int_equal(streaks(fixture).longest, 5);
    assert_int_equal(db_change(fixture->db, "UPDATE activity_day SET lessons = 1 WHERE user_id = 1 AND day = ?1", TODAY - 3), DB_OK);
    assert_int_equal(streaks(fixture).current, 9);
    assert_int_equal(streaks(fixture).longest, 9);
}

static void sums_have_both_ends_and_only_ones_own(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 1, TODAY - 9, 7, 1, 0);
    add(fixture, 1, TODAY - 5, 20, 1, 1);
    add(fixture, 1, TODAY - 3, 300, 0, 2);
    add(fixture, 1, TODAY + 1, 5000, 5, 5);
    add(fixture, 2, TODAY - 4, 90000, 9, 9);
    struct history history = history_read(fixture->arena, fixture->db, 1, TODAY);
    assert_int_equal(history.count, 3);
    struct history_day sum = history_sum(&history, TODAY - 5, TODAY - 3);
    assert_int_equal(sum.seconds, 320);
    assert_int_equal(sum.lessons, 1);
    assert_int_equal(sum.quizzes, 3);
}

static void weekdays_are_means_once_there_are_four_weeks(void **state)
{
    struct fixture *fixture = *state;
    double seconds[7];
    int64_t monday = TODAY - 5;
    add(fixture, 1, monday - 14, 700, 0, 0);
    struct history history = history_read(fixture->arena, fixture->db, 1, TODAY);
    assert_false(history_weekdays(&history, TODAY, seconds));
    add(fixture, 1, monday - 28, 1300, 0, 0);
    add(fixture, 1, monday + 1, 50, 0, 0);
    add(fixture, 1, TODAY - 500, 100000, 0, 0); /* long ago */
    history = history_read(fixture->arena, fixture->db, 1, TODAY);
    assert_true(history_weekdays(&history, TODAY, seconds));
    assert_int_equal((int64_t)(seconds[0] * 26), 2000); /* 26 Mondays in 26 weeks */
    assert_int_equal((int64_t)(seconds[1] * 26 + 0.5), 50);
    assert_int_equal((int64_t)seconds[6], 0);
}

static void an_hour_is_told_in_ones_own_zone_once_there_is_enough(void **state)
{
    struct fixture *fixture = *state;
    int64_t evening = (int64_t)TODAY * CLOCK_DAY + 17 * CLOCK_HOUR;
    for (int i = 0; i < HISTORY_FINISHED_LEAST; i++) {
        assert_int_equal(history_usual_hour(fixture->db, 1, 0, "UTC"), -1);
        assert_int_equal(db_change(fixture->db, "INSERT INTO activity (user_id, kind, at) VALUES (1, ?1, ?2)",
                                   i % 2 == 0 ? "lesson.completed" : "quiz.submitted", evening - i * (i < 7 ? 1 : CLOCK_HOUR) + 30), DB_OK);
    }
    assert_int_equal(history_usual_hour(fixture->db, 1, 0, "UTC"), 17);
    assert_int_equal(history_usual_hour(fixture->db, 1, 0, "Africa/Johannesburg"), 19);
    assert_int_equal(history_usual_hour(fixture->db, 1, evening, "UTC"), -1);
    assert_int_equal(history_usual_hour(fixture->db, 2, 0, "UTC"), -1);
}

static void courses_have_ones_own_totals(void **state)
{
    struct fixture *fixture = *state;
    const cJSON *courses = history_courses(fixture->db, 1), *first = cJSON_GetArrayItem(courses, 0), *second = cJSON_GetArrayItem(courses, 1);
    assert_int_equal(cJSON_GetArraySize(courses), 2);
    assert_string_equal(json_string(first, "slug", ""), "two");
    assert_int_equal(json_integer(first, "lessons", -1), 0);
    assert_int_equal(json_integer(second, "seconds", -1), 150);
    assert_int_equal(json_integer(second, "lessons", -1), 1);
    assert_int_equal(json_integer(second, "quizzes", -1), 1);
    assert_int_equal(json_integer(second, "seen_at", -1), 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_counts_by_what_was_done),
        cmocka_unit_test_setup_teardown(a_streak_may_end_yesterday_and_no_earlier, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(sums_have_both_ends_and_only_ones_own, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(weekdays_are_means_once_there_are_four_weeks, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(an_hour_is_told_in_ones_own_zone_once_there_is_enough, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(courses_have_ones_own_totals, open_database, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
