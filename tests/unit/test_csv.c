/* test_csv.c - CSV: what a row is and on which line it stands, what is refused and that reading goes on behind it, limits,
 * any size of the pieces that a source gives, gzip whole and cut. */
#include "core/base/csv_gz.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "fixture.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Everything read, as "line|field|field;"; a bad row as "line!problem;", an unreadable source as "unreadable". */
static const char *rows_of(struct arena *arena, struct csv *csv)
{
    struct text out = text_in(arena);
    struct csv_row row;
    enum csv_result result;
    while ((result = csv_next(csv, &row)) == CSV_ROW || result == CSV_BAD_ROW) {
        text_append_integer(&out, row.line);
        for (size_t i = 0; i < row.count; i++)
            text_printf(&out, "|%s", row.field[i]);
        text_printf(&out, row.problem != NULL ? "!%s;" : ";", row.problem);
    }
    if (result == CSV_UNREADABLE)
        text_append(&out, "unreadable");
    assert_int_equal(csv_next(csv, &row), result);
    csv_free(csv);
    return text_string(&out);
}

static const struct {
    const char *csv, *rows;
} cases[] = {
    {"", ""}, {"\n\r\n\r", ""}, {"a,b\n1,2\n", "1|a|b;2|1|2;"}, {"a,b\r\n1,2", "1|a|b;2|1|2;"}, {"a\rb", "1|a;2|b;"},
    {"a\n\n\nb", "1|a;4|b;"}, {",", "1||;"}, {"\"\"", "1|;"}, {"a,", "1|a|;"}, {" a , b", "1| a | b;"},
    {"\xEF\xBB\xBF" "a,b", "1|a|b;"}, {"\xEF\xBB\xBF\"a\"", "1|a;"}, {"\xEF\xBB\xBF", ""}, {"a\n\xEF\xBB\xBF" "b", "1|a;2|\xEF\xBB\xBF" "b;"},
    {"\"a,\"\"b\"\"\",c", "1|a,\"b\"|c;"}, {"a\"b\",c", "1|a\"b\"|c;"},
    {"\"x\ny\r\nz\rw\"\nb", "1|x\ny\r\nz\rw;5|b;"}, {"\"a\"b,c\nd", "1!there is text behind a closing quote;2|d;"},
    {"a\n\"b\nc", "1|a;2!a quote is never closed;"}, {"a,\xFF,b\nc", "1!it is not UTF-8;2|c;"}, {"\xEF\xBB", "1!it is not UTF-8;"},
    {"caf\xC3\xA9", "1|caf\xC3\xA9;"},
};

/* A source that gives at most so many bytes at a time. */
struct drip {
    const char *bytes;
    size_t left, most;
    bool breaks; /* at the end */
};

static long read_drip(void *from, char *into, size_t room)
{
    struct drip *drip = from;
    size_t count = drip->left < drip->most ? drip->left : drip->most;
    count = count < room ? count : room;
    memcpy(into, drip->bytes, count);
    drip->bytes += count;
    drip->left -= count;
    return count == 0 && drip->breaks ? -1 : (long)count;
}

static void test_rows(void **state)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t length = strlen(cases[i].csv);
        assert_string_equal(rows_of(*state, csv_new_bytes(cases[i].csv, length)), cases[i].rows);
        for (size_t most = 1; most <= 3; most++) {
            struct drip drip = {cases[i].csv, length, most, false};
            assert_string_equal(rows_of(*state, csv_new((struct csv_source){read_drip, NULL, &drip})), cases[i].rows);
        }
    }
}

static void test_nul_and_failing_source(void **state)
{
    assert_string_equal(rows_of(*state, csv_new_bytes("a\0b,c\nd", 7)), "1!there is a NUL byte;2|d;");
    assert_string_equal(rows_of(*state, csv_new_bytes("\"a\0b\",c\nd", 9)), "1!there is a NUL byte;2|d;");
    struct drip drip = {"a\nb", 3, 2, true};
    assert_string_equal(rows_of(*state, csv_new((struct csv_source){read_drip, NULL, &drip})), "1|a;unreadable");
}

