/* scope.c - contexts and cohorts from the roll-ups. See scope.h. */
#include "domain/measure/scope.h"

#include "core/base/clock.h"

enum { IDS_MOST = 1 << 26, MONTHS = 12 };

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

static void read_people(struct arena *arena, struct db *rollup, struct event_scope *scope)
{
    int64_t first = month_start(scope->filter.cohort), last = month_start(scope->filter.cohort + 1) - 1;
    int64_t most = db_integer(rollup, 0, "SELECT max(user_id) FROM first_seen WHERE day BETWEEN ?1 AND ?2", first, last) + 1;
    scope->people_most = most > IDS_MOST ? IDS_MOST : most;
    unsigned char *bits = arena_alloc(arena, (size_t)scope->people_most / 8 + 1);
    struct db_steps *row = db_steps(rollup, "SELECT user_id FROM first_seen WHERE day BETWEEN ?1 AND ?2", first, last);
    while (db_steps_next(row)) {
        int64_t id = db_step_integer(row, 0);
        if (id < scope->people_most)
            bits[id / 8] |= (unsigned char)(1 << id % 8);
    }
    scope->people = bits;
}

struct event_scope scope_read(struct arena *arena, struct db *rollup, const struct figure_filter *filter)
{
    struct event_scope scope = {.filter = *filter};
    read_contexts(arena, rollup, &scope);
    if (filter->cohort != 0)
        read_people(arena, rollup, &scope);
    return scope;
}

bool scope_has(const struct event_scope *scope, int64_t actor)
{
    return scope->people == NULL || (actor > 0 && actor < scope->people_most && (scope->people[actor / 8] >> (actor % 8) & 1) != 0);
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

cJSON *scope_names(struct db *rollup)
{
    cJSON *list = cJSON_CreateArray();
    struct db_steps *row = db_steps(rollup, "SELECT name FROM name ORDER BY name");
    while (db_steps_next(row))
        cJSON_AddItemToArray(list, cJSON_CreateString(db_step_text(row, 0)));
    return list;
}
