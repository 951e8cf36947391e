/* tally.c - one pass over the packs of a period. See tally.h. */
#include "domain/measure/tally.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <stdlib.h>
#include <string.h>

struct pass {
    struct arena *arena;
    struct db *rollup;
    const struct tally_question *question;
    struct event_scope scope;
    struct tally *tally;
    struct crowd *seen; /* by the name's number */
    int64_t name_most;
    uint32_t *by_person;
    int64_t person_most;
    int64_t *by_context;
};

static void count_person(struct pass *pass, struct tally_row *name, int64_t name_id, int64_t id)
{
    if (id <= 0 || id >= CROWD_IDS_MOST)
        return;
    if (id >= pass->person_most)
        pass->by_person = crowd_room(pass->by_person, &pass->person_most, id, sizeof *pass->by_person);
    pass->tally->people += pass->by_person[id]++ == 0;
    name->people += crowd_add(&pass->seen[name_id], id);
}

static bool passes(const struct pass *pass, const struct occurrence *one)
{
    return one->context < pass->scope.context_count && (!pass->question->of_actor || one->actor == pass->question->actor) &&
           scope_has(&pass->scope, one->actor) && scope_passes(&pass->scope, &pass->scope.contexts[one->context]);
}

/* One pack, of which only from <= at < until counts. Clocks change at full hours: one look at the clock is enough. */
static void read_pack(struct pass *pass, struct pack_reader reader, int64_t name_id, int64_t day, int64_t from, int64_t until)
{
    struct tally *tally = pass->tally;
    struct tally_row *name = &tally->names[name_id];
    int64_t hour = reader.time, at = day - pass->question->from;
    struct clock_parts parts = clock_parts(hour, pass->question->zone);
    int64_t shift = parts.hour * CLOCK_HOUR + parts.minute * CLOCK_MINUTE - hour;
    int64_t *hours = tally->hours[clock_weekday(day) - 1];
    for (struct occurrence one; pack_next(&reader, &one);) {
        if (one.at < from || one.at >= until || !passes(pass, &one))
            continue;
        tally->events++;
        tally->days[at]++;
        hours[(one.at + shift) / CLOCK_HOUR % TALLY_HOURS]++;
        name->events++;
        name->days[at]++;
        pass->by_context[one.context]++;
        count_person(pass, name, name_id, one.actor);
    }
}

static void read_day(struct pass *pass, int64_t name_id, int64_t day)
{
    int64_t from = clock_day_start(day, pass->question->zone), until = clock_day_start(day + 1, pass->question->zone);
    struct db_steps *row = db_steps(pass->rollup,
                                    "SELECT name_id, hour, bytes FROM pack WHERE hour BETWEEN ?1 AND ?2 AND (?3 = 0 OR name_id = ?3)",
                                    from / CLOCK_HOUR, (until - 1) / CLOCK_HOUR, name_id);
    while (db_steps_next(row)) {
        size_t length;
        int64_t name = db_step_integer(row, 0);
        const void *bytes = db_step_blob(row, 2, &length);
        if (name < pass->name_most && pass->tally->names[name].name != NULL)
            read_pack(pass, pack_read(bytes, length, db_step_integer(row, 1)), name, day, from, until);
    }
}

/* ---- lists ---- */

static int most_first(const void *left, const void *right)
{
    const struct tally_row *a = left, *b = right;
    if (a->events != b->events)
        return a->events > b->events ? -1 : 1;
    if (a->name != NULL && b->name != NULL)
        return strcmp(a->name, b->name);
    return a->key < b->key ? -1 : a->key > b->key;
}

