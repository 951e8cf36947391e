/* test_intake.c - events from outside: which are taken as what, which are refused and why, and that nobody can speak for another. */
#include "fixture.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/measure/intake.h"

#include <string.h>

enum { NOW = 1700049600 };

static void fill(struct db *db)
{
    assert_int_equal(db_change(db, "INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (7, 'one', 'One', 'published', 1, 1)"),
                     DB_OK);
    assert_int_equal(db_change(db, "INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (8, 'two', 'Two', 'archived', 1, 1)"),
                     DB_OK);
    assert_int_equal(db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (3, 7, 'part', 'Part', 1)"), DB_OK);
    assert_int_equal(db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at)"
                                   " VALUES (70, 7, 3, 'a', 'A', 'text', 1, 1)"), DB_OK);
}

static int open_database(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static struct event sender_of(int64_t actor)
{
    return (struct event){.at = NOW, .actor = actor, .session = 5, .device = EVENT_PHONE, .country = "ZA", .page = "", .referrer = "", .properties = "", .key = ""};
}

static struct intake read_body(struct fixture *fixture, const char *body, int64_t actor)
{
    int count = 0;
    struct event sender = sender_of(actor);
    const cJSON *list = intake_list(json_read(fixture->arena, body, strlen(body), NULL), &count);
    assert_non_null(list);
    return intake_read(fixture->arena, fixture->db, list, &sender);
}

static void a_body_is_a_list_or_one_event(void **state)
{
    struct fixture *fixture = *state;
    static const struct { const char *body; int count; } cases[] = {
        {"{\"events\":[{\"name\":\"a\"},{\"name\":\"b\"}]}", 2}, {"{\"name\":\"a\"}", 1}, {"{\"events\":[]}", 0}, {"{\"events\":{\"name\":\"a\"}}", 0},
        {"{}", 0}, {"{\"events\":null,\"name\":\"a\"}", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int count = 0;
        const cJSON *list = intake_list(json_read(fixture->arena, cases[i].body, strlen(cases[i].body), NULL), &count);
        assert_int_equal(count, cases[i].count);
        assert_true((list != NULL) == (cases[i].count > 0));
    }
    int count = 0;
    assert_null(intake_list(NULL, &count));
}

static void what_is_good_is_taken_and_the_rest_is_named(void **state)
{
    struct intake intake = read_body(*state,
                                     "{\"events\":[{\"name\":\"a.b\",\"actor\":99,\"session\":1,\"device\":3,\"lesson\":70,\"properties\":{\"x\":[1]}},7,"
                                     "{\"name\":\"quiz.passed\"},{\"name\":\"c.d\",\"course\":8,\"page\":\"/p?q\",\"referrer\":\"r\"}]}", 4);
    assert_int_equal(intake.count, 2);
    assert_string_equal(intake.events[0].name, "a.b");
    assert_int_equal(intake.events[0].actor, 4);
    assert_int_equal(intake.events[0].session, 5);
    assert_int_equal(intake.events[0].device, EVENT_PHONE);
    assert_string_equal(intake.events[0].country, "ZA");
    assert_int_equal(intake.events[0].lesson_id, 70);
    assert_int_equal(intake.events[0].course_id, 7);
    assert_string_equal(intake.events[0].properties, "{\"x\":[1]}");
    assert_string_equal(intake.events[0].key, "");
    assert_int_equal(intake.events[1].course_id, 8);
    assert_string_equal(intake.events[1].page, "/p?q");
    assert_int_equal(cJSON_GetArraySize(intake.refused), 2);
    assert_int_equal(json_integer(cJSON_GetArrayItem(intake.refused, 0), "index", -1), 1);
    assert_int_equal(json_integer(cJSON_GetArrayItem(intake.refused, 1), "index", -1), 2);
}

static void bad_ones_are_refused_with_their_reason(void **state)
{
    static const struct { const char *body, *reason; } cases[] = {
        {"{\"name\":\"\"}", "\"name\""},
        {"{\"name\":5}", "\"name\""},
        {"{\"name\":\"two words\"}", "\"name\""},
        {"{\"name\":\"course.completed\"}", "academy itself"},
        {"{\"name\":\"Quiz.Solved\"}", "academy itself"},
        {"{\"name\":\"experiment\"}", "academy itself"},
        {"{\"name\":\"a\",\"age\":-301000}", "future"},
        {"{\"name\":\"a\",\"time\":1700050000}", "future"},
        {"{\"name\":\"a\",\"time\":\"2023-11-15T12:06:00Z\"}", "future"},
        {"{\"name\":\"a\",\"time\":1697300000}", "31 days"},
        {"{\"name\":\"a\",\"age\":2678500000}", "31 days"},
        {"{\"name\":\"a\",\"age\":1e300}", "can't be read"},
        {"{\"name\":\"a\",\"age\":\"1\"}", "can't be read"},
        {"{\"name\":\"a\",\"time\":1e300}", "can't be read"},
        {"{\"name\":\"a\",\"time\":\"yesterday\"}", "can't be read"},
        {"{\"name\":\"a\",\"time\":[]}", "can't be read"},
        {"{\"name\":\"a\",\"properties\":[]}", "an object"},
        {"{\"name\":\"a\",\"properties\":{\"a\":{\"b\":{}}}}", "one more level"},
        {"{\"name\":\"a\",\"properties\":{\"a\":[[]]}}", "one more level"},
        {"{\"name\":\"a\",\"course\":9}", "no such course"},
        {"{\"name\":\"a\",\"course\":\"7\"}", "numbers"},
        {"{\"name\":\"a\",\"course\":-7}", "numbers"},
        {"{\"name\":\"a\",\"lesson\":7}", "no such lesson"},
        {"{\"name\":\"a\",\"lesson\":70,\"course\":8}", "another course"},
        {"{\"name\":\"a\",\"id\":[]}", "\"id\""},
        {"{\"name\":\"a\",\"page\":7}", "\"page\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct intake intake = read_body(*state, cases[i].body, 4);
        const char *reason = json_string(cJSON_GetArrayItem(intake.refused, 0), "reason", "taken");
        if (intake.count != 0 || strstr(reason, cases[i].reason) == NULL)
            fail_msg("%s: %s", cases[i].body, reason);
    }
}

static void times_are_read_in_all_their_forms(void **state)
{
    static const struct { const char *body; int64_t at; } cases[] = {
        {"{\"name\":\"a\"}", NOW},
        {"{\"name\":\"a\",\"age\":null,\"time\":null}", NOW},
        {"{\"name\":\"a\",\"age\":0}", NOW},
        {"{\"name\":\"a\",\"age\":61999.5}", NOW - 61},
        {"{\"name\":\"a\",\"age\":1000,\"time\":1}", NOW - 1},
        {"{\"name\":\"a\",\"time\":1700049000}", NOW - 600},
        {"{\"name\":\"a\",\"time\":1700049000999}", NOW - 600},
        {"{\"name\":\"a\",\"time\":\"2023-11-15T11:50:00.5Z\"}", NOW - 600},
        {"{\"name\":\"a\",\"time\":\"2023-11-15T13:50:00+02:00\"}", NOW - 600},
        {"{\"name\":\"a\",\"age\":-299000}", NOW + 299},
        {"{\"name\":\"a\",\"age\":2678400000}", NOW - 31 * 86400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct intake intake = read_body(*state, cases[i].body, 4);
        assert_int_equal(intake.count, 1);
        assert_int_equal(intake.events[0].at, cases[i].at);
    }
}

static void properties_have_bounds(void **state)
{
    struct fixture *fixture = *state;
    struct text most = text_in(fixture->arena), many = text_in(fixture->arena), name = text_in(fixture->arena);
    text_append(&most, "{\"name\":\"a\",\"properties\":{\"x\":\"");
    for (int i = 0; i < EVENT_PROPERTIES_MOST - 8; i++)
        text_append(&most, "y");
    assert_int_equal(read_body(fixture, arena_printf(fixture->arena, "%s\"}}", most.bytes), 4).count, 1);
    assert_int_equal(read_body(fixture, arena_printf(fixture->arena, "%sy\"}}", most.bytes), 4).count, 0);
    text_append(&many, "{\"name\":\"a\",\"properties\":{\"0\":0");
    for (int i = 1; i < INTAKE_MEMBERS_MOST; i++)
        text_printf(&many, ",\"%d\":0", i);
    assert_int_equal(read_body(fixture, arena_printf(fixture->arena, "%s}}", many.bytes), 4).count, 1);
    assert_int_equal(read_body(fixture, arena_printf(fixture->arena, "%s,\"z\":0}}", many.bytes), 4).count, 0);
    for (int i = 0; i < EVENT_KEY_MOST; i++)
        text_append(&name, "k");
    assert_int_equal(read_body(fixture, arena_printf(fixture->arena, "{\"name\":\"a\",\"properties\":{\"%s\":0}}", name.bytes), 4).count, 1);
    assert_int_equal(read_body(fixture, arena_printf(fixture->arena, "{\"name\":\"a\",\"properties\":{\"%sk\":0}}", name.bytes), 4).count, 0);
    assert_string_equal(read_body(fixture, "{\"name\":\"a\",\"properties\":{}}", 4).events[0].properties, "");
}

static void the_senders_id_is_a_key_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    const char *first = read_body(fixture, "{\"name\":\"a\",\"id\":\"7\"}", 4).events[0].key;
    assert_int_equal(strlen(first), 32);
    assert_string_equal(read_body(fixture, "{\"name\":\"other\",\"id\":7}", 4).events[0].key, first);
    assert_string_not_equal(read_body(fixture, "{\"name\":\"a\",\"id\":\"7\"}", 5).events[0].key, first);
    assert_string_not_equal(read_body(fixture, "{\"name\":\"a\",\"id\":\"8\"}", 4).events[0].key, first);
}

static void only_what_is_no_fact_is_open(void **state)
{
    (void)state;
    static const char *const open[] = {"page.viewed", "course.viewed", "lesson.viewed", "app.opened", "anything", "quizzes.liked"};
    static const char *const shut[] = {"quiz.passed", "quiz.anything", "account.signed_in", "course.enrolled", "course.shared", "search.done", "EXPERIMENT.converted"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        assert_true(event_name_open(open[i]));
    for (size_t i = 0; i < sizeof shut / sizeof *shut; i++)
        assert_false(event_name_open(shut[i]));
}

static void the_description_of_a_body_is_json(void **state)
{
    assert_true(json_valid(*state, intake_schema, strlen(intake_schema), NULL, NULL));
}

/* Course 10 is a draft: of those who teach it, take it or are admins, and of nobody else. */
static void what_the_sender_may_not_see_is_not_there(void **state)
{
    enum { NOBODY = 0, VISITOR = -5, LEARNER = 1, TEACHER, ADMIN, TAKER };
    static const struct { int64_t actor; bool sees; } cases[] = {
        {NOBODY, false}, {VISITOR, false}, {LEARNER, false}, {TEACHER, true}, {ADMIN, true}, {TAKER, true}};
    struct fixture *fixture = *state;
    db_script(fixture->db, "INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (10, 'draft', 'Draft', 'draft', 1, 1);"
                           "INSERT INTO module (id, course_id, slug, title, position) VALUES (4, 10, 'part', 'Part', 1);"
                           "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at) VALUES"
                           " (90, 10, 4, 'a', 'A', 'text', 1, 1);"
                           "INSERT INTO person (id, email, name, password_hash, roles, created_at) VALUES (1, 'l', 'L', 'x', 1, 1),"
                           " (2, 't', 'T', 'x', 3, 1), (3, 'a', 'A', 'x', 5, 1), (4, 'e', 'E', 'x', 1, 1);"
                           "INSERT INTO course_instructor (course_id, user_id) VALUES (10, 2);"
                           "INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) VALUES (4, 10, 1, 1)");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct intake intake = read_body(fixture, "{\"events\":[{\"name\":\"a\",\"course\":10},{\"name\":\"a\",\"lesson\":90}]}", cases[i].actor);
        assert_int_equal(intake.count, cases[i].sees ? 2 : 0);
        if (!cases[i].sees)
            assert_string_equal(json_string(cJSON_GetArrayItem(intake.refused, 1), "reason", ""), "There is no such lesson.");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_sender_may_not_see_is_not_there, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(a_body_is_a_list_or_one_event, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(what_is_good_is_taken_and_the_rest_is_named, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(bad_ones_are_refused_with_their_reason, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(times_are_read_in_all_their_forms, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(properties_have_bounds, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(the_senders_id_is_a_key_of_its_own, open_database, fixture_close),
        cmocka_unit_test(only_what_is_no_fact_is_open),
        cmocka_unit_test_setup_teardown(the_description_of_a_body_is_json, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
