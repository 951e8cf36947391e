/* test_conversation.c - what stands round the coach's answers: wishes and moments in words, privacy, likeness of questions,
 * limits, rungs, actions, and that every call on a conversation is its learner's alone. */
#include "fixture.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/action.h"
#include "domain/coach/conversation.h"
#include "domain/coach/likeness.h"
#include "domain/coach/limit.h"
#include "domain/coach/policy.h"
#include "domain/coach/privacy.h"
#include "domain/coach/when.h"

#include <string.h>

enum { ADA = 1, EVE = 2, NOW = 1795208400 }; /* Friday 2026-11-20 21:00 UTC */

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (1, 'a@b.c', 'Ada Okonkwo', 1), (2, 'e@b.c', 'Eve Martin', 1)");
    db_change(db, "INSERT INTO course (id, slug, title, price, state, lesson_count, created_at, updated_at) VALUES"
                  " (1, 'git', 'Git from the inside', 0, 'published', 2, 1, 1), (2, 'sql', 'SQL that answers', 49900, 'published', 0, 1, 1)");
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'm', 'M', 1)");
    db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, position, updated_at) VALUES"
                  " (1, 1, 1, 'blobs', 'text', 'Blobs', 1, 1), (2, 1, 1, 'quiz', 'quiz', 'The quiz', 2, 1)");
    db_change(db, "INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) VALUES (1, 1, 1, 1)");
    db_change(db, "INSERT INTO quiz (id, lesson_id) VALUES (1, 2)");
    db_change(db, "INSERT INTO question (id, quiz_id, key, kind, position, prompt, body) VALUES"
                  " (1, 1, 'a', 'single', 1, '<p>Which object stores the <em>content</em> of a file?</p>', '{}')");
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static void test_when(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *words, *zone, *stamp; } cases[] = {
        {"tomorrow at 18:00", "UTC", "2026-11-21T18:00:00Z"},
        {"remind me tomorrow at 18:00 to read", "Africa/Johannesburg", "2026-11-21T16:00:00Z"},
        {"demain à 18 h", "Europe/Paris", "2026-11-21T17:00:00Z"},
        {"rappelle-moi demain à 18h30", "Europe/Paris", "2026-11-21T17:30:00Z"},
        {"in 2 hours", "UTC", "2026-11-20T23:00:00Z"},
        {"dans 3 jours", "UTC", "2026-11-23T21:00:00Z"},
        {"in an hour", "UTC", "2026-11-20T22:00:00Z"},
        {"on monday", "UTC", "2026-11-23T09:00:00Z"},
        {"vendredi à 8h", "UTC", "2026-11-27T08:00:00Z"},
        {"at 6 pm", "UTC", "2026-11-21T18:00:00Z"},
        {"2026-12-24 07:15", "America/New_York", "2026-12-24T12:15:00Z"},
        {"tonight", "America/New_York", "2026-11-21T01:00:00Z"},
        {"tomorrow", "UTC", "2026-11-21T09:00:00Z"},
        {"some day", "UTC", NULL}, {"", "UTC", NULL}, {"2020-01-01 10:00", "UTC", NULL}, {"in 99999 days", "UTC", NULL}, {"chapter 7", "UTC", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time = 0;
        bool read = when_read(f->arena, cases[i].words, NOW, cases[i].zone, &time);
        if (read != (cases[i].stamp != NULL))
            fail_msg("\"%s\": %s", cases[i].words, read ? clock_stamp(f->arena, time) : "not read");
        if (read)
            assert_string_equal(clock_stamp(f->arena, time), cases[i].stamp);
    }
}

static void test_wishes(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *words, *action, *text; } cases[] = {
        {"Make a note: blobs have no name", "create_note", "blobs have no name"},
        {"please make a note that trees point to blobs", "create_note", "trees point to blobs"},
        {"Prends une note : é comme été", "create_note", "é comme été"},
        {"Mark this lesson as complete", "complete_lesson", ""},
        {"marque cette leçon comme terminée", "complete_lesson", ""},
        {"Enrol me in SQL that answers", "enrol", ""},
        {"inscris-moi au cours", "enrol", ""},
        {"remind me tomorrow at 18:00", "remind", "tomorrow at 18:00"},
        {"start the quiz", "start_quiz", ""},
        {"What should I do next?", "next_step", ""},
        {"How do I make a note?", NULL, NULL}, {"Why is a commit marked as complete?", NULL, NULL}, {"What is a blob?", NULL, NULL}, {"", NULL, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const cJSON *wish = action_recognise(f->arena, cases[i].words);
        if ((wish == NULL) != (cases[i].action == NULL))
            fail_msg("\"%s\": %s", cases[i].words, wish == NULL ? "no wish" : json_string(wish, "action", ""));
        if (wish == NULL)
            continue;
        assert_string_equal(json_string(wish, "action", ""), cases[i].action);
        assert_string_equal(json_string(wish, "text", ""), cases[i].text);
    }
    assert_null(action_of_call(f->arena, "delete_account", "{}"));
    assert_string_equal(json_string(action_of_call(f->arena, "create_note", "{\"text\":\"x\"}"), "text", ""), "x");
    assert_string_equal(json_string(action_of_call(f->arena, "create_note", "no json"), "text", "-"), "");
}

