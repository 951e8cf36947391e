/* fold.c - packs follow the events: read what is new in each month, group by name and hour, merge into the packs.
 *
 * Where a month has been read to is kept in the same transaction as the packs, so an event is folded exactly once, whatever
 * dies. An event's order of arrival does not matter: a pack is always in order. */
#include "domain/measure/fold.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "domain/measure/experiment_fold.h"
#include "domain/measure/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FOLD_OTHER "other"
enum { NAMES_KEPT = 1024 };

struct fresh { /* growing list */
    struct occurrence *list;
    size_t count, room;
};

static void add(struct fresh *fresh, struct occurrence occurrence)
{
    if (fresh->count == fresh->room) {
        fresh->room = fresh->room == 0 ? 1024 : fresh->room * 2;
        fresh->list = realloc(fresh->list, fresh->room * sizeof *fresh->list);
        assert(fresh->list != NULL);
    }
    fresh->list[fresh->count++] = occurrence;
}

static uint32_t context_of(struct db *rollup, int64_t course_id, int64_t lesson_id, int64_t device, const char *country)
{
    int64_t id = db_integer(rollup, 0,
                            "SELECT id FROM context WHERE course_id = ?1 AND lesson_id = ?2 AND device = ?3 AND country = ?4", course_id,
                            lesson_id, device, country);
    if (id == 0)
        db_insert(rollup, &id, "INSERT INTO context (course_id, lesson_id, device, country) VALUES (?1, ?2, ?3, ?4)", course_id, lesson_id,
                  device, country);
    return (uint32_t)id;
}

/* Neighbours in the stream are alike: the last context and names are remembered. */
struct lookup {
    struct db *rollup, *month;
    int64_t course_id, lesson_id, device;
    char country[8];
    uint32_t context, other;
    int64_t read, name_count; /* name_count of the roll-ups; 0: not asked yet */
    struct { int64_t id; uint32_t rollup_id; } names[NAMES_KEPT]; /* the month's number of a name -> the roll-up's */
    struct experiment_events experiments; /* events whose properties are wanted, too */
};

static uint32_t known_name(struct db *rollup, const char *name)
{
    return (uint32_t)db_integer(rollup, 0, "SELECT id FROM name WHERE name = ?1", name);
}

static uint32_t add_name(struct lookup *lookup, const char *name)
{
    db_change(lookup->rollup, "INSERT INTO name (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", name);
    lookup->name_count++;
    return known_name(lookup->rollup, name);
}

/* Whoever sends events chooses their names. Those of ours always have room; of the others, the first; and a visitor can't take that of those
 * who are signed in. */
static uint32_t name_of(struct lookup *lookup, const char *name, bool visitor)
{
    int64_t most = visitor ? FOLD_VISITOR_NAMES_MOST : FOLD_NAMES_MOST;
    uint32_t id = known_name(lookup->rollup, name);
    if (id != 0)
        return id;
    if (lookup->name_count == 0)
        lookup->name_count = db_integer(lookup->rollup, 0, "SELECT count(*) FROM name");
    if (event_kind_find(name) != NULL || lookup->name_count < most)
        return add_name(lookup, name);
    if (lookup->other == 0)
        lookup->other = add_name(lookup, FOLD_OTHER);
    return lookup->other;
}

static uint32_t lookup_name(struct lookup *lookup, int64_t id, bool visitor)
{
    size_t place = (uint64_t)id % NAMES_KEPT;
    uint32_t kept = lookup->names[place].id == id ? lookup->names[place].rollup_id : 0;
    if (kept != 0 && (visitor || kept != lookup->other))
        return kept;
    const char *name = db_text(lookup->month, "SELECT name FROM name WHERE id = ?1", id);
    lookup->names[place].id = id;
    return lookup->names[place].rollup_id = name_of(lookup, name == NULL ? FOLD_OTHER : name, visitor);
}

static uint32_t lookup_context(struct lookup *lookup, struct db_steps *row)
{
    int64_t course_id = db_step_integer(row, 4), lesson_id = db_step_integer(row, 5), device = db_step_integer(row, 6);
    const char *country = db_step_text(row, 7);
    if (lookup->context != 0 && course_id == lookup->course_id && lesson_id == lookup->lesson_id && device == lookup->device &&
        strcmp(country, lookup->country) == 0)
        return lookup->context;
    lookup->context = context_of(lookup->rollup, course_id, lesson_id, device, country);
    lookup->course_id = course_id;
    lookup->lesson_id = lesson_id;
    lookup->device = device;
    size_t length = strnlen(country, sizeof lookup->country - 1);
    memcpy(lookup->country, country, length);
    lookup->country[length] = '\0';
    return lookup->context;
}

