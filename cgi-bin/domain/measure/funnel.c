/* funnel.c - what becomes of a run over a funnel's events: figures, segments, lists of people, one person's times. Called by the
 * funnel pages and their API. */
#include "domain/measure/funnel.h"

#include "core/base/clock.h"
#include "domain/measure/funnel_walk.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* One consistent view of the roll-ups, while the worker may go on writing. */
static bool run(struct arena *arena, struct store *store, const struct funnel_question *question, struct event_scope *scope, int64_t only,
                void (*take)(void *context, const struct funnel_end *end), void *context)
{
    struct db *rollup = store_rollup(store);
    if (!db_begin_read(rollup))
        return false;
    *scope = scope_read(arena, rollup, &question->filter);
    bool good = funnel_walk(arena, rollup, question, scope, only, take, context);
    db_end(rollup, false);
    return good;
}

/* ---- figures ---- */

struct gaps { /* seconds between two steps, growing */
    uint32_t *list;
    size_t count, room;
};

struct sum {
    const struct event_scope *scope;
    bool segments;
    int64_t users[FUNNEL_STEPS_MOST], visitors;
    struct gaps gaps[FUNNEL_STEPS_MOST];
    int64_t (*by_context)[FUNNEL_STEPS_MOST]; /* made when the first one ends: then the contexts are known */
    struct arena *arena;
};

static void add_gap(struct gaps *gaps, uint32_t gap)
{
    if (gaps->count == gaps->room) {
        gaps->room = gaps->room == 0 ? 1024 : gaps->room * 2;
        gaps->list = realloc(gaps->list, gaps->room * sizeof *gaps->list);
        assert(gaps->list != NULL);
    }
    gaps->list[gaps->count++] = gap;
}

static void sum_up(void *context, const struct funnel_end *end)
{
    struct sum *sum = context;
    if (sum->segments && sum->by_context == NULL)
        sum->by_context = arena_alloc(sum->arena, sum->scope->context_count * sizeof *sum->by_context);
    sum->visitors += end->actor < 0;
    for (int step = 0; step < end->level; step++) {
        sum->users[step]++;
        if (step > 0)
            add_gap(&sum->gaps[step], end->times[step] - end->times[step - 1]);
        if (sum->segments)
            sum->by_context[end->context][step]++;
    }
}

