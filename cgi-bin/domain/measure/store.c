/* store.c - opens the months and the roll-ups, and puts events into their months. Called by the worker's collecting, the importer
 * and, for reading, by every report. */
#include "domain/measure/store.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/store/migrate.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPEN_MOST = 4, NAMES_KEPT = 256 };

struct month {
    char name[STORE_MONTH_BYTES];
    struct db *db;
    int64_t used; /* a running number: the oldest is closed first */
    struct { char name[EVENT_NAME_MOST + 1]; int64_t id; } names[NAMES_KEPT]; /* by hash; a place holds the last one */
};

struct store {
    const struct config *config;
    struct arena *arena;
    struct db *rollup;
    bool create;
    int64_t clock;
    struct month open[OPEN_MOST];
};

static struct db *open_database(struct store *store, const char *file, const char *migrations)
{
    char *path = config_data_path(store->arena, store->config, arena_printf(store->arena, "events/%s.db", file));
    char *folder = config_home_path(store->arena, store->config, migrations);
    const char *problem = NULL;
    if (!store->create && !file_exists(path))
        return NULL;
    struct db *db = db_open(path, store->create ? DB_STREAM : DB_SERVE);
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
    *store = (struct store){.config = config, .arena = arena, .create = create};
    if (create && !file_make_folder(config_data_path(arena, config, "events")))
        log_error("the folder for events can't be made", NULL);
    store->rollup = open_database(store, "rollup", "db/rollup");
    if (store->rollup != NULL)
        return store;
    free(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    for (int i = 0; i < OPEN_MOST; i++)
        db_close(store->open[i].db);
    db_close(store->rollup);
    free(store);
}

void store_use_arena(struct store *store, struct arena *arena)
{
    store->arena = arena;
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

static struct month *month_open(struct store *store, const char *name)
{
    struct month *oldest = &store->open[0];
    for (int i = 0; i < OPEN_MOST; i++) {
        struct month *month = &store->open[i];
        if (month->db != NULL && strcmp(month->name, name) == 0) {
            month->used = ++store->clock;
            return month;
        }
        if (month->used < oldest->used)
            oldest = month;
    }
    struct db *db = open_database(store, name, "db/events");
    if (db == NULL)
        return NULL;
    db_close(oldest->db);
    *oldest = (struct month){.db = db, .used = ++store->clock};
    snprintf(oldest->name, sizeof oldest->name, "%s", name);
    return oldest;
}

struct db *store_month(struct store *store, const char *month)
{
    struct month *found = month_open(store, month);
    return found == NULL ? NULL : found->db;
}

void store_month_of(int64_t at, char month[STORE_MONTH_BYTES])
{
    struct clock_parts parts = clock_parts(at, "UTC");
    snprintf(month, STORE_MONTH_BYTES, "%04u-%02u", (unsigned)parts.year % 10000, (unsigned)parts.month % 13);
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

/* The events of one month among them; those of other months have been done or will be. */
static bool store_in_month(struct store *store, const char *name, const char *source, const struct event *events, size_t count,
                           int64_t position, int64_t *stored)
{
    struct month *month = month_open(store, name);
    if (month == NULL || db_begin_write(month->db) != DB_OK)
        return false;
    int64_t known = position_in(month, source), fresh = 0;
    char own[STORE_MONTH_BYTES];
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        store_month_of(events[i].at, own);
        if (events[i].position <= known || strcmp(own, name) != 0)
            continue;
        enum db_result result = insert(month, &events[i]);
        good = result == DB_OK || result == DB_NONE;
        fresh += result == DB_OK;
    }
    if (good && position > known)
        good = db_change(month->db,
                         "INSERT INTO source (name, position) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET position = excluded.position",
                         source, position) == DB_OK;
    if (!good)
        memset(month->names, 0, sizeof month->names); /* a name that was rolled back has no number */
    *stored += fresh;
    return db_end(month->db, good) == DB_OK && good;
}

bool store_events(struct store *store, const char *source, const struct event *events, size_t count, int64_t position, int64_t *stored)
{
    enum { MONTHS_A_BATCH = 64 };
    char months[MONTHS_A_BATCH][STORE_MONTH_BYTES], own[STORE_MONTH_BYTES];
    int known = 0;
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        store_month_of(events[i].at, own);
        int at = 0;
        while (at < known && strcmp(months[at], own) != 0)
            at++;
        if (at < known)
            continue;
        if (known == MONTHS_A_BATCH) { /* a batch over many years: in two halves */
            bool first = store_events(store, source, events, i, events[i - 1].position, stored);
            return first && store_events(store, source, events + i, count - i, position, stored);
        }
        memcpy(months[known++], own, STORE_MONTH_BYTES);
    }
    for (int i = 0; i < known; i++)
        if (!store_in_month(store, months[i], source, events, count, position, &sum))
            return false;
    if (stored != NULL)
        *stored += sum;
    return true;
}

int64_t store_position(struct store *store, const char *source)
{
    enum { MONTHS_MOST = 600 };
    static char months[MONTHS_MOST][STORE_MONTH_BYTES];
    int count = store_months(store, months, MONTHS_MOST);
    int64_t largest = 0;
    for (int i = count - 1; i >= 0; i--) { /* the newest few hold it: a source is read in order */
        struct month *month = month_open(store, months[i]);
        int64_t position = month == NULL ? 0 : position_in(month, source);
        largest = position > largest ? position : largest;
    }
    return largest;
}
