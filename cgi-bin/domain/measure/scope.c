/* scope.c - contexts and cohorts from the roll-ups. See scope.h. */
#include "domain/measure/scope.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"

enum { MONTHS = 12 };

static void read_contexts(struct arena *arena, struct db *rollup, struct event_scope *scope)
{
    scope->context_count = (size_t)db_integer(rollup, 0, "SELECT max(id) FROM context") + 1;
    struct context *contexts = arena_alloc(arena, scope->context_count * sizeof *contexts);
    struct db_steps *row = db_steps(rollup, "SELECT id, course_id, lesson_id, device, country FROM context");
    while (db_steps_next(row))
        if ((size_t)db_step_integer(row, 0) < scope->context_count)
            contexts[db_step_integer(row, 0)] = (struct context){.course_id = db_step_integer(row, 1),
                                                                 .lesson_id = db_step_integer(row, 2),
                                                                 .device = (int)db_step_integer(row, 3),
                                                                 .country = event_country_number(db_step_text(row, 4))};
    scope->contexts = contexts;
}

static int64_t month_start(int64_t month)
{
    return clock_day_of((int)(month / MONTHS), (int)(month % MONTHS) + 1, 1);
}

static void read_people(struct db *rollup, struct event_scope *scope)
{
    int64_t first = month_start(scope->filter.cohort), last = month_start(scope->filter.cohort + 1) - 1;
    struct db_steps *row = db_steps(rollup, "SELECT user_id FROM first_seen WHERE day BETWEEN ?1 AND ?2", first, last);
    while (db_steps_next(row))
        crowd_add(&scope->people, db_step_integer(row, 0));
}

struct event_scope scope_read(struct arena *arena, struct db *rollup, const struct figure_filter *filter)
{
    struct event_scope scope = {.filter = *filter, .people = {.arena = arena}};
    read_contexts(arena, rollup, &scope);
    if (filter->cohort != 0)
        read_people(rollup, &scope);
    return scope;
}

bool scope_has(const struct event_scope *scope, int64_t actor)
{
    return scope->filter.cohort == 0 || crowd_has(&scope->people, actor);
}

bool scope_passes(const struct event_scope *scope, const struct context *context)
{
    const struct figure_filter *filter = &scope->filter;
    return (filter->course_id == 0 || filter->course_id == context->course_id) && (filter->country == 0 || filter->country == context->country) &&
           (filter->device == 0 || filter->device == context->device);
}

static bool same_or_unknown(int64_t wanted, int64_t value)
{
    return wanted == 0 || value == 0 || wanted == value;
}

bool scope_may_pass(const struct event_scope *scope, const struct context *context)
{
    const struct figure_filter *filter = &scope->filter;
    return same_or_unknown(filter->course_id, context->course_id) && same_or_unknown(filter->country, context->country) &&
           same_or_unknown(filter->device, context->device);
}

/* ---- a pass over packs ---- */

struct walker {
    const struct event_scope *scope;
    const char *zone;
    int64_t from, until;
    int64_t day, day_from, day_until; /* of the last event: the next one is near, but the next name begins anew */
    void (*take)(void *context, const struct scope_event *event);
    void *context;
};

static void go_to_day_of(struct walker *walker, int64_t at)
{
    while (at < walker->day_from) {
        walker->day_until = walker->day_from;
        walker->day_from = clock_day_start(--walker->day, walker->zone);
    }
    while (at >= walker->day_until) {
        walker->day_from = walker->day_until;
        walker->day_until = clock_day_start(++walker->day + 1, walker->zone);
    }
}

static void walk_pack(struct walker *walker, uint32_t name_id, struct pack_reader reader)
{
    const struct event_scope *scope = walker->scope;
    for (struct occurrence one; pack_next(&reader, &one);) {
        if (one.at < walker->from || one.at >= walker->until || one.context >= scope->context_count || !scope_has(scope, one.actor) ||
            !scope_passes(scope, &scope->contexts[one.context]))
            continue;
        go_to_day_of(walker, one.at);
        walker->take(walker->context, &(struct scope_event){one.at, one.actor, walker->day, name_id, one.context});
    }
}

void scope_walk(const struct event_scope *scope, struct db *rollup, const struct scope_walk *walk,
                void (*take)(void *context, const struct scope_event *event), void *context)
{
    struct walker walker = {.scope = scope, .zone = walk->zone, .day = walk->range.from, .take = take, .context = context};
    walker.from = walker.day_from = clock_day_start(walk->range.from, walk->zone);
    walker.day_until = clock_day_start(walk->range.from + 1, walk->zone);
    walker.until = clock_day_start(walk->range.to + 1, walk->zone);
    struct db_steps *row;
    if (walk->name == NULL)
        row = db_steps(rollup, "SELECT name_id, hour, bytes FROM pack WHERE hour BETWEEN ?1 AND ?2 ORDER BY hour", walker.from / CLOCK_HOUR,
                       (walker.until - 1) / CLOCK_HOUR);
    else
        row = db_steps(rollup,
                       "SELECT name_id, hour, bytes FROM pack WHERE name_id IN (SELECT id FROM name WHERE name IN (?3, ?4))"
                       " AND hour BETWEEN ?1 AND ?2 ORDER BY name_id, hour",
                       walker.from / CLOCK_HOUR, (walker.until - 1) / CLOCK_HOUR, walk->name, walk->other);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 2, &length);
        walk_pack(&walker, (uint32_t)db_step_integer(row, 0), pack_read(bytes, length, db_step_integer(row, 1)));
    }
}

int64_t scope_name_id(struct db *rollup, const char *name)
{
    return db_integer(rollup, -1, "SELECT id FROM name WHERE name = ?1", name);
}

cJSON *scope_names(struct db *rollup)
{
    cJSON *list = cJSON_CreateArray();
    struct db_steps *row = db_steps(rollup, "SELECT name FROM name ORDER BY name");
    while (db_steps_next(row))
        cJSON_AddItemToArray(list, cJSON_CreateString(db_step_text(row, 0)));
    return list;
}
