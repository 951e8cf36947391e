/* test_mustache.c - what the specification does not say of the template engine: mistakes and their line numbers,
 * translation with {{#t}}, what it asks of its source, and its bounds. The specification itself is in spec.mjs. */
#include "core/base/json.h"
#include "core/view/mustache.h"
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const cJSON *read_data(struct arena *arena, const char *data)
{
    return json_read(arena, data, strlen(data), NULL);
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *template, *problem;
    } cases[] = {
        {"a\n{{b", "line 2: a tag is not closed by }}"},
        {"{{{b}}", "line 1: a tag is not closed by }}}"},
        {"{{}}", "line 1: a tag is empty"},
        {"\n\n{{# }}", "line 3: a tag is empty"},
        {"{{a b}}", "line 1: the name \"a b\" has a space in it"},
        {"{{#a}}\n{{/b}}", "line 2: {{/b}} stands where {{/a}} should"},
        {"{{/b}}", "line 1: {{/b}} closes nothing"},
        {"\n{{#a}}{{#b}}{{/b}}\n", "line 2: {{#a}} is not closed"},
        {"{{<p}}{{$a}}{{/p}}", "line 1: {{/p}} stands where {{/a}} should"},
        {"{{=x}}", "line 1: a tag is not closed by =}}"},
        {"{{=x=}}", "line 1: new delimiters are written {{=| |=}}"},
        {"{{=a b c=}}", "line 1: new delimiters are written {{=| |=}}"},
        {"{{=| |=}}\n|#a|", "line 2: {{#a}} is not closed"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = NULL;
        assert_null(mustache_compile(*state, cases[i].template, strlen(cases[i].template), NULL, &problem));
        assert_string_equal(problem, cases[i].problem);
    }
    const char *problem = NULL;
    assert_null(mustache_compile(*state, "a\0b", 3, NULL, &problem));
    assert_string_equal(problem, "line 1: there is a NUL byte");
    assert_non_null(mustache_compile(*state, NULL, 0, NULL, &problem));
}

static void test_nesting(void **state)
{
    struct text deep = text_in(*state);
    for (int i = 0; i < 64; i++)
        text_append(&deep, "{{#a}}");
    text_append(&deep, "x");
    for (int i = 0; i < 64; i++)
        text_append(&deep, "{{/a}}");
    assert_string_equal(mustache_render_once(*state, deep.bytes, read_data(*state, "{\"a\":1}"), NULL, NULL), "x");
    struct text deeper = text_in(*state);
    text_printf(&deeper, "{{^b}}%s{{/b}}", deep.bytes);
    const char *problem = NULL;
    assert_null(mustache_compile(*state, deeper.bytes, deeper.length, NULL, &problem));
    assert_string_equal(problem, "line 1: sections are nested too deeply");
}

/* A partial that calls itself ends at depth 64, one that does so twice ends at all. */
static void test_recursion(void **state)
{
    const cJSON *partials = read_data(*state, "{\"a\":\"x{{>a}}\",\"b\":\"y{{>b}}{{>b}}\",\"c\":\"{{<c}}{{/c}}z\"}");
    const char *once = mustache_render_once(*state, "{{>a}}", NULL, partials, NULL);
    assert_int_equal(strlen(once), 64);
    const char *twice = mustache_render_once(*state, "{{>b}}", NULL, partials, NULL);
    assert_int_equal(strlen(twice), 100000);
    assert_int_equal(strlen(mustache_render_once(*state, "{{>c}}", NULL, partials, NULL)), 64);
}

/* ---- translation ---- */

static const char *translate(void *context, struct arena *arena, const char *words, size_t length)
{
    (void)arena;
    static const char *const dictionary[][2] = {
        {"Hello", "Hallo"},
        {"Hello {{name}}, all <b>well</b>?", "Alles <b>gut</b>, {{name}}?"},
        {"{{count}} lesson|{{count}} lessons", "{{count}} Lektion|{{count}} Lektionen"},
        {"one|{{n}} many", "eins|{{n}} wenige|{{n}} viele"},
        {"broken", "kaputt {{"},
        {"crossed", "{{/s}}"},
    };
    int *asked = context;
    *asked += 1;
    for (size_t i = 0; i < COUNT(dictionary); i++)
        if (strlen(dictionary[i][0]) == length && memcmp(dictionary[i][0], words, length) == 0)
            return dictionary[i][1];
    return NULL;
}

/* Forms: 1, up to 4, more. */
static int plural(void *context, long n, int forms)
{
    (void)context;
    return n == 1 ? 0 : n < 5 || forms < 3 ? 1 : 2;
}