/* A row of `fields` fields, then "x" on the next line. */
static const char *wide(struct arena *arena, size_t fields)
{
    struct text text = text_in(arena);
    while (--fields > 0)
        text_append_char(&text, ',');
    text_append(&text, "\nx");
    return text_string(&text);
}

static void test_limits(void **state)
{
    struct csv_row row;
    const char *text = wide(*state, CSV_FIELDS_MOST);
    struct csv *csv = csv_new_bytes(text, strlen(text));
    assert_int_equal(csv_next(csv, &row), CSV_ROW);
    assert_int_equal(row.count, CSV_FIELDS_MOST);
    csv_free(csv);
    text = wide(*state, CSV_FIELDS_MOST + 1);
    assert_string_equal(rows_of(*state, csv_new_bytes(text, strlen(text))), "1!there are more than 1024 fields;2|x;");

    char *big = arena_alloc(*state, CSV_ROW_BYTES_MOST + 3);
    memset(big, 'a', CSV_ROW_BYTES_MOST - 1);
    csv = csv_new_bytes(big, CSV_ROW_BYTES_MOST - 1);
    assert_int_equal(csv_next(csv, &row), CSV_ROW);
    assert_int_equal(strlen(row.field[0]), CSV_ROW_BYTES_MOST - 1);
    csv_free(csv);
    memcpy(big + CSV_ROW_BYTES_MOST - 1, "a\nx", 3);
    assert_string_equal(rows_of(*state, csv_new_bytes(big, CSV_ROW_BYTES_MOST + 2)), "1!the row is longer than 1 MiB;2|x;");
    big[CSV_ROW_BYTES_MOST - 1] = ','; /* full, then one field more: its NUL has no room */
    assert_string_equal(rows_of(*state, csv_new_bytes(big, CSV_ROW_BYTES_MOST + 2)), "1!the row is longer than 1 MiB;2|x;");
}

static void test_column(void **state)
{
    (void)state;
    struct csv_row row;
    struct csv *csv = csv_new_bytes("at,event", 8);
    assert_int_equal(csv_next(csv, &row), CSV_ROW);
    assert_int_equal(csv_column(&row, "event"), 1);
    assert_int_equal(csv_column(&row, "eve"), -1);
    csv_free(csv);
}

static void test_gz_and_stream(void **state)
{
    char name[] = "/tmp/nexus-csv-XXXXXX";
    int descriptor = mkstemp(name);
    size_t length = 0;
    assert_true(descriptor >= 0);
    gzFile file = gzdopen(descriptor, "wb");
    assert_int_equal(gzputs(file, "a,b\n\"1\",2\n"), 10);
    assert_int_equal(gzclose(file), Z_OK);
    assert_string_equal(rows_of(*state, csv_gz_open(name)), "1|a|b;2|1|2;");
    const char *packed = file_read(*state, name, 4096, &length);
    assert_int_equal(truncate(name, (off_t)length - 9), 0);
    assert_non_null(strstr(rows_of(*state, csv_gz_open(name)), "unreadable"));
    ((char *)packed)[length - 8] ^= 1; /* the checksum */
    assert_true(file_write(*state, name, packed, length));
    assert_non_null(strstr(rows_of(*state, csv_gz_open(name)), "unreadable"));
    assert_true(file_write(*state, name, "p,q\n", 4));
    assert_string_equal(rows_of(*state, csv_gz_open(name)), "1|p|q;");
    FILE *stream = fopen(name, "rb");
    assert_string_equal(rows_of(*state, csv_new_stream(stream)), "1|p|q;");
    fclose(stream);
    unlink(name);
    assert_null(csv_gz_open(name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_nul_and_failing_source, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_limits, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test(test_column),
        cmocka_unit_test_setup_teardown(test_gz_and_stream, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
