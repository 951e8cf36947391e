/* database.h - SQLite behind a few calls: values are bound, statements cached, failures are values.
 *
 * A struct db is one connection of one thread. SQL is always a string literal, in the portable middle of SQLite and
 * PostgreSQL, with numbered parameters ?1 ?2 ...; the statement is prepared on first use and kept, found again by the
 * literal's address. Values are given as plain arguments, their type taken by the compiler:
 *
 *     cJSON *rows = db_rows(db, "SELECT id, title FROM course WHERE level = ?1 LIMIT ?2", level, 20);
 *     int64_t id = 0;
 *     enum db_result result = db_insert(db, &id, "INSERT INTO note (user_id, body) VALUES (?1, ?2)", user, body);
 *
 * Integers, doubles, strings (NULL binds NULL), DB_NULL and db_blob(bytes, length) are accepted; at most 16.
 *
 * Failures: whoever calls looks at the result; the failure itself has been logged here, with the SQL. */
#ifndef NEXUS_DATABASE_H
#define NEXUS_DATABASE_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum db_result {
    DB_OK,       /* done; for db_change: at least one row changed */
    DB_NONE,     /* nothing matched or nothing changed */
    DB_CONFLICT, /* a constraint said no: an answer, not an error, and not logged */
    DB_BUSY,     /* another writer held the lock too long: 503, try again */
    DB_FULL,     /* the disk is full, or can't be written: 507 */
    DB_FAILED    /* anything else: 500 */
};

struct db;

enum db_kind { DB_KIND_NULL, DB_KIND_INTEGER, DB_KIND_REAL, DB_KIND_TEXT, DB_KIND_BLOB };
struct db_value {
    enum db_kind kind;
    union {
        int64_t integer;
        double real;
        struct { const void *bytes; size_t length; } data;
    };
};
struct db_values {
    const struct db_value *values;
    size_t count;
};

/* How a connection is opened. */
enum db_mode {
    DB_SERVE,   /* existing database, read and write, WAL, synchronous=FULL */
    DB_CREATE,  /* as DB_SERVE, made when absent */
    DB_CGI,     /* as DB_SERVE, for a process of one request: no checkpoint on close */
    DB_STREAM   /* as DB_CREATE with synchronous=NORMAL: what a killed program wrote stays, a power cut may take the last moments;
                 * with a larger cache and log for many rows at once, and as DB_CGI on close */
};

/* Opens `path`; NULL when it can't be (logged). `rows` made by this connection live in the arena of db_use_arena. */
struct db *db_open(const char *path, enum db_mode mode);
void db_close(struct db *db);

/* Where rows and texts read from now on are allocated: the request's arena. */
void db_use_arena(struct db *db, struct arena *arena);

/* One consistent view for several reads; ended by db_end. Writing inside is refused (query_only). */
bool db_begin_read(struct db *db);

/* BEGIN IMMEDIATE. Ends a read view first. DB_OK, DB_BUSY, DB_FULL or DB_FAILED. Not nested. */
enum db_result db_begin_write(struct db *db);

/* Commits (true) or rolls back (false) what was begun; nothing when nothing was. After DB_OK of a commit the rows are
 * on disk. A failed commit is rolled back. */
enum db_result db_end(struct db *db, bool commit);
bool db_is_writing(const struct db *db);

/* All rows as a JSON array of objects, a member a column under its (AS) name: INTEGER and REAL as numbers, TEXT as
 * string, NULL as null, BLOB as hex string. A column named "x:json" is parsed (columns of JSON that we wrote) and named
 * "x"; one named "x:bool" becomes true/false and is named "x". Never NULL: an empty array on failure, and db_failed()
 * tells. */
#define db_rows(db, sql, ...) db_rows_values((db), "" sql, DB_VALUES(__VA_ARGS__))
cJSON *db_rows_values(struct db *db, const char *sql, struct db_values values);

/* The rows of many numbers, a few queries for all of them: the text has DB_IDS where they go, as in "... WHERE id IN (" DB_IDS ")". */
#define DB_IDS "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16"
#define db_rows_of(db, sql, ids, count) db_rows_of_ids((db), "" sql, (ids), (count))
cJSON *db_rows_of_ids(struct db *db, const char *sql, const int64_t *ids, size_t count);

/* The first row as an object, or NULL when there is none (or on failure: db_failed()). */
#define db_row(db, sql, ...) db_row_values((db), "" sql, DB_VALUES(__VA_ARGS__))
cJSON *db_row_values(struct db *db, const char *sql, struct db_values values);

