/* test_learning.c - enrolling, progress, time, notes, goals, the catalogue and the outline on a fresh database: what is counted,
 * what is counted once only, and that nobody reaches another's things. */
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/catalog/catalogue.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "domain/learning/activity.h"
#include "domain/learning/dashboard.h"
#include "domain/learning/enrolment.h"
#include "domain/learning/goal.h"
#include "domain/learning/note.h"
#include "domain/learning/progress.h"
#include "fixture.h"

#include <string.h>

enum { ADA = 1, EVE = 2, GIT = 1, SQL = 2, BOOK = 3, DRAFT = 4, NOW = 1700000000 };

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (1, 'a@b.c', 'Ada', 1), (2, 'e@b.c', 'Eve', 1)");
    db_change(db, "INSERT INTO course (id, slug, kind, title, level, language, price, state, lesson_count, minutes, learner_count,"
                  " created_at, updated_at, published_at) VALUES"
                  " (1, 'git', 'course', 'Git', 'beginner', 'en', 0, 'published', 3, 30, 0, 1, 1, 10),"
                  " (2, 'sql', 'course', 'Sql', 'advanced', 'fr', 49900, 'published', 1, 10, 5, 1, 1, 20),"
                  " (3, 'book', 'book', 'a book', 'beginner', 'en', 0, 'published', 1, 90, 9, 1, 1, 30),"
                  " (4, 'draft', 'course', 'Draft', 'beginner', 'en', 0, 'draft', 1, 5, 0, 1, 1, NULL)");
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'a', 'A', 1), (2, 1, 'b', 'B', 2), (3, 2, 'c', 'C', 1)");
    db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, preview, position, updated_at, removed_at) VALUES"
                  " (1, 1, 1, 'one', 'text', 'One', 1, 1, 1, NULL), (2, 1, 1, 'two', 'quiz', 'Two', 0, 2, 1, NULL),"
                  " (3, 1, 2, 'three', 'text', 'Three', 0, 3, 1, NULL), (4, 1, 2, 'gone', 'text', 'Gone', 0, 9, 1, 5),"
                  " (5, 2, 3, 'only', 'text', 'Only', 0, 1, 1, NULL)");
    db_change(db, "INSERT INTO skill (id, name) VALUES (1, 'git'), (2, 'sql'), (3, 'drafting')");
    db_change(db, "INSERT INTO course_skill (course_id, skill_id) VALUES (1, 1), (2, 2), (4, 3)");
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static void enrol(struct fixture *f, int64_t user_id, int64_t course_id)
{
    assert_int_equal(enrolment_begin(f->db, user_id, course_id, NOW, "UTC"), DB_OK);
}

static struct progress_change complete(struct fixture *f, int64_t lesson_id)
{
    struct progress_change change = {0};
    assert_int_equal(progress_complete(f->db, ADA, lesson_id, NOW, "UTC", &change), DB_OK);
    return change;
}

static int64_t done(struct fixture *f, int64_t course_id)
{
    return db_integer(f->db, -1, "SELECT lessons_done FROM enrolment WHERE user_id = 1 AND course_id = ?1", course_id);
}

static const char *state_of(struct fixture *f, int64_t course_id)
{
    return db_text(f->db, "SELECT state FROM enrolment WHERE user_id = 1 AND course_id = ?1", course_id);
}

static int64_t learners(struct fixture *f, int64_t course_id)
{
    return db_integer(f->db, -1, "SELECT learner_count FROM course WHERE id = ?1", course_id);
}

static int64_t lessons_today(struct fixture *f)
{
    return db_integer(f->db, 0, "SELECT lessons FROM activity_day WHERE user_id = 1 AND day = ?1", clock_day(NOW, "UTC"));
}

static void test_enrol_and_leave(void **state)
{
    struct fixture *f = *state;
    enrol(f, ADA, GIT);
    enrol(f, ADA, GIT);
    assert_int_equal(learners(f, GIT), 1);
    complete(f, 1);
    assert_int_equal(enrolment_leave(f->db, ADA, GIT, NOW, "UTC"), DB_OK);
    assert_int_equal(enrolment_leave(f->db, ADA, GIT, NOW, "UTC"), DB_NONE);
    assert_int_equal(learners(f, GIT), 0);
    assert_int_equal(cJSON_GetArraySize(enrolment_list(f->db, ADA, 10)), 0);
    enrol(f, ADA, GIT);
    assert_int_equal(learners(f, GIT), 1);
    assert_int_equal(done(f, GIT), 1);
    assert_string_equal(json_string(cJSON_GetArrayItem(enrolment_list(f->db, ADA, 10), 0), "lesson_slug", ""), "one");
}

