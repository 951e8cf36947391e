/* test_nudge.c - when the coach speaks first (once a day, never in a quiz, never what was refused) and where its citations lead. */
#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/coach/citation.h"
#include "domain/coach/nudge.h"
#include "fixture.h"

#include <string.h>

enum { ADA = 1, NOW = 1700000000 };

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (1, 'a@b.c', 'Ada', 1), (2, 'e@b.c', 'Eve', 1)");
    db_change(db, "INSERT INTO course (id, slug, kind, title, level, language, price, state, lesson_count, minutes, learner_count, created_at,"
                  " updated_at, published_at) VALUES (1, 'git', 'course', 'Git', 'beginner', 'en', 0, 'published', 4, 30, 0, 1, 1, 10),"
                  " (2, 'sql', 'course', 'Sql', 'advanced', 'fr', 0, 'published', 1, 10, 5, 1, 1, 20)");
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'a', 'A', 1)");
    db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, preview, position, updated_at) VALUES"
                  " (1, 1, 1, 'one', 'text', 'One', 1, 1, 1), (2, 1, 1, 'two', 'quiz', 'Two', 0, 2, 1)");
    db_change(db, "INSERT INTO skill (id, name) VALUES (1, 'git'), (2, 'databases')");
    db_change(db, "INSERT INTO course_skill (course_id, skill_id) VALUES (1, 1), (2, 2)");
    db_change(db, "INSERT INTO enrolment (user_id, course_id, last_lesson_id, enrolled_at, active_at) VALUES (1, 1, 1, 1, ?1)", NOW);
    db_change(db, "INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds) VALUES (1, 1, 1, 1, 1, 300)");
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static const struct nudge_signs stuck = {.lesson_id = 1};
static const struct nudge_signs nothing = {0};

static const char *kind_at(struct fixture *f, const struct nudge_signs *signs, int64_t now)
{
    return json_string(nudge_choose(f->db, ADA, signs, now, "UTC"), "kind", "");
}

static int64_t show(struct fixture *f, const struct nudge_signs *signs, int64_t now)
{
    int64_t id = 0;
    assert_int_equal(nudge_note(f->db, ADA, nudge_choose(f->db, ADA, signs, now, "UTC"), now, "UTC", &id), DB_OK);
    return id;
}

static void test_stuck(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(kind_at(f, &nothing, NOW), "");
    assert_string_equal(kind_at(f, &stuck, NOW), "stuck");
    assert_null(nudge_choose(f->db, 2, &stuck, NOW, "UTC")); /* takes no course */
    db_change(f->db, "UPDATE lesson_progress SET seconds = ?1", NUDGE_STUCK_SECONDS - 1);
    assert_string_equal(kind_at(f, &stuck, NOW), "");
    db_change(f->db, "UPDATE lesson_progress SET seconds = 900, completed_at = 5");
    assert_string_equal(kind_at(f, &stuck, NOW), "");
}

static void test_once_a_day(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0;
    cJSON *nudge = nudge_choose(f->db, ADA, &stuck, NOW, "UTC");
    show(f, &stuck, NOW);
    assert_int_equal(nudge_note(f->db, ADA, nudge, NOW, "UTC", &id), DB_CONFLICT);
    db_change(f->db, "UPDATE enrolment SET lessons_done = 2");
    assert_string_equal(kind_at(f, &stuck, NOW + 60), "");
    assert_string_equal(kind_at(f, &stuck, NOW + CLOCK_DAY), "milestone"); /* that lesson was spoken of */
}

static void test_not_in_an_attempt(void **state)
{
    struct fixture *f = *state;
    db_change(f->db, "INSERT INTO quiz (id, lesson_id) VALUES (1, 2)");
    db_change(f->db, "INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at) VALUES (1, 1, 1, '[]', 1, ?1)", NOW - 60);
    assert_string_equal(kind_at(f, &stuck, NOW), "");
    db_change(f->db, "UPDATE attempt SET submitted_at = ?1", NOW);
    assert_string_equal(kind_at(f, &stuck, NOW), "stuck");
}

