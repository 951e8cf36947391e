/* test_yaml.c - YAML and front matter: how scalars are typed, what is refused and on which line. */
#include "core/base/front_matter.h"
#include "core/base/json.h"
#include "core/base/yaml.h"
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
    const char *yaml, *json;
} accepted[] = {
    {"", "null"}, {"a: 1", "{\"a\":1}"}, {"- 1\n- -2\n- +3\n- 0x1F\n- 0o17\n- 017", "[1,-2,3,31,15,17]"},
    {"[1.5, .5, 1., 1e3, -1.5E-1]", "[1.5,0.5,1,1000,-0.15]"}, {"[~, null, Null, NULL, , ]", NULL},
    {"[~, null, Null, NULL]", "[null,null,null,null]"}, {"[true, True, FALSE, yes, no, on]", "[true,true,false,\"yes\",\"no\",\"on\"]"},
    {"[\"1\", '2', \"true\", '~']", "[\"1\",\"2\",\"true\",\"~\"]"}, {"[1.2.3, 1_000, -, ., 1e, 0x, 0xG, 2026-11-20]",
     "[\"1.2.3\",\"1_000\",\"-\",\".\",\"1e\",\"0x\",\"0xG\",\"2026-11-20\"]"},
    {"a:\n  b: [x, {c: d}]\ne: |\n  two\n  lines\n", "{\"a\":{\"b\":[\"x\",{\"c\":\"d\"}]},\"e\":\"two\\nlines\\n\"}"},
    {"? a\n: b", "{\"a\":\"b\"}"}, {"1: a\ntrue: b", "{\"1\":\"a\",\"true\":\"b\"}"}, {"a:", "{\"a\":null}"},
    {"a: \"\\u00e9\\n\"", "{\"a\":\"\xC3\xA9\\n\"}"}, {"# only a comment", "null"}, {"1e999", "\"1e999\""},
};

static void test_accepted(void **state)
{
    for (size_t i = 0; i < COUNT(accepted); i++) {
        const char *problem = NULL;
        cJSON *value = yaml_read(*state, accepted[i].yaml, strlen(accepted[i].yaml), 1, &problem);
        if (accepted[i].json == NULL)
            continue;
        if (value == NULL)
            fail_msg("%s: %s", accepted[i].yaml, problem);
        assert_string_equal(json_write(*state, value), accepted[i].json);
    }
}

static const struct {
    const char *yaml, *problem;
} refused[] = {
    {"a: 1\nb: 2\na: 3", "line 3: \"a\""}, {"a: &x 1\nb: *x", "line 1: anchors"}, {"a: *x", "line 1: aliases"},
    {"a: !!str 1", "line 1: anchors"}, {"a: 1\n---\nb: 2", "line 2: a second"}, {"a: [1, 2", "line "},
    {"a: b: c", "line 1"}, {"? [a]\n: b", "line 1: a key"}, {"a: \xFF", "line 1: the text"}, {"a: \"x\\0y\"", "line 1: a NUL"},
    {"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "line 1: nested"}, {"\ta: 1", "line 1"}, {"a: 'x", "line "},
    {"- &a [*a]", "line 1: anchors"},
};

static void test_refused(void **state)
{
    for (size_t i = 0; i < COUNT(refused); i++) {
        const char *problem = NULL;
        assert_null(yaml_read(*state, refused[i].yaml, strlen(refused[i].yaml), 1, &problem));
        if (problem == NULL || strncmp(problem, refused[i].problem, strlen(refused[i].problem)) != 0)
            fail_msg("%s: %s", refused[i].yaml, problem);
    }
}

static void test_lines_and_spelling(void **state)
{
    const char *problem = NULL, *yaml = "a: 1.10\nb: x\nc:\n  - true\n";
    cJSON *value = yaml_read(*state, yaml, strlen(yaml), 10, &problem);
    assert_string_equal(yaml_text(json_member(value, "a")), "1.10");
    assert_string_equal(yaml_text(cJSON_GetArrayItem(json_member(value, "c"), 0)), "true");
    assert_null(yaml_text(value));
    assert_int_equal(yaml_line(value), 10);
    assert_int_equal(yaml_line(json_member(value, "b")), 11);
    assert_int_equal(yaml_line(json_member(value, "c")), 13);
    assert_int_equal(yaml_line(NULL), 0);
}

static const struct {
    const char *text, *values, *body;
    int line;
} headers[] = {
    {"a\n", "{}", "a\n", 1}, {"", "{}", "", 1}, {"---\na: 1\n---\nb\n", "{\"a\":1}", "b\n", 4},
    {"\xEF\xBB\xBF---\r\na: 1\r\n---\r\nb", "{\"a\":1}", "b", 4}, {"---\n---\n", "{}", "", 3},
    {"----\na\n", "{}", "----\na\n", 1}, {"--- \na: 1\n---  \n\nb", "{\"a\":1}", "\nb", 4},
};

static void test_headers(void **state)
{
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct front_matter parts;
        const char *problem = NULL;
        assert_true(front_matter_read(*state, headers[i].text, strlen(headers[i].text), &parts, &problem));
        assert_string_equal(json_write(*state, parts.values), headers[i].values);
        assert_int_equal(parts.length, strlen(headers[i].body));
        assert_memory_equal(parts.body, headers[i].body, parts.length);
        assert_int_equal(parts.body_line, headers[i].line);
    }
}

static void test_refused_headers(void **state)
{
    static const char *const texts[] = {"---\na: 1\n", "---\n- a\n---\n", "---\na: 1\na: 2\n---\n", "---\nx\n---\n", "---"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct front_matter parts;
        const char *problem = NULL;
        assert_false(front_matter_read(*state, texts[i], strlen(texts[i]), &parts, &problem));
        assert_int_equal(strncmp(problem, "line ", 5), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accepted, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_refused, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_lines_and_spelling, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_headers, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_refused_headers, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
