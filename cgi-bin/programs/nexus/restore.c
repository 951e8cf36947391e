/* restore.c - `nexus restore FILE`: puts a backup in the place of the data, which is kept beside it.
 *
 * The backup is unpacked and proved first; then names are exchanged by rename, which can't be half done for one name, and
 * is taken back for all when one fails. */
#include "core/base/file.h"
#include "core/base/text.h"
#include "programs/nexus/archive.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_MOST = 1000 };

/* What belongs to the old database and must not meet the new one. */
static const char *const companions[] = {"nexus.db-wal", "nexus.db-shm", NULL};

/* As root for a moment, if we can: the folder above DATA need not be its owner's. */
static bool make_as_root(const char *folder)
{
    uid_t user = geteuid();
    if (mkdir(folder, 0700) == 0)
        return true;
    if (errno == EEXIST || getuid() != 0 || user == 0 || seteuid(0) != 0)
        return false;
    bool made = mkdir(folder, 0700) == 0 && chown(folder, user, (gid_t)-1) == 0;
    int reason = errno;
    if (seteuid(user) != 0)
        return false;
    errno = reason;
    return made;
}

static bool same_disk(const char *a, const char *b)
{
    struct stat first, second;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev;
}

/* DATA.before-restore-N; inside DATA when the folder above is not ours or on another disk. */
static const char *make_kept(struct arena *arena, const struct config *config)
{
    const char *const places[] = {arena_printf(arena, "%s.", config->data), arena_printf(arena, "%s/", config->data)};
    for (size_t i = 0; i < 2; i++)
        for (int number = 1; number < KEPT_MOST; number++) {
            const char *kept = arena_printf(arena, "%sbefore-restore-%d", places[i], number);
            bool made = make_as_root(kept);
            if (made && same_disk(kept, config->data))
                return kept;
            if (made)
                rmdir(kept);
            if (made || errno != EEXIST)
                break;
        }
    fprintf(stderr, "nexus: no folder can be made for the data of now: %s.\n", strerror(errno));
    return NULL;
}

static bool move(struct arena *arena, const char *from, const char *to, const char *name)
{
    return rename(arena_printf(arena, "%s/%s", from, name), arena_printf(arena, "%s/%s", to, name)) == 0 || errno == ENOENT;
}

/* nexus.conf that is a link belongs to the machine (/etc/nexus): it stays. */
static bool is_link(struct arena *arena, const struct config *config, const char *name)
{
    struct stat status;
    return lstat(config_data_path(arena, config, name), &status) == 0 && S_ISLNK(status.st_mode);
}

static bool exchange(struct arena *arena, const struct config *config, const char *stage, const char *kept)
{
    bool done = true;
    for (const char *const *name = companions; done && *name != NULL; name++)
        done = move(arena, config->data, kept, *name);
    for (const char *const *name = archive_names; done && *name != NULL; name++)
        if (!is_link(arena, config, *name))
            done = move(arena, config->data, kept, *name) && move(arena, stage, config->data, *name);
    if (done)
        return true;
    fprintf(stderr, "nexus: the data can't be exchanged: %s. All is put back.\n", strerror(errno));
    for (const char *const *name = archive_names; *name != NULL; name++)
        if (file_exists(arena_printf(arena, "%s/%s", kept, *name)))
            move(arena, kept, config->data, *name);
    for (const char *const *name = companions; *name != NULL; name++)
        move(arena, kept, config->data, *name);
    return false;
}

static int restore(struct arena *arena, const struct config *config, const char *file)
{
    const char *problem = NULL, *stage = archive_stage(arena, config, "restore");
    if (stage == NULL)
        return 1;
    const char *kept = NULL;
    bool done = archive_unpack(arena, config, file, stage, &problem);
    if (!done)
        fprintf(stderr, "nexus: %s was not restored: %s. Nothing was changed.\n", file, problem);
    if (done)
        kept = make_kept(arena, config);
    done = done && kept != NULL && exchange(arena, config, stage, kept);
    archive_unstage(arena, stage);
    if (!done)
        return 1;
    chmod(config_data_path(arena, config, "secret.key"), 0600);
    chmod(config->database, 0600);
    printf("Restored %s. The data of before is in %s; delete it when all is well.\n", file, kept);
    return 0;
}

int command_restore(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "nexus: usage: nexus restore FILE.tar.gz\n");
        return 2;
    }
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, true);
    int status = config == NULL || !installation_lock(arena, config) ? 1 : restore(arena, config, argv[1]);
    arena_free(arena);
    return status;
}
