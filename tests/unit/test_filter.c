/* test_filter.c - helpers that turn bytes into bytes, whatever they do; and the sizes of pictures, read from their headers. */
#include "core/base/filter.h"
#include "core/base/picture.h"

#include "core/base/clock.h"
#include "core/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
enum { MEGABYTE = 1024 * 1024 };

struct result {
    int status;
    char *output;
    size_t length;
};

static struct result run(struct arena *arena, const char *command, const char *input, size_t length, size_t most, int milliseconds)
{
    const char *const argv[] = {"/bin/sh", "-c", command, NULL};
    struct result result;
    result.status = filter_run(arena, argv, input, length, most, milliseconds, &result.output, &result.length);
    return result;
}

static void test_bytes_both_ways(void **state)
{
    struct arena *arena = arena_new();
    char *input = arena_alloc(arena, 3 * MEGABYTE);
    (void)state;
    for (size_t i = 0; i < 3 * MEGABYTE; i++)
        input[i] = (char)(i * 31 / 7);
    struct result all = run(arena, "exec cat", input, 3 * MEGABYTE, 4 * MEGABYTE, 10000);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.length, 3 * MEGABYTE);
    assert_memory_equal(all.output, input, 3 * MEGABYTE);
    struct result deaf = run(arena, "echo no; exit 7", input, 3 * MEGABYTE, MEGABYTE, 10000);
    assert_int_equal(deaf.status, 7);
    assert_string_equal(deaf.output, "no\n");
    assert_int_equal(run(arena, "exec cat", "", 0, MEGABYTE, 10000).status, 0);
    arena_free(arena);
}

static void test_bounds(void **state)
{
    struct arena *arena = arena_new();
    const char *const missing[] = {"/nowhere/at/all", NULL};
    char *output;
    size_t length;
    (void)state;
    int64_t started = clock_microseconds();
    assert_int_equal(run(arena, "exec sleep 20", "x", 1, MEGABYTE, 100).status, -1);
    assert_int_equal(run(arena, "exec >&-; exec sleep 20", "x", 1, MEGABYTE, 100).status, -1);
    assert_true(clock_microseconds() - started < 8 * 1000000);
    assert_int_equal(run(arena, "exec cat /dev/zero", "", 0, MEGABYTE, 10000).status, -1);
    assert_int_equal(run(arena, "kill -9 $$", "", 0, MEGABYTE, 10000).status, -1);
    assert_string_equal(run(arena, "echo -$SECRET-", "", 0, MEGABYTE, 10000).output, "--\n");
    assert_int_equal(filter_run(arena, missing, "", 0, MEGABYTE, 1000, &output, &length), -1);
    arena_free(arena);
}

static void test_pictures(void **state)
{
    static const struct { const char *file; enum picture_kind kind; uint32_t width, height; int orientation; } cases[] = {
        {"two.gif", PICTURE_GIF, 2, 2, 1},       {"header.png", PICTURE_PNG, 3, 4, 1},       {"turned.jpg", PICTURE_JPEG, 30, 40, 6},
        {"far-directory.jpg", PICTURE_JPEG, 30, 40, 1}, {"lossless.webp", PICTURE_WEBP, 100, 50, 1}, {"extended.webp", PICTURE_WEBP, 100, 50, 1}};
    struct arena *arena = arena_new();
    struct picture_size size;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t length;
        char *bytes = file_read(arena, arena_printf(arena, "tests/fuzz/corpus/picture/%s", cases[i].file), MEGABYTE, &length);
        assert_non_null(bytes);
        assert_true(picture_look((const unsigned char *)bytes, length, &size));
        assert_int_equal(size.kind, cases[i].kind);
        assert_int_equal(size.width, cases[i].width);
        assert_int_equal(size.height, cases[i].height);
        assert_int_equal(size.orientation, cases[i].orientation);
    }
    assert_false(picture_look((const unsigned char *)"<svg/>", 6, &size));
    assert_false(picture_look((const unsigned char *)"", 0, &size));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes_both_ways), cmocka_unit_test(test_bounds), cmocka_unit_test(test_pictures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
