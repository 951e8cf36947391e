/* store.c - opens the months and the roll-ups, and puts events into their months. Called by the worker's collecting, the importer
 * and, for reading, by every report. */
#include "domain/measure/store.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/store/migrate.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_MOST = 4, NAMES_KEPT = 256, CLOCK_SETTLES = 2 /* seconds: file times are coarser than writes */ };

struct span {
    int64_t from, until;
};

struct month {
    char name[STORE_MONTH_BYTES];
    struct db *db;
    ino_t file;   /* its number: another one under the same name is another month */
    int64_t used; /* a running number: the oldest is closed first */
    struct { char name[EVENT_NAME_MOST + 1]; int64_t id; } names[NAMES_KEPT]; /* by hash; a place holds the last one */
};

struct store {
    const struct config *config;
    struct arena *arena;
    struct db *rollup;
    ino_t rollup_file;
    bool create;
    int lock, held; /* DATA/events/lock, and how many times it is held */
    int64_t clock;
    char refused[STORE_MONTH_BYTES];
    struct { char source[16]; int64_t position; } asked; /* store_position */
    struct month open[OPEN_MOST];
};

static ino_t file_of(struct store *store, const char *name)
{
    struct stat status;
    return stat(store_month_path(store, name), &status) == 0 ? status.st_ino : 0;
}

static struct db *open_database(struct store *store, const char *file, const char *migrations)
{
    char *path = config_data_path(store->arena, store->config, arena_printf(store->arena, "events/%s.db", file));
    char *folder = config_home_path(store->arena, store->config, migrations);
    const char *problem = NULL;
    if (!store->create && !file_exists(path))
        return NULL;
    struct db *db = db_open(path, store->create ? DB_STREAM : DB_CGI);
    if (db == NULL)
        return NULL;
    db_use_arena(db, store->arena);
    bool fits = migrate_version(db) == migrate_newest(folder);
    if (!fits && store->create)
        fits = migrate_apply(store->arena, db, folder, 0, NULL, &problem);
    if (fits)
        return db;
    log_error("an event database has another schema", "file", file, "reason", problem == NULL ? "the worker brings it up to date" : problem, NULL);
    db_close(db);
    return NULL;
}