static int by_key(const void *left, const void *right)
{
    const struct tally_row *a = left, *b = right;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Leaves out what did not occur; the order is most first. */
static int ordered(struct tally_row *rows, int64_t count)
{
    int kept = 0;
    for (int64_t i = 0; i < count; i++)
        if (rows[i].events > 0)
            rows[kept++] = rows[i];
    if (kept > 1)
        qsort(rows, (size_t)kept, sizeof *rows, most_first);
    return kept;
}

enum part { COURSE, COUNTRY, DEVICE };

static int64_t part_of(const struct context *context, enum part part)
{
    return part == COURSE ? context->course_id : part == COUNTRY ? context->country : context->device;
}

/* Contexts that share a course (country, device) as one row. */
static struct tally_row *grouped(struct pass *pass, enum part part, int *count)
{
    struct tally_row *rows = arena_alloc(pass->arena, (pass->scope.context_count + 1) * sizeof *rows);
    int used = 0, joined = 0;
    for (size_t i = 0; i < pass->scope.context_count; i++)
        if (pass->by_context[i] > 0)
            rows[used++] = (struct tally_row){.key = part_of(&pass->scope.contexts[i], part), .events = pass->by_context[i]};
    if (used > 1)
        qsort(rows, (size_t)used, sizeof *rows, by_key);
    for (int i = 0; i < used; i++) {
        if (joined > 0 && rows[joined - 1].key == rows[i].key)
            rows[joined - 1].events += rows[i].events;
        else
            rows[joined++] = rows[i];
    }
    *count = ordered(rows, joined);
    return rows;
}

static void list_people(struct pass *pass)
{
    struct tally *tally = pass->tally;
    tally->persons = arena_alloc(pass->arena, ((size_t)tally->people + 1) * sizeof *tally->persons);
    int64_t count = 0;
    for (int64_t id = 0; id < pass->person_most; id++)
        if (pass->by_person[id] > 0)
            tally->persons[count++] = (struct tally_row){.key = id, .events = pass->by_person[id]};
    tally->person_count = ordered(tally->persons, count);
}

static void open_names(struct pass *pass)
{
    pass->name_most = db_integer(pass->rollup, 0, "SELECT max(id) FROM name") + 1;
    pass->tally->names = arena_alloc(pass->arena, (size_t)pass->name_most * sizeof *pass->tally->names);
    pass->seen = arena_alloc(pass->arena, (size_t)pass->name_most * sizeof *pass->seen);
    size_t days = (size_t)(pass->question->to - pass->question->from + 1);
    struct db_steps *row = db_steps(pass->rollup, "SELECT id, name FROM name WHERE ?1 = '' OR name = ?1", pass->question->name);
    while (db_steps_next(row)) {
        struct tally_row *name = &pass->tally->names[db_step_integer(row, 0)];
        name->key = db_step_integer(row, 0);
        pass->seen[name->key].arena = pass->arena;
        name->name = arena_strdup(pass->arena, db_step_text(row, 1));
        name->days = arena_alloc(pass->arena, days * sizeof *name->days);
    }
}

static void close_pass(struct pass *pass)
{
    struct tally *tally = pass->tally;
    list_people(pass);
    tally->courses = grouped(pass, COURSE, &tally->course_count);
    tally->countries = grouped(pass, COUNTRY, &tally->country_count);
    tally->devices = grouped(pass, DEVICE, &tally->device_count);
    tally->name_count = ordered(tally->names, pass->name_most);
    free(pass->by_person);
}

struct tally *tally_read(struct arena *arena, struct store *store, const struct tally_question *question)
{
    struct pass pass = {.arena = arena, .rollup = store_rollup(store), .question = question, .tally = arena_alloc(arena, sizeof *pass.tally)};
    if (!db_begin_read(pass.rollup))
        return NULL;
    pass.scope = scope_read(arena, pass.rollup, &question->filter);
    pass.by_context = arena_alloc(arena, pass.scope.context_count * sizeof *pass.by_context);
    pass.tally->days = arena_alloc(arena, (size_t)(question->to - question->from + 1) * sizeof *pass.tally->days);
    open_names(&pass);
    int64_t name_id = *question->name == '\0' ? 0 : db_integer(pass.rollup, -1, "SELECT id FROM name WHERE name = ?1", question->name);
    for (int64_t day = question->from; day <= question->to; day++)
        read_day(&pass, name_id, day);
    close_pass(&pass);
    db_end(pass.rollup, false);
    return db_failed(pass.rollup) == DB_OK ? pass.tally : NULL;
}

const struct tally_row *tally_name(const struct tally *tally, const char *name)
{
    for (int i = 0; i < tally->name_count; i++)
        if (strcmp(tally->names[i].name, name) == 0)
            return &tally->names[i];
    return NULL;
}
