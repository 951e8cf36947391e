/* measure_data.h - CSV files row by row, and the experiments that `nexus measure stats` computes on. For measure_stats.c and its
 * neighbours; the files are described beside them in their folder. */
#ifndef NEXUS_MEASURE_DATA_H
#define NEXUS_MEASURE_DATA_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* What a reader does with a row: columns are in the order in which they were asked for. False: the row is not as expected. */
typedef bool (*measure_take_row)(void *into, const char *const *cell);

/* Gives each row of a CSV file (gzipped or plain, with headings) to `take`, with the columns `name` (up to 12, ended by NULL). False
 * after a sentence on standard error. */
bool measure_read_rows(const char *path, const char *const *name, measure_take_row take, void *into);

/* One arm of cookie_cats.csv.gz: players of a game whose first gate stands at level 30 (a) or 40 (b). */
struct cookie_arm {
    size_t count;
    double *rounds;        /* of each player in two weeks */
    double back_1, back_7; /* how many came back after 1 and after 7 days */
};

/* Reads folder/cookie_cats.csv.gz; false after a sentence on standard error. */
bool measure_read_cookie(struct arena *arena, const char *folder, struct cookie_arm arm[2]);

/* star_kindergarten.csv.gz: pupils who were put into classes by lot. */
enum star_class { STAR_REGULAR, STAR_SMALL, STAR_AIDE, STAR_CLASSES };
struct star {
    size_t count;
    enum star_class *class;
    size_t *school; /* below schools */
    size_t schools;
    double *kindergarten, *first; /* reading and mathematics together; NaN where a pupil has no scores of the first grade */
};

/* Reads folder/star_kindergarten.csv.gz; false after a sentence on standard error. */
bool measure_read_star(struct arena *arena, const char *folder, struct star *star);

#endif
