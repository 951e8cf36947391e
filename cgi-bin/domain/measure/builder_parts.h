/* builder_parts.h - what the files of the builder share; everybody else takes builder.h. */
#ifndef NEXUS_BUILDER_PARTS_H
#define NEXUS_BUILDER_PARTS_H

#include "domain/measure/builder.h"

#include "core/base/json.h"

/* Titles by id, in the order of ids. */
struct builder_title;
struct builder_titles {
    struct builder_title *list;
    size_t count;
};

/* The rows of a source, the newest first; db_steps_next(steps) goes to each. */
struct builder_rows {
    struct db *from;
    struct db_steps *steps;
    bool of_lessons;
    struct builder_titles lessons, courses;
};

/* False: the source has none, for nothing was ever recorded (`store` NULL). What is opened lives until the last step. */
bool builder_rows_open(struct arena *arena, struct db *db, struct store *store, const char *source, struct builder_rows *rows);

/* A value of the row at hand: words ("" for nothing), a number (NAN for nothing). The words live until the next step. */
const char *builder_rows_text(const struct builder_rows *rows, int column);
double builder_rows_number(const struct builder_rows *rows, int column);

#endif
