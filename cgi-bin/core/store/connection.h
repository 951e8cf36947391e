/* connection.h - what the files of this room share about a connection; nobody outside core/store includes it. */
#ifndef NEXUS_CONNECTION_H
#define NEXUS_CONNECTION_H

#include "core/store/database.h"

#include <sqlite3.h>

struct column {
    const char *name; /* persistent, so that rows need no copies of their keys */
    enum { COLUMN_PLAIN, COLUMN_JSON, COLUMN_BOOL } shape;
};

struct statement {
    const char *sql; /* the literal's address is the key */
    sqlite3_stmt *handle;
    struct column *columns;
    int column_count;
};

struct db {
    sqlite3 *handle;
    struct arena *arena;
    struct statement *statements; /* open addressing, a power of two */
    size_t slots, used;
    enum { DB_IDLE, DB_READING, DB_WRITING } state;
    enum db_result failed;
    unsigned queries;
};

/* The prepared and bound statement, or NULL (logged, db->failed set). */
struct statement *statement_take(struct db *db, const char *sql, struct db_values values);

/* One sqlite3_step; SQLITE_ROW or SQLITE_DONE, or the error. */
int statement_step(struct db *db, struct statement *statement);

/* Ends the use of a statement. */
void statement_release(struct statement *statement);

/* Turns a SQLite error into a result, logs it with its SQL unless it is an answer, and remembers it. */
enum db_result connection_failed(struct db *db, int code, const char *sql);

void statements_close(struct db *db);

#endif
