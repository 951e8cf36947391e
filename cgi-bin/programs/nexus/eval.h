/* eval.h - measuring the coach on labelled sets: tables out of CSV files, predictions onto standard output, figures onto
 * standard error. For coach.c (`nexus coach eval SET DIR`) and the eval_*.c files of this folder. */
#ifndef NEXUS_EVAL_H
#define NEXUS_EVAL_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/coach/search.h"

#include <stdbool.h>
#include <stddef.h>

/* A CSV file with a header (RFC 4180), gzipped or not. */
struct table {
    const char **name; /* of the columns */
    const char **cell; /* row by row */
    size_t columns, rows;
};

struct eval {
    struct arena *arena;
    struct db *db; /* empty, in memory */
    const char *set, *folder;
};

/* Reads folder/file; false after a sentence on standard error. */
bool table_read(const struct eval *eval, const char *file, struct table *table);

/* A cell by row and column; "" where there is no such column. */
const char *table_cell(const struct table *table, size_t row, const char *column);

/* A look-up of rows by the text of a column. */
struct table_index;
struct table_index *table_index(struct arena *arena, const struct table *table, const char *column);

/* The row (the first of several) of a text, or -1; the next one of the same text after `row`, or -1. */
long table_find(const struct table_index *index, const char *text);
long table_next(const struct table_index *index, long row);

/* One field of CSV on standard output, quoted where it must be. */
void table_write(const char *text);

/* "bench NAME VALUE UNIT" on standard error. */
void eval_say(const char *name, double value, const char *unit);

/* The area under the ROC curve of scores with labels, ties counted half. */
double eval_auc(struct arena *arena, const double *score, const bool *label, size_t count);

/* Each set writes its CSV; false when a file is missing. */
bool eval_textbook_retrieve(struct eval *eval);
bool eval_textbook_keyterms(struct eval *eval);
bool eval_textbook_refuse(struct eval *eval);
bool eval_xquad_retrieve(struct eval *eval);
bool eval_xquad_sentence(struct eval *eval);
bool eval_squad_sentences(struct eval *eval);
bool eval_scifact(struct eval *eval);
bool eval_sentiment(struct eval *eval);
bool eval_speed(struct eval *eval);

/* The textbook's 7,082 passages as three courses; false when a file is missing. Names the section of each passage by id.
 * `copy` above 0 loads them once more, under other addresses. */
bool eval_load_textbook(struct eval *eval, int copy, const char ***section_of);

/* How many passages there are by now. */
int64_t eval_passages(const struct eval *eval);

/* xquad's 240 paragraphs as one course; false when a file is missing. */
bool eval_load_xquad(struct eval *eval);

#endif
