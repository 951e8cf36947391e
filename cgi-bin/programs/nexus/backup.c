/* backup.c - `nexus backup FILE`: database, key, settings and uploads as one tar.gz, while the academy runs; proved by
 * unpacking it before it gets its name. */
#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"
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
    const char *argv[NAMES_MOST] = {"tar", "-czhf", file, "-C", stage, archive_names[0], "-C", config->data};
    size_t count = 8;
    for (const char *const *name = archive_names + 1; *name != NULL; name++)
        if (file_exists(config_data_path(arena, config, *name)))
            argv[count++] = *name;
    char *said = NULL;
    int status = process_run(arena, argv, NULL, TAR_SECONDS, &said);
    if (status == 0 || status == TAR_FILE_CHANGED)
        return true;
    *problem = text_trim(arena, said);
    return false;
}

static bool write_archive(struct arena *arena, const struct config *config, struct db *db, const char *stage, const char *file,
                          const char **problem)
{
    const char *copy = arena_printf(arena, "%s/%s", stage, archive_names[0]);
    const char *proof = arena_printf(arena, "%s/proof", stage);
    return db_backup(db, copy, problem) && pack(arena, config, stage, file, problem) && chmod(file, 0600) == 0 &&
           file_make_folder(proof) && archive_unpack(arena, config, file, proof, problem);
}

static int backup(struct arena *arena, const struct config *config, const char *file)
{
    const char *problem = "unknown", *unfinished = arena_printf(arena, "%s.unfinished", file);
    struct db *db = installation_database(arena, config);
    const char *stage = db == NULL ? NULL : archive_stage(arena, config, "backup");
    if (stage == NULL) {
        db_close(db);
        return 1;
    }
    bool done = write_archive(arena, config, db, stage, unfinished, &problem);
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
    if (argc != 2) {
        fprintf(stderr, "nexus: usage: nexus backup FILE.tar.gz\n");
        return 2;
    }
    if (file_exists(argv[1])) {
        fprintf(stderr, "nexus: %s exists already; choose another name.\n", argv[1]);
        return 1;
    }
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, false);
    int status = config == NULL ? 1 : backup(arena, config, argv[1]);
    arena_free(arena);
    return status;
}
