/* measure_data.c - reads the sets of `nexus measure`. See measure_data.h. */
#include "programs/nexus/measure_data.h"

#include "core/base/csv_gz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = 12 };

static bool read_rows(struct csv *csv, const char *const *name, measure_take_row take, void *into, struct csv_row *row)
{
    int column[COLUMNS_MOST], count = 0;
    if (csv_next(csv, row) != CSV_ROW)
        return false;
    for (; name[count] != NULL; count++)
        if ((column[count] = csv_column(row, name[count])) < 0)
            return false;
    size_t fields = row->count;
    enum csv_result result;
    while ((result = csv_next(csv, row)) == CSV_ROW && row->count == fields) {
        const char *cell[COLUMNS_MOST];
        for (int i = 0; i < count; i++)
            cell[i] = row->field[column[i]];
        if (!take(into, cell))
            return false;
    }
    return result == CSV_END;
}

bool measure_read_rows(const char *path, const char *const *name, measure_take_row take, void *into)
{
    struct csv_row row = {.line = 1};
    struct csv *csv = csv_gz_open(path);
    bool done = csv != NULL && read_rows(csv, name, take, into, &row);
    if (csv == NULL)
        fprintf(stderr, "nexus: %s can't be read.\n", path);
    else if (!done)
        fprintf(stderr, "nexus: %s is not as expected at line %lld.\n", path, (long long)row.line);
    csv_free(csv);
    return done;
}

/* A number that fills the cell. */
static bool number(const char *cell, double *value)
{
    char *end = NULL;
    *value = strtod(cell, &end);
    return end != cell && *end == '\0';
}

/* ---- cookie_cats.csv.gz ---- */

enum { PLAYERS_MOST = 200000 };

static bool take_player(void *into, const char *const *cell)
{
    bool later = strcmp(cell[0], "gate_40") == 0;
    struct cookie_arm *arm = (struct cookie_arm *)into + later;
    double rounds, back_1, back_7;
    if (!later && strcmp(cell[0], "gate_30") != 0)
        return false;
    if (!number(cell[1], &rounds) || !number(cell[2], &back_1) || !number(cell[3], &back_7) || arm->count == PLAYERS_MOST)
        return false;
    arm->rounds[arm->count++] = rounds;
    arm->back_1 += back_1;
    arm->back_7 += back_7;
    return true;
}

bool measure_read_cookie(struct arena *arena, const char *folder, struct cookie_arm arm[2])
{
    static const char *const name[] = {"version", "sum_gamerounds", "retention_1", "retention_7", NULL};
    for (int i = 0; i < 2; i++)
        arm[i] = (struct cookie_arm){.rounds = arena_alloc_raw(arena, PLAYERS_MOST * sizeof(double))};
    return measure_read_rows(arena_printf(arena, "%s/cookie_cats.csv.gz", folder), name, take_player, arm);
}

/* ---- star_kindergarten.csv.gz ---- */

enum { PUPILS_MOST = 20000, SCHOOLS_MOST = 1000 };

/* Two scores as one; NaN when one of them is not there. */
static bool both_scores(const char *reading, const char *mathematics, double *sum)
{
    double parts[2] = {NAN, NAN};
    bool good = (*reading == '\0' || number(reading, &parts[0])) && (*mathematics == '\0' || number(mathematics, &parts[1]));
    *sum = parts[0] + parts[1];
    return good;
}

static bool take_pupil(void *into, const char *const *cell)
{
    static const char *const class[STAR_CLASSES] = {"regular", "small", "regular+aide"};
    struct star *star = into;
    size_t at = star->count, found = 0;
    double school = 0;
    while (found < STAR_CLASSES && strcmp(cell[0], class[found]) != 0)
        found++;
    if (at == PUPILS_MOST || found == STAR_CLASSES || !number(cell[1], &school) || !(school >= 0 && school < SCHOOLS_MOST) ||
        !both_scores(cell[2], cell[3], &star->kindergarten[at]) || !both_scores(cell[4], cell[5], &star->first[at]))
        return false;
    star->class[at] = (enum star_class)found;
    star->school[at] = (size_t)school;
    star->schools = star->school[at] >= star->schools ? star->school[at] + 1 : star->schools;
    star->count++;
    return !isnan(star->kindergarten[at]);
}

bool measure_read_star(struct arena *arena, const char *folder, struct star *star)
{
    static const char *const name[] = {"class_type", "school", "read_k", "math_k", "read_1", "math_1", NULL};
    *star = (struct star){.class = arena_alloc_raw(arena, PUPILS_MOST * sizeof *star->class),
                          .school = arena_alloc_raw(arena, PUPILS_MOST * sizeof *star->school),
                          .kindergarten = arena_alloc_raw(arena, PUPILS_MOST * sizeof(double)),
                          .first = arena_alloc_raw(arena, PUPILS_MOST * sizeof(double))};
    return measure_read_rows(arena_printf(arena, "%s/star_kindergarten.csv.gz", folder), name, take_pupil, star);
}
