/* csv.h - comma-separated values row by row (RFC 4180), from bytes, a stream or any other source; csv_gz.h reads gzip.
 *
 * For importing events and for measuring on data sets. Only one row is in memory at a time, so a file may be of any
 * length. A row that is no CSV is an answer, not the end: its line and what is wrong are told, and reading goes on with
 * the line behind. */
#ifndef NEXUS_CSV_H
#define NEXUS_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { CSV_ROW_BYTES_MOST = 1024 * 1024, CSV_FIELDS_MOST = 1024 };

enum csv_result {
    CSV_ROW,       /* a row was read */
    CSV_BAD_ROW,   /* what began on row.line is no row, row.problem says why; the next call goes on behind it */
    CSV_END,       /* there is no further row */
    CSV_UNREADABLE /* the source failed; so do all further calls */
};

/* One row; everything in it belongs to the reader and lasts until the next call. */
struct csv_row {
    const char *const *field; /* UTF-8 without NUL bytes, unquoted */
    size_t count;             /* at least 1 in a good row; rows of one file may differ */
    int64_t line;             /* on which it begins, from 1 (a quoted field may hold several lines) */
    const char *problem;      /* a static English clause, or NULL */
};

struct csv;

/* Where bytes come from: up to `room` of them put into `into`; how many, 0 at the end, -1 when it can't be read. `close`
 * (may be NULL) is called once, by csv_free. */
struct csv_source {
    long (*read)(void *from, char *into, size_t room);
    void (*close)(void *from);
    void *from;
};

/* A reader; never NULL (the program ends when the system has no memory). It owns what `source.close` closes. */
struct csv *csv_new(struct csv_source source);

/* A reader of bytes, which must stay where they are, and one of a stream, which the caller closes afterwards. */
struct csv *csv_new_bytes(const void *bytes, size_t length);
struct csv *csv_new_stream(FILE *stream);

void csv_free(struct csv *csv);

/* The next row. A byte order mark at the beginning and empty lines are passed over; CRLF, LF and CR end a row, also the
 * end of all. A quote inside an unquoted field is an ordinary character. Bad are: text behind a closing quote, a quote
 * that is never closed, a NUL byte, what is no UTF-8, more than CSV_ROW_BYTES_MOST bytes or CSV_FIELDS_MOST fields. */
enum csv_result csv_next(struct csv *csv, struct csv_row *row);

/* The position of the field that equals `name` (for a row of headings), or -1. */
int csv_column(const struct csv_row *row, const char *name);

#endif
