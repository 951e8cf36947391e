/* day.c - the rows of one day, made from its packs: totals, counts of names, who was there, lessons. Called by fold_days.
 *
 * A day is always made whole: old rows go, new ones come, in one transaction. So the order in which events arrived leaves no
 * trace, and a rebuild gives the same rows. */
#include "domain/measure/day.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SESSION_GAP = 30 * CLOCK_MINUTE };

/* One event of the day with what it is counted by. */
struct seen {
    int64_t at, actor;
    uint32_t name_id, context;
};

struct day {
    struct arena *arena;
    struct db *rollup;
    int64_t day;
    struct seen *seen;
    size_t count, room;
    const struct event_scope *scope;
    bool good;
};

static void note(struct day *day, enum db_result result)
{
    day->good = day->good && (result == DB_OK || result == DB_NONE);
}

/* ---- reading ---- */

static void add(struct day *day, struct seen seen)
{
    if (day->count == day->room) {
        day->room = day->room == 0 ? 4096 : day->room * 2;
        day->seen = realloc(day->seen, day->room * sizeof *day->seen);
        assert(day->seen != NULL);
    }
    day->seen[day->count++] = seen;
}

static void take(void *context, const struct scope_event *event)
{
    add(context, (struct seen){event->at, event->actor, event->name_id, event->context});
}

static int by_actor(const void *left, const void *right)
{
    const struct seen *a = left, *b = right;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->name_id < b->name_id ? -1 : a->name_id > b->name_id;
}

/* ---- tallies: figures under a key, found by hash ---- */

struct tally {
    int64_t dimension, value, name_id; /* name_id 0: of all names */
    int64_t events, users, visitors, sessions, seconds, completed;
    int64_t last_actor;   /* counted once */
    int64_t session_from, session_until;
    bool taken, keeps_people;
    int64_t *people;
    size_t people_count, people_room;
};

struct tallies {
    struct tally *list;
    size_t slots, used;
};