/* The first column of the first row; the fallback when there is none or it is null. Text lives in the arena. */
#define db_integer(db, fallback, sql, ...) db_integer_values((db), (fallback), "" sql, DB_VALUES(__VA_ARGS__))
int64_t db_integer_values(struct db *db, int64_t fallback, const char *sql, struct db_values values);
#define db_real(db, fallback, sql, ...) db_real_values((db), (fallback), "" sql, DB_VALUES(__VA_ARGS__))
double db_real_values(struct db *db, double fallback, const char *sql, struct db_values values);
#define db_text(db, sql, ...) db_text_values((db), "" sql, DB_VALUES(__VA_ARGS__))
const char *db_text_values(struct db *db, const char *sql, struct db_values values); /* NULL when none */

/* INSERT, UPDATE, DELETE: DB_OK when a row changed, DB_NONE when none did, else why not. Needs db_begin_write. */
#define db_change(db, sql, ...) db_change_values((db), "" sql, DB_VALUES(__VA_ARGS__))
enum db_result db_change_values(struct db *db, const char *sql, struct db_values values);

/* INSERT into a table with an integer key; its value goes to *id (not touched unless DB_OK). */
#define db_insert(db, id, sql, ...) db_insert_values((db), (id), "" sql, DB_VALUES(__VA_ARGS__))
enum db_result db_insert_values(struct db *db, int64_t *id, const char *sql, struct db_values values);

/* Row by row, for exports and jobs: next gives true while there is a row; then db_step_* read its columns. Always run to
 * the end or call db_steps_end. The text lives until the next step. */
struct db_steps;
#define db_steps(db, sql, ...) db_steps_values((db), "" sql, DB_VALUES(__VA_ARGS__))
struct db_steps *db_steps_values(struct db *db, const char *sql, struct db_values values);
bool db_steps_next(struct db_steps *steps);
void db_steps_end(struct db_steps *steps);
int64_t db_step_integer(struct db_steps *steps, int column);
double db_step_real(struct db_steps *steps, int column);
const char *db_step_text(struct db_steps *steps, int column); /* "" for null */
const void *db_step_blob(struct db_steps *steps, int column, size_t *length);
cJSON *db_step_row(struct db_steps *steps);

/* Whether anything failed (not: conflicted) since db_use_arena; the dispatcher turns it into 500/503/507. */
enum db_result db_failed(const struct db *db);

/* SQL that can't be a literal known beforehand: migrations, PRAGMAs, VACUUM INTO. Several statements, no values. */
enum db_result db_script(struct db *db, const char *sql);

/* How many statements ran since db_use_arena: "queries per page". */
unsigned db_query_count(const struct db *db);

/* Moves WAL content into the database file and cuts the WAL: the janitor of the worker. */
void db_checkpoint(struct db *db);

/* Copies the running database, as it is when this begins, to `path` in steps, then opens the copy and checks it (integrity, foreign
 * keys, number of tables). False and a sentence in *problem (static) on failure; then there is no file. */
bool db_backup(struct db *db, const char *path, const char **problem);

/* Whether the file is a whole database (integrity, foreign keys); false with half a sentence in *problem (static). */
bool db_sound(const char *path, const char **problem);

/* Whether what is in the file contradicts itself. False also when it can't be looked into, for its rights or the disk: that passes. */
bool db_damaged(const char *path);

/* The values of a call. A string literal, char array or pointer binds text. */
#define DB_NULL ((struct db_value){.kind = DB_KIND_NULL})
static inline struct db_value db_blob(const void *bytes, size_t length)
{
    return (struct db_value){.kind = DB_KIND_BLOB, .data = {bytes, length}};
}
static inline struct db_value db_value_integer(int64_t integer)
{
    return (struct db_value){.kind = DB_KIND_INTEGER, .integer = integer};
}
static inline struct db_value db_value_real(double real)
{
    return (struct db_value){.kind = DB_KIND_REAL, .real = real};
}
struct db_value db_value_text(const char *text); /* NULL binds NULL */
static inline struct db_value db_value_same(struct db_value value)
{
    return value;
}

/* A pattern for LIKE ... ESCAPE '!' that finds `words` anywhere, taken literally: % and _ are characters. In the arena. */
char *db_contains(struct db *db, const char *words);

/* An integer that is NULL when it is 0: optional references. */
static inline struct db_value db_reference(int64_t id)
{
    return id == 0 ? DB_NULL : db_value_integer(id);
}

