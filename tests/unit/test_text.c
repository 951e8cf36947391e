/* test_text.c - the growing string, UTF-8, folding and the string helpers, by tables of cases. */
#include "core/base/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static int make_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

struct pair {
    const char *in, *out;
};

static void test_append(void **state)
{
    struct text text = text_in(*state);
    assert_string_equal(text_string(&text), "");
    text_append_bytes(&text, "", 0);
    text_append(&text, NULL);
    assert_string_equal(text_string(&text), "");
    for (int i = 0; i < 1000; i++)
        text_printf(&text, "%d,", i % 10);
    text_append_char(&text, '!');
    text_append(&text, "end");
    assert_int_equal(text.length, 2004);
    assert_int_equal(strlen(text_string(&text)), 2004);
    assert_true(text_starts(text_string(&text), "0,1,2,3,4,5,6,7,8,9,0,"));
    assert_true(text_ends(text_string(&text), "8,9,!end"));
    struct text printed = text_in(*state);
    text_printf(&printed, "%0200d", 7);
    assert_int_equal(printed.length, 200);
}

static void test_html(void **state)
{
    static const struct pair cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"a<b", "a&lt;b"},
        {"&<>\"'", "&amp;&lt;&gt;&quot;&#39;"},
        {"eight by eight, nothing to do in it", "eight by eight, nothing to do in it"},
        {"eight by eight and then & then on and on", "eight by eight and then &amp; then on and on"},
        {"1234567<", "1234567&lt;"},
        {"12345678>", "12345678&gt;"},
        {"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
        {"\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x99\x82", "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x99\x82"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text text = text_in(*state);
        text_append_html(&text, cases[i].in, strlen(cases[i].in));
        assert_string_equal(text_string(&text), cases[i].out);
    }
    for (int byte = 1; byte < 256; byte++) {
        char line[24];
        memset(line, 'x', sizeof line);
        line[11] = (char)byte;
        struct text text = text_in(*state);
        text_append_html(&text, line, sizeof line);
        assert_int_equal(text.length > sizeof line, strchr("&<>\"'", byte) != NULL);
    }
}

static void test_url(void **state)
{
    struct text text = text_in(*state);
    text_append_url(&text, "a-Z_0.9~ /?&=+%\xC3\xA9");
    assert_string_equal(text_string(&text), "a-Z_0.9~%20%2F%3F%26%3D%2B%25%C3%A9");
}

