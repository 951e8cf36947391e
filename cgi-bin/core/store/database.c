/* database.c - opening, transactions, failures. The statements are in statement.c, copies in backup.c.
 *
 * Readers see one snapshot a request; writers queue with BEGIN IMMEDIATE and a busy handler that sleeps a fraction of a
 * millisecond with jitter, because SQLite's own back-off sleeps up to 100 ms and starves the unlucky. */
#include "core/store/connection.h"

#include "core/base/log.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUSY_MICROSECONDS_MOST = 5000000, BUSY_SLEEP_LEAST = 300, BUSY_SLEEP_SPREAD = 700 };

/* Called with the number of calls before; the mean sleep gives the time spent so far. */
static int wait_for_writer(void *context, int calls)
{
    (void)context;
    if ((long)calls * (BUSY_SLEEP_LEAST + BUSY_SLEEP_SPREAD / 2) > BUSY_MICROSECONDS_MOST)
        return 0;
    long microseconds = BUSY_SLEEP_LEAST + random() % BUSY_SLEEP_SPREAD;
    nanosleep(&(struct timespec){.tv_nsec = microseconds * 1000}, NULL);
    return 1;
}

static bool disk_is_full(sqlite3 *handle, int code)
{
    int reason = sqlite3_system_errno(handle);
    return code == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT)) ||
           code == SQLITE_IOERR_SHMSIZE || (code & 0xff) == SQLITE_READONLY;
}

static enum db_result result_of(sqlite3 *handle, int code)
{
    if ((code & 0xff) == SQLITE_CONSTRAINT)
        return DB_CONFLICT;
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return DB_BUSY;
    return disk_is_full(handle, code) ? DB_FULL : DB_FAILED;
}

enum db_result connection_failed(struct db *db, int code, const char *sql)
{
    enum db_result result = result_of(db->handle, code);
    if (result == DB_CONFLICT)
        return result;
    log_error("database", "reason", sqlite3_errmsg(db->handle), "sql", sql, NULL);
    db->failed = result;
    return result;
}

static int exec(struct db *db, const char *sql)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
}

/* secure_delete: what is changed or goes is overwritten, for who is erased must not be found in what a file has no use for. Debian has it on. */
static bool configure(struct db *db, enum db_mode mode)
{
    sqlite3_busy_handler(db->handle, wait_for_writer, NULL);
    sqlite3_extended_result_codes(db->handle, 1);
    if (mode == DB_CGI || mode == DB_STREAM)
        sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    int code = exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                        "PRAGMA journal_size_limit = 16777216; PRAGMA wal_autocheckpoint = 4000;"
                        "PRAGMA cache_size = -3000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA query_only = ON");
    if (code == SQLITE_OK && mode == DB_STREAM)
        code = exec(db, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 10000;"
                        "PRAGMA journal_size_limit = 67108864");
    if (code != SQLITE_OK)
        connection_failed(db, code, "PRAGMA");
    return code == SQLITE_OK;
}

/* SQLite counts its memory under a lock of its own, several times a query; nobody asks for the count. */
static void stop_counting_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct db *db_open(const char *path, enum db_mode mode)
{
    static pthread_once_t first = PTHREAD_ONCE_INIT;
    pthread_once(&first, stop_counting_memory);
    struct db *db = calloc(1, sizeof *db);
    assert(db != NULL);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == DB_CREATE || mode == DB_STREAM ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (code == SQLITE_OK && configure(db, mode))
        return db;
    if (code != SQLITE_OK)
        log_error("the database can't be opened", "path", path, "reason", sqlite3_errstr(code), NULL);
    db_close(db);
    return NULL;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    db_end(db, false);
    statements_close(db);
    sqlite3_close(db->handle);
    free(db);
}

void db_use_arena(struct db *db, struct arena *arena)
{
    db->arena = arena;
    db->failed = DB_OK;
    db->queries = 0;
}

bool db_begin_read(struct db *db)
{
    assert(db->state == DB_IDLE);
    struct statement *begin = statement_take(db, "BEGIN", (struct db_values){NULL, 0});
    if (begin == NULL)
        return false;
    db->queries--;
    int code = statement_step(db, begin);
    statement_release(begin);
    if (code == SQLITE_DONE)
        db->state = DB_READING;
    return code == SQLITE_DONE;
}

enum db_result db_begin_write(struct db *db)
{
    assert(db->state != DB_WRITING);
    db_end(db, false);
    int code = exec(db, "PRAGMA query_only = OFF; BEGIN IMMEDIATE");
    if (code != SQLITE_OK) {
        enum db_result result = connection_failed(db, code, "BEGIN IMMEDIATE");
        exec(db, "PRAGMA query_only = ON");
        return result;
    }
    db->state = DB_WRITING;
    return DB_OK;
}

bool db_is_writing(const struct db *db)
{
    return db->state == DB_WRITING;
}

static enum db_result end_write(struct db *db, bool commit)
{
    enum db_result result = DB_OK;
    int code = commit ? exec(db, "COMMIT") : SQLITE_OK;
    if (code != SQLITE_OK)
        result = connection_failed(db, code, "COMMIT");
    if (!sqlite3_get_autocommit(db->handle))
        exec(db, "ROLLBACK");
    exec(db, "PRAGMA query_only = ON");
    return result;
}

static enum db_result end_read(struct db *db)
{
    struct statement *end = statement_take(db, "COMMIT", (struct db_values){NULL, 0});
    if (end == NULL)
        return DB_FAILED;
    db->queries--;
    int code = statement_step(db, end);
    statement_release(end);
    return code == SQLITE_DONE ? DB_OK : DB_FAILED;
}

enum db_result db_end(struct db *db, bool commit)
{
    int state = db->state;
    db->state = DB_IDLE;
    if (state == DB_WRITING)
        return end_write(db, commit);
    return state == DB_READING ? end_read(db) : DB_OK;
}

enum db_result db_script(struct db *db, const char *sql)
{
    int code = exec(db, sql);
    return code == SQLITE_OK ? DB_OK : connection_failed(db, code, sql);
}

enum db_result db_failed(const struct db *db)
{
    return db->failed;
}

unsigned db_query_count(const struct db *db)
{
    return db->queries;
}

void db_checkpoint(struct db *db)
{
    exec(db, "PRAGMA query_only = OFF");
    sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    exec(db, "PRAGMA query_only = ON");
}
