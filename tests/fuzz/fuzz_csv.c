/* fuzz_csv.c - any bytes as CSV: rows keep limits and order; what was read, written quoted, reads the same again. */
#include "core/base/csv.h"
#include "core/base/text.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

static void write_field(struct text *out, const char *field)
{
    text_append_char(out, '"');
    for (; *field != '\0'; field++)
        text_append_bytes(out, *field == '"' ? "\"\"" : field, *field == '"' ? 2 : 1);
    text_append_char(out, '"');
}

static const char *rewrite(struct arena *arena, const char *bytes, size_t size, bool must_be_good)
{
    struct csv *csv = csv_new_bytes(bytes, size);
    struct text out = text_in(arena);
    struct csv_row row;
    enum csv_result result = CSV_ROW;
    for (int64_t line = 0; (result = csv_next(csv, &row)) != CSV_END; line = row.line) {
        assert(row.line > line && result != CSV_UNREADABLE && (result == CSV_ROW || !must_be_good));
        assert((result == CSV_ROW) == (row.problem == NULL && row.count > 0) && row.count <= CSV_FIELDS_MOST);
        for (size_t i = 0; i < row.count; i++)
            write_field(&out, row.field[i]), text_append_char(&out, i + 1 < row.count ? ',' : '\n');
    }
    csv_free(csv);
    return text_string(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *once = rewrite(arena, (const char *)data, size, false);
    assert(strcmp(once, rewrite(arena, once, strlen(once), true)) == 0);
    arena_free(arena);
    return 0;
}
