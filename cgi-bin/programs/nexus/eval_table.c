/* eval_table.c - tables of CSV in and out, look-ups, and the figures that several sets share. See eval.h. */
#include "programs/nexus/eval.h"

#include "core/base/csv_gz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* False when a row is bad or has other fields than the header. */
static bool read_rows(struct arena *arena, struct csv *csv, struct table *table, struct csv_row *row)
{
    size_t count = 0, room = 0;
    enum csv_result result;
    while ((result = csv_next(csv, row)) == CSV_ROW && (count == 0 || row->count == table->columns)) {
        table->columns = row->count;
        for (size_t i = 0; i < row->count; i++)
            add_cell(arena, table, &count, &room, arena_strdup(arena, row->field[i]));
    }
    if (table->columns > 0) {
        table->name = table->cell;
        table->cell += table->columns;
        table->rows = count / table->columns - 1;
    }
    return result == CSV_END && table->columns > 0;
}

bool table_read(const struct eval *eval, const char *file, struct table *table)
{
    const char *path = arena_printf(eval->arena, "%s/%s", eval->folder, file);
    struct csv_row row = {.line = 1};
    struct csv *csv = csv_gz_open(path);
    *table = (struct table){0};
    bool done = csv != NULL && read_rows(eval->arena, csv, table, &row);
    if (!done)
        fprintf(stderr, "nexus: %s can't be read (line %lld).\n", path, (long long)row.line);
    csv_free(csv);
    return done;
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