#define DB_VALUE(x)                                                                                                    \
    _Generic((x), char *: db_value_text, const char *: db_value_text, double: db_value_real, float: db_value_real,      \
             struct db_value: db_value_same, default: db_value_integer)(x)
#define DB_VALUES(...) ((struct db_values){DB_PICK(__VA_OPT__(__VA_ARGS__, ) 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)(__VA_ARGS__)})
#define DB_PICK(...) DB_PICK_(__VA_ARGS__)
#define DB_PICK_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, count, ...) DB_LIST_##count
#define DB_LIST_0() NULL, 0
#define DB_LIST_N(count, ...) (const struct db_value[]){__VA_ARGS__}, count
#define DB_LIST_1(a) DB_LIST_N(1, DB_VALUE(a))
#define DB_LIST_2(a, b) DB_LIST_N(2, DB_VALUE(a), DB_VALUE(b))
#define DB_LIST_3(a, b, c) DB_LIST_N(3, DB_VALUE(a), DB_VALUE(b), DB_VALUE(c))
#define DB_LIST_4(a, b, c, d) DB_LIST_N(4, DB_VALUE(a), DB_VALUE(b), DB_VALUE(c), DB_VALUE(d))
#define DB_LIST_5(a, b, c, d, e) DB_LIST_N(5, DB_VALUE(a), DB_VALUE(b), DB_VALUE(c), DB_VALUE(d), DB_VALUE(e))
#define DB_LIST_6(a, b, c, d, e, f) DB_LIST_N(6, DB_VALUE(a), DB_VALUE(b), DB_VALUE(c), DB_VALUE(d), DB_VALUE(e), DB_VALUE(f))
#define DB_FIRST6(a, b, c, d, e, f) DB_VALUE(a), DB_VALUE(b), DB_VALUE(c), DB_VALUE(d), DB_VALUE(e), DB_VALUE(f)
#define DB_LIST_7(a, b, c, d, e, f, g) DB_LIST_N(7, DB_FIRST6(a, b, c, d, e, f), DB_VALUE(g))
#define DB_LIST_8(a, b, c, d, e, f, g, h) DB_LIST_N(8, DB_FIRST6(a, b, c, d, e, f), DB_VALUE(g), DB_VALUE(h))
#define DB_LIST_9(a, b, c, d, e, f, g, h, i) DB_LIST_N(9, DB_FIRST6(a, b, c, d, e, f), DB_VALUE(g), DB_VALUE(h), DB_VALUE(i))
#define DB_LIST_10(a, b, c, d, e, f, g, h, i, j)                                                                       \
    DB_LIST_N(10, DB_FIRST6(a, b, c, d, e, f), DB_VALUE(g), DB_VALUE(h), DB_VALUE(i), DB_VALUE(j))
#define DB_LIST_11(a, b, c, d, e, f, g, h, i, j, k)                                                                    \
    DB_LIST_N(11, DB_FIRST6(a, b, c, d, e, f), DB_VALUE(g), DB_VALUE(h), DB_VALUE(i), DB_VALUE(j), DB_VALUE(k))
#define DB_LIST_12(a, b, c, d, e, f, g, h, i, j, k, l)                                                                 \
    DB_LIST_N(12, DB_FIRST6(a, b, c, d, e, f), DB_FIRST6(g, h, i, j, k, l))
#define DB_LIST_13(a, b, c, d, e, f, g, h, i, j, k, l, m)                                                              \
    DB_LIST_N(13, DB_FIRST6(a, b, c, d, e, f), DB_FIRST6(g, h, i, j, k, l), DB_VALUE(m))
#define DB_LIST_14(a, b, c, d, e, f, g, h, i, j, k, l, m, n)                                                           \
    DB_LIST_N(14, DB_FIRST6(a, b, c, d, e, f), DB_FIRST6(g, h, i, j, k, l), DB_VALUE(m), DB_VALUE(n))
#define DB_LIST_15(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)                                                        \
    DB_LIST_N(15, DB_FIRST6(a, b, c, d, e, f), DB_FIRST6(g, h, i, j, k, l), DB_VALUE(m), DB_VALUE(n), DB_VALUE(o))
#define DB_LIST_16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)                                                     \
    DB_LIST_N(16, DB_FIRST6(a, b, c, d, e, f), DB_FIRST6(g, h, i, j, k, l), DB_VALUE(m), DB_VALUE(n), DB_VALUE(o), DB_VALUE(p))

#endif