static struct tally *slot_of(struct tally *list, size_t slots, int64_t dimension, int64_t value, int64_t name_id)
{
    uint64_t hash = ((uint64_t)dimension * 31 + (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)name_id * UINT64_C(0xC2B2AE3D27D4EB4F);
    size_t at = (hash ^ hash >> 29) & (slots - 1);
    while (list[at].taken && (list[at].dimension != dimension || list[at].value != value || list[at].name_id != name_id))
        at = (at + 1) & (slots - 1);
    return &list[at];
}

static struct tally *tally_of(struct tallies *tallies, int64_t dimension, int64_t value, int64_t name_id)
{
    if (tallies->used * 2 >= tallies->slots) {
        struct tallies grown = {.slots = tallies->slots == 0 ? 1024 : tallies->slots * 2, .used = tallies->used};
        grown.list = calloc(grown.slots, sizeof *grown.list);
        assert(grown.list != NULL);
        for (size_t i = 0; i < tallies->slots; i++) {
            struct tally *old = &tallies->list[i];
            if (old->taken)
                *slot_of(grown.list, grown.slots, old->dimension, old->value, old->name_id) = *old;
        }
        free(tallies->list);
        *tallies = grown;
    }
    struct tally *tally = slot_of(tallies->list, tallies->slots, dimension, value, name_id);
    if (!tally->taken) {
        *tally = (struct tally){.taken = true, .dimension = dimension, .value = value, .name_id = name_id, .keeps_people = name_id == 0};
        tallies->used++;
    }
    return tally;
}

static void keep_person(struct tally *tally, int64_t id)
{
    if (tally->people_count == tally->people_room) {
        tally->people_room = tally->people_room == 0 ? 16 : tally->people_room * 2;
        tally->people = realloc(tally->people, tally->people_room * sizeof *tally->people);
        assert(tally->people != NULL);
    }
    tally->people[tally->people_count++] = id;
}

static void end_session(struct tally *tally)
{
    tally->seconds += tally->session_until - tally->session_from;
}

/* Events come by actor, then time. */
static void count(struct tally *tally, const struct seen *seen)
{
    tally->events++;
    if (seen->actor == 0)
        return;
    bool again = tally->last_actor == seen->actor;
    if (!again) {
        tally->users += seen->actor > 0;
        tally->visitors += seen->actor < 0;
        if (seen->actor > 0 && tally->keeps_people)
            keep_person(tally, seen->actor);
        tally->last_actor = seen->actor;
    }
    if (seen->actor < 0 || !tally->keeps_people)
        return;
    if (!again || seen->at - tally->session_until >= SESSION_GAP) {
        end_session(tally);
        tally->sessions++;
        tally->session_from = seen->at;
    }
    tally->session_until = seen->at;
}

static void count_everywhere(struct tallies *tallies, const struct seen *seen, const struct context *context)
{
    const int64_t keys[][2] = {{DAY_ALL, 0}, {DAY_COURSE, context->course_id}, {DAY_COUNTRY, context->country}, {DAY_DEVICE, context->device}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (i > 0 && keys[i][1] == 0)
            continue;
        count(tally_of(tallies, keys[i][0], keys[i][1], 0), seen);
        count(tally_of(tallies, keys[i][0], keys[i][1], seen->name_id), seen);
    }
}

/* ---- writing ---- */

static void forget(struct day *day)
{
    note(day, db_change(day->rollup, "DELETE FROM day_total WHERE day = ?1", day->day));
    note(day, db_change(day->rollup, "DELETE FROM day_event WHERE day = ?1", day->day));
    note(day, db_change(day->rollup, "DELETE FROM day_people WHERE day = ?1", day->day));
    note(day, db_change(day->rollup, "DELETE FROM day_lesson WHERE day = ?1", day->day));
}

static void write_total(struct day *day, struct tally *tally)
{
    end_session(tally);
    note(day, db_change(day->rollup,
                        "INSERT INTO day_total (dimension, value, day, users, visitors, events, sessions, seconds)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                        tally->dimension, tally->value, day->day, tally->users, tally->visitors, tally->events, tally->sessions, tally->seconds));
    if (tally->people_count == 0)
        return;
    struct text bytes = text_in(day->arena);
    people_write(&bytes, tally->people, tally->people_count);
    note(day, db_change(day->rollup, "INSERT INTO day_people (dimension, value, day, people) VALUES (?1, ?2, ?3, ?4)", tally->dimension,
                        tally->value, day->day, db_blob(bytes.bytes, bytes.length)));
}

static void write_event(struct day *day, const struct tally *tally)
{
    note(day, db_change(day->rollup,
                        "INSERT INTO day_event (dimension, value, name_id, day, events, users) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        tally->dimension, tally->value, tally->name_id, day->day, tally->events, tally->users));
}

static void write_tallies(struct day *day, struct tallies *tallies)
{
    for (size_t i = 0; i < tallies->slots; i++) {
        struct tally *tally = &tallies->list[i];
        if (!tally->taken)
            continue;
        if (tally->name_id == 0)
            write_total(day, tally);
        else
            write_event(day, tally);
        free(tally->people);
    }
    free(tallies->list);
}

/* Lessons: value is the lesson, name_id its course while they are counted. */
static void count_lessons(struct day *day)
{
    struct tallies lessons = {0};
    int64_t viewed = db_integer(day->rollup, 0, "SELECT id FROM name WHERE name = 'lesson.viewed'");
    int64_t completed = db_integer(day->rollup, 0, "SELECT id FROM name WHERE name = 'lesson.completed'");
    for (size_t i = 0; i < day->count; i++) {
        const struct seen *seen = &day->seen[i];
        const struct context *context = &day->scope->contexts[seen->context];
        if (context->lesson_id == 0 || (seen->name_id != viewed && seen->name_id != completed))
            continue;
        struct tally *tally = tally_of(&lessons, DAY_ALL, context->lesson_id, context->course_id + 1);
        if (seen->name_id == viewed)
            count(tally, seen);
        else
            tally->completed++;
    }
    for (size_t i = 0; i < lessons.slots; i++) {
        const struct tally *tally = &lessons.list[i];
        if (tally->taken)
            note(day, db_change(day->rollup,
                                "INSERT INTO day_lesson (lesson_id, day, course_id, views, viewers, completed, learners)"
                                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                                " ON CONFLICT (lesson_id, day) DO UPDATE SET views = day_lesson.views + excluded.views,"
                                " viewers = day_lesson.viewers + excluded.viewers, completed = day_lesson.completed + excluded.completed,"
                                " learners = day_lesson.learners + excluded.learners",
                                tally->value, day->day, tally->name_id - 1, tally->events, tally->users + tally->visitors, tally->completed,
                                tally->users));
    }
    free(lessons.list);
}

/* ---- who is new ---- */

static void write_new(struct day *day, int64_t of_day)
{
    struct text bytes = text_in(day->arena);
    int64_t *ids = NULL;
    size_t count_new = 0, room = 0;
    struct db_steps *row = db_steps(day->rollup, "SELECT user_id FROM first_seen WHERE day = ?1 ORDER BY user_id", of_day);
    while (db_steps_next(row)) {
        if (count_new == room)
            ids = realloc(ids, (room = room == 0 ? 64 : room * 2) * sizeof *ids);
        assert(ids != NULL);
        ids[count_new++] = db_step_integer(row, 0);
    }
    people_write(&bytes, ids, count_new);
    free(ids);
    note(day, db_change(day->rollup, "DELETE FROM day_new WHERE day = ?1", of_day));
    if (count_new > 0)
        note(day, db_change(day->rollup, "INSERT INTO day_new (day, people) VALUES (?1, ?2)", of_day, db_blob(bytes.bytes, bytes.length)));
}

bool day_write_new(struct arena *arena, struct db *rollup, int64_t number)
{
    struct day day = {.arena = arena, .rollup = rollup, .day = number, .good = true};
    write_new(&day, number);
    return day.good;
}

/* Whoever was here and was thought to have come later, or never, is new today; the day they were thought to is made again. */
static void find_new(struct day *day, const struct tally *all)
{
    bool changed = false;
    for (size_t i = 0; i < all->people_count; i++) {
        int64_t known = db_integer(day->rollup, INT64_MAX, "SELECT day FROM first_seen WHERE user_id = ?1", all->people[i]);
        if (known <= day->day)
            continue;
        note(day, db_change(day->rollup,
                            "INSERT INTO first_seen (user_id, day) VALUES (?1, ?2) ON CONFLICT (user_id) DO UPDATE SET day = excluded.day",
                            all->people[i], day->day));
        if (known != INT64_MAX)
            write_new(day, known);
        changed = true;
    }
    if (changed)
        write_new(day, day->day);
}

/* The events of a day, by actor and time; `seen` is the caller's to free. */
static struct day day_open(struct arena *arena, struct db *rollup, int64_t number, const char *zone, const struct event_scope *scope)
{
    struct day day = {.arena = arena, .rollup = rollup, .day = number, .scope = scope, .good = true};
    scope_walk(scope, rollup, &(struct scope_walk){.zone = zone, .range = {number, number}}, take, &day);
    if (day.count > 1)
        qsort(day.seen, day.count, sizeof *day.seen, by_actor);
    return day;
}

static int64_t *kept_people(struct arena *arena, const struct tally *tally)
{
    int64_t *people = arena_alloc_raw(arena, (tally->people_count + 1) * sizeof *people);
    if (tally->people_count > 0)
        memcpy(people, tally->people, tally->people_count * sizeof *people);
    return people;
}

/* What the tallies of one value have. */
static struct day_sum sum_of(struct arena *arena, struct tallies *tallies, enum day_dimension dimension, int64_t value)
{
    struct day_sum sum = {0};
    sum.names = arena_alloc(arena, (tallies->used + 1) * sizeof *sum.names);
    for (size_t i = 0; i < tallies->slots; i++) {
        struct tally *tally = &tallies->list[i];
        if (!tally->taken || tally->dimension != (int64_t)dimension || tally->value != value)
            continue;
        if (tally->name_id != 0) {
            sum.names[sum.name_count++] = (struct day_name){(uint32_t)tally->name_id, tally->events, tally->users};
            continue;
        }
        end_session(tally);
        sum.users = tally->users;
        sum.visitors = tally->visitors;
        sum.events = tally->events;
        sum.sessions = tally->sessions;
        sum.seconds = tally->seconds;
        sum.people = kept_people(arena, tally);
        sum.people_count = tally->people_count;
        free(tally->people);
    }
    return sum;
}

int64_t day_value(const struct context *context, enum day_dimension dimension)
{
    return dimension == DAY_COURSE    ? context->course_id
           : dimension == DAY_COUNTRY ? context->country
           : dimension == DAY_DEVICE  ? context->device
                                      : 0;
}

static bool is_wanted(int64_t value, const int64_t *values, size_t count)
{
    size_t at = 0;
    while (at < count && values[at] != value)
        at++;
    return at < count;
}

void day_count_values(struct arena *arena, struct db *rollup, int64_t number, const char *zone, const struct event_scope *scope,
                      enum day_dimension dimension, const int64_t *values, size_t count_values, struct day_sum *sums)
{
    struct day day = day_open(arena, rollup, number, zone, scope);
    struct tallies tallies = {0};
    for (size_t i = 0; i < day.count; i++) {
        int64_t value = day_value(&scope->contexts[day.seen[i].context], dimension);
        if (!is_wanted(value, values, count_values))
            continue;
        count(tally_of(&tallies, dimension, value, 0), &day.seen[i]);
        count(tally_of(&tallies, dimension, value, day.seen[i].name_id), &day.seen[i]);
    }
    for (size_t i = 0; i < count_values; i++)
        sums[i] = sum_of(arena, &tallies, dimension, values[i]);
    free(tallies.list);
    free(day.seen);
}

struct day_sum day_count(struct arena *arena, struct db *rollup, int64_t number, const char *zone, const struct event_scope *scope)
{
    struct day_sum sum;
    day_count_values(arena, rollup, number, zone, scope, DAY_ALL, &(int64_t){0}, 1, &sum);
    return sum;
}

bool day_make(struct arena *arena, struct db *rollup, int64_t number, const char *zone)
{
    struct event_scope all = scope_read(arena, rollup, &figure_everybody);
    struct day day = day_open(arena, rollup, number, zone, &all);
    forget(&day);
    struct tallies tallies = {0};
    for (size_t i = 0; i < day.count; i++)
        count_everywhere(&tallies, &day.seen[i], &day.scope->contexts[day.seen[i].context]);
    if (day.count > 0) {
        find_new(&day, tally_of(&tallies, DAY_ALL, 0, 0));
        count_lessons(&day);
    }
    write_tallies(&day, &tallies);
    free(day.seen);
    return day.good && db_failed(rollup) == DB_OK;
}

/* INT64_MIN: there is none. Below 0 lies 1969, which is where clocks begin in some zones. */
static int64_t marked_day(struct db *rollup)
{
    return db_integer(rollup, INT64_MIN, "SELECT min(day) FROM dirty");
}

int64_t fold_days(struct store *store, const char *zone, int most)
{
    struct db *rollup = store_rollup(store);
    int64_t made = 0;
    for (; made < most && marked_day(rollup) != INT64_MIN; made++) {
        if (db_begin_write(rollup) != DB_OK)
            return -1;
        int64_t number = marked_day(rollup); /* another may have been quicker */
        struct arena *arena = arena_new();
        bool good = number == INT64_MIN ||
                    (day_make(arena, rollup, number, zone) && db_change(rollup, "DELETE FROM dirty WHERE day = ?1", number) == DB_OK);
        arena_free(arena);
        if (db_end(rollup, good) != DB_OK || !good)
            return -1;
    }
    return made;
}

bool fold_is_behind(struct store *store, int64_t today)
{
    enum { LATE_MOST = 40 };
    struct db *rollup = store_rollup(store);
    return db_text(rollup, "SELECT value FROM state WHERE name = 'zone'") == NULL ||
           db_integer(rollup, 0, "SELECT count(*) FROM dirty WHERE day < ?1", today) > LATE_MOST;
}
