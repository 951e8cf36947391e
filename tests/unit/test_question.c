/* test_question.c - questions of every kind: reading, grading, showing without the key, and the shuffle. */
#include "core/base/text.h"
#include "domain/assess/compare.h"
#include "domain/assess/question.h"
#include "domain/assess/shuffle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char SINGLE[] = "{\"id\":1,\"kind\":\"single\",\"points\":1,\"body\":{\"options\":["
                             "{\"id\":\"a\",\"html\":\"A\",\"correct\":false,\"feedback\":\"no: KEYWORD\"},"
                             "{\"id\":\"b\",\"html\":\"B\",\"correct\":true,\"feedback\":\"yes: KEYWORD\"}]}}";
static const char MULTIPLE[] = "{\"id\":2,\"kind\":\"multiple\",\"points\":3,\"body\":{\"options\":["
                               "{\"id\":\"a\",\"html\":\"A\",\"correct\":true},{\"id\":\"b\",\"html\":\"B\",\"correct\":false},"
                               "{\"id\":\"c\",\"html\":\"C\",\"correct\":true},{\"id\":\"d\",\"html\":\"D\",\"correct\":true}]}}";
static const char TRUTH[] = "{\"id\":3,\"kind\":\"true_false\",\"points\":1,\"body\":{\"answer\":false}}";
static const char BLANK[] = "{\"id\":4,\"kind\":\"blank\",\"points\":1,\"prompt\":\"<p>One \xee\x80\x80 two \xee\x80\x80 end</p>\","
                            "\"body\":{\"blanks\":[[\"KEYWORD\",\"HEAD\"],[\"na\xc3\xafve KEYWORD\"]]}}";
static const char NUMERIC[] = "{\"id\":5,\"kind\":\"numeric\",\"points\":2,\"body\":{\"answer\":3.14,\"tolerance\":0.01,\"unit\":\"kB\"}}";
static const char MATCHING[] = "{\"id\":6,\"kind\":\"matching\",\"points\":1,\"body\":{\"pairs\":["
                               "{\"id\":\"a\",\"left\":\"L1\",\"right\":\"R1\"},{\"id\":\"b\",\"left\":\"L2\",\"right\":\"R2\"},"
                               "{\"id\":\"c\",\"left\":\"L3\",\"right\":\"R1\"}],\"distractors\":[\"R4\",\"R2\"]}}";
static const char ORDERING[] = "{\"id\":7,\"kind\":\"ordering\",\"points\":1,\"body\":{\"items\":[{\"id\":\"KEYWORD1\",\"html\":\"I1\"},"
                               "{\"id\":\"KEYWORD2\",\"html\":\"I2\"},{\"id\":\"KEYWORD3\",\"html\":\"I3\"},{\"id\":\"KEYWORD4\",\"html\":\"I4\"}]}}";
static const char SHORT[] = "{\"id\":8,\"kind\":\"short\",\"points\":1,\"body\":{\"accept\":[\"KEYWORD git reflog\",\"reflog\"]}}";

static int make_arena(void **state)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    *state = arena;
    return 0;
}

static int drop_arena(void **state)
{
    arena_own_json(NULL);
    arena_free(*state);
    return 0;
}

static cJSON *json(struct arena *arena, const char *words)
{
    cJSON *value = json_read(arena, words, strlen(words), NULL);
    assert_non_null(value);
    return value;
}

static struct question make(struct arena *arena, const char *row, int64_t seed)
{
    return question_of(arena, json(arena, row), seed, true);
}

