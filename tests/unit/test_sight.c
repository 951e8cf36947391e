/* test_sight.c - what the coach sees of a learner: their own progress and mistakes, none of others', none while an attempt is open,
 * and nothing of what would have been right - an authorizer refuses those columns. */
#include "core/base/json.h"
#include "core/store/connection.h"
#include "domain/coach/sight.h"

#include "fixture.h"

#include <string.h>

enum { ADA = 1, LUC };

static const char *const academy =
    "INSERT INTO person (id, email, name, roles, created_at) VALUES (1,'a@x','A',1,0),(2,'l@x','L',1,0),(3,'s@x','S',1,0);"
    "INSERT INTO course (id, slug, title, state, lesson_count, created_at, updated_at) VALUES (1,'git','Git','published',3,0,0),"
    " (2,'sql','SQL','published',1,0,0);"
    "INSERT INTO module (id, course_id, slug, title, position) VALUES (1,1,'m','M',1),(2,2,'m','M',1);"
    "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, position, updated_at, removed_at) VALUES"
    " (1,1,1,'one','text','One',1,0,NULL),(2,1,1,'gone','text','Gone',2,0,9),(3,1,1,'two','text','Two',3,0,NULL),"
    " (4,1,1,'exam','quiz','Exam',4,0,NULL),(5,2,2,'other','quiz','Other',1,0,NULL);"
    "INSERT INTO enrolment (user_id, course_id, lessons_done, enrolled_at, active_at) VALUES (1,1,1,0,0),(2,1,0,0,0),(1,2,0,0,0);"
    "INSERT INTO enrolment (user_id, course_id, state, enrolled_at, active_at) VALUES (3,1,'left',0,0);"
    "INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, completed_at) VALUES (1,1,1,0,0,5),(1,3,1,0,0,NULL);"
    "INSERT INTO quiz (id, lesson_id) VALUES (1,4),(2,5);"
    "INSERT INTO question (id, quiz_id, key, kind, position, points, prompt, feedback, body) VALUES"
    " (1,1,'a','single',1,1,'<p>First &amp; <em>foremost</em>?</p>','KEY','{\"k\":\"KEY\"}'),"
    " (2,1,'b','blank',2,2,'<p>A <code>\xEE\x80\x80</code> has:</p><pre><code class=\"language-sh\">git \xEE\x80\x80\n</code></pre>','KEY','{}'), (3,1,'c','single',3,1,'<p>Third?</p>','KEY','{}'),"
    " (4,2,'d','single',1,1,'<p>Of another course?</p>','KEY','{}');"
    "INSERT INTO attempt (id, user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed) VALUES"
    " (1,1,1,1,'[]',1,0,10,0,400,0),(2,1,1,2,'[]',1,0,20,0,400,0),(3,2,1,1,'[]',1,0,20,0,400,0),(4,1,2,1,'[]',1,0,30,0,100,0);"
    "INSERT INTO answer (attempt_id, question_id, response, sequence, saved_at, points) VALUES"
    " (1,3,'\"old\"',1,0,0), (2,1,'\"x\"',1,0,0), (2,2,'[\"half\"]',1,0,100), (2,3,'\"y\"',1,0,100),"
    " (3,3,'\"z\"',1,0,0), (3,1,'null',1,0,0), (4,4,'\"w\"',1,0,0);";

static int refuse_keys(void *context, int action, const char *table, const char *column, const char *database, const char *trigger)
{
    (void)context, (void)database, (void)trigger;
    bool secret = action == SQLITE_READ && strcmp(table, "question") == 0 && (strcmp(column, "body") == 0 || strcmp(column, "feedback") == 0);
    return secret ? SQLITE_DENY : SQLITE_OK;
}

static void fill(struct db *db)
{
    assert_int_equal(db_script(db, academy), DB_OK);
    sqlite3_set_authorizer(db->handle, refuse_keys, NULL);
}

static int open_academy(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static const char *prompts(struct fixture *fixture, int64_t user_id, int64_t course_id)
{
    const cJSON *sight = sight_of(fixture->arena, fixture->db, user_id, course_id), *mistake;
    const char *all = "";
    cJSON_ArrayForEach(mistake, json_member(sight, "mistakes"))
    {
        const char *prompt = json_string(mistake, "prompt", "");
        all = *all == '\0' ? prompt : arena_printf(fixture->arena, "%s | %s", all, prompt);
    }
    return all;
}

static void test_progress(void **state)
{
    struct fixture *fixture = *state;
    const cJSON *sight = sight_of(fixture->arena, fixture->db, ADA, 1);
    assert_int_equal(json_integer(sight, "done", 9), 1);
    assert_int_equal(json_integer(sight, "lessons", 9), 3);
    assert_string_equal(json_string(sight, "next", ""), "Two");
    assert_string_equal(json_string(sight, "next_slug", ""), "two");
    assert_null(sight_of(fixture->arena, fixture->db, LUC, 2)); /* not enrolled */
    assert_null(sight_of(fixture->arena, fixture->db, 3, 1));   /* has left */
}

static void test_mistakes(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(prompts(fixture, ADA, 1), "First & foremost? | A ___ has: git ___"); /* of the newest attempt */
    assert_string_equal(prompts(fixture, LUC, 1), "Third?");
    assert_string_equal(prompts(fixture, ADA, 2), "Of another course?");
    const cJSON *first = json_member(sight_of(fixture->arena, fixture->db, ADA, 1), "mistakes")->child;
    assert_string_equal(json_string(first, "lesson", ""), "Exam");
    assert_int_equal(cJSON_GetArraySize(first), 3);
}

static void test_none_during_an_attempt(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(db_change(fixture->db, "INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at) VALUES (1,2,2,'[]',1,0)"),
                     DB_OK);
    assert_string_equal(prompts(fixture, ADA, 1), "");
    assert_string_equal(prompts(fixture, ADA, 2), "");
    assert_string_equal(prompts(fixture, LUC, 1), "Third?");
    assert_int_equal(json_integer(sight_of(fixture->arena, fixture->db, ADA, 1), "done", 9), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_progress, open_academy, fixture_close),
        cmocka_unit_test_setup_teardown(test_mistakes, open_academy, fixture_close),
        cmocka_unit_test_setup_teardown(test_none_during_an_attempt, open_academy, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