static int by_size(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static double median_of(struct gaps *gaps)
{
    double median = NAN;
    if (gaps->count > 0) {
        qsort(gaps->list, gaps->count, sizeof *gaps->list, by_size);
        median = ((double)gaps->list[(gaps->count - 1) / 2] + (double)gaps->list[gaps->count / 2]) / 2;
    }
    free(gaps->list);
    return median;
}

static int64_t value_of(const struct context *context, enum funnel_segment_by by)
{
    return by == FUNNEL_BY_DEVICE ? context->device : by == FUNNEL_BY_COUNTRY ? context->country : context->course_id;
}

static int by_value(const void *left, const void *right)
{
    const struct funnel_segment *a = left, *b = right;
    return a->value < b->value ? -1 : a->value > b->value;
}

static int most_first(const void *left, const void *right)
{
    const struct funnel_segment *a = left, *b = right;
    if (a->users[0] != b->users[0])
        return a->users[0] > b->users[0] ? -1 : 1;
    return by_value(left, right);
}

/* Contexts of one value become one segment. */
static void give_segments(struct funnel_result *result, const struct sum *sum, enum funnel_segment_by by)
{
    struct funnel_segment *all = arena_alloc(sum->arena, (sum->scope->context_count + 1) * sizeof *all);
    int used = 0, count = 0;
    for (size_t i = 0; sum->by_context != NULL && i < sum->scope->context_count; i++) {
        if (sum->by_context[i][0] == 0)
            continue;
        all[used].value = value_of(&sum->scope->contexts[i], by);
        for (int step = 0; step < result->count; step++)
            all[used].users[step] = sum->by_context[i][step];
        used++;
    }
    if (used > 1)
        qsort(all, (size_t)used, sizeof *all, by_value);
    for (int i = 0; i < used; i++) {
        if (count > 0 && all[count - 1].value == all[i].value)
            for (int step = 0; step < result->count; step++)
                all[count - 1].users[step] += all[i].users[step];
        else
            all[count++] = all[i];
    }
    if (count > 1)
        qsort(all, (size_t)count, sizeof *all, most_first);
    result->segments = all;
    result->segment_count = count < FUNNEL_SEGMENTS_MOST ? count : FUNNEL_SEGMENTS_MOST;
    result->segment_others = count - result->segment_count;
}

struct funnel_result *funnel_measure(struct arena *arena, struct store *store, const struct funnel_question *question)
{
    struct event_scope scope;
    struct sum sum = {.scope = &scope, .arena = arena, .segments = question->by != FUNNEL_BY_NONE};
    bool good = run(arena, store, question, &scope, 0, sum_up, &sum);
    struct funnel_result *result = arena_alloc(arena, sizeof *result);
    result->count = question->funnel->count;
    result->visitors = sum.visitors;
    int64_t most = 0;
    for (int step = 0; step < result->count; step++) {
        result->steps[step] = (struct funnel_figure){.users = sum.users[step], .median = median_of(&sum.gaps[step])};
        int64_t lost = step == 0 ? 0 : sum.users[step - 1] - sum.users[step];
        if (lost > most) {
            most = lost;
            result->bottleneck = step + 1;
        }
    }
    if (sum.segments)
        give_segments(result, &sum, question->by);
    return good ? result : NULL;
}

/* ---- people ---- */

struct gathered {
    int step;
    int64_t from;
    struct funnel_person *list;
    size_t count, room;
};

static void gather(void *context, const struct funnel_end *end)
{
    struct gathered *gathered = context;
    if (end->level != gathered->step || end->actor < 0)
        return;
    if (gathered->count == gathered->room) {
        gathered->room = gathered->room == 0 ? 256 : gathered->room * 2;
        gathered->list = realloc(gathered->list, gathered->room * sizeof *gathered->list);
        assert(gathered->list != NULL);
    }
    gathered->list[gathered->count++] = (struct funnel_person){
        .user_id = end->actor, .began = gathered->from + end->times[0], .arrived = gathered->from + end->times[end->level - 1]};
}

static int newest_first(const void *left, const void *right)
{
    const struct funnel_person *a = left, *b = right;
    if (a->arrived != b->arrived)
        return a->arrived > b->arrived ? -1 : 1;
    return a->user_id < b->user_id ? -1 : a->user_id > b->user_id;
}

struct funnel_person *funnel_people(struct arena *arena, struct store *store, const struct funnel_question *question, int step, int64_t offset,
                                    int limit, int *count, int64_t *total)
{
    struct event_scope scope;
    struct gathered gathered = {.step = step, .from = question->from};
    bool good = run(arena, store, question, &scope, 0, gather, &gathered);
    if (gathered.count > 1)
        qsort(gathered.list, gathered.count, sizeof *gathered.list, newest_first);
    struct funnel_person *page = arena_alloc(arena, ((size_t)limit + 1) * sizeof *page);
    *count = 0;
    for (int64_t i = offset; i < (int64_t)gathered.count && *count < limit; i++)
        page[(*count)++] = gathered.list[i];
    *total = (int64_t)gathered.count;
    free(gathered.list);
    return good ? page : NULL;
}

/* ---- one person ---- */

struct journey {
    int64_t from, *at;
    int level;
};

static void note_times(void *context, const struct funnel_end *end)
{
    struct journey *journey = context;
    journey->level = end->level;
    for (int step = 0; step < end->level; step++)
        journey->at[step] = journey->from + end->times[step];
}

int funnel_journey(struct arena *arena, struct store *store, const struct funnel_question *question, int64_t user_id,
                   int64_t at[FUNNEL_STEPS_MOST])
{
    struct event_scope scope;
    struct journey journey = {.from = question->from, .at = at};
    return run(arena, store, question, &scope, user_id, note_times, &journey) ? journey.level : -1;
}
