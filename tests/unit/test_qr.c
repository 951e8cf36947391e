/* test_qr.c - the QR code's drawing: finder patterns where the standard puts them, a quiet zone, and a refusal. */
#include "core/view/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_path(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct text path = text_in(arena);
    int width = qr_path(&path, "https://example.org/certificates/ABCD-EFGH-JKMN");
    assert_int_equal((width - 17) % 4, 0);
    assert_true(text_starts(text_string(&path), "M0 0h7v1h-7z"));
    char *right = arena_printf(arena, "M%d 0h7v1h-7z", width - 7);
    assert_non_null(strstr(text_string(&path), right));
    arena_free(arena);
}

static void test_svg(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct text svg = text_in(arena);
    assert_true(qr_svg(&svg, "x", "Code \"x\" <1>"));
    assert_non_null(strstr(text_string(&svg), "viewBox=\"-4 -4 29 29\""));
    assert_non_null(strstr(text_string(&svg), "Code &quot;x&quot; &lt;1&gt;"));
    assert_null(strstr(text_string(&svg), "style"));
    arena_free(arena);
}

static void test_too_long(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *words = arena_alloc(arena, 5001);
    memset(words, 'a', 5000);
    struct text svg = text_in(arena);
    assert_false(qr_svg(&svg, words, "long"));
    assert_int_equal(svg.length, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_path), cmocka_unit_test(test_svg), cmocka_unit_test(test_too_long)};
    return cmocka_run_group_tests_name("qr", tests, NULL, NULL);
}