static void test_translation(void **state)
{
    static const struct {
        const char *template, *data, *page;
    } cases[] = {
        {"{{#t}}Hello{{/t}}", "{}", "Hallo"},
        {"<p>\n  {{#t}}\n  Hello\n  {{/t}}\n</p>", "{}", "<p>\n  Hallo\n</p>"},
        {"{{# t }}  Hello   {{name}},\n all <b>well</b>?{{/ t }}", "{\"name\":\"<\"}", "Alles <b>gut</b>, &lt;?"},
        {"{{#t}}not   known{{/t}}!", "{}", "not known!"},
        {"{{#t}}{{#s}}a{{/s}} b{{/t}}", "{\"s\":[1,2]}", "aa b"},
        {"{{#t}}{{count}} lesson|{{count}} lessons{{/t}}", "{\"count\":1}", "1 Lektion"},
        {"{{#t}}{{count}} lesson|{{count}} lessons{{/t}}", "{\"count\":0}", "0 Lektionen"},
        {"{{#t}}{{count}} lesson|{{count}} lessons{{/t}}", "{}", " Lektionen"},
        {"{{#l}}{{#t}}one|{{n}} many{{/t}};{{/l}}", "{\"l\":[{\"n\":1},{\"n\":3},{\"n\":9}]}",
         "eins;3 wenige;9 viele;"},
        {"{{#t}}day|days {{{x.n}}}{{/t}}", "{\"x\":{\"n\":1}}", "day"},
        {"{{#t}}Yes | no{{/t}}", "{}", "Yes | no"},
        {"{{#t}}A | {{#b}}B{{/b}}{{/t}}", "{\"b\":1}", "A | B"},
        {"{{#t}}{{/t}}.", "{}", "."},
        {"{{#s}}{{#t}}Hello{{/t}}{{/s}}", "{\"s\":1}", "Hallo"},
        {"{{=| |=}}|#t|Hello|/t|", "{}", "Hallo"},
        {"{{^t}}a{{/t}}", "{}", "a"},
    };
    int asked = 0;
    struct mustache_source source = {.context = &asked, .translate = translate, .plural = plural};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = NULL;
        const struct mustache *template =
            mustache_compile(*state, cases[i].template, strlen(cases[i].template), &source, &problem);
        assert_null(problem);
        struct text page = text_in(*state);
        int before = asked;
        mustache_render(template, read_data(*state, cases[i].data), &source, &page);
        assert_string_equal(text_string(&page), cases[i].page);
        assert_int_equal(asked, before);
    }
    const cJSON *data = read_data(*state, "{\"t\":[1,2]}");
    assert_string_equal(mustache_render_once(*state, "{{#t}}x{{/t}}", data, NULL, NULL), "xx");
}

static void test_translation_mistakes(void **state)
{
    static const struct {
        const char *template, *problem;
    } cases[] = {
        {"\n{{#t}}Hello", "line 2: {{#t}} is not closed"},
        {"{{#t}}a{{#t}}b{{/t}}{{/t}}", "line 1: {{#t}} does not nest"},
        {"\n\n{{#t}}broken{{/t}}", "line 3: a tag is not closed by }}"},
        {"{{#s}}{{#t}}crossed{{/t}}{{/s}}", "line 1: {{/s}} closes nothing"},
        {"{{#t}}{{#s}}{{/t}}{{/s}}", "line 1: {{#s}} is not closed"},
    };
    int asked = 0;
    struct mustache_source source = {.context = &asked, .translate = translate};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = NULL;
        assert_null(mustache_compile(*state, cases[i].template, strlen(cases[i].template), &source, &problem));
        assert_string_equal(problem, cases[i].problem);
    }
}

/* ---- what is asked of the source ---- */

static void note(void *context, const char *name)
{
    struct text *notes = context;
    text_printf(notes, "%s;", name);
}

static void test_missing(void **state)
{
    struct text notes = text_in(*state), page = text_in(*state);
    struct mustache_source source = {.context = &notes, .missing = note};
    const char *template = "{{a}}{{b}}{{{c.d}}}{{#e}}{{/e}}{{^f}}{{g}}{{/f}}{{>*h}}{{n}}";
    const struct mustache *compiled = mustache_compile(*state, template, strlen(template), &source, NULL);
    mustache_render(compiled, read_data(*state, "{\"a\":1,\"c\":{},\"n\":null}"), &source, &page);
    assert_string_equal(text_string(&notes), "b;c.d;g;h;");
    assert_string_equal(text_string(&page), "1");
}

static void test_each_partial(void **state)
{
    struct text notes = text_in(*state);
    const char *template = "{{>a}}{{>*b}}{{<c}}{{$x}}{{>d}}{{/x}}{{/c}}{{#s}}{{>e}}{{/s}}";
    mustache_each_partial(mustache_compile(*state, template, strlen(template), NULL, NULL), note, &notes);
    assert_string_equal(text_string(&notes), "a;c;d;e;");
}

static void test_appends(void **state)
{
    struct text page = text_in(*state);
    const struct mustache *template = mustache_compile(*state, "{{a}}-", 6, NULL, NULL);
    for (int i = 0; i < 3; i++)
        mustache_render(template, read_data(*state, "{\"a\":\"x\"}"), NULL, &page);
    assert_string_equal(text_string(&page), "x-x-x-");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_mistakes, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_nesting, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_recursion, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_translation, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_translation_mistakes, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_missing, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_each_partial, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_appends, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
