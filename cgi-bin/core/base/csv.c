/* csv.c - the reader of comma-separated values: a block of the source, and the fields of one row behind each other, each
 * with its NUL. See csv.h. The buffers are as large as the limits; what a file does not use, the system never gives. */
#include "core/base/csv.h"

#include "core/base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 65536 };

struct csv {
    struct csv_source source;
    size_t at, filled; /* in the block */
    bool ended, failed;
    int64_t line; /* of the next byte */
    size_t length, count;
    const char *problem;
    const char *bytes, *bytes_end; /* csv_new_bytes */
    char block[BLOCK];
    const char *field[CSV_FIELDS_MOST];
    char text[CSV_ROW_BYTES_MOST];
};

/* ---- the source ---- */

static bool fill(struct csv *csv)
{
    while (!csv->ended && csv->filled < BLOCK) {
        long got = csv->source.read(csv->source.from, csv->block + csv->filled, BLOCK - csv->filled);
        csv->failed = csv->failed || got < 0;
        csv->ended = got <= 0;
        csv->filled += got > 0 ? (size_t)got : 0;
        if (csv->filled >= 3) /* as many as a byte order mark has */
            break;
    }
    return csv->at < csv->filled;
}

/* The next byte, or -1 where there is none. */
static int peek(struct csv *csv)
{
    if (csv->at == csv->filled) {
        csv->at = csv->filled = 0;
        if (!fill(csv))
            return -1;
    }
    return (unsigned char)csv->block[csv->at];
}

static bool take(struct csv *csv, char byte)
{
    bool there = peek(csv) == (unsigned char)byte;
    csv->at += there;
    return there;
}

static bool take_line_end(struct csv *csv)
{
    bool returned = take(csv, '\r'), fed = take(csv, '\n');
    csv->line += returned || fed;
    return returned || fed;
}

struct csv *csv_new(struct csv_source source)
{
    struct csv *csv = malloc(sizeof *csv);
    assert(csv != NULL);
    csv->source = source;
    csv->at = csv->filled = csv->length = csv->count = 0;
    csv->ended = csv->failed = false;
    csv->line = 1;
    csv->problem = NULL;
    csv->bytes = csv->bytes_end = NULL;
    return csv;
}

static long read_bytes(void *from, char *into, size_t room)
{
    struct csv *csv = from;
    size_t left = (size_t)(csv->bytes_end - csv->bytes), count = left < room ? left : room;
    if (count > 0)
        memcpy(into, csv->bytes, count);
    csv->bytes += count;
    return (long)count;
}

struct csv *csv_new_bytes(const void *bytes, size_t length)
{
    struct csv *csv = csv_new((struct csv_source){.read = read_bytes});
    csv->source.from = csv;
    csv->bytes = length > 0 ? bytes : "";
    csv->bytes_end = csv->bytes + length;
    return csv;
}

static long read_stream(void *from, char *into, size_t room)
{
    size_t count = fread(into, 1, room, from);
    return count == 0 && ferror((FILE *)from) ? -1 : (long)count;
}

struct csv *csv_new_stream(FILE *stream)
{
    return csv_new((struct csv_source){.read = read_stream, .from = stream});
}

void csv_free(struct csv *csv)
{
    if (csv == NULL)
        return;
    if (csv->source.close != NULL)
        csv->source.close(csv->source.from);
    free(csv);
}

/* ---- a row ---- */

static bool refuse(struct csv *csv, const char *problem)
{
    csv->problem = problem;
    return false;
}

/* One byte more of the field; room for the NUL behind it always stays. */
static bool put(struct csv *csv, char byte)
{
    if (byte == '\0')
        return refuse(csv, "there is a NUL byte");
    if (csv->length + 1 >= CSV_ROW_BYTES_MOST)
        return refuse(csv, "the row is longer than 1 MiB");
    csv->text[csv->length++] = byte;
    return true;
}

static bool read_plain(struct csv *csv)
{
    for (int byte = peek(csv); byte >= 0 && byte != ',' && byte != '\r' && byte != '\n'; byte = peek(csv)) {
        if (!put(csv, (char)byte))
            return false;
        csv->at++;
    }
    return true;
}

/* Behind the opening quote, to behind the closing one. */
static bool read_quoted(struct csv *csv)
{
    for (int byte = peek(csv); byte >= 0; byte = peek(csv)) {
        csv->at++;
        if (byte == '"' && !take(csv, '"')) {
            byte = peek(csv);
            return byte < 0 || byte == ',' || byte == '\r' || byte == '\n' || refuse(csv, "there is text behind a closing quote");
        }
        csv->line += byte == '\n' || (byte == '\r' && peek(csv) != '\n');
        if (!put(csv, (char)byte))
            return false;
    }
    return refuse(csv, "a quote is never closed");
}

static bool read_field(struct csv *csv)
{
    if (csv->count == CSV_FIELDS_MOST)
        return refuse(csv, "there are more than 1024 fields");
    if (csv->length >= CSV_ROW_BYTES_MOST)
        return refuse(csv, "the row is longer than 1 MiB");
    csv->field[csv->count] = csv->text + csv->length;
    if (!(take(csv, '"') ? read_quoted(csv) : read_plain(csv)))
        return false;
    csv->text[csv->length++] = '\0';
    const char *field = csv->field[csv->count++];
    return utf8_valid(field, strlen(field)) || refuse(csv, "it is not UTF-8");
}

/* After a bad row: what is left of the line on which it was found out. */
static void skip_line(struct csv *csv)
{
    for (int byte = peek(csv); byte >= 0 && byte != '\r' && byte != '\n'; byte = peek(csv))
        csv->at++;
}

enum csv_result csv_next(struct csv *csv, struct csv_row *row)
{
    bool first = csv->filled == 0 && !csv->ended, good;
    if (first && peek(csv) == 0xEF && csv->filled >= 3 && memcmp(csv->block, "\xEF\xBB\xBF", 3) == 0)
        csv->at = 3;
    while (take_line_end(csv))
        continue;
    *row = (struct csv_row){.field = csv->field, .line = csv->line};
    csv->length = csv->count = 0;
    csv->problem = NULL;
    if (peek(csv) < 0)
        return csv->failed ? CSV_UNREADABLE : CSV_END;
    do
        good = read_field(csv);
    while (good && take(csv, ','));
    if (!good)
        skip_line(csv);
    take_line_end(csv);
    if (csv->failed)
        return CSV_UNREADABLE;
    row->count = good ? csv->count : 0;
    row->problem = csv->problem;
    return good ? CSV_ROW : CSV_BAD_ROW;
}

int csv_column(const struct csv_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++)
        if (strcmp(row->field[i], name) == 0)
            return (int)i;
    return -1;
}