static void test_complete_once(void **state)
{
    struct fixture *f = *state;
    enrol(f, ADA, GIT);
    assert_true(complete(f, 1).changed);
    assert_false(complete(f, 1).changed);
    assert_int_equal(done(f, GIT), 1);
    assert_int_equal(lessons_today(f), 1);
    assert_string_equal(progress_go_on(f->arena, f->db, ADA, 1), "/courses/git/two");
    assert_string_equal(json_string(cJSON_GetArrayItem(enrolment_list(f->db, ADA, 10), 0), "lesson_slug", ""), "two");
}

static void test_complete_course_and_reopen(void **state)
{
    struct fixture *f = *state;
    struct progress_change change;
    enrol(f, ADA, GIT);
    assert_false(complete(f, 3).course_completed);
    assert_string_equal(progress_go_on(f->arena, f->db, ADA, 3), "/courses/git/one"); /* what lies behind comes last */
    assert_false(complete(f, 1).course_completed);
    assert_true(complete(f, 2).course_completed);
    assert_string_equal(state_of(f, GIT), "completed");
    assert_null(progress_go_on(f->arena, f->db, ADA, 2));
    assert_int_equal(db_integer(f->db, 0, "SELECT count(*) FROM certificate WHERE user_id = 1"), 1);
    assert_int_equal(progress_reopen(f->db, ADA, 2, NOW + 60, "UTC", &change), DB_OK);
    assert_string_equal(state_of(f, GIT), "active");
    assert_int_equal(done(f, GIT), 2);
    assert_int_equal(lessons_today(f), 2);
    assert_int_equal(progress_reopen(f->db, ADA, 2, NOW + 60, "UTC", &change), DB_OK);
    assert_false(change.changed);
    assert_int_equal(done(f, GIT), 2);
    assert_true(complete(f, 2).course_completed);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(*) FROM certificate WHERE user_id = 1"), 1);
}

static void test_only_who_takes_part(void **state)
{
    struct fixture *f = *state;
    struct progress_change change;
    int64_t id = 0;
    enrol(f, ADA, GIT);
    assert_int_equal(progress_complete(f->db, EVE, 1, NOW, "UTC", &change), DB_NONE);
    assert_int_equal(progress_complete(f->db, ADA, 4, NOW, "UTC", &change), DB_NONE); /* removed */
    assert_int_equal(progress_complete(f->db, ADA, 99, NOW, "UTC", &change), DB_NONE);
    assert_int_equal(progress_open(f->db, EVE, GIT, 1, NOW), DB_NONE);
    assert_int_equal(progress_count_time(f->db, EVE, 1, 60, NOW, "UTC"), 0);
    assert_int_equal(note_add(f->db, EVE, 1, "mine", NOW, &id), DB_NONE);
    assert_int_equal(note_bookmark(f->db, EVE, 1, true, NOW), DB_NONE);
}

static int64_t beat(struct fixture *f, int64_t lesson_id, int64_t seconds, int64_t at)
{
    return progress_count_time(f->db, ADA, lesson_id, seconds, NOW + at, "UTC");
}

static void test_time_is_honest(void **state)
{
    struct fixture *f = *state;
    enrol(f, ADA, GIT);
    assert_int_equal(beat(f, 1, 60, 10), 0); /* never opened */
    assert_int_equal(progress_open(f->db, ADA, GIT, 1, NOW), DB_OK);
    assert_int_equal(progress_open(f->db, ADA, GIT, 2, NOW), DB_OK);
    assert_int_equal(beat(f, 1, 60, 30), 30);  /* no more than has passed since it was opened */
    assert_int_equal(beat(f, 1, 60, 30), 0);   /* the same beat twice */
    assert_int_equal(beat(f, 2, 60, 30), 0);   /* another tab, the same seconds */
    assert_int_equal(beat(f, 2, 20, 60), 20);
    assert_int_equal(beat(f, 1, 86400, 1000), PROGRESS_BEAT_MOST);
    assert_int_equal(beat(f, 1, -5, 2000), 0);
    assert_int_equal(db_integer(f->db, 0, "SELECT sum(seconds) FROM activity_day WHERE user_id = 1"), 170);
    assert_int_equal(db_integer(f->db, 0, "SELECT seconds FROM lesson_progress WHERE lesson_id = 1"), 150);
    assert_int_equal(beat(f, 1, 100, 86400), 100); /* the next day */
    assert_int_equal(beat(f, 1, 100, 86410), 10);
}

