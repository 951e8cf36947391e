/* backup.c - `nexus backup FILE [--without-events]`: databases, key, settings and uploads as one tar.gz, while the academy runs;
 * proved by unpacking it before it gets its name. */
#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "domain/measure/keep.h"
#include "domain/measure/store.h"
#include "programs/nexus/archive.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { TAR_SECONDS = 3600, TAR_FILE_CHANGED = 1, NAMES_MOST = 16 };

/* The database is copied first: every file that it names was there before. Links are followed (nexus.conf may be one). */
static bool pack(struct arena *arena, const struct config *config, const char *stage, const char *file, const char **problem)
{
    const char *argv[NAMES_MOST] = {"tar", "-czhf", file, "-C", stage, archive_names[ARCHIVE_DATABASE]};
    size_t count = 6;
    if (file_exists(arena_printf(arena, "%s/%s", stage, archive_names[ARCHIVE_EVENTS])))
        argv[count++] = archive_names[ARCHIVE_EVENTS];
    argv[count++] = "-C";
    argv[count++] = config->data;
    for (const char *const *name = archive_names + ARCHIVE_KEY; *name != NULL; name++)
        if (file_exists(config_data_path(arena, config, *name)))
            argv[count++] = *name;
    char *said = NULL;
    int status = process_run(arena, argv, NULL, TAR_SECONDS, &said);
    if (status == 0 || status == TAR_FILE_CHANGED)
        return true;
    *problem = text_trim(arena, said);
    return false;
}

/* A damaged month must not keep all else from being backed up: it is set aside, as the worker does it. */
static bool copy_month(struct arena *arena, struct store *store, const char *name, const char *folder, const char **problem)
{
    struct db *month = store_month(store, name);
    if (month != NULL && db_backup(month, arena_printf(arena, "%s/%s.db", folder, name), problem))
        return true;
    store_refuse(store, name);
    keep_set_aside(store);
    if (file_exists(store_month_path(store, name))) {
        *problem = arena_printf(arena, "events/%s.db: %s", name, month == NULL ? "it can't be opened" : *problem);
        return false;
    }
    fprintf(stderr, "nexus: events/%s.db is damaged. It was set aside (damaged-...), and is not in the backup.\n", name);
    return true;
}

/* The roll-ups first, then the months that they were made of, then (by the caller) the database with the facts: a copy never has
 * read further than what it has read from. Storing goes on meanwhile; moving months away and erasing wait. */
static bool copy_events(struct arena *arena, struct store *store, const char *folder, const char **problem)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    *problem = "the events' store can't be locked";
    if (!file_make_folder(folder) || !store_hold(store, false))
        return false;
    bool good = db_backup(store_rollup(store), arena_printf(arena, "%s/rollup.db", folder), problem);
    int count = store_months(store, months, STORE_MONTHS_MOST);
    for (int i = 0; i < count && good; i++)
        good = copy_month(arena, store, months[i], folder, problem);
    store_let_go(store);
    return good;
}

/* An academy without events has none to copy. */
static bool back_up_events(struct arena *arena, const struct config *config, const char *stage, const char **problem)
{
    if (!file_exists(config_data_path(arena, config, "events/rollup.db")))
        return true;
    struct store *store = store_open(arena, config, true);
    *problem = "the events' databases can't be opened";
    const char *folder = arena_printf(arena, "%s/%s", stage, archive_names[ARCHIVE_EVENTS]);
    bool good = store != NULL && copy_events(arena, store, folder, problem);
    store_close(store);
    return good;
}

static bool write_archive(struct arena *arena, const struct config *config, struct db *db, const char *stage, const char *file,
                          bool events, const char **problem)
{
    const char *copy = arena_printf(arena, "%s/%s", stage, archive_names[ARCHIVE_DATABASE]);
    const char *proof = arena_printf(arena, "%s/proof", stage);
    return (!events || back_up_events(arena, config, stage, problem)) && db_backup(db, copy, problem) &&
           pack(arena, config, stage, file, problem) && chmod(file, 0600) == 0 && file_make_folder(proof) &&
           archive_unpack(arena, config, file, proof, problem);
}

static int backup(struct arena *arena, const struct config *config, const char *file, bool events)
{
    const char *problem = "unknown", *unfinished = arena_printf(arena, "%s.unfinished", file);
    struct db *db = installation_database(arena, config);
    const char *stage = db == NULL ? NULL : archive_stage(arena, config, "backup");
    if (stage == NULL) {
        db_close(db);
        return 1;
    }
    bool done = write_archive(arena, config, db, stage, unfinished, events, &problem);
    if (done && rename(unfinished, file) != 0) {
        problem = strerror(errno);
        done = false;
    }
    db_close(db);
    archive_unstage(arena, stage);
    if (done) {
        printf("Backup written and verified: %s\nIt holds the key of this academy: keep it as safe as the academy itself.\n", file);
        return 0;
    }
    remove(unfinished);
    fprintf(stderr, "nexus: no backup was made: %s.\n", problem);
    return 1;
}

int command_backup(int argc, char **argv)
{
    bool events = !(argc == 3 && strcmp(argv[2], "--without-events") == 0);
    if (argc != 2 && events) {
        fprintf(stderr, "nexus: usage: nexus backup FILE.tar.gz [--without-events]\n");
        return 2;
    }
    if (file_exists(argv[1])) {
        fprintf(stderr, "nexus: %s exists already; choose another name.\n", argv[1]);
        return 1;
    }
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, false);
    int status = config == NULL ? 1 : backup(arena, config, argv[1], events);
    arena_free(arena);
    return status;
}
