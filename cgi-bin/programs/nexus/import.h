/* import.h - what the files behind `nexus import` share. */
#ifndef NEXUS_IMPORT_H
#define NEXUS_IMPORT_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"
#include "domain/measure/bulk.h"

#include <cjson/cJSON.h>

/* What every import works on. */
struct import {
    struct arena *arena;
    const struct config *config;
    struct db *db;
    struct store *store;
};

/* import_events.c and import_oulad.c: the words behind the verb; the exit status. */
int import_events(struct import *import, int count, char **words);
int import_oulad(struct import *import, int count, char **words);

/* ---- rows of a file: import_file.c ---- */

/* Which column is which field, by name: a number of the heading, a member of an object. */
struct import_columns {
    const char *names[BULK_FIELDS]; /* as they are asked for; NULL: by the field's own name */
    bool rest;                      /* whatever else there is goes into the properties */
};

struct import_file;

/* A CSV file with a heading, or lines of JSON objects (its name ends in .jsonl or .ndjson, .gz behind it or not), gzipped or not. NULL
 * after a sentence on standard error: it can't be read, or has no column for time and name. */
struct import_file *import_file_open(struct arena *arena, const char *path, const struct import_columns *columns);
void import_file_close(struct import_file *file);

/* The next row: fields and extras, valid until the next call (values of extras are made in `arena`). 1: a row; 0: the end; -1: what
 * stands on `line` is no row, `problem` says why; -2: the file can't be read further. Rows on lines up to `skip` are passed over. */
struct import_row {
    int64_t line;
    const char *fields[BULK_FIELDS];
    const struct bulk_extra *extras;
    size_t extra_count;
    const char *problem;
};
int import_file_next(struct import_file *file, struct arena *arena, int64_t skip, struct import_row *row);

/* How much of the file was read, 0 to 1. */
double import_file_part(struct import_file *file);

/* ---- telling ---- */

/* One line on standard error that is written over, when somebody is watching: at most twice a second. */
void import_progress(const char *what, int64_t rows, double part);
void import_progress_end(void);

#endif