/* The events of a month after the last that was read; gives the new last. */
static int64_t read_month(struct lookup *lookup, int64_t last, int64_t most, struct fresh *fresh)
{
    experiment_events_of(&lookup->experiments, lookup->month);
    struct db_steps *row = db_steps(lookup->month,
                                    "SELECT id, at, name_id, actor, course_id, lesson_id, device, country FROM event WHERE id > ?1"
                                    " ORDER BY id LIMIT ?2",
                                    last, most);
    while (db_steps_next(row)) {
        last = db_step_integer(row, 0);
        lookup->read++;
        if (db_step_integer(row, 1) < EVENT_FIRST)
            continue;
        experiment_events_note(&lookup->experiments, last, db_step_integer(row, 2));
        add(fresh, (struct occurrence){.at = db_step_integer(row, 1),
                                       .name_id = lookup_name(lookup, db_step_integer(row, 2), db_step_integer(row, 3) <= 0),
                                       .actor = db_step_integer(row, 3),
                                       .context = lookup_context(lookup, row)});
    }
    return last;
}

/* ---- packs ---- */

/* What the pack of this hour holds, in front of the new ones. */
static void read_pack(struct db *rollup, uint32_t name_id, int64_t hour, struct fresh *all)
{
    struct db_steps *row = db_steps(rollup, "SELECT bytes FROM pack WHERE name_id = ?1 AND hour = ?2", (int64_t)name_id, hour);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 0, &length);
        struct pack_reader reader = pack_read(bytes, length, hour);
        for (struct occurrence occurrence = {.name_id = name_id}; pack_next(&reader, &occurrence);)
            add(all, occurrence);
    }
}

static bool merge_pack(struct arena *scratch, struct db *rollup, const struct occurrence *list, size_t count)
{
    struct fresh all = {0};
    int64_t hour = list[0].at / CLOCK_HOUR;
    read_pack(rollup, list[0].name_id, hour, &all);
    bool append = all.count == 0 || all.list[all.count - 1].at < list[0].at;
    for (size_t i = 0; i < count; i++)
        add(&all, list[i]);
    if (!append)
        occurrences_sort(all.list, all.count);
    struct text bytes = text_in(scratch);
    pack_write(&bytes, hour, all.list, all.count);
    enum db_result result = db_change(rollup,
                                      "INSERT INTO pack (name_id, hour, events, bytes) VALUES (?1, ?2, ?3, ?4)"
                                      " ON CONFLICT (name_id, hour) DO UPDATE SET events = excluded.events, bytes = excluded.bytes",
                                      (int64_t)list[0].name_id, hour, (int64_t)all.count, db_blob(bytes.bytes, bytes.length));
    free(all.list);
    return result == DB_OK;
}

/* By name, then time: a pack's events lie side by side. */
static int by_name(const void *left, const void *right)
{
    const struct occurrence *a = left, *b = right;
    if (a->name_id != b->name_id)
        return a->name_id < b->name_id ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    return a->context < b->context ? -1 : a->context > b->context;
}

static bool mark_day(struct db *rollup, int64_t day)
{
    enum db_result result = db_change(rollup, "INSERT INTO dirty (day) VALUES (?1) ON CONFLICT (day) DO NOTHING", day);
    return result == DB_OK || result == DB_NONE;
}

static bool merge_all(struct db *rollup, const char *zone, struct fresh *fresh)
{
    qsort(fresh->list, fresh->count, sizeof *fresh->list, by_name);
    int64_t marked = INT64_MIN;
    bool good = true;
    for (size_t from = 0, to; from < fresh->count && good; from = to) {
        const struct occurrence *first = &fresh->list[from];
        for (to = from; to < fresh->count && fresh->list[to].name_id == first->name_id &&
                        fresh->list[to].at / CLOCK_HOUR == first->at / CLOCK_HOUR; to++) {
            int64_t day = clock_day(fresh->list[to].at, zone);
            if (day != marked)
                good = good && mark_day(rollup, day);
            marked = day;
        }
        struct arena *scratch = arena_new();
        good = good && merge_pack(scratch, rollup, first, to - from);
        arena_free(scratch);
    }
    return good;
}

/* A month that was read to its end and not written to since needs no opening: the worker looks every second. */
struct quiet {
    char name[STORE_MONTH_BYTES];
    int64_t stamp, last_id;
};

