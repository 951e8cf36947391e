/* sweep.c - the daily broom. Called by the worker as a duty. */
#include "domain/operate/sweep.h"

#include "core/base/clock.h"
#include "domain/account/api_key.h"
#include "domain/account/throttle.h"
#include "domain/operate/job.h"
#include "domain/outbox/outbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void sweep_files(const char *folder, int64_t seconds, int64_t now)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        struct stat status;
        if (fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
            status.st_mtime < (time_t)(now - seconds))
            unlinkat(dirfd(entries), entry->d_name, 0);
    }
    if (entries != NULL)
        closedir(entries);
}

bool sweep(struct db *db, int64_t now)
{
    if (db_begin_write(db) != DB_OK)
        return false;
    db_change(db, "DELETE FROM session WHERE expires_at <= ?1", now);
    db_change(db, "DELETE FROM email_token WHERE expires_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM api_key WHERE coalesce(revoked_at, expires_at) <= ?1", now - API_KEY_KEPT_DAYS * CLOCK_DAY);
    db_change(db, "DELETE FROM note WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM conversation WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM reminder WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM built_report WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM snapshot WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM alert WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM goal WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM annotation WHERE removed_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM funnel WHERE deleted_at <= ?1", now - CLOCK_DAY);
    db_change(db, "DELETE FROM mail WHERE state = 'sent' AND sent_at <= ?1", now - 90 * CLOCK_DAY);
    db_change(db, "DELETE FROM mail WHERE state = 'failed' AND next_at <= ?1", now - 90 * CLOCK_DAY);
    outbox_drop_files(db);
    throttle_sweep(db, now);
    job_sweep(db, now);
    return db_end(db, db_failed(db) == DB_OK) == DB_OK && db_failed(db) == DB_OK;
}