static void test_week(void **state)
{
    struct fixture *f = *state;
    int64_t today = clock_day(NOW, "UTC"); /* Tuesday */
    enrol(f, ADA, GIT);
    complete(f, 1);
    assert_int_equal(activity_record(f->db, ADA, ACTIVITY_QUIZ_PASSED, GIT, 2, NOW, "UTC"), DB_OK);
    cJSON *week = activity_week(f->db, ADA, today);
    assert_int_equal(cJSON_GetArraySize(week), 7);
    assert_int_equal(clock_weekday(json_integer(week->child, "day", 0)), 1);
    assert_int_equal(json_integer(cJSON_GetArrayItem(week, clock_weekday(today) - 1), "lessons", 0), 1);
    assert_int_equal(json_integer(cJSON_GetArrayItem(week, clock_weekday(today) - 1), "quizzes", 0), 1);
    assert_int_equal(json_integer(cJSON_GetArrayItem(week, 6), "lessons", -1), 0);
    assert_int_equal(cJSON_GetArraySize(activity_week(f->db, EVE, today)), 7);
}

static void test_notes(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0, total = 0;
    enrol(f, ADA, GIT);
    assert_int_equal(note_add(f->db, ADA, 1, "Le caf\303\251 de Git", NOW, &id), DB_OK);
    assert_int_equal(note_bookmark(f->db, ADA, 3, true, NOW), DB_OK);
    assert_int_equal(note_bookmark(f->db, ADA, 3, true, NOW), DB_OK);
    assert_null(note_find(f->arena, f->db, EVE, id));
    assert_int_equal(note_change(f->db, EVE, id, "x", 0, NOW), DB_NONE);
    assert_int_equal(note_delete(f->db, EVE, id, NOW), DB_NONE);
    assert_string_equal(json_string(note_find(f->arena, f->db, ADA, id), "url", ""), "/courses/git/one");
    assert_int_equal(cJSON_GetArraySize(note_shelf(f->arena, f->db, ADA, "CAFE", &total)), 1);
    assert_int_equal(total, 2);
    assert_int_equal(cJSON_GetArraySize(note_shelf(f->arena, f->db, ADA, "zzz", &total)), 0);
    assert_int_equal(cJSON_GetArraySize(note_shelf(f->arena, f->db, EVE, "", &total)), 0);
    assert_int_equal(note_delete(f->db, ADA, id, NOW), DB_OK);
    assert_int_equal(cJSON_GetArraySize(note_list(f->db, ADA, 1)), 0);
    assert_int_equal(note_restore(f->db, EVE, id), DB_NONE);
    assert_int_equal(note_restore(f->db, ADA, id), DB_OK);
    assert_int_equal(cJSON_GetArraySize(note_list(f->db, ADA, 1)), 1);
    assert_int_equal(note_bookmark(f->db, ADA, 3, false, NOW), DB_OK);
    assert_int_equal(note_bookmark(f->db, ADA, 3, false, NOW), DB_OK);
}

static void test_goals(void **state)
{
    struct fixture *f = *state;
    cJSON *skills = cJSON_Parse("[\"git\", \"sql\", \"no such skill\"]");
    assert_int_equal(goal_add(f->db, ADA, "Work with data", 20000, skills, NOW), DB_OK);
    enrol(f, ADA, GIT);
    complete(f, 1);
    cJSON *goals = goal_list(f->db, ADA, true, 10), *goal = goals->child;
    int64_t id = json_integer(goal, "id", 0);
    assert_int_equal(cJSON_GetArraySize(json_member(goal, "skills")), 2);
    assert_int_equal(json_integer(goal, "progress", -1), 16); /* a third of one of two skills */
    goal_give_courses(f->db, ADA, goals);
    assert_int_equal(cJSON_GetArraySize(json_member(goal, "courses")), 1);
    assert_string_equal(json_string(json_member(goal, "courses")->child, "slug", ""), "sql");
    assert_string_equal(json_string(dashboard_suggestion(f->db, ADA), "goal", ""), "Work with data");
    assert_null(goal_find(f->db, EVE, id));
    assert_int_equal(goal_change(f->db, EVE, id, "x", -1, NULL), DB_NONE);
    assert_int_equal(goal_delete(f->db, EVE, id, NOW), DB_NONE);
    assert_int_equal(goal_reach(f->db, ADA, id, true, NOW, "UTC"), DB_OK);
    assert_int_equal(cJSON_GetArraySize(goal_list(f->db, ADA, true, 10)), 0);
    assert_int_equal(json_integer(goal_list(f->db, ADA, false, 10)->child, "progress", 0), 100);
    assert_int_equal(goal_reach(f->db, ADA, id, false, NOW, "UTC"), DB_OK);
    assert_int_equal(goal_delete(f->db, ADA, id, NOW), DB_OK);
    assert_int_equal(goal_restore(f->db, ADA, id), DB_OK);
    for (int i = 1; i < GOALS_MOST; i++)
        assert_int_equal(goal_add(f->db, ADA, "More", -1, NULL, NOW), DB_OK);
    assert_int_equal(goal_add(f->db, ADA, "Too many", -1, NULL, NOW), DB_CONFLICT);
    assert_string_equal(json_string(dashboard_suggestion(f->db, EVE), "slug", ""), "book"); /* the one most take */
}