/* Responses in terms of the body and the points they get. */
static void test_grade(void **state)
{
    static const struct { const char *row, *response; int64_t points; } cases[] = {
        {SINGLE, "\"b\"", 100}, {SINGLE, "\"a\"", 0}, {SINGLE, "\"x\"", 0}, {SINGLE, "null", 0}, {SINGLE, "[\"b\"]", 0},
        {MULTIPLE, "[\"a\",\"c\",\"d\"]", 300}, {MULTIPLE, "[\"a\"]", 100}, {MULTIPLE, "[\"a\",\"b\"]", 0},
        {MULTIPLE, "[\"a\",\"b\",\"c\"]", 100}, {MULTIPLE, "[\"b\"]", 0}, {MULTIPLE, "[\"a\",\"b\",\"c\",\"d\"]", 200},
        {TRUTH, "false", 100}, {TRUTH, "true", 0}, {TRUTH, "null", 0},
        {BLANK, "[\"head\",\"  NAIVE   keyword \"]", 100}, {BLANK, "[\"head\",\"\"]", 50}, {BLANK, "[\"\",\"x\"]", 0}, {BLANK, "\"head\"", 0},
        {NUMERIC, "\"3.14\"", 200}, {NUMERIC, "\"3,15\"", 200}, {NUMERIC, "\" 3.13 kb \"", 200}, {NUMERIC, "\"3.151\"", 0},
        {NUMERIC, "\"3.14 MB\"", 0}, {NUMERIC, "\"three\"", 0}, {NUMERIC, "\"0.314e1\"", 200},
        {MATCHING, "{\"a\":\"R1\",\"b\":\"R2\",\"c\":\"R1\"}", 100}, {MATCHING, "{\"a\":\"R1\",\"b\":\"R1\"}", 33}, {MATCHING, "{}", 0},
        {ORDERING, "{\"KEYWORD1\":1,\"KEYWORD2\":2,\"KEYWORD3\":3,\"KEYWORD4\":4}", 100},
        {ORDERING, "{\"KEYWORD1\":2,\"KEYWORD2\":1,\"KEYWORD3\":3,\"KEYWORD4\":4}", 67},
        {ORDERING, "{\"KEYWORD1\":4,\"KEYWORD2\":3,\"KEYWORD3\":2,\"KEYWORD4\":1}", 0},
        {ORDERING, "{\"KEYWORD1\":1,\"KEYWORD2\":1,\"KEYWORD3\":1,\"KEYWORD4\":1}", 0},
        {SHORT, "\" Reflog\"", 100}, {SHORT, "\"keyword GIT  reflog\"", 100}, {SHORT, "\"log\"", 0}, {SHORT, "\"\"", 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct question question = make(*state, cases[i].row, 42);
        if (question_grade(&question, json(*state, cases[i].response)) != cases[i].points)
            fail_msg("case %zu: %s", i, cases[i].response);
    }
}

/* Values a browser can't have got from the page. */
static void test_refused(void **state)
{
    static const struct { const char *row, *values; } cases[] = {
        {SINGLE, "[\"x\"]"}, {SINGLE, "[\"a\",\"b\"]"}, {SINGLE, "[1]"}, {SINGLE, "\"a\""}, {MULTIPLE, "[\"a\",\"x\"]"}, {TRUTH, "[\"yes\"]"},
        {BLANK, "[\"one\"]"}, {BLANK, "[\"1\",\"2\",\"3\"]"}, {MATCHING, "[\"0\"]"}, {MATCHING, "[\"0\",\"3\",\"1\"]"},
        {MATCHING, "[\"0\",\"-1\",\"1\"]"}, {ORDERING, "[\"1\",\"2\",\"3\",\"5\"]"}, {ORDERING, "[\"0\",\"1\",\"2\",\"3\"]"}, {SHORT, "[\"a\",\"b\"]"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct question question = make(*state, cases[i].row, 42);
        if (question_read(&question, json(*state, cases[i].values)) != NULL)
            fail_msg("case %zu: %s", i, cases[i].values);
    }
    struct question question = make(*state, SHORT, 42);
    char *words = arena_alloc(*state, ANSWER_CHARACTERS_MOST + 2);
    memset(words, 'a', ANSWER_CHARACTERS_MOST + 1);
    assert_null(question_read(&question, json(*state, arena_printf(*state, "[\"%s\"]", words))));
    words[ANSWER_CHARACTERS_MOST] = '\0';
    assert_non_null(question_read(&question, json(*state, arena_printf(*state, "[\"%s\"]", words))));
}

/* What is read comes back as the same values, for many seeds; all empty is no answer. */
static void test_round_trip(void **state)
{
    static const struct { const char *row, *values; } cases[] = {
        {SINGLE, "[\"a\"]"}, {MULTIPLE, "[\"c\",\"a\"]"}, {TRUTH, "[\"true\"]"}, {BLANK, "[\"\",\"two\"]"}, {NUMERIC, "[\"3,1\"]"},
        {MATCHING, "[\"2\",\"\",\"0\"]"}, {ORDERING, "[\"4\",\"1\",\"\",\"2\"]"}, {SHORT, "[\"words\"]"}};
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int64_t seed = 0; seed < 20; seed++) {
            struct question question = make(*state, cases[i].row, seed);
            cJSON *response = question_read(&question, json(*state, cases[i].values));
            assert_non_null(response);
            assert_string_equal(json_write(*state, question_values(&question, response)), cases[i].values);
        }
    struct question question = make(*state, BLANK, 1);
    assert_true(cJSON_IsNull(question_read(&question, json(*state, "[\" \",\"\"]"))));
    assert_true(cJSON_IsNull(question_read(&question, json(*state, "[]"))));
    assert_int_equal(cJSON_GetArraySize(question_values(&question, cJSON_CreateNull())), 0);
}

/* Nothing of the key is in what a page of an open attempt is made from, nor in a review without key. */
static void test_no_key(void **state)
{
    static const char *const rows[] = {SINGLE, MULTIPLE, TRUTH, BLANK, NUMERIC, MATCHING, ORDERING, SHORT};
    static const char *const words[] = {"KEYWORD", "\"correct\":true", "\"mistaken\":true", "answer\":\"", "3.14", "tolerance"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct question question = make(*state, rows[i], 7);
        const char *shown = json_write(*state, question_show(&question, NULL));
        const char *reviewed = json_write(*state, question_review(&question, NULL, false));
        for (size_t j = 0; j < COUNT(words); j++) {
            if (strstr(shown, words[j]) != NULL || strstr(reviewed, words[j]) != NULL)
                fail_msg("row %zu shows %s: %s", i, words[j], reviewed);
        }
        if (strstr(shown, "correct") != NULL || strstr(shown, "feedback") != NULL)
            fail_msg("row %zu: %s", i, shown);
    }
}

/* Items to order never stand in the right order at first, whatever the seed. */
static void test_ordering_shuffled(void **state)
{
    for (int64_t seed = 0; seed < 200; seed++) {
        struct question question = make(*state, ORDERING, seed);
        const cJSON *items = json_member(question_show(&question, NULL), "items");
        char order[9] = "";
        for (int i = 0; i < 4; i++)
            memcpy(order + 2 * i, json_string(cJSON_GetArrayItem(items, i), "html", ""), 2);
        assert_string_not_equal(order, "I1I2I3I4");
    }
}

/* What has a place stands in it; what has none stands behind. */
static void test_ordering_shown(void **state)
{
    static const struct { const char *values, *places; } cases[] = {
        {"[\"1\",\"3\",\"2\",\"4\"]", "1234"}, {"[\"4\",\"3\",\"2\",\"1\"]", "1234"}, {"[\"\",\"3\",\"\",\"1\"]", "1300"}, {"[]", "0000"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct question question = make(*state, ORDERING, 5);
        const cJSON *items = json_member(question_show(&question, question_read(&question, json(*state, cases[i].values))), "items"), *item;
        struct text places = text_in(*state);
        cJSON_ArrayForEach(item, items) text_append_integer(&places, json_integer(item, "place", -1));
        assert_string_equal(text_string(&places), cases[i].places);
    }
}

static void test_review_key(void **state)
{
    struct question question = make(*state, SINGLE, 7);
    cJSON *review = question_review(&question, json(*state, "\"a\""), true);
    assert_true(json_bool(review, "wrong", false));
    assert_non_null(strstr(json_write(*state, review), "\"mistaken\":true"));
    question = make(*state, MULTIPLE, 7);
    assert_true(json_bool(question_review(&question, json(*state, "[\"a\"]"), false), "part_right", false));
    question = make(*state, NUMERIC, 7);
    assert_string_equal(json_string(question_review(&question, NULL, true), "answer", ""), "3.14 kB (± 0.01)");
}

static void test_numbers(void **state)
{
    static const struct { const char *words; bool good; double number; } cases[] = {
        {"12", true, 12}, {"-1,5", true, -1.5}, {"\xe2\x88\x92""2", true, -2}, {"1 234,5", true, 1234.5}, {"1,234.5", true, 1234.5},
        {"1.234,5", true, 1234.5}, {"1,234,567", true, 1234567}, {"1\xe2\x80\xaf""234", true, 1234}, {"+.5", true, 0.5}, {"", false, 0},
        {"1e999", false, 0}, {"0x10", false, 0}, {"nan", false, 0}, {"inf", false, 0}, {"1-2", false, 0}, {"5 %", false, 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        double number = 0;
        bool good = compare_read_number(*state, cases[i].words, NULL, &number);
        if (good != cases[i].good || number != cases[i].number)
            fail_msg("%s: %d %g", cases[i].words, good, number);
    }
}

static void test_shuffle(void **state)
{
    uint64_t number = 1234567;
    assert_true(shuffle_next(&number) == 6457827717110365317u); /* known sequence of splitmix64 */
    assert_true(shuffle_next(&number) == 3203168211198807973u);
    size_t *one = shuffle_order(*state, 5, 6, 50), *same = shuffle_order(*state, 5, 6, 50), *other = shuffle_order(*state, 6, 6, 50);
    assert_memory_equal(one, same, 50 * sizeof *one);
    assert_memory_not_equal(one, other, 50 * sizeof *one);
    bool seen[50] = {false};
    for (int i = 0; i < 50; i++)
        seen[one[i]] = true;
    for (int i = 0; i < 50; i++)
        assert_true(seen[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_grade),      cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_round_trip), cmocka_unit_test(test_no_key),
                                       cmocka_unit_test(test_ordering_shuffled), cmocka_unit_test(test_review_key),   cmocka_unit_test(test_ordering_shown),
                                       cmocka_unit_test(test_numbers),    cmocka_unit_test(test_shuffle)};
    return cmocka_run_group_tests_name("question", tests, make_arena, drop_arena);
}
