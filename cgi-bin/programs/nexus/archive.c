/* archive.c - unpacks and proves a backup. Called by backup.c, to be sure of what was just written, and by restore.c. */
#include "programs/nexus/archive.h"

#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "core/store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TAR_SECONDS = 3600 };

const char *const archive_names[] = {"nexus.db", "events", "secret.key", "nexus.conf", "avatars", "assets", "certificates", NULL};

const char *archive_stage(struct arena *arena, const struct config *config, const char *purpose)
{
    const char *stage = config_data_path(arena, config, arena_printf(arena, "temporary/%s-%ld", purpose, (long)getpid()));
    if (file_make_folder(stage))
        return stage;
    fprintf(stderr, "nexus: %s can't be made: %s.\n", stage, strerror(errno));
    return NULL;
}

void archive_unstage(struct arena *arena, const char *stage)
{
    process_run(arena, (const char *const[]){"rm", "-rf", "--", stage, NULL}, NULL, TAR_SECONDS, NULL);
}

static int version_of(struct arena *arena, const char *database)
{
    struct db *db = db_open(database, DB_SERVE);
    if (db == NULL)
        return -1;
    db_use_arena(db, arena);
    int version = migrate_version(db);
    db_close(db);
    return version;
}

static int only_databases(const struct dirent *entry)
{
    return text_ends(entry->d_name, ".db");
}

/* The events' databases, when the backup has them. */
static const char *fault_of_events(struct arena *arena, const char *stage)
{
    const char *folder = arena_printf(arena, "%s/%s", stage, archive_names[ARCHIVE_EVENTS]), *reason = NULL, *fault = NULL;
    struct dirent **entries;
    int count = scandir(folder, &entries, only_databases, alphasort);
    for (int i = 0; i < count; i++) {
        if (fault == NULL && !db_sound(arena_printf(arena, "%s/%s", folder, entries[i]->d_name), &reason))
            fault = arena_printf(arena, "events/%s: %s", entries[i]->d_name, reason);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return fault;
}

static const char *fault_of(struct arena *arena, const struct config *config, const char *stage)
{
    const char *database = arena_printf(arena, "%s/%s", stage, archive_names[ARCHIVE_DATABASE]), *reason = NULL;
    unsigned char key[CONFIG_KEY_BYTES];
    char *hex = file_read(arena, arena_printf(arena, "%s/%s", stage, archive_names[ARCHIVE_KEY]), 4096, NULL);
    if (hex == NULL || !text_unhex(text_trim(arena, hex), key, sizeof key))
        return "it has no usable secret.key";
    if (!db_sound(database, &reason))
        return arena_printf(arena, "its database: %s", reason);
    int version = version_of(arena, database), newest = migrate_newest(config_home_path(arena, config, "db"));
    if (version < 1 || version > newest)
        return arena_printf(arena, "its database has schema %d, this program knows %d", version, newest);
    return fault_of_events(arena, stage);
}

bool archive_unpack(struct arena *arena, const struct config *config, const char *file, const char *stage, const char **problem)
{
    const char *const argv[] = {"tar", "-xzf", file, "-C", stage, "--no-same-owner", NULL};
    char *said = NULL;
    *problem = process_run(arena, argv, NULL, TAR_SECONDS, &said) == 0
                   ? fault_of(arena, config, stage)
                   : arena_printf(arena, "it can't be unpacked: %s", text_trim(arena, said));
    return *problem == NULL;
}
