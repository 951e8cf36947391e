/* sheet.h - the columns of a sheet, for the files that read and use it (figure.c, sheet.c); everybody else takes figure.h. */
#ifndef NEXUS_SHEET_H
#define NEXUS_SHEET_H

#include "domain/measure/figure.h"

struct sheet_column {
    const char *name;
    int64_t users;  /* of the days, summed */
    int64_t *days;
};

struct sheet {
    struct arena *arena;
    int64_t from, to;
    /* One number a day. */
    int64_t *users, *week, *month, *fresh, *visitors, *events, *sessions, *seconds;
    int64_t people, people_new; /* different people of the period; those of them whose first day lies in it */
    struct sheet_column *columns;
    int column_count, column_room;
};

/* The days of an event's name, NULL when it never occurred. */
const int64_t *sheet_column(const struct sheet *sheet, const char *name);

#endif