struct filter_case {
    struct catalogue_filter filter;
    const char *slugs;
};

static const struct filter_case filters[] = {
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "", .sort = "newest", .page = 1}, "book sql git "},
    {{.level = "beginner", .language = "", .kind = "", .price = "", .skill = "", .sort = "newest", .page = 1}, "book git "},
    {{.level = "", .language = "fr", .kind = "", .price = "", .skill = "", .sort = "newest", .page = 1}, "sql "},
    {{.level = "", .language = "", .kind = "book", .price = "", .skill = "", .sort = "newest", .page = 1}, "book "},
    {{.level = "", .language = "", .kind = "", .price = "free", .skill = "", .sort = "newest", .page = 1}, "book git "},
    {{.level = "", .language = "", .kind = "", .price = "paid", .skill = "", .sort = "newest", .page = 1}, "sql "},
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "git", .sort = "newest", .page = 1}, "git "},
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "drafting", .sort = "newest", .page = 1}, ""},
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "", .sort = "title", .page = 1}, "book git sql "},
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "", .sort = "length", .page = 1}, "sql git book "},
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "", .sort = "popular", .page = 1}, "book sql git "},
    {{.level = "", .language = "", .kind = "", .price = "", .skill = "", .sort = "newest", .page = 2}, ""}};

static const char *slugs(struct arena *arena, const cJSON *rows)
{
    struct text text = text_in(arena);
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) text_printf(&text, "%s ", json_string(row, "slug", ""));
    return text_string(&text);
}

static void test_catalogue(void **state)
{
    struct fixture *f = *state;
    int64_t total = 0;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        assert_string_equal(slugs(f->arena, catalogue_list(f->db, &filters[i].filter, 0, &total)), filters[i].slugs);
    cJSON *hits = cJSON_Parse("[{\"course_id\":1},{\"course_id\":4},{\"course_id\":3}]"); /* 4 is a draft; 13 and 31 must not match */
    assert_string_equal(slugs(f->arena, catalogue_found(f->arena, f->db, &filters[0].filter, hits, true, 0, &total)), "git book ");
    assert_int_equal(total, 2);
    assert_string_equal(slugs(f->arena, catalogue_found(f->arena, f->db, &filters[0].filter, hits, false, 0, &total)), "book git ");
    enrol(f, ADA, GIT);
    complete(f, 1);
    cJSON *mine = catalogue_list(f->db, &filters[6].filter, ADA, &total);
    assert_true(json_bool(mine->child, "enrolled", false));
    assert_int_equal(json_integer(mine->child, "progress", 0), 33);
}

static void test_outline(void **state)
{
    struct fixture *f = *state;
    enrol(f, ADA, GIT);
    complete(f, 1);
    struct outline outline = outline_read(f->arena, f->db, GIT, "git", ADA, 2, true);
    assert_int_equal(cJSON_GetArraySize(outline.modules), 2);
    assert_int_equal(outline.lessons, 3);
    assert_int_equal(outline.done, 1);
    assert_int_equal(outline.quizzes, 1);
    assert_string_equal(json_string(outline.previous, "url", ""), "/courses/git/one");
    assert_string_equal(json_string(outline.next, "url", ""), "/courses/git/three");
    assert_string_equal(json_string(outline.open, "url", ""), "/courses/git/three");
    outline = outline_read(f->arena, f->db, GIT, "git", ADA, 3, true);
    assert_null(outline.next);
    assert_string_equal(json_string(outline.open, "url", ""), "/courses/git/two");
    outline = outline_read(f->arena, f->db, GIT, "git", 0, 0, false);
    assert_false(json_bool(outline.first, "locked", true)); /* a preview */
    assert_true(json_bool(outline.open->next, "locked", false));
}

static void test_visibility(void **state)
{
    struct fixture *f = *state;
    assert_true(course_visible(course_find(f->db, "git", 0), false));
    assert_false(course_visible(course_find(f->db, "draft", ADA), false));
    assert_true(course_visible(course_find(f->db, "draft", ADA), true));
    db_change(f->db, "INSERT INTO course_instructor (course_id, user_id) VALUES (4, 2)");
    assert_true(course_visible(course_find(f->db, "draft", EVE), false));
    enrol(f, ADA, GIT);
    db_change(f->db, "UPDATE course SET state = 'archived' WHERE id = 1");
    assert_true(course_visible(course_find(f->db, "git", ADA), false));
    assert_false(course_visible(course_find(f->db, "git", EVE), false));
    assert_null(course_find(f->db, "nothing", ADA));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_enrol_and_leave, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_complete_once, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_complete_course_and_reopen, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_only_who_takes_part, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_time_is_honest, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_week, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_notes, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_goals, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_catalogue, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_outline, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_visibility, setup, fixture_close)};
    return cmocka_run_group_tests_name("learning", tests, NULL, NULL);
}
