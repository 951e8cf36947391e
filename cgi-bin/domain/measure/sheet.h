/* sheet.h - the columns of a sheet, for the files that read and use it (figure.c, sheet.c); everybody else takes figure.h. */
#ifndef NEXUS_SHEET_H
#define NEXUS_SHEET_H

#include "domain/measure/day.h"
#include "domain/measure/figure.h"

struct sheet_column {
    const char *name;
    int64_t users;  /* of the days, summed */
    int64_t *days;
};

/* A range of days with its different people, and those of them whose first day lies in it. */
struct sheet_part {
    struct figure_range range;
    int64_t people, fresh;
};

struct sheet {
    struct arena *arena;
    int64_t from, to;
    /* One number a day. */
    int64_t *users, *week, *month, *fresh, *visitors, *events, *sessions, *seconds;
    int64_t *earlier, *lost; /* people of the 30 days before the last 30; those of them who were not there since */
    struct sheet_part *parts;
    int part_count;
    struct sheet_column *columns;
    int column_count, column_room;
};

/* The days of an event's name, NULL when it never occurred. */
const int64_t *sheet_column(const struct sheet *sheet, const char *name);

/* Sheets of several values of a dimension, all different, within a filter that needs the packs anyway: sheets[i] is what sheet_read gives of the
 * filter narrowed to values[i], but all are made in one pass. False on failure (logged). */
bool sheet_read_values(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, enum day_dimension dimension,
                       const int64_t *values, size_t count, struct figure_range range, struct sheet **sheets);

/* The dimension whose rows are what a filter lets through; false when there is none and the packs must be read. */
bool sheet_dimension(const struct figure_filter *filter, int64_t *dimension, int64_t *value);

#endif