static void test_number(void **state)
{
    static const struct {
        double number;
        const char *out;
    } cases[] = {
        {0, "0"}, {-0.0, "0"}, {7, "7"}, {-42, "-42"}, {1234567890123, "1234567890123"}, {0.1, "0.1"}, {1.21, "1.21"},
        {-2.5, "-2.5"}, {9007199254740991, "9007199254740991"}, {-9007199254740992, "-9007199254740992"},
        {0.1 + 0.2, "0.30000000000000004"}, {1e21, "1e+21"}, {5e-324, "5e-324"}, {1.0 / 3, "0.3333333333333333"},
        {1.7976931348623157e308, "1.7976931348623157e+308"}, {HUGE_VAL, ""}, {-HUGE_VAL, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text text = text_in(*state);
        text_append_number(&text, cases[i].number);
        assert_string_equal(text_string(&text), cases[i].out);
    }
    struct text text = text_in(*state);
    text_append_integer(&text, INT64_MIN);
    text_append_integer(&text, INT64_MAX);
    assert_string_equal(text_string(&text), "-92233720368547758089223372036854775807");
}

static void test_utf8(void **state)
{
    static const struct {
        const char *bytes;
        bool valid;
    } cases[] = {
        {"", true}, {"abc", true}, {"\x7F", true}, {"\xC2\x80", true}, {"\xDF\xBF", true}, {"\xE0\xA0\x80", true},
        {"\xED\x9F\xBF", true}, {"\xEE\x80\x80", true}, {"\xEF\xBF\xBD", true}, {"\xEF\xBF\xBF", true},
        {"\xF0\x90\x80\x80", true}, {"\xF4\x8F\xBF\xBF", true},
        {"\x80", false}, {"\xBF", false}, {"\xC0\x80", false}, {"\xC1\xBF", false}, {"\xC2", false}, {"\xC2 ", false},
        {"\xE0\x9F\xBF", false}, {"\xE0\xA0", false}, {"\xED\xA0\x80", false}, {"\xED\xBF\xBF", false},
        {"\xF0\x8F\xBF\xBF", false}, {"\xF4\x90\x80\x80", false}, {"\xF5\x80\x80\x80", false}, {"\xFF", false},
        {"ok\xF0\x90\x80", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(utf8_valid(cases[i].bytes, strlen(cases[i].bytes)), cases[i].valid);
    assert_false(utf8_valid("a\0b", 3));
    assert_int_equal(utf8_count("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x99\x82"), 4);
    static const uint32_t codes[] = {1, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < COUNT(codes); i++) {
        struct text text = text_in(*state);
        text_append_utf8(&text, codes[i]);
        const char *at = text.bytes;
        assert_int_equal(utf8_next(&at, text.bytes + text.length), codes[i]);
        assert_ptr_equal(at, text.bytes + text.length);
    }
    struct text wrong = text_in(*state);
    text_append_utf8(&wrong, 0xD800);
    text_append_utf8(&wrong, 0x110000);
    assert_string_equal(text_string(&wrong), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void test_fold(void **state)
{
    static const struct pair cases[] = {
        {"", ""},
        {"What is Git?", "what is git?"},
        {"Stra\xC3\x9F" "e", "strasse"},
        {"\xC3\x84RGER \xC3\x98re", "arger ore"},
        {"\xC5\x81\xC3\xB3" "d\xC5\xBA", "lodz"},
        {"e\xCC\x81t\xCC\xA3", "et"},
        {"Vi\xE1\xBB\x87t", "viet"},
        {"\xD0\x9C\xD0\x98\xD0\xA0 \xD0\x81", "\xD0\xBC\xD0\xB8\xD1\x80 \xD1\x91"},
        {"\xCE\x9B\xCE\x8C\xCE\x93\xCE\x9F\xCE\xA3", "\xCE\xBB\xCF\x8C\xCE\xB3\xCE\xBF\xCF\x83"},
        {"\xE4\xBD\xA0\xE5\xA5\xBD \xD8\xB3", "\xE4\xBD\xA0\xE5\xA5\xBD \xD8\xB3"},
        {"a\xFF", "a\xEF\xBF\xBD"},
        {"\xC3\x97 \xC3\xB7", "\xC3\x97 \xC3\xB7"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(text_fold(*state, cases[i].in), cases[i].out);
    assert_null(text_fold(*state, NULL));
}

static void test_slug(void **state)
{
    static const struct {
        const char *in;
        size_t most;
        const char *out;
    } cases[] = {
        {"What is Git?", 99, "what-is-git"},
        {"  -- A & B --  ", 99, "a-b"},
        {"\xC3\x9C" "bung 1.2", 99, "ubung-1-2"},
        {"\xD0\x9C\xD0\x98\xD0\xA0", 99, ""},
        {"", 99, ""},
        {"abc def", 4, "abc"},
        {"abc def", 5, "abc-d"},
        {"abc", 0, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(text_slug(*state, cases[i].in, cases[i].most), cases[i].out);
}

static void test_trim_and_compare(void **state)
{
    static const struct pair cases[] = {{"", ""}, {" \t\r\n", ""}, {" a b ", "a b"}, {"x", "x"}};
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(text_trim(*state, cases[i].in), cases[i].out);
    assert_true(text_equal("a", "a"));
    assert_false(text_equal("a", "b"));
    assert_false(text_equal(NULL, NULL));
    assert_false(text_equal("a", NULL));
    assert_true(text_starts("abc", "") && text_starts("abc", "abc") && text_ends("abc", "bc") && text_ends("abc", ""));
    assert_false(text_starts("ab", "abc") || text_ends("bc", "abc") || text_starts(NULL, "") || text_ends("a", NULL));
}

static void test_integer(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        bool good;
        int64_t value;
    } cases[] = {
        {"0", true, 0}, {"-7", true, -7}, {"007", true, 7}, {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN}, {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0}, {"99999999999999999999", false, 0}, {"", false, 0}, {"-", false, 0},
        {"+1", false, 0}, {" 1", false, 0}, {"1 ", false, 0}, {"1x", false, 0}, {"0x1", false, 0}, {NULL, false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t value = 0;
        assert_int_equal(text_integer(cases[i].string, INT64_MIN, INT64_MAX, &value), cases[i].good);
        assert_true(value == cases[i].value);
    }
    int64_t value = 5;
    assert_false(text_integer("11", 0, 10, &value));
    assert_false(text_integer("-1", 0, 10, &value));
    assert_true(value == 5 && text_integer("10", 0, 10, &value) && value == 10);
}

static void test_hex(void **state)
{
    unsigned char bytes[4] = {0};
    assert_string_equal(text_hex(*state, "\x00\x7f\xff", 3), "007fff");
    assert_true(text_unhex("00FFa97e", bytes, 4));
    assert_memory_equal(bytes, "\x00\xff\xa9\x7e", 4);
    assert_false(text_unhex("00ff", bytes, 4));
    assert_false(text_unhex("00ffa97e0", bytes, 4));
    assert_false(text_unhex("0g", bytes, 1));
    assert_true(text_unhex("", bytes, 0));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_append, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_html, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_url, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_number, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_utf8, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_fold, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_slug, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_trim_and_compare, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_integer, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_hex, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
