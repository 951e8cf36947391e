/* health.c - what waits, what failed, how much room there is. See health.h. */
#include "domain/measure/health.h"

#include "core/base/clock.h"
#include "domain/measure/keep.h"
#include "domain/measure/spool.h"
#include "domain/operate/job.h"
#include "domain/operate/setting.h"
#include "domain/outbox/outbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static int64_t file_bytes(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 ? (int64_t)facts.st_size : 0;
}

/* The files of a folder together, without those of folders in it. */
static int64_t folder_bytes(const char *path)
{
    DIR *folder = opendir(path);
    int64_t sum = 0;
    if (folder == NULL)
        return -1;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct stat facts;
        if (fstatat(dirfd(folder), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode))
            sum += (int64_t)facts.st_size;
    }
    closedir(folder);
    return sum;
}

static int64_t free_bytes(const char *path)
{
    struct statvfs disk;
    return statvfs(path, &disk) == 0 ? (int64_t)disk.f_bavail * (int64_t)disk.f_frsize : -1;
}

struct health health_read(struct arena *arena, const struct config *config, struct db *db, struct store *store)
{
    struct health health = {.free_bytes = free_bytes(config->data),
                            .database_bytes = file_bytes(config->database) + file_bytes(arena_printf(arena, "%s-wal", config->database)),
                            .events_bytes = folder_bytes(config_data_path(arena, config, "events")),
                            .spool_bytes = spool_waiting(arena, config),
                            .mail_queued = outbox_count(db, "queued"),
                            .mail_failed = outbox_count(db, "failed"),
                            .jobs_failed = job_count(db, "failed"),
                            .worker_seen = setting_integer(db, "worker_seen", 0)};
    if (store == NULL)
        return health;
    health.set_aside = keep_aside_count(store);
    health.days_waiting = db_integer(store_rollup(store), 0, "SELECT count(*) FROM dirty");
    const char *collected = db_text(store_rollup(store), "SELECT value FROM state WHERE name = 'collected'");
    health.collected = collected == NULL ? 0 : strtoll(collected, NULL, 10);
    return health;
}

void health_note_collected(struct store *store, int64_t now)
{
    static int64_t noted;
    struct db *rollup = store_rollup(store);
    if ((now >= noted && now - noted < CLOCK_MINUTE) || db_begin_write(rollup) != DB_OK)
        return;
    noted = now;
    char words[24];
    snprintf(words, sizeof words, "%lld", (long long)now);
    bool good = db_change(rollup, "INSERT INTO state (name, value) VALUES ('collected', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                          (const char *)words) == DB_OK;
    db_end(rollup, good);
}
