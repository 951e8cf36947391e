/* backup.c - copies a running database with SQLite's backup API in small steps, then proves the copy by opening it.
 * Called by `nexus backup`. */
#include "core/store/connection.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGES_A_STEP = 200, PAUSE_MICROSECONDS = 2000 };

static bool copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL)
        return false;
    int code;
    while ((code = sqlite3_backup_step(backup, PAGES_A_STEP)) == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
        usleep(PAUSE_MICROSECONDS);
    return sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE;
}

static int first_cell(void *context, int count, char **cells, char **names)
{
    (void)names;
    char **into = context;
    if (*into == NULL && count > 0 && cells[0] != NULL)
        *into = strdup(cells[0]);
    return 0;
}

static bool answers(sqlite3 *handle, const char *sql, const char *expected)
{
    char *answer = NULL;
    bool same = sqlite3_exec(handle, sql, first_cell, &answer, NULL) == SQLITE_OK &&
                (answer == NULL ? expected == NULL : expected != NULL && strcmp(answer, expected) == 0);
    free(answer);
    return same;
}

static bool copy_is_sound(sqlite3 *from, sqlite3 *to)
{
    static const char *const tables = "SELECT count(*) FROM sqlite_schema";
    char *count = NULL;
    bool sound = answers(to, "PRAGMA integrity_check", "ok") && answers(to, "PRAGMA foreign_key_check", NULL) &&
                 sqlite3_exec(from, tables, first_cell, &count, NULL) == SQLITE_OK && answers(to, tables, count);
    free(count);
    return sound;
}

/* One view for all steps: without it each change by another connection begins the copy anew, and where somebody always writes it never
 * ends. The view begins with the first read. */
static bool hold_view(struct db *db)
{
    return db_begin_read(db) && sqlite3_exec(db->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK;
}

bool db_backup(struct db *db, const char *path, const char **problem)
{
    sqlite3 *copy = NULL;
    *problem = "the copy can't be written: check the path and the free space";
    bool done = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK && hold_view(db) &&
                copy_pages(db->handle, copy) &&
                sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    if (done) {
        *problem = "the copy was written but is not sound: run `nexus doctor`";
        done = copy_is_sound(db->handle, copy);
    }
    db_end(db, false);
    sqlite3_close(copy);
    if (!done)
        unlink(path);
    return done;
}

bool db_sound(const char *path, const char **problem)
{
    sqlite3 *handle = NULL;
    *problem = "it is no database, or can't be read";
    bool sound = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    if (sound) {
        *problem = "it is damaged";
        sound = answers(handle, "PRAGMA integrity_check", "ok") && answers(handle, "PRAGMA foreign_key_check", NULL);
    }
    sqlite3_close(handle);
    return sound;
}

bool db_damaged(const char *path)
{
    sqlite3 *handle = NULL;
    char *answer = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "PRAGMA quick_check(1)", first_cell, &answer, NULL) & 0xff;
    bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || (code == SQLITE_OK && answer != NULL && strcmp(answer, "ok") != 0);
    free(answer);
    sqlite3_close(handle);
    return damaged;
}