/* What could be read is folded, even when the rest of the month can't be. */
static bool fold_rows(struct store *store, const char *name, struct db *month, const char *zone, int64_t most, int64_t *count)
{
    struct db *rollup = store_rollup(store);
    if (db_begin_write(rollup) != DB_OK)
        return false;
    struct fresh fresh = {0};
    struct lookup lookup = {.rollup = rollup, .month = month};
    int64_t last = db_integer(rollup, 0, "SELECT last_id FROM month WHERE name = ?1", name); /* another may have been quicker */
    last = read_month(&lookup, last, most, &fresh);
    bool good = fresh.count == 0 || (merge_all(rollup, zone, &fresh) && experiment_fold(rollup, month, &lookup.experiments));
    good = good && db_change(rollup, "INSERT INTO month (name, last_id) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last_id = excluded.last_id",
                             name, last) == DB_OK;
    if (db_failed(month) == DB_FAILED)
        store_refuse(store, name);
    *count += lookup.read;
    free(fresh.list);
    free(lookup.experiments.ids);
    return db_end(rollup, good && db_failed(rollup) == DB_OK) == DB_OK && good;
}

static bool fold_month(struct store *store, const char *name, const char *zone, int64_t most, int64_t *count, struct quiet *quiet)
{
    struct db *rollup = store_rollup(store);
    int64_t last = db_integer(rollup, 0, "SELECT last_id FROM month WHERE name = ?1", name), stamp = store_month_stamp(store, name);
    if (stamp != 0 && stamp == quiet->stamp && last == quiet->last_id && strcmp(name, quiet->name) == 0)
        return true;
    struct db *month = store_month(store, name);
    int64_t newest = month == NULL ? 0 : db_integer(month, 0, "SELECT max(id) FROM event");
    if (month == NULL || db_failed(month) == DB_FAILED) {
        if (file_exists(store_month_path(store, name))) /* else it was moved away just now */
            store_refuse(store, name);
        return true;
    }
    if (newest <= last) {
        *quiet = (struct quiet){.stamp = stamp, .last_id = last};
        memcpy(quiet->name, name, sizeof quiet->name);
        return true;
    }
    return fold_rows(store, name, month, zone, most, count);
}

static void forget_days(struct db *rollup)
{
    db_change(rollup, "DELETE FROM dirty");
    db_change(rollup, "DELETE FROM first_seen");
    db_change(rollup, "DELETE FROM day_total");
    db_change(rollup, "DELETE FROM day_event");
    db_change(rollup, "DELETE FROM day_people");
    db_change(rollup, "DELETE FROM day_new");
    db_change(rollup, "DELETE FROM day_lesson");
}

/* Another zone has other days: all are marked, the packs stay as they are. */
static bool follow_zone(struct db *rollup, const char *zone)
{
    const char *known = db_text(rollup, "SELECT value FROM state WHERE name = 'zone'");
    if (known != NULL && strcmp(known, zone) == 0)
        return true;
    if (db_begin_write(rollup) != DB_OK)
        return false;
    forget_days(rollup);
    db_change(rollup, "INSERT INTO state (name, value) VALUES ('zone', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", zone);
    struct db_steps *row = db_steps(rollup, "SELECT DISTINCT hour FROM pack ORDER BY hour");
    for (int64_t marked = INT64_MIN; db_steps_next(row);) {
        int64_t first = clock_day(db_step_integer(row, 0) * CLOCK_HOUR, zone);
        int64_t last = clock_day(db_step_integer(row, 0) * CLOCK_HOUR + CLOCK_HOUR - 1, zone);
        for (int64_t day = first > marked ? first : marked + 1; day <= last; day++)
            mark_day(rollup, marked = day);
    }
    return db_end(rollup, db_failed(rollup) == DB_OK) == DB_OK;
}

static int64_t fold_months(struct store *store, const char *zone, int64_t most)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    static struct quiet quiet[STORE_MONTHS_MOST];
    int count = store_months(store, months, STORE_MONTHS_MOST);
    int64_t folded = 0;
    for (int i = 0; i < count && folded < most; i++)
        if (!fold_month(store, months[i], zone, most - folded, &folded, &quiet[i]))
            return -1;
    return folded;
}

int64_t fold_events(struct store *store, const char *zone, int64_t most)
{
    if (!store_hold(store, false))
        return -1;
    int64_t folded = follow_zone(store_rollup(store), zone) ? fold_months(store, zone, most) : -1;
    store_let_go(store);
    return folded;
}

bool fold_forget(struct store *store)
{
    struct db *rollup = store_rollup(store);
    if (db_begin_write(rollup) != DB_OK)
        return false;
    db_change(rollup, "DELETE FROM month");
    db_change(rollup, "DELETE FROM pack");
    experiment_forget(rollup);
    forget_days(rollup);
    return db_end(rollup, db_failed(rollup) == DB_OK) == DB_OK;
}
