/* keep.c - see keep.h. A month is moved while nobody else writes to the store (store_hold), after its log was written into the
 * file, so that the file alone is all of it. */
#include "domain/measure/keep.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "domain/measure/fold.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int64_t keep_months_wanted(const struct config *config)
{
    enum { MONTHS_MOST = 1200 };
    int64_t wanted = KEEP_MONTHS;
    text_integer(config_value(config, "events_keep_months", ""), 0, MONTHS_MOST, &wanted);
    return wanted;
}

/* ---- looking ---- */

static int64_t size_of(struct arena *arena, const char *path)
{
    struct stat file, log;
    int64_t bytes = stat(path, &file) == 0 ? file.st_size : 0;
    return bytes + (stat(arena_printf(arena, "%s-wal", path), &log) == 0 ? log.st_size : 0);
}

static cJSON *month_status(struct arena *arena, struct store *store, const char *name)
{
    cJSON *status = cJSON_CreateObject();
    struct db *month = file_exists(store_month_path(store, name)) ? store_month(store, name) : NULL;
    int64_t last = db_integer(store_rollup(store), 0, "SELECT last_id FROM month WHERE name = ?1", name);
    json_set_string(status, "month", name);
    json_set_integer(status, "events", month == NULL ? 0 : db_integer(month, 0, "SELECT count(*) FROM event"));
    json_set_integer(status, "folded", month == NULL ? 0 : db_integer(month, 0, "SELECT count(*) FROM event WHERE id <= ?1", last));
    json_set_integer(status, "bytes", size_of(arena, store_month_path(store, name)));
    json_set_bool(status, "whole", month != NULL && (last == 0 || db_integer(month, 0, "SELECT min(id) FROM event") == 1));
    return status;
}

int64_t keep_gone_until(struct store *store)
{
    const cJSON *row, *known = db_rows(store_rollup(store), "SELECT name FROM month WHERE last_id > 0 ORDER BY name DESC");
    cJSON_ArrayForEach(row, known)
    {
        const char *name = json_string(row, "name", "");
        int year, month;
        if (!file_exists(store_month_path(store, name)) && sscanf(name, "%d-%d", &year, &month) == 2)
            return (month == 12 ? clock_day_of(year + 1, 1, 1) : clock_day_of(year, month + 1, 1)) - 1;
    }
    return -1;
}