static void test_privacy(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *text, *clean; } cases[] = {
        {"I am Ada and OKONKWO asks", "I am [name] and [name] asks"},
        {"write to ada.l+x@demo.example.org, please", "write to [e-mail], please"},
        {"call +27 21 555 0100 or 06 12 34 56 78.", "call [phone] or [phone]."},
        {"Eve Martin said so", "[name] [name] said so"},
        {"my name is Xolani Dube", "my name is [name] [name]"},
        {"in 2026-11-20 18:00 git 2.39.5 has 1000000000 objects", "in 2026-11-20 18:00 git 2.39.5 has 1000000000 objects"},
        {"Adaptation of Martinique", "Adaptation of Martinique"},
        {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(privacy_strip(f->arena, cases[i].text, privacy_names(f->arena, f->db, "Ada Okonkwo", cases[i].text)), cases[i].clean);
}

static void test_likeness(void **state)
{
    struct fixture *f = *state;
    const char *prompt = "<p>Which object stores the <em>content</em> of a file?</p>";
    static const struct { const char *words; bool same; } cases[] = {
        {"Which object stores the content of a file?", true}, {"what kind of objects store content of files", true},
        {"the object that is storing a file's contents is called", true}, {"What is a branch?", false}, {"file", false}, {"", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (likeness_same_question(f->arena, prompt, cases[i].words) != cases[i].same)
            fail_msg("\"%s\"", cases[i].words);
}

static void test_limits(void **state)
{
    struct fixture *f = *state;
    struct coach_limits limits = {.daily = 2, .monthly = 10000, .price_in = 0.5, .price_out = 2};
    assert_int_equal(limit_take(f->db, &limits, ADA, NOW), DB_OK);
    assert_int_equal(limit_take(f->db, &limits, ADA, NOW), DB_OK);
    assert_int_equal(limit_take(f->db, &limits, ADA, NOW), DB_NONE);
    assert_int_equal(limit_taken(f->db, ADA, NOW), 2);
    assert_int_equal(limit_take(f->db, &limits, EVE, NOW), DB_OK);
    assert_int_equal(limit_take(f->db, &limits, ADA, NOW + CLOCK_DAY), DB_OK);
    assert_int_equal(limit_cost(&limits, 1000, 500), 1500);
    assert_int_equal(limit_budget(f->db, &limits, NOW), BUDGET_OPEN);
    limit_spend(f->db, ADA, 1000, 500, 8000, NOW);
    assert_int_equal(limit_budget(f->db, &limits, NOW), BUDGET_WARNING);
    limit_spend(f->db, EVE, 1000, 500, 2000, NOW);
    assert_int_equal(limit_budget(f->db, &limits, NOW), BUDGET_SPENT);
    assert_int_equal(limit_budget(f->db, &limits, NOW + 30 * CLOCK_DAY), BUDGET_OPEN);
    assert_int_equal(limit_untold(f->db, &limits, NOW), BUDGET_SPENT);
    assert_int_equal(limit_note_told(f->db, BUDGET_WARNING, NOW), DB_OK);
    assert_int_equal(limit_untold(f->db, &limits, NOW), BUDGET_SPENT); /* above what was told */
    limit_note_told(f->db, BUDGET_SPENT, NOW);
    assert_int_equal(limit_untold(f->db, &limits, NOW), BUDGET_OPEN);
    limits.monthly = limit_spent(f->db, NOW) * 100 / 90;
    assert_int_equal(limit_budget(f->db, &limits, NOW), BUDGET_WARNING);
    assert_int_equal(limit_untold(f->db, &limits, NOW), BUDGET_OPEN); /* below what was told */
    db_change(f->db, "INSERT INTO coach_spending (day, cost) VALUES (?1, 100000000)", (NOW + 31 * CLOCK_DAY) / CLOCK_DAY);
    assert_int_equal(limit_untold(f->db, &limits, NOW + 31 * CLOCK_DAY), BUDGET_SPENT); /* another month */
}

static const char *exam(struct fixture *f, int64_t user_id, int64_t lesson_id, int64_t begun_lesson_id, const char *words)
{
    const struct exam_question asked = {.user_id = user_id, .lesson_id = lesson_id, .begun_lesson_id = begun_lesson_id, .words = words};
    return policy_exam(f->arena, f->db, &asked, NOW);
}

static void test_exam_and_rungs(void **state)
{
    struct fixture *f = *state;
    struct coach_place place = policy_place(f->db, ADA, false, "git", "blobs");
    assert_int_equal(place.lesson_id, 1);
    assert_int_equal(policy_place(f->db, EVE, false, "git", "blobs").lesson_id, 0); /* not hers to read */
    assert_null(exam(f, ADA, 2, 0, "help"));
    db_change(f->db, "INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at) VALUES (1, 1, 1, '[]', 1, 1)");
    assert_string_equal(exam(f, ADA, 2, 0, "help"), "The quiz");
    assert_string_equal(exam(f, ADA, 1, 2, "help"), "The quiz");
    assert_string_equal(exam(f, ADA, 0, 0, "which object stores file content?"), "The quiz");
    assert_null(exam(f, ADA, 1, 0, "what is a branch"));
    assert_null(exam(f, EVE, 2, 2, "which object stores file content?"));
    db_change(f->db, "UPDATE attempt SET due_at = ?1", (int64_t)NOW - 60);
    assert_null(exam(f, ADA, 2, 0, "help"));
    const cJSON *none = cJSON_CreateArray();
    assert_int_equal(policy_rung(f->arena, f->db, &place, "what is a branch", none, 4), 0);
    assert_int_equal(policy_rung(f->arena, f->db, &place, "solve the exercise", none, 4), 1);
    const cJSON *two = cJSON_Parse("[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"rung\":2}]");
    assert_int_equal(policy_rung(f->arena, f->db, &place, "another hint", two, 0), 3);
    assert_int_equal(policy_rung(f->arena, f->db, &place, "x", two, 1), 1);
    assert_int_equal(policy_rung(f->arena, f->db, &place, "x", two, 4), 3);
    place.mode = COACH_DIRECT;
    assert_int_equal(policy_rung(f->arena, f->db, &place, "solve the exercise", none, 1), 0);
}

static void test_own_conversations_only(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0, question = 0, answer = 0, other = 0, total = 0;
    const struct question_asked asked = {.user_id = ADA, .course_id = 1, .lesson_id = 1, .words = "What is a blob?", .action = "", .heading = ""};
    struct question_asked strange = asked;
    assert_int_equal(conversation_ask(f->arena, f->db, &asked, NOW, &id, &question, &answer), DB_OK);
    strange.user_id = EVE;
    strange.conversation_id = id;
    assert_int_equal(conversation_ask(f->arena, f->db, &strange, NOW, &other, &question, &answer), DB_NONE);
    assert_null(conversation_find(f->db, EVE, id));
    assert_int_equal(cJSON_GetArraySize(conversation_messages(f->db, EVE, id, NOW)), 0);
    assert_int_equal(cJSON_GetArraySize(conversation_list(f->arena, f->db, EVE, "", 10, 0, &total)), 0);
    assert_int_equal(conversation_rename(f->db, EVE, id, "x"), DB_NONE);
    assert_int_equal(conversation_delete(f->db, EVE, id, NOW), DB_NONE);
    assert_int_equal(conversation_rate(f->db, EVE, answer, 1, ""), DB_NONE);
    assert_int_equal(conversation_report(f->db, EVE, answer, "x", NOW), DB_NONE);
    assert_int_equal(conversation_stop(f->db, EVE, answer, NOW), DB_NONE);
    assert_int_equal(cJSON_GetArraySize(conversation_list(f->arena, f->db, ADA, "blob", 10, 0, &total)), 1);
    assert_int_equal(cJSON_GetArraySize(conversation_list(f->arena, f->db, ADA, "100%", 10, 0, &total)), 0);
    assert_int_equal(total, 0);
}

/* Pages of the list: the newest first, the total on every page, nothing behind the last. */
static void test_pages_of_the_list(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0, question = 0, answer = 0, total = 0;
    for (int i = 1; i <= 5; i++) {
        const struct question_asked asked = {.user_id = ADA, .words = arena_printf(f->arena, "Question %d", i), .action = "", .heading = ""};
        assert_int_equal(conversation_ask(f->arena, f->db, &asked, NOW + i, &id, &question, &answer), DB_OK);
    }
    static const struct { int64_t offset; int rows; const char *first; } pages[] = {
        {0, 2, "Question 5"}, {2, 2, "Question 3"}, {4, 1, "Question 1"}, {6, 0, ""}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        const cJSON *rows = conversation_list(f->arena, f->db, ADA, "", 2, pages[i].offset, &total);
        assert_int_equal(total, 5);
        assert_int_equal(cJSON_GetArraySize(rows), pages[i].rows);
        assert_string_equal(json_string(rows->child, "title", ""), pages[i].first);
        assert_null(json_member(rows->child, "total"));
    }
}

static const char *state_of(struct fixture *f, int64_t id, int64_t now)
{
    return json_string(cJSON_GetArrayItem(conversation_messages(f->db, ADA, id, now), 1), "state", "");
}

static void test_answers_that_stop(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0, question = 0, answer = 0;
    const struct question_asked asked = {.user_id = ADA, .words = "What is a blob?", .action = "", .heading = ""};
    assert_int_equal(conversation_ask(f->arena, f->db, &asked, NOW, &id, &question, &answer), DB_OK);
    assert_int_equal(conversation_keep(f->db, answer, "A blob", NOW + 10), DB_OK);
    assert_string_equal(state_of(f, id, NOW + 20), "streaming");
    assert_string_equal(state_of(f, id, NOW + 10 + CONVERSATION_SILENT + 1), "cut");
    assert_int_equal(conversation_close_silent(f->db, NOW + 20), 0);
    assert_int_equal(conversation_close_silent(f->db, NOW + 60), 1);
    assert_int_equal(conversation_keep(f->db, answer, "late", NOW + 61), DB_NONE);
    const struct answer_given given = {.content = "late", .state = "complete", .source = "builtin", .problem = "", .model = ""};
    assert_int_equal(conversation_close(f->arena, f->db, answer, &given, NOW + 62), DB_NONE);
    assert_string_equal(state_of(f, id, NOW + 70), "cut");
}

static void test_actions(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0, question = 0, answer = 0;
    const struct question_asked asked = {.user_id = ADA, .words = "x", .action = "", .heading = ""};
    const struct coach_place place = policy_place(f->db, ADA, false, "git", "blobs");
    struct action_asker ada = {.user_id = ADA, .language = "en", .zone = "UTC", .now = NOW, .place = &place}, eve = ada;
    const char *reason = NULL;
    cJSON *card = NULL;
    eve.user_id = EVE;
    conversation_ask(f->arena, f->db, &asked, NOW, &id, &question, &answer);
    cJSON *offered = action_offer(f->arena, f->db, &ada, answer, action_recognise(f->arena, "mark this lesson as done"), "", &reason);
    int64_t action = json_integer(offered, "id", 0);
    assert_int_equal(action_confirm(f->arena, f->db, &eve, action, &card), ACTION_NONE);
    assert_int_equal(action_undo(f->arena, f->db, &ada, action, &card), ACTION_BEFORE);
    assert_int_equal(action_confirm(f->arena, f->db, &ada, action, &card), ACTION_DONE);
    assert_int_equal(action_confirm(f->arena, f->db, &ada, action, &card), ACTION_BEFORE);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(completed_at) FROM lesson_progress"), 1);
    assert_int_equal(action_undo(f->arena, f->db, &eve, action, &card), ACTION_NONE);
    assert_int_equal(action_undo(f->arena, f->db, &ada, action, &card), ACTION_DONE);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(completed_at) FROM lesson_progress"), 0);
    assert_null(action_offer(f->arena, f->db, &ada, answer, action_recognise(f->arena, "enrol me in SQL that answers"), "", &reason));
    assert_non_null(strstr(reason, "price"));
    assert_null(action_offer(f->arena, f->db, &eve, answer, action_recognise(f->arena, "mark this lesson as done"), "", &reason));
    assert_non_null(action_offer(f->arena, f->db, &ada, answer, action_recognise(f->arena, "make a note"), "the last answer", &reason));
    ada.now += 8 * CLOCK_DAY;
    cJSON *old = action_offer(f->arena, f->db, &eve, answer, action_recognise(f->arena, "remind me tomorrow"), "", &reason);
    eve.now += 9 * CLOCK_DAY;
    assert_int_equal(action_confirm(f->arena, f->db, &eve, json_integer(old, "id", 0), &card), ACTION_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_when, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_wishes, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_privacy, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_likeness, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_limits, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_exam_and_rungs, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_own_conversations_only, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_pages_of_the_list, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_answers_that_stop, setup, fixture_close),
        cmocka_unit_test_setup_teardown(test_actions, setup, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
