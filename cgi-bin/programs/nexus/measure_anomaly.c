/* measure_anomaly.c - `nexus measure anomaly FILE`: the score of every value of a CSV file of series (series, i, value; the rows of a
 * series stand together, in order). Prints CSV: series, i, score; rows of score 0 are left out.
 *
 * As in the Numenta Anomaly Benchmark, the first 15 % of a series, at most 750 values, are for learning. */
#include "programs/nexus/measure.h"
#include "programs/nexus/measure_data.h"

#include "domain/measure/anomaly.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64, ROWS_MOST = 1000000, LEARNING_MOST = 750 };
enum { SERIES, AT, VALUE };

struct rows {
    char name[NAME_BYTES];
    double *value;
    size_t count;
};

static void score_series(const struct rows *rows)
{
    struct arena *arena = arena_new();
    size_t learning = rows->count * 15 / 100 < LEARNING_MOST ? rows->count * 15 / 100 : LEARNING_MOST;
    struct anomaly *anomaly = anomaly_new(arena, learning > 0 ? learning : 1);
    for (size_t i = 0; i < rows->count; i++) {
        double score = anomaly_score(anomaly, rows->value[i]);
        if (score > 0)
            printf("%s,%zu,%.6f\n", rows->name, i, score);
    }
    fprintf(stderr, "anomaly: %s, %zu values\n", rows->name, rows->count);
    arena_free(arena);
}

static bool take_value(void *into, const char *const *cell)
{
    struct rows *rows = into;
    char *end = NULL;
    if (strcmp(rows->name, cell[SERIES]) != 0) {
        if (rows->count > 0)
            score_series(rows);
        snprintf(rows->name, sizeof rows->name, "%s", cell[SERIES]);
        rows->count = 0;
    }
    if (rows->count == ROWS_MOST || strlen(cell[SERIES]) >= NAME_BYTES || strtoull(cell[AT], NULL, 10) != rows->count)
        return false;
    double value = strtod(cell[VALUE], &end);
    rows->value[rows->count++] = end == cell[VALUE] ? NAN : value;
    return true;
}

bool measure_anomaly(const char *path)
{
    static const char *const name[] = {"series", "i", "value", NULL};
    struct arena *arena = arena_new();
    struct rows rows = {.value = arena_alloc_raw(arena, ROWS_MOST * sizeof(double))};
    puts("series,i,score");
    bool read = measure_read_rows(path, name, take_value, &rows);
    if (read && rows.count > 0)
        score_series(&rows);
    arena_free(arena);
    return read;
}