static cJSON *all_months(struct arena *arena, struct store *store)
{
    static char names[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    cJSON *months = cJSON_CreateArray(), *row;
    cJSON *known = db_rows(store_rollup(store), "SELECT name FROM month WHERE last_id > 0 ORDER BY name");
    int count = store_months(store, names, STORE_MONTHS_MOST);
    row = known->child;
    for (int i = 0; i < count || row != NULL;) {
        const char *gone = row == NULL ? NULL : json_string(row, "name", "");
        int order = gone == NULL ? -1 : i == count ? 1 : strcmp(names[i], gone);
        cJSON_AddItemToArray(months, month_status(arena, store, order <= 0 ? names[i] : gone));
        i += order <= 0;
        row = row != NULL && order >= 0 ? row->next : row;
    }
    return months;
}

cJSON *keep_status(struct store *store)
{
    struct db *rollup = store_rollup(store);
    struct arena *arena = arena_new();
    cJSON *status = cJSON_CreateObject();
    json_set(status, "months", all_months(arena, store));
    json_set_integer(status, "packed", db_integer(rollup, 0, "SELECT sum(events) FROM pack"));
    json_set_integer(status, "newest", db_integer(rollup, 0, "SELECT (max(hour) + 1) * 3600 FROM pack"));
    json_set_integer(status, "dirty", db_integer(rollup, 0, "SELECT count(*) FROM dirty"));
    json_set_integer(status, "bytes", size_of(arena, store_month_path(store, "rollup")));
    arena_free(arena);
    return status;
}

int keep_lost(struct store *store)
{
    int lost = 0;
    const cJSON *month, *status = keep_status(store);
    cJSON_ArrayForEach(month, json_member(status, "months")) lost +=
        !json_bool(month, "whole", false) || db_damaged(store_month_path(store, json_string(month, "month", "")));
    return lost;
}

/* ---- moving away ---- */

/* To another disk: a whole copy under another name first. */
static bool copy_across(struct arena *arena, const char *from, const char *to)
{
    char *unfinished = arena_printf(arena, "%s.unfinished", to), buffer[65536];
    int source = open(from, O_RDONLY | O_CLOEXEC), target = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    ssize_t got = -1;
    while (source >= 0 && target >= 0 && (got = read(source, buffer, sizeof buffer)) > 0)
        if (write(target, buffer, (size_t)got) != got) {
            got = -1;
            break;
        }
    bool good = got == 0 && fsync(target) == 0;
    if (source >= 0)
        close(source);
    if (target >= 0)
        close(target);
    if (good && rename(unfinished, to) == 0)
        return true;
    if (target >= 0)
        unlink(unfinished);
    return false;
}

static bool take_file(struct arena *arena, const char *path, const char *month, const char *folder)
{
    if (folder == NULL)
        return unlink(path) == 0;
    char *to = arena_printf(arena, "%s/%s.db", folder, month);
    if (file_exists(to)) {
        errno = EEXIST;
        return false;
    }
    return rename(path, to) == 0 || (errno == EXDEV && copy_across(arena, path, to) && unlink(path) == 0);
}

static bool move_month(struct store *store, struct arena *arena, const char *month, const char *folder)
{
    const char *path = store_month_path(store, month), *log = arena_printf(arena, "%s-wal", path);
    struct db *db = store_month(store, month);
    struct stat status;
    if (db == NULL)
        return false;
    db_checkpoint(db);
    store_forget_open(store, month);
    if (stat(log, &status) == 0 && status.st_size > 0) { /* somebody reads in it just now */
        errno = EBUSY;
        return false;
    }
    if (!take_file(arena, path, month, folder))
        return false;
    unlink(log);
    unlink(arena_printf(arena, "%s-shm", path));
    return true;
}

bool keep_move(struct store *store, const char *zone, const char *month, const char *folder, const char **problem)
{
    enum { AT_ONCE = 200000 };
    *problem = "there is no such month";
    if (!file_exists(store_month_path(store, month)))
        return false;
    *problem = "the events' store can't be locked";
    if (!store_hold(store, true))
        return false;
    struct arena *arena = arena_new();
    int64_t more;
    while ((more = fold_events(store, zone, AT_ONCE)) > 0)
        ;
    bool folded = more == 0 && strcmp(store_refused(store), month) != 0, good = folded && move_month(store, arena, month, folder);
    if (!good)
        *problem = !folded ? "its events could not be put into the roll-ups; the log has the reason"
                             : strerror(errno);
    arena_free(arena);
    store_let_go(store);
    return good;
}

int keep_aside_count(struct store *store)
{
    const char *rollup = store_month_path(store, "rollup");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.*s", (int)(strrchr(rollup, '/') - rollup), rollup);
    DIR *folder = opendir(path);
    int count = 0;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        count += text_starts(entry->d_name, "unreadable-") || (text_starts(entry->d_name, "damaged-") && text_ends(entry->d_name, ".db"));
    if (folder != NULL)
        closedir(folder);
    return count;
}

static void set_aside(struct store *store, const char *file)
{
    if (keep_aside_count(store) >= KEEP_ASIDE_MOST || !store_hold(store, true))
        return;
    struct arena *arena = arena_new();
    const char *path = store_month_path(store, file), *name = arena_printf(arena, "damaged-%lld-%s.db", (long long)clock_now(), file);
    const char *aside = arena_printf(arena, "%.*s%s", (int)(strlen(path) - strlen(file) - strlen(".db")), path, name);
    store_forget_open(store, file);
    rename(arena_printf(arena, "%s-wal", path), arena_printf(arena, "%s-wal", aside));
    unlink(arena_printf(arena, "%s-shm", path));
    if (rename(path, aside) == 0)
        log_error("a database of events was damaged and begins anew", "file", file, "kept", name, NULL);
    else
        log_error("a damaged database of events can't be renamed", "file", file, "reason", strerror(errno), NULL);
    arena_free(arena);
    store_let_go(store);
}

/* Days whose month is no more are only in the roll-ups: then it is for the operator to choose. */
static bool may_begin_anew(struct store *store)
{
    return db_integer(store_rollup(store), -1, "SELECT count(*) FROM month WHERE last_id >= 0") >= 0 && keep_lost(store) == 0;
}

/* A gigabyte is read to tell: what was found sound and is refused again and again, for its rights or its schema, is looked at when it
 * changes. */
static bool is_damaged(struct store *store, const char *file)
{
    static char sound[STORE_MONTH_BYTES];
    static int64_t sound_stamp;
    int64_t stamp = store_month_stamp(store, file);
    if (stamp != 0 && stamp == sound_stamp && strcmp(file, sound) == 0)
        return false;
    if (db_damaged(store_month_path(store, file)))
        return true;
    snprintf(sound, sizeof sound, "%.7s", file);
    sound_stamp = stamp;
    return false;
}

void keep_set_aside(struct store *store)
{
    static bool told;
    const char *month = store_refused(store);
    if (*month != '\0' && is_damaged(store, month))
        set_aside(store, month);
    if (told || db_failed(store_rollup(store)) != DB_FAILED || !is_damaged(store, "rollup"))
        return;
    if (may_begin_anew(store)) {
        set_aside(store, "rollup");
        return;
    }
    told = true;
    log_error("the roll-ups are damaged, and some of their months are no more: nexus doctor says what to do", NULL);
}

bool keep_clock_went_on(struct store *store, int64_t now)
{
    enum { DAYS_MOST = 3 };
    struct db *rollup = store_rollup(store);
    const char *known = db_text(rollup, "SELECT value FROM state WHERE name = 'asked to keep'");
    int64_t last = 0;
    bool went_on = known != NULL && text_integer(known, 0, INT64_MAX, &last) && now >= last && now - last <= DAYS_MOST * CLOCK_DAY;
    char words[24];
    snprintf(words, sizeof words, "%lld", (long long)now);
    if (db_begin_write(rollup) != DB_OK)
        return false;
    bool noted = db_change(rollup,
                           "INSERT INTO state (name, value) VALUES ('asked to keep', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                           (const char *)words) == DB_OK;
    return db_end(rollup, noted) == DB_OK && noted && went_on;
}

/* An imported history is old on the day it comes: it stays until somebody drops it. */
static bool is_imported(struct store *store, const char *name)
{
    struct db *month = store_month(store, name);
    return month != NULL && db_integer(month, 0, "SELECT count(*) FROM source WHERE name NOT IN ('spool', 'activity')") > 0;
}

int keep_drop_old(struct store *store, const char *zone, int64_t wanted, int64_t now)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    struct clock_parts parts = clock_parts(now, "UTC");
    int64_t first = parts.year * 12 + parts.month - 1 - wanted;
    char oldest[STORE_MONTH_BYTES];
    snprintf(oldest, sizeof oldest, "%04u-%02u", (unsigned)(first / 12) % 10000, (unsigned)(first % 12 + 1));
    int count = wanted == 0 ? 0 : store_months(store, months, STORE_MONTHS_MOST), dropped = 0;
    for (int i = 0; i < count && strcmp(months[i], oldest) < 0; i++) {
        const char *problem = NULL;
        if (is_imported(store, months[i]))
            continue;
        if (!keep_move(store, zone, months[i], NULL, &problem)) {
            log_error("an old month of events can't be dropped", "month", months[i], "reason", problem, NULL);
            return -1;
        }
        log_note("an old month of events was dropped", "month", months[i], NULL);
        dropped++;
    }
    return dropped;
}

/* ---- reading ---- */

bool keep_read(struct store *store, const char *month, int64_t from, int64_t until, bool (*take)(void *context, const struct event *event),
               void *context)
{
    struct db *db = store_month(store, month);
    if (db == NULL)
        return false;
    struct db_steps *row = db_steps(db,
                                    "SELECT e.id, e.at, n.name, e.actor, e.session, e.course_id, e.lesson_id, e.device, e.country, e.page,"
                                    " e.referrer, e.properties, e.key FROM event e JOIN name n ON n.id = e.name_id"
                                    " WHERE e.at >= ?1 AND e.at < ?2 ORDER BY e.id",
                                    from, until);
    while (db_steps_next(row)) {
        const struct event event = {.position = db_step_integer(row, 0), .at = db_step_integer(row, 1), .name = db_step_text(row, 2),
                                    .actor = db_step_integer(row, 3), .session = db_step_integer(row, 4),
                                    .course_id = db_step_integer(row, 5), .lesson_id = db_step_integer(row, 6),
                                    .device = (enum event_device)db_step_integer(row, 7), .country = db_step_text(row, 8),
                                    .page = db_step_text(row, 9), .referrer = db_step_text(row, 10), .properties = db_step_text(row, 11),
                                    .key = db_step_text(row, 12)};
        if (!take(context, &event)) {
            db_steps_end(row);
            return false;
        }
    }
    return db_failed(db) == DB_OK;
}
