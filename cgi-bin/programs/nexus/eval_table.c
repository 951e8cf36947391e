/* eval_table.c - CSV in and out, look-ups, and the figures that several sets share. See eval.h. */
#include "programs/nexus/eval.h"

#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static bool read_file(const struct eval *eval, const char *file, struct text *content)
{
    const char *path = arena_printf(eval->arena, "%s/%s", eval->folder, file);
    char bytes[65536];
    int length = 0;
    gzFile in = gzopen(path, "rb");
    if (in == NULL) {
        fprintf(stderr, "nexus: %s can't be read.\n", path);
        return false;
    }
    while ((length = gzread(in, bytes, sizeof bytes)) > 0)
        text_append_bytes(content, bytes, (size_t)length);
    gzclose(in);
    return length == 0;
}

/* One field that begins at *at; *at moves to its comma, line end or the end of all. */
static const char *read_field(struct arena *arena, const char **at)
{
    const char *from = *at;
    if (*from != '"') {
        *at += strcspn(from, ",\r\n");
        return arena_strndup(arena, from, (size_t)(*at - from));
    }
    struct text field = text_in(arena);
    for (from++; *from != '\0' && (*from != '"' || from[1] == '"'); from++) {
        text_append_char(&field, *from);
        from += *from == '"';
    }
    *at = *from == '"' ? from + 1 : from;
    return text_string(&field);
}

static void add_cell(struct arena *arena, struct table *table, size_t *count, size_t *room, const char *cell)
{
    if (*count == *room) {
        *room = *room * 2 + 1024;
        const char **grown = arena_alloc_raw(arena, *room * sizeof *grown);
        if (*count > 0)
            memcpy(grown, table->cell, *count * sizeof *grown);
        table->cell = grown;
    }
    table->cell[(*count)++] = cell;
}

bool table_read(const struct eval *eval, const char *file, struct table *table)
{
    struct text content = text_in(eval->arena);
    size_t count = 0, room = 0;
    *table = (struct table){0};
    if (!read_file(eval, file, &content))
        return false;
    for (const char *at = text_string(&content); *at != '\0';) {
        add_cell(eval->arena, table, &count, &room, read_field(eval->arena, &at));
        if (*at == ',') {
            at++;
            continue;
        }
        table->columns = table->columns == 0 ? count : table->columns;
        at += strspn(at, "\r\n");
    }
    if (table->columns == 0)
        return false;
    table->name = table->cell;
    table->cell += table->columns;
    table->rows = count / table->columns - 1;
    return true;
}

const char *table_cell(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->name[i], column) == 0)
            return table->cell[row * table->columns + i];
    return "";
}

struct table_index {
    const struct table *table;
    const char *column;
    size_t slots;
    long *first, *next; /* chains of rows */
};

struct table_index *table_index(struct arena *arena, const struct table *table, const char *column)
{
    struct table_index *index = arena_alloc(arena, sizeof *index);
    *index = (struct table_index){.table = table, .column = column, .slots = table->rows * 2 + 1};
    index->first = arena_alloc(arena, index->slots * sizeof *index->first);
    index->next = arena_alloc(arena, (table->rows + 1) * sizeof *index->next);
    for (size_t i = 0; i < index->slots; i++)
        index->first[i] = -1;
    for (size_t row = table->rows; row-- > 0;) {
        const char *text = table_cell(table, row, column);
        long *slot = &index->first[terms_key(text, strlen(text)) % index->slots];
        index->next[row] = *slot;
        *slot = (long)row;
    }
    return index;
}

static long same_from(const struct table_index *index, long row, const char *text)
{
    while (row >= 0 && strcmp(table_cell(index->table, (size_t)row, index->column), text) != 0)
        row = index->next[row];
    return row;
}

long table_find(const struct table_index *index, const char *text)
{
    return same_from(index, index->first[terms_key(text, strlen(text)) % index->slots], text);
}

long table_next(const struct table_index *index, long row)
{
    return same_from(index, index->next[row], table_cell(index->table, (size_t)row, index->column));
}

void table_write(const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
}

void eval_say(const char *name, double value, const char *unit)
{
    fprintf(stderr, "bench %s %.4g %s\n", name, value, unit);
}

struct scored {
    double score;
    bool label;
};

static int by_score(const void *a, const void *b)
{
    double left = ((const struct scored *)a)->score, right = ((const struct scored *)b)->score;
    return left < right ? -1 : left > right;
}

/* Mann and Whitney: the share of pairs in which the labelled one scores higher. */
double eval_auc(struct arena *arena, const double *score, const bool *label, size_t count)
{
    struct scored *all = arena_alloc(arena, count * sizeof *all);
    double wins = 0, below = 0, positives = 0;
    for (size_t i = 0; i < count; i++)
        all[i] = (struct scored){score[i], label[i]};
    qsort(all, count, sizeof *all, by_score);
    for (size_t from = 0, to; from < count; from = to) {
        double equal = 0, labelled = 0;
        for (to = from; to < count && all[to].score == all[from].score; to++) {
            labelled += all[to].label;
            equal += !all[to].label;
        }
        wins += labelled * (below + equal / 2);
        below += equal;
        positives += labelled;
    }
    return positives * below > 0 ? wins / (positives * below) : 0;
}
