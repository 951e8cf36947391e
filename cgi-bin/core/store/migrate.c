/* migrate.c - finds the files, applies them in order. Called by the operator's command line and by tests. */
#include "core/store/migrate.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MIGRATION_BYTES_MOST = 1024 * 1024 };

/* NNNN-name.sql -> NNNN; 0 for any other file. */
static int number_of(const char *file)
{
    if (strspn(file, "0123456789") != 4 || file[4] != '-' || !text_ends(file, ".sql"))
        return 0;
    return (int)strtol(file, NULL, 10);
}

static int only_migrations(const struct dirent *entry)
{
    return number_of(entry->d_name) > 0;
}

int migrate_newest(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, only_migrations, alphasort);
    int newest = count > 0 ? number_of(entries[count - 1]->d_name) : 0;
    for (int i = 0; i < count; i++)
        free(entries[i]);
    if (count >= 0)
        free(entries);
    return newest;
}

int migrate_version(struct db *db)
{
    return (int)db_integer(db, 0, "PRAGMA user_version");
}

static bool apply_file(struct arena *arena, struct db *db, const char *folder, const char *file, const char **problem)
{
    char *sql = file_read(arena, arena_printf(arena, "%s/%s", folder, file), MIGRATION_BYTES_MOST, NULL);
    *problem = arena_printf(arena, "migration %s failed; the database is as it was before it (the log has the reason)", file);
    if (sql == NULL || db_begin_write(db) != DB_OK)
        return false;
    bool done = db_script(db, sql) == DB_OK &&
                db_script(db, arena_printf(arena, "PRAGMA user_version = %d", number_of(file))) == DB_OK;
    return db_end(db, done) == DB_OK && done;
}

bool migrate_apply(struct arena *arena, struct db *db, const char *folder, int target,
                   void (*applied)(const char *file), const char **problem)
{
    int version = migrate_version(db);
    if (version > migrate_newest(folder)) {
        *problem = arena_printf(arena, "the database has schema %d, this program knows %d: install the newer program again",
                                version, migrate_newest(folder));
        return false;
    }
    struct dirent **entries;
    int count = scandir(folder, &entries, only_migrations, alphasort);
    bool done = count > 0;
    if (!done)
        *problem = arena_printf(arena, "there are no migrations in %s", folder);
    for (int i = 0; i < count; i++) {
        int number = number_of(entries[i]->d_name);
        if (done && number > version && (target == 0 || number <= target)) {
            done = apply_file(arena, db, folder, entries[i]->d_name, problem);
            if (done && applied != NULL)
                applied(entries[i]->d_name);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return done;
}
