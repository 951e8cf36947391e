/* statement.c - prepared statements by the address of their SQL, values bound, rows as JSON.
 *
 * Called through the macros of database.h. Keys of rows are the statement's own strings, so that a row costs one
 * allocation a column and no copies of names. */
#include "core/store/connection.h"

#include "core/base/log.h"
#include "core/base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 256 };

struct db_steps {
    struct db *db;
    struct statement *statement;
};

struct db_value db_value_text(const char *text)
{
    if (text == NULL)
        return DB_NULL;
    return (struct db_value){.kind = DB_KIND_TEXT, .data = {text, strlen(text)}};
}

char *db_contains(struct db *db, const char *words)
{
    struct text pattern = text_in(db->arena);
    text_append(&pattern, "%");
    for (; *words != '\0'; words++) {
        if (*words == '%' || *words == '_' || *words == '!')
            text_append(&pattern, "!");
        text_append_char(&pattern, *words);
    }
    text_append(&pattern, "%");
    return pattern.bytes;
}

static struct statement *slot_for(struct statement *slots, size_t count, const char *sql)
{
    size_t at = ((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (count - 1);
    while (slots[at].sql != NULL && slots[at].sql != sql)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static void grow(struct db *db)
{
    size_t slots = db->slots == 0 ? SLOTS_FIRST : db->slots * 2;
    struct statement *grown = calloc(slots, sizeof *grown);
    assert(grown != NULL);
    for (size_t i = 0; i < db->slots; i++)
        if (db->statements[i].sql != NULL)
            *slot_for(grown, slots, db->statements[i].sql) = db->statements[i];
    free(db->statements);
    db->statements = grown;
    db->slots = slots;
}

/* "due:json" -> name "due", shape JSON. */
static struct column column_of(const char *name)
{
    static const struct { const char *ending; int shape; } shapes[] = {{":json", COLUMN_JSON}, {":bool", COLUMN_BOOL}};
    struct column column = {.shape = COLUMN_PLAIN};
    char *copy = strdup(name);
    assert(copy != NULL);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (text_ends(copy, shapes[i].ending)) {
            copy[strlen(copy) - strlen(shapes[i].ending)] = '\0';
            column.shape = (unsigned)shapes[i].shape;
        }
    }
    column.name = copy;
    return column;
}

static bool prepare(struct db *db, struct statement *statement, const char *sql)
{
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
    if (code != SQLITE_OK) {
        connection_failed(db, code, sql);
        return false;
    }
    statement->sql = sql;
    statement->column_count = sqlite3_column_count(statement->handle);
    statement->columns = calloc((size_t)statement->column_count + 1, sizeof *statement->columns);
    assert(statement->columns != NULL);
    for (int i = 0; i < statement->column_count; i++)
        statement->columns[i] = column_of(sqlite3_column_name(statement->handle, i));
    db->used++;
    return true;
}

static void bind(struct statement *statement, struct db_values values)
{
    assert(sqlite3_bind_parameter_count(statement->handle) == (int)values.count);
    for (size_t i = 0; i < values.count; i++) {
        const struct db_value *value = &values.values[i];
        int at = (int)i + 1;
        if (value->kind == DB_KIND_INTEGER)
            sqlite3_bind_int64(statement->handle, at, value->integer);
        else if (value->kind == DB_KIND_REAL)
            sqlite3_bind_double(statement->handle, at, value->real);
        else if (value->kind == DB_KIND_TEXT)
            sqlite3_bind_text64(statement->handle, at, value->data.bytes, value->data.length, SQLITE_STATIC, SQLITE_UTF8);
        else if (value->kind == DB_KIND_BLOB)
            sqlite3_bind_blob64(statement->handle, at, value->data.bytes, value->data.length, SQLITE_STATIC);
        else
            sqlite3_bind_null(statement->handle, at);
    }
}

struct statement *statement_take(struct db *db, const char *sql, struct db_values values)
{
    if (db->slots == 0 || db->used * 2 > db->slots)
        grow(db);
    struct statement *statement = slot_for(db->statements, db->slots, sql);
    if (statement->sql == NULL && !prepare(db, statement, sql))
        return NULL;
    bind(statement, values);
    db->queries++;
    return statement;
}

int statement_step(struct db *db, struct statement *statement)
{
    int code = sqlite3_step(statement->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        connection_failed(db, code, statement->sql);
    return code;
}

void statement_release(struct statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
}

void statements_close(struct db *db)
{
    for (size_t i = 0; i < db->slots; i++) {
        struct statement *statement = &db->statements[i];
        sqlite3_finalize(statement->handle);
        for (int column = 0; column < statement->column_count; column++)
            free((void *)(uintptr_t)statement->columns[column].name);
        free(statement->columns);
    }
    free(db->statements);
}

static const char *column_text(sqlite3_stmt *handle, int column)
{
    const char *text = (const char *)sqlite3_column_text(handle, column);
    return text == NULL ? "" : text;
}

static cJSON *cell(struct db *db, const struct statement *statement, int column)
{
    sqlite3_stmt *handle = statement->handle;
    int type = sqlite3_column_type(handle, column);
    if (type == SQLITE_NULL)
        return cJSON_CreateNull();
    if (statement->columns[column].shape == COLUMN_BOOL)
        return cJSON_CreateBool(sqlite3_column_int(handle, column) != 0);
    if (statement->columns[column].shape == COLUMN_JSON) {
        cJSON *parsed = cJSON_Parse(column_text(handle, column));
        return parsed != NULL ? parsed : cJSON_CreateNull();
    }
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
        return cJSON_CreateNumber(sqlite3_column_double(handle, column));
    if (type == SQLITE_BLOB)
        return cJSON_CreateString(text_hex(db->arena, sqlite3_column_blob(handle, column), (size_t)sqlite3_column_bytes(handle, column)));
    return cJSON_CreateString(column_text(handle, column));
}

static cJSON *row_of(struct db *db, const struct statement *statement)
{
    cJSON *row = cJSON_CreateObject();
    for (int i = 0; i < statement->column_count; i++)
        cJSON_AddItemToObjectCS(row, statement->columns[i].name, cell(db, statement, i));
    return row;
}

cJSON *db_rows_values(struct db *db, const char *sql, struct db_values values)
{
    cJSON *rows = cJSON_CreateArray();
    struct statement *statement = statement_take(db, sql, values);
    if (statement == NULL)
        return rows;
    while (statement_step(db, statement) == SQLITE_ROW)
        cJSON_AddItemToArray(rows, row_of(db, statement));
    statement_release(statement);
    return rows;
}

cJSON *db_rows_of_ids(struct db *db, const char *sql, const int64_t *ids, size_t count)
{
    enum { AT_ONCE = 16 }; /* as many as DB_IDS has; the last ones are 0, which is nobody's */
    cJSON *all = cJSON_CreateArray();
    for (size_t from = 0; from < count; from += AT_ONCE) {
        struct db_value values[AT_ONCE];
        for (size_t i = 0; i < AT_ONCE; i++)
            values[i] = db_value_integer(from + i < count ? ids[from + i] : 0);
        cJSON *rows = db_rows_values(db, sql, (struct db_values){values, AT_ONCE});
        while (rows->child != NULL)
            cJSON_AddItemToArray(all, cJSON_DetachItemFromArray(rows, 0));
    }
    return all;
}

/* The statement standing on its first row, or NULL. */
static struct statement *first_row(struct db *db, const char *sql, struct db_values values)
{
    struct statement *statement = statement_take(db, sql, values);
    if (statement == NULL)
        return NULL;
    if (statement_step(db, statement) == SQLITE_ROW)
        return statement;
    statement_release(statement);
    return NULL;
}

/* As first_row, but NULL also when the first column is null. */
static struct statement *first_value(struct db *db, const char *sql, struct db_values values)
{
    struct statement *statement = first_row(db, sql, values);
    if (statement == NULL || sqlite3_column_type(statement->handle, 0) != SQLITE_NULL)
        return statement;
    statement_release(statement);
    return NULL;
}

cJSON *db_row_values(struct db *db, const char *sql, struct db_values values)
{
    struct statement *statement = first_row(db, sql, values);
    if (statement == NULL)
        return NULL;
    cJSON *row = row_of(db, statement);
    statement_release(statement);
    return row;
}

int64_t db_integer_values(struct db *db, int64_t fallback, const char *sql, struct db_values values)
{
    struct statement *statement = first_value(db, sql, values);
    if (statement == NULL)
        return fallback;
    int64_t value = sqlite3_column_int64(statement->handle, 0);
    statement_release(statement);
    return value;
}

double db_real_values(struct db *db, double fallback, const char *sql, struct db_values values)
{
    struct statement *statement = first_value(db, sql, values);
    if (statement == NULL)
        return fallback;
    double value = sqlite3_column_double(statement->handle, 0);
    statement_release(statement);
    return value;
}

const char *db_text_values(struct db *db, const char *sql, struct db_values values)
{
    struct statement *statement = first_value(db, sql, values);
    if (statement == NULL)
        return NULL;
    char *text = arena_strdup(db->arena, column_text(statement->handle, 0));
    statement_release(statement);
    return text;
}

static enum db_result run(struct db *db, const char *sql, struct db_values values)
{
    assert(db->state == DB_WRITING);
    struct statement *statement = statement_take(db, sql, values);
    if (statement == NULL)
        return db->failed;
    int code;
    do
        code = sqlite3_step(statement->handle);
    while (code == SQLITE_ROW);
    statement_release(statement);
    if (code != SQLITE_DONE)
        return connection_failed(db, code, sql);
    /* Not the difference of total changes: a savepoint makes the full-text tables write what they held back, and that
     * counts there. */
    return sqlite3_changes(db->handle) == 0 ? DB_NONE : DB_OK;
}

enum db_result db_change_values(struct db *db, const char *sql, struct db_values values)
{
    return run(db, sql, values);
}

enum db_result db_insert_values(struct db *db, int64_t *id, const char *sql, struct db_values values)
{
    enum db_result result = run(db, sql, values);
    if (result == DB_OK && id != NULL)
        *id = sqlite3_last_insert_rowid(db->handle);
    return result;
}

struct db_steps *db_steps_values(struct db *db, const char *sql, struct db_values values)
{
    struct db_steps *steps = arena_alloc(db->arena, sizeof *steps);
    *steps = (struct db_steps){.db = db, .statement = statement_take(db, sql, values)};
    return steps;
}

bool db_steps_next(struct db_steps *steps)
{
    if (steps->statement == NULL)
        return false;
    if (statement_step(steps->db, steps->statement) == SQLITE_ROW)
        return true;
    db_steps_end(steps);
    return false;
}

void db_steps_end(struct db_steps *steps)
{
    if (steps->statement != NULL)
        statement_release(steps->statement);
    steps->statement = NULL;
}

int64_t db_step_integer(struct db_steps *steps, int column)
{
    return sqlite3_column_int64(steps->statement->handle, column);
}

double db_step_real(struct db_steps *steps, int column)
{
    return sqlite3_column_double(steps->statement->handle, column);
}

const char *db_step_text(struct db_steps *steps, int column)
{
    return column_text(steps->statement->handle, column);
}

const void *db_step_blob(struct db_steps *steps, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(steps->statement->handle, column);
    *length = (size_t)sqlite3_column_bytes(steps->statement->handle, column);
    return bytes;
}

cJSON *db_step_row(struct db_steps *steps)
{
    return row_of(steps->db, steps->statement);
}