struct store *store_open(struct arena *arena, const struct config *config, bool create)
{
    struct store *store = calloc(1, sizeof *store);
    assert(store != NULL);
    *store = (struct store){.config = config, .arena = arena, .create = create, .lock = -1};
    if (create && !file_make_folder(config_data_path(arena, config, "events")))
        log_error("the folder for events can't be made", NULL);
    if (create)
        store->lock = open(config_data_path(arena, config, "events/lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    store->rollup = open_database(store, "rollup", "db/rollup");
    store->rollup_file = file_of(store, "rollup");
    if (store->rollup != NULL)
        return store;
    store_close(store);
    return NULL;
}

/* Another file under the name, or none: the roll-ups are made anew, and a program that runs goes on with those. */
static void follow_rollup(struct store *store)
{
    ino_t file = file_of(store, "rollup");
    if (file == store->rollup_file || (file == 0 && !store->create))
        return;
    struct db *rollup = open_database(store, "rollup", "db/rollup");
    if (rollup == NULL)
        return;
    db_close(store->rollup);
    store->rollup = rollup;
    store->rollup_file = file_of(store, "rollup");
    *store->asked.source = '\0'; /* what was noted in the old ones is in the months alone now */
}

bool store_hold(struct store *store, bool alone)
{
    if (store->held == 0 && flock(store->lock, alone ? LOCK_EX : LOCK_SH) != 0) {
        log_error("the events' lock can't be had", NULL);
        return false;
    }
    store->held++;
    return true;
}

void store_let_go(struct store *store)
{
    if (--store->held == 0)
        flock(store->lock, LOCK_UN);
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    for (int i = 0; i < OPEN_MOST; i++)
        db_close(store->open[i].db);
    db_close(store->rollup);
    if (store->lock >= 0)
        close(store->lock);
    free(store);
}

void store_checkpoint(struct store *store)
{
    db_checkpoint(store->rollup);
    for (int i = 0; i < OPEN_MOST; i++)
        if (store->open[i].db != NULL)
            db_checkpoint(store->open[i].db);
}

void store_use_arena(struct store *store, struct arena *arena)
{
    store->arena = arena;
    *store->refused = '\0';
    follow_rollup(store);
    db_use_arena(store->rollup, arena);
    for (int i = 0; i < OPEN_MOST; i++)
        if (store->open[i].db != NULL)
            db_use_arena(store->open[i].db, arena);
}

struct db *store_rollup(struct store *store)
{
    return store->rollup;
}

static bool is_month(const char *file)
{
    int year, month, used = 0;
    return sscanf(file, "%4d-%2d.db%n", &year, &month, &used) == 2 && used == 10 && file[10] == '\0';
}

static int only_months(const struct dirent *entry)
{
    return is_month(entry->d_name);
}

int store_months(struct store *store, char (*months)[STORE_MONTH_BYTES], int most)
{
    struct dirent **entries;
    int found = scandir(config_data_path(store->arena, store->config, "events"), &entries, only_months, alphasort), count = 0;
    for (int i = 0; i < found; i++) {
        if (found - i <= most)
            snprintf(months[count++], STORE_MONTH_BYTES, "%.7s", entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return count;
}

char *store_month_path(struct store *store, const char *name)
{
    return config_data_path(store->arena, store->config, arena_printf(store->arena, "events/%s.db", name));
}

/* A month goes on behind the last number that the roll-ups have read, also when its file was moved away, emptied, or lost its end in a
 * power cut: so what comes now is folded, and an old file may come back without being counted twice. A row that goes at once is how
 * the next number is told. */
static bool go_on_numbering(struct store *store, struct db *db, const char *name)
{
    int64_t last = db_integer(store->rollup, 0, "SELECT last_id FROM month WHERE name = ?1", name);
    if (last <= db_integer(db, 0, "SELECT max(id) FROM event"))
        return true;
    if (db_begin_write(db) != DB_OK)
        return false;
    enum db_result named = db_change(db, "INSERT INTO name (name) VALUES ('page.viewed') ON CONFLICT (name) DO NOTHING");
    bool good = (named == DB_OK || named == DB_NONE) &&
                db_change(db, "INSERT INTO event (id, at, name_id, actor) SELECT ?1, 0, id, 0 FROM name WHERE name = 'page.viewed'", last) == DB_OK &&
                db_change(db, "DELETE FROM event WHERE id = ?1", last) == DB_OK;
    return db_end(db, good) == DB_OK && good;
}

/* What was taken out of the spool is nowhere else, and the roll-ups must not know of more than a power cut leaves of a month. Theirs
 * can be made again. */
static bool syncs(struct db *month)
{
    return db_script(month, "PRAGMA synchronous = FULL") == DB_OK;
}

int64_t store_month_stamp(struct store *store, const char *name)
{
    const char *path = store_month_path(store, name), *const files[] = {path, arena_printf(store->arena, "%s-wal", path)};
    uint64_t stamp = 1;
    for (size_t i = 0; i < 2; i++) {
        struct stat status;
        if (stat(files[i], &status) != 0)
            continue;
        if (clock_now() - status.st_mtim.tv_sec < CLOCK_SETTLES)
            return 0;
        stamp = stamp * 1000003 + (uint64_t)status.st_mtim.tv_sec * 1000000000 + (uint64_t)status.st_mtim.tv_nsec;
        stamp = stamp * 1000003 + (uint64_t)status.st_ino + (uint64_t)status.st_size;
    }
    return (int64_t)stamp;
}

static void month_close(struct month *month)
{
    db_close(month->db);
    *month = (struct month){.db = NULL};
}

static struct month *month_open(struct store *store, const char *name)
{
    struct month *oldest = &store->open[0];
    for (int i = 0; i < OPEN_MOST; i++) {
        struct month *month = &store->open[i];
        if (month->db != NULL && strcmp(month->name, name) == 0) {
            month->used = ++store->clock;
            if (file_of(store, name) == month->file)
                return month;
            month_close(month); /* it was moved away */
        }
        if (month->used < oldest->used)
            oldest = month;
    }
    struct db *db = open_database(store, name, "db/events");
    if (db == NULL || (store->create && !(syncs(db) && go_on_numbering(store, db, name)))) {
        db_close(db);
        return NULL;
    }
    if (store->create && oldest->db != NULL && file_of(store, oldest->name) == oldest->file)
        db_checkpoint(oldest->db); /* it may be long until somebody opens it again */
    month_close(oldest);
    *oldest = (struct month){.db = db, .file = file_of(store, name), .used = ++store->clock};
    snprintf(oldest->name, sizeof oldest->name, "%s", name);
    return oldest;
}

const char *store_refused(const struct store *store)
{
    return store->refused;
}

void store_refuse(struct store *store, const char *month)
{
    snprintf(store->refused, sizeof store->refused, "%.7s", month);
}

void store_forget_open(struct store *store, const char *name)
{
    for (int i = 0; i < OPEN_MOST; i++)
        if (store->open[i].db != NULL && strcmp(store->open[i].name, name) == 0)
            month_close(&store->open[i]);
}

struct db *store_month(struct store *store, const char *month)
{
    struct month *found = file_of(store, month) == 0 ? NULL : month_open(store, month);
    return found == NULL ? NULL : found->db;
}

void store_month_of(int64_t at, char month[STORE_MONTH_BYTES])
{
    struct clock_parts parts = clock_parts(at, "UTC");
    snprintf(month, STORE_MONTH_BYTES, "%04u-%02u", (unsigned)parts.year % 10000, (unsigned)parts.month % 13);
}

/* The moments of a month: two numbers compared for each event, instead of two names. */
static struct span span_of(const char *name)
{
    int year = 0, month = 0;
    sscanf(name, "%4d-%2d", &year, &month);
    return (struct span){clock_day_of(year, month, 1) * CLOCK_DAY, clock_day_of(year + month / 12, month % 12 + 1, 1) * CLOCK_DAY};
}

/* ---- storing ---- */

static int64_t name_id(struct month *month, const char *name)
{
    unsigned hash = 5381;
    for (const char *c = name; *c != '\0'; c++)
        hash = hash * 33 + (unsigned char)*c;
    size_t place = hash % NAMES_KEPT;
    if (strcmp(month->names[place].name, name) == 0)
        return month->names[place].id;
    db_change(month->db, "INSERT INTO name (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", name);
    int64_t id = db_integer(month->db, 0, "SELECT id FROM name WHERE name = ?1", name);
    snprintf(month->names[place].name, sizeof month->names[place].name, "%s", name);
    month->names[place].id = id;
    return id;
}

static enum db_result insert(struct month *month, const struct event *event)
{
    struct db_value key = *event->key == '\0' ? DB_NULL : db_value_text(event->key);
    return db_change(month->db,
                     "INSERT INTO event (at, name_id, actor, session, course_id, lesson_id, device, country, page, referrer, properties, key)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING",
                     event->at, name_id(month, event->name), event->actor, event->session, event->course_id, event->lesson_id,
                     (int64_t)event->device, event->country, event->page, event->referrer, event->properties, key);
}

static int64_t position_in(struct month *month, const char *source)
{
    return db_integer(month->db, -1, "SELECT position FROM source WHERE name = ?1", source);
}

/* The events of one month among them, in its transaction; those of other months have been done or will be. */
static enum db_result insert_all(struct month *month, const char *source, const struct event *events, size_t count, int64_t position,
                                 int64_t *fresh)
{
    const struct span span = span_of(month->name);
    int64_t known = position_in(month, source);
    enum db_result result = DB_OK;
    for (size_t i = 0; i < count && (result == DB_OK || result == DB_NONE); i++) {
        if (events[i].position <= known || events[i].at < span.from || events[i].at >= span.until)
            continue;
        result = insert(month, &events[i]);
        *fresh += result == DB_OK;
    }
    if ((result == DB_OK || result == DB_NONE) && position > known)
        result = db_change(month->db,
                           "INSERT INTO source (name, position) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET position = excluded.position",
                           source, position);
    return result == DB_NONE ? DB_OK : result;
}

static bool store_in_month(struct store *store, const char *name, const char *source, const struct event *events, size_t count,
                           int64_t position, int64_t *stored)
{
    struct month *month = month_open(store, name);
    enum db_result result = month == NULL ? DB_FAILED : db_begin_write(month->db);
    int64_t fresh = 0;
    if (result == DB_OK) {
        result = insert_all(month, source, events, count, position, &fresh);
        enum db_result ended = db_end(month->db, result == DB_OK);
        result = result == DB_OK ? ended : result;
        if (result != DB_OK)
            memset(month->names, 0, sizeof month->names); /* a name that was rolled back has no number */
    }
    if (result == DB_FAILED)
        store_refuse(store, name);
    *stored += result == DB_OK ? fresh : 0;
    return result == DB_OK;
}

enum { MONTHS_A_BATCH = 64 };

/* The months that the events are of, each once; how many events were looked at before there were too many. */
static size_t months_of(const struct event *events, size_t count, char (*months)[STORE_MONTH_BYTES], int *found)
{
    struct span spans[MONTHS_A_BATCH];
    int latest = 0;
    *found = 0;
    for (size_t i = 0; i < count; i++) {
        int at = latest;
        if (*found > 0 && events[i].at >= spans[at].from && events[i].at < spans[at].until)
            continue;
        for (at = 0; at < *found && (events[i].at < spans[at].from || events[i].at >= spans[at].until);)
            at++;
        if (at == MONTHS_A_BATCH)
            return i;
        if (at == *found) {
            store_month_of(events[i].at, months[at]);
            spans[at] = span_of(months[at]);
            ++*found;
        }
        latest = at;
    }
    return count;
}

/* Every month has this source up to here. */
static bool note_stored(struct store *store, const char *source, int64_t position)
{
    if (db_begin_write(store->rollup) != DB_OK)
        return false;
    enum db_result result = db_change(store->rollup,
                                      "INSERT INTO source (name, position) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE"
                                      " SET position = excluded.position WHERE excluded.position > source.position",
                                      source, position);
    bool good = result == DB_OK || result == DB_NONE;
    return db_end(store->rollup, good) == DB_OK && good;
}

bool store_events(struct store *store, const char *source, const struct event *events, size_t count, int64_t position, int64_t *stored)
{
    char months[MONTHS_A_BATCH][STORE_MONTH_BYTES];
    int found;
    int64_t sum = 0;
    if (count == 0)
        return true;
    size_t taken = months_of(events, count, months, &found);
    if (taken < count) { /* a batch over many years: in two pieces */
        bool first = store_events(store, source, events, taken, events[taken - 1].position, stored);
        return first && store_events(store, source, events + taken, count - taken, position, stored);
    }
    if (!store_hold(store, false))
        return false;
    bool good = true;
    for (int i = 0; i < found && good; i++)
        good = store_in_month(store, months[i], source, events, count, position, &sum);
    good = good && note_stored(store, source, position);
    store_let_go(store);
    if (stored != NULL)
        *stored += sum;
    return good;
}

int64_t store_complete(struct store *store, const char *source)
{
    return db_integer(store->rollup, 0, "SELECT position FROM source WHERE name = ?1", source);
}

/* Opening every month takes a while, and what was stored since the first time has been noted. */
int64_t store_position(struct store *store, const char *source)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    int64_t complete = store_complete(store, source), largest = 0;
    bool asked = strcmp(store->asked.source, source) == 0;
    int count = asked ? 0 : store_months(store, months, STORE_MONTHS_MOST);
    for (int i = count - 1; i >= 0; i--) {
        struct month *month = month_open(store, months[i]);
        int64_t position = month == NULL ? 0 : position_in(month, source);
        largest = position > largest ? position : largest;
    }
    if (!asked) {
        snprintf(store->asked.source, sizeof store->asked.source, "%s", source);
        store->asked.position = largest;
    }
    return complete > store->asked.position ? complete : store->asked.position;
}