static void test_refused_and_put_off(void **state)
{
    struct fixture *f = *state;
    int64_t id = show(f, &stuck, NOW);
    assert_int_equal(nudge_refuse(f->db, 2, id, NOW), DB_NONE);
    assert_int_equal(nudge_refuse(f->db, ADA, id, NOW), DB_OK);
    db_change(f->db, "UPDATE nudge SET subject = 'stuck:9'");
    assert_string_equal(kind_at(f, &stuck, NOW + 30 * CLOCK_DAY), "");
    assert_false(json_bool(nudge_wishes(f->db, ADA), "stuck", true));
    assert_int_equal(nudge_wish(f->db, ADA, "stuck", true), DB_OK);
    assert_string_equal(kind_at(f, &stuck, NOW + 30 * CLOCK_DAY), "stuck");
    assert_int_equal(nudge_put_off(f->db, ADA, id, NOW), DB_OK);
    assert_string_equal(kind_at(f, &stuck, NOW + 2 * CLOCK_DAY), "");
    assert_string_equal(kind_at(f, &stuck, NOW + 4 * CLOCK_DAY), "stuck");
    assert_int_equal(nudge_wish(f->db, ADA, "any", false), DB_OK);
    assert_string_equal(kind_at(f, &stuck, NOW + 4 * CLOCK_DAY), "");
}

static void test_back(void **state)
{
    struct fixture *f = *state;
    int64_t today = clock_day(NOW, "UTC");
    db_change(f->db, "INSERT INTO activity_day (user_id, day, seconds) VALUES (1, ?1, 60)", today - 2);
    assert_string_equal(kind_at(f, &nothing, NOW), "");
    cJSON *nudge = nudge_choose(f->db, ADA, &nothing, NOW + CLOCK_DAY, "UTC");
    assert_string_equal(json_string(nudge, "kind", ""), "back");
    assert_string_equal(json_string(nudge, "lesson_title", ""), "One");
    assert_int_equal(json_integer(nudge, "days", 0), 3);
    show(f, &nothing, NOW + CLOCK_DAY);
    assert_string_equal(kind_at(f, &nothing, NOW + 2 * CLOCK_DAY), ""); /* one absence, one word */
}

static void test_milestones(void **state)
{
    struct fixture *f = *state;
    db_change(f->db, "UPDATE enrolment SET lessons_done = 2");
    show(f, &nothing, NOW);
    assert_string_equal(kind_at(f, &nothing, NOW + CLOCK_DAY), "");
    db_change(f->db, "UPDATE enrolment SET state = 'completed', lessons_done = 4, completed_at = ?1", NOW + CLOCK_DAY);
    assert_true(json_bool(nudge_choose(f->db, ADA, &nothing, NOW + CLOCK_DAY, "UTC"), "finished", false));
    assert_string_equal(kind_at(f, &nothing, NOW + 9 * CLOCK_DAY), ""); /* old news */
}

static void test_browsing(void **state)
{
    struct fixture *f = *state;
    const struct nudge_signs sql = {.seen = {"sql", "databases", "sql"}}, mixed = {.seen = {"sql", "git", "sql"}}, two = {.seen = {"sql", "sql", NULL}},
                             own = {.seen = {"git", "git", "git"}};
    assert_string_equal(kind_at(f, &sql, NOW), "browsing");
    assert_string_equal(json_string(nudge_choose(f->db, ADA, &sql, NOW, "UTC"), "skill", ""), "databases");
    assert_string_equal(kind_at(f, &mixed, NOW), "");
    assert_string_equal(kind_at(f, &two, NOW), "");
    assert_string_equal(kind_at(f, &own, NOW), "");
}

static void test_citations(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *url, *quote, *link; } cases[] = {
        {"/courses/a/b", "", "/courses/a/b"},
        {"/courses/a/b#c", "one two", "/courses/a/b?quote=one%20two#c:~:text=one%20two"},
        {"/courses/a/b", " well-known,\n & so ", "/courses/a/b?quote=well-known%2C%20%26%20so#:~:text=well%2Dknown%2C%20%26%20so"},
        {"/courses/a/b", "1 2 3 4 5 6 7 8 9 10 11 12", "/courses/a/b?quote=1%202%203%204%205%206%207%208%209%2010%2011%2012#:~:text=1%202%203%204%205,8%209%2010%2011%2012"},
        {"https://evil.example/", "x", NULL}, {"//evil.example", "x", NULL}, {"/\\evil.example", "x", NULL}, {"javascript:alert(1)", "x", NULL}, {NULL, "x", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *link = citation_link(f->arena, cases[i].url, cases[i].quote);
        if (cases[i].link == NULL)
            assert_null(link);
        else
            assert_string_equal(link, cases[i].link);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_stuck, setup, fixture_close), cmocka_unit_test_setup_teardown(test_once_a_day, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_not_in_an_attempt, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_refused_and_put_off, setup, fixture_close), cmocka_unit_test_setup_teardown(test_back, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_milestones, setup, fixture_close), cmocka_unit_test_setup_teardown(test_browsing, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_citations, setup, fixture_close)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
