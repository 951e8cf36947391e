/* test_json.c - the strict JSON reader: texts it must accept, texts it must refuse (and where), and what the helpers
 * read and write. */
#include "core/base/json.h"

#include "core/base/text.h"
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define TEXT(literal) literal, sizeof(literal) - 1

static const char *const accepted[] = {
    "0", "-0", "1", "-1", "10", "0.0", "-0.5", "1e1", "1E+2", "1.5e-3", "123456789012345678901234567890", "1e308",
    "1e-999", "\"\"", "\"a\"", "true", "false", "null", "[]", "{}", " [ ] ", "\t{\r\n}\n", "[1]", "[1,2]",
    "[1 , 2 ,\n3]", "[[],[[]],{}]", "{\"a\":1}", "{ \"a\" : { \"b\" : [ ] } }", "{\"\":0}", "{\"a\":1,\"A\":2}",
    "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\\u00e9\\u20AC\"",
    "\"\\ud83d\\ude42\"", "\"\\uDBFF\\uDFFF\"", "\"\\uffff\\ufdd0\"", "\"\x7F\"", "\"\xC3\xA9\xE2\x82\xAC\"",
    "\"\xF0\x9F\x99\x82\xF4\x8F\xBF\xBF\"", "\"\xEF\xBF\xBD\"", "\"\xEF\xBB\xBF\"", "\"\xE2\x80\xA8\"",
    "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "{\"a\":1,\"b\":2,\"c\":3,\"aa\":4,\"ab\":5}", "{\"a\\\\b\":1,\"a\\/b\":2,\"a\\\"b\":3}",
    "[null,true,false,0,\"\",[],{}]", "\"/* no comment */\"", "[\"\\\\u0000\"]",
};

static void test_accepted(void **state)
{
    for (size_t i = 0; i < COUNT(accepted); i++) {
        const char *problem = NULL;
        if (!json_valid(*state, accepted[i], strlen(accepted[i]), &problem, NULL))
            fail_msg("refused: %s: %s", accepted[i], problem);
        assert_non_null(json_read(*state, accepted[i], strlen(accepted[i]), &problem));
    }
}

static const struct {
    const char *bytes;
    size_t length, at;
} refused[] = {
    {TEXT(""), 0}, {TEXT(" \n"), 2}, {TEXT("\xEF\xBB\xBF{}"), 0}, {TEXT("\0"), 0}, {TEXT("1\0"), 1}, {TEXT("[1]x"), 3},
    {TEXT("1 2"), 2}, {TEXT("[1}"), 2}, {TEXT("[1"), 2}, {TEXT("["), 1}, {TEXT("]"), 0}, {TEXT("{"), 1},
    {TEXT("{\"a\""), 4}, {TEXT("{\"a\":"), 5}, {TEXT("{\"a\":1"), 6}, {TEXT("[,]"), 1}, {TEXT("[1,]"), 3},
    {TEXT("[,1]"), 1}, {TEXT("[1,,2]"), 3}, {TEXT("[1 2]"), 3}, {TEXT("{,}"), 1}, {TEXT("{\"a\":1,}"), 7},
    {TEXT("{a:1}"), 1}, {TEXT("{'a':1}"), 1}, {TEXT("{1:1}"), 1}, {TEXT("{\"a\" 1}"), 5}, {TEXT("{\"a\"::1}"), 5},
    {TEXT("{\"a\":1 \"b\":2}"), 7}, {TEXT("'a'"), 0}, {TEXT("\"a"), 2}, {TEXT("\"\\\""), 3}, {TEXT("\"\n\""), 1},
    {TEXT("\"\t\""), 1}, {TEXT("\"\0\""), 1}, {TEXT("\"\x1F\""), 1}, {TEXT("\"\\x41\""), 1}, {TEXT("\"\\'\""), 1},
    {TEXT("\"\\u12\""), 1}, {TEXT("\"\\u12G4\""), 1}, {TEXT("\"\\U0041\""), 1}, {TEXT("\"\\u000\""), 1},
    {TEXT("\"\\ud800\""), 1}, {TEXT("\"\\ud800\\u0041\""), 1}, {TEXT("\"\\ud800\\ud800\""), 1},
    {TEXT("\"\\udc00\""), 1}, {TEXT("\"\\ude42\\ud83d\""), 1}, {TEXT("\"\\ud83d"), 1}, {TEXT("\"\\"), 1},
    {TEXT("\"\x80\""), 1}, {TEXT("\"\xC0\x80\""), 1}, {TEXT("\"\xED\xA0\x80\""), 1}, {TEXT("\"a\xC3\""), 2},
    {TEXT("\"\xF4\x90\x80\x80\""), 1}, {TEXT("\"\xFF\""), 1}, {TEXT("\"\xE2\x82"), 1}, {TEXT("\xC2\xA0[]"), 0},
    {TEXT("01"), 1}, {TEXT("-01"), 2}, {TEXT("00"), 1}, {TEXT("-"), 1}, {TEXT("+1"), 0}, {TEXT(".5"), 0},
    {TEXT("1."), 2}, {TEXT("1.e1"), 2}, {TEXT("1e"), 2}, {TEXT("1e+"), 3}, {TEXT("-a"), 1}, {TEXT("0x10"), 1},
    {TEXT("1_000"), 1}, {TEXT("NaN"), 0}, {TEXT("Infinity"), 0}, {TEXT("-Infinity"), 1}, {TEXT("[1e309]"), 1},
    {TEXT("-1e999"), 0}, {TEXT("True"), 0}, {TEXT("nul"), 0}, {TEXT("truex"), 4}, {TEXT("undefined"), 0},
    {TEXT("// x\n1"), 0}, {TEXT("/**/1"), 0}, {TEXT("[1]\f"), 3}, {TEXT("\v[1]"), 0}, {TEXT("{\"a\":1}#"), 7},
    {TEXT("{\"a\":1,\"a\":1}"), 7}, {TEXT("{\"a\":1,\"b\":{},\"a\":2}"), 14}, {TEXT("{\"a\":1,\"\\u0061\":2}"), 7},
    {TEXT("{\"\\u20ac\":1,\"\xE2\x82\xAC\":2}"), 12}, {TEXT("[{\"\":1,\"\":2}]"), 7},
    {TEXT("{\"x\":[{\"k\":1},{\"k\":1,\"k\":2}]}"), 21},
};

static void test_refused(void **state)
{
    for (size_t i = 0; i < COUNT(refused); i++) {
        const char *problem = NULL;
        size_t at = 999;
        /* At the very end of its own block, so that the sanitizer sees a byte read too far. */
        char *copy = malloc(refused[i].length + (refused[i].length == 0));
        assert_non_null(copy);
        memcpy(copy, refused[i].bytes, refused[i].length);
        bool valid = json_valid(*state, copy, refused[i].length, &problem, &at);
        free(copy);
        if (valid || at != refused[i].at || problem == NULL)
            fail_msg("case %zu: %s: valid %d, at %zu, %s", i, refused[i].bytes, valid, at, problem);
        assert_null(json_read(*state, refused[i].bytes, refused[i].length, &problem));
    }
}

static void test_bounds(void **state)
{
    struct text deep = text_in(*state);
    for (int i = 0; i < JSON_DEPTH_MOST; i++)
        text_append_char(&deep, '[');
    for (int i = 0; i < JSON_DEPTH_MOST; i++)
        text_append_char(&deep, ']');
    assert_true(json_valid(*state, deep.bytes, deep.length, NULL, NULL));
    struct text deeper = text_in(*state);
    text_printf(&deeper, "{\"a\":%s}", deep.bytes);
    const char *problem = NULL;
    assert_false(json_valid(*state, deeper.bytes, deeper.length, &problem, NULL));
    assert_string_equal(problem, "The text is nested too deeply.");
    char *long_text = arena_alloc_raw(*state, JSON_BYTES_MOST + 1);
    memset(long_text, ' ', JSON_BYTES_MOST + 1);
    long_text[0] = '1';
    assert_true(json_valid(*state, long_text, JSON_BYTES_MOST, NULL, NULL));
    assert_false(json_valid(*state, long_text, JSON_BYTES_MOST + 1, NULL, NULL));
}

/* A hundred thousand keys take no longer than their sorting: a quadratic look would take minutes. */
static void test_many_keys(void **state)
{
    struct text many = text_in(*state);
    for (int i = 0; i < 100000; i++)
        text_printf(&many, "%c\"key%d\":%d", i == 0 ? '{' : ',', i, i);
    text_append_char(&many, '}');
    assert_true(json_valid(*state, many.bytes, many.length, NULL, NULL));
    many.bytes[many.length - 1] = ',';
    text_append(&many, "\"key77\":0}");
    assert_false(json_valid(*state, many.bytes, many.length, NULL, NULL));
}

static cJSON *read_text(void **state, const char *text)
{
    return json_read(*state, text, strlen(text), NULL);
}

static void test_members(void **state)
{
    cJSON *object = read_text(state, "{\"s\":\"x\",\"i\":-7,\"f\":1.5,\"b\":true,\"n\":null,\"big\":9007199254740992,"
                                     "\"huge\":1e300,\"o\":{\"s\":\"in\"}}");
    assert_string_equal(json_string(object, "s", "?"), "x");
    assert_string_equal(json_string(object, "S", "?"), "?");
    assert_string_equal(json_string(object, "i", "?"), "?");
    assert_string_equal(json_string(object, "n", "?"), "?");
    assert_null(json_string(object, "none", NULL));
    assert_null(json_string(NULL, "s", NULL));
    assert_true(json_integer(object, "i", 0) == -7);
    assert_true(json_integer(object, "big", 0) == 9007199254740992);
    assert_true(json_integer(object, "f", 3) == 3 && json_integer(object, "huge", 3) == 3);
    assert_true(json_integer(object, "s", 3) == 3 && json_integer(object, "none", 3) == 3);
    assert_true(json_bool(object, "b", false) && json_bool(object, "i", true) && !json_bool(object, "none", false));
    assert_string_equal(json_string(json_member(object, "o"), "s", "?"), "in");
    assert_null(json_member(json_member(object, "s"), "s"));
}

static void test_set_and_write(void **state)
{
    cJSON *object = cJSON_CreateObject();
    json_set_string(object, "s", "a\"b\\c/\n\x01\xC3\xA9");
    json_set_string(object, "n", NULL);
    json_set_integer(object, "i", 9007199254740991);
    json_set_bool(object, "b", false);
    json_set_bool(object, "b", true);
    json_set(object, "list", read_text(state, "[ 1.5, -2, [], {}, \"\" ]"));
    const char *expected = "{\"s\":\"a\\\"b\\\\c/\\n\\u0001\xC3\xA9\",\"n\":null,\"i\":9007199254740991,\"b\":true,"
                           "\"list\":[1.5,-2,[],{},\"\"]}";
    assert_string_equal(json_write(*state, object), expected);
    assert_string_equal(json_write(*state, read_text(state, expected)), expected);
    assert_string_equal(json_write(*state, NULL), "null");
}

/* Valid by RFC 8259, but a C string would end there: "admin\\u0000x" must not become "admin". */
static void test_nul_escape(void **state)
{
    const char *problem = NULL, *text = "{\"a\\u0000\":1,\"a\\u0000b\":2,\"a\":3}";
    assert_true(json_valid(*state, text, strlen(text), NULL, NULL));
    assert_null(json_read(*state, text, strlen(text), &problem));
    assert_string_equal(problem, "A string has a NUL character.");
}

static void test_long_numbers(void **state)
{
    cJSON *list = read_text(state, "[0.1000000000000000000000000000000000000000000000000000000000000000000000000,"
                                   "\"1000000000000000000000000000000000000000000000000000000000000000000000000\\\"\","
                                   "100000000000000000000000000000000000000000000000000000000000000000000000000]");
    assert_string_equal(json_write(*state, cJSON_GetArrayItem(list, 0)), "0.1");
    assert_int_equal(strlen(cJSON_GetArrayItem(list, 1)->valuestring), 74);
    assert_string_equal(json_write(*state, cJSON_GetArrayItem(list, 2)), "1e+74");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accepted, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_refused, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_bounds, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_many_keys, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_members, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_set_and_write, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_nul_escape, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_long_numbers, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
