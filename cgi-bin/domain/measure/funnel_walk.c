/* funnel_walk.c - reads the packs of a funnel's events hour by hour, merged into one order of time, and keeps for each actor the
 * latest beginning that reached each step. Called by funnel.c; see funnel.h for the rules.
 *
 * The state of an actor is a row of 32-bit numbers: how far they got and when, then for each step but the last the chain of times
 * with the latest beginning. Later beginnings reach a step's end of window later, so no other chain can ever lead further. */
#include "domain/measure/funnel_walk.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- actors ---- */

struct actors {
    uint32_t *slots; /* index + 1 by hash; 0 free */
    size_t slot_count;
    int64_t *keys;
    uint32_t *states;
    size_t count, room, stride;
};

static void *grow(void *memory, size_t bytes)
{
    void *grown = realloc(memory, bytes);
    assert(grown != NULL);
    return grown;
}

static size_t slot_of(const struct actors *actors, int64_t key)
{
    uint64_t hash = (uint64_t)key * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 20) & (actors->slot_count - 1);
    while (actors->slots[at] != 0 && actors->keys[actors->slots[at] - 1] != key)
        at = (at + 1) & (actors->slot_count - 1);
    return at;
}

static void make_room(struct actors *actors)
{
    actors->room = actors->room == 0 ? 1024 : actors->room * 2;
    actors->keys = grow(actors->keys, actors->room * sizeof *actors->keys);
    actors->states = grow(actors->states, actors->room * actors->stride * sizeof *actors->states);
    free(actors->slots);
    actors->slot_count = actors->room * 2;
    actors->slots = calloc(actors->slot_count, sizeof *actors->slots);
    assert(actors->slots != NULL);
    for (size_t i = 0; i < actors->count; i++)
        actors->slots[slot_of(actors, actors->keys[i])] = (uint32_t)i + 1;
}

/* NULL when unknown and not to be made. */
static uint32_t *state_of(struct actors *actors, int64_t key, bool make)
{
    if (actors->room > 0) {
        uint32_t index = actors->slots[slot_of(actors, key)];
        if (index != 0)
            return actors->states + (size_t)(index - 1) * actors->stride;
    }
    if (!make)
        return NULL;
    if (actors->count == actors->room)
        make_room(actors);
    uint32_t *state = actors->states + actors->count * actors->stride;
    memset(state, 0, actors->stride * sizeof *state);
    actors->keys[actors->count++] = key;
    actors->slots[slot_of(actors, key)] = (uint32_t)actors->count;
    return state;
}

static void forget(struct actors *actors)
{
    actors->count = 0;
    if (actors->slot_count > 0)
        memset(actors->slots, 0, actors->slot_count * sizeof *actors->slots);
}

static void release(struct actors *actors)
{
    free(actors->slots);
    free(actors->keys);
    free(actors->states);
}

/* ---- the walk ---- */

enum { MASKS_MOST = 256 * FUNNEL_STEPS_MOST };

/* One name's pack of the hour. */
struct stream {
    int64_t name_id;
    const unsigned char *masks; /* by context: the steps that such an event may be, a bit each */
    unsigned char *bytes;
    size_t room;
    struct pack_reader reader;
    struct occurrence next;
    unsigned char mask; /* of `next` */
    bool more;
};

struct walk {
    const struct funnel_question *question;
    const struct event_scope *scope;
    int64_t only, window, end;
    int count;
    struct stream streams[FUNNEL_STEPS_MOST];
    int stream_count;
    struct actors people, visitors; /* a visitor's number ends with the day (UTC), and so does what is kept of them */
    size_t chain_at[FUNNEL_STEPS_MOST];
    void (*take)(void *context, const struct funnel_end *end);
    void *context;
};

enum { LEVEL, TIMES }; /* of a state; behind the times their context, then the chains: context, times */

static void settle(struct walk *walk, struct actors *actors)
{
    for (size_t i = 0; i < actors->count; i++) {
        const uint32_t *state = actors->states + i * actors->stride;
        struct funnel_end end = {.actor = actors->keys[i], .level = (int)state[LEVEL], .times = state + TIMES, .context = state[TIMES + walk->count]};
        walk->take(walk->context, &end);
    }
    forget(actors);
}

/* Chain `to` becomes chain `from` (0: it begins now) with all steps between them now, when it begins later than the one there. */
static void extend(const struct walk *walk, uint32_t *state, int to, int from, uint32_t now, uint32_t context)
{
    uint32_t times[FUNNEL_STEPS_MOST], *chain = state + walk->chain_at[to - 1];
    if (from > 0) {
        const uint32_t *before = state + walk->chain_at[from - 1];
        context = before[0];
        memcpy(times, before + 1, (size_t)from * sizeof *times);
    }
    for (int i = from; i < to; i++)
        times[i] = now;
    if (to > (int)state[LEVEL]) {
        state[LEVEL] = (uint32_t)to;
        memcpy(state + TIMES, times, (size_t)to * sizeof *times);
        state[TIMES + walk->count] = context;
    }
    if (to == walk->count || chain[1] > times[0] || (chain[1] == times[0] && chain[0] != 0))
        return;
    chain[0] = context;
    memcpy(chain + 1, times, (size_t)to * sizeof *times);
}

static bool can_extend(const struct walk *walk, const uint32_t *state, int from, uint32_t now)
{
    if (from == 0)
        return true;
    const uint32_t *chain = state + walk->chain_at[from - 1];
    return chain[0] != 0 && (int64_t)now - chain[1] <= walk->window;
}

/* What one actor did in one second. */
struct group {
    unsigned char masks[MASKS_MOST];
    int count;
    unsigned char all;      /* masks together */
    uint32_t first_context; /* of an event that may be step 1 */
};

/* More of a kind than there are steps lead no further. */
static void join_group(const struct walk *walk, struct group *group, unsigned char mask, uint32_t context)
{
    int alike = 0;
    for (int i = 0; i < group->count; i++)
        alike += group->masks[i] == mask;
    if ((mask & 1) != 0 && (group->all & 1) == 0)
        group->first_context = context;
    group->all |= mask;
    if (alike < walk->count && group->count < MASKS_MOST)
        group->masks[group->count++] = mask;
}

/* An event for the step, others giving way where they can (Kuhn's matching). */
static bool find_event(const struct group *group, int step, int *taken_by, bool *tried)
{
    for (int i = 0; i < group->count; i++) {
        if ((group->masks[i] >> step & 1) == 0 || tried[i])
            continue;
        tried[i] = true;
        if (taken_by[i] < 0 || find_event(group, taken_by[i], taken_by, tried)) {
            taken_by[i] = step;
            return true;
        }
    }
    return false;
}

/* Whether steps from + 1 to `to` each find an event of their own in this second. */
static bool all_at_once(const struct group *group, int from, int to)
{
    if (to - from > group->count)
        return false;
    for (int step = from; step < to; step++)
        if ((group->all >> step & 1) == 0)
            return false;
    if (to - from == 1)
        return true;
    int taken_by[MASKS_MOST];
    bool tried[MASKS_MOST];
    for (int i = 0; i < group->count; i++)
        taken_by[i] = -1;
    for (int step = from; step < to; step++) {
        memset(tried, 0, (size_t)group->count * sizeof *tried);
        if (!find_event(group, step, taken_by, tried))
            return false;
    }
    return true;
}

/* The step to go on from to reach `to` in this second, -1 when there is none. The earliest has the latest beginning; of steps with the
 * same beginning the last, which was reached before now. */
static int best_from(const struct walk *walk, const uint32_t *state, const struct group *group, int to, uint32_t now)
{
    int from = to > group->count ? to - group->count : 0;
    while (from < to && !(can_extend(walk, state, from, now) && all_at_once(group, from, to)))
        from++;
    if (from == to)
        return -1;
    for (; from > 0 && from + 1 < to; from++) {
        const uint32_t *chain = state + walk->chain_at[from - 1], *next = state + walk->chain_at[from];
        if (next[0] == 0 || next[1] != chain[1])
            break;
    }
    return from;
}

/* The furthest step first: an event is not taken for two. */
static void follow(struct walk *walk, int64_t at, int64_t actor, const struct group *group)
{
    uint32_t *state = state_of(actor > 0 ? &walk->people : &walk->visitors, actor, (group->all & 1) != 0);
    if (state == NULL || (int)state[LEVEL] == walk->count)
        return;
    uint32_t now = (uint32_t)(at - walk->question->from);
    for (int to = walk->count; to > 0; to--) {
        int from = (group->all >> (to - 1) & 1) == 0 ? -1 : best_from(walk, state, group, to, now);
        if (from >= 0)
            extend(walk, state, to, from, now, group->first_context);
    }
}

/* ---- reading ---- */

static bool is_wanted(const struct walk *walk, struct stream *stream)
{
    const struct occurrence *next = &stream->next;
    if (next->actor == 0 || next->at < walk->question->from || next->at >= walk->end || next->context >= walk->scope->context_count ||
        (next->actor < 0 && !walk->question->funnel->visitors) || (walk->only != 0 && next->actor != walk->only))
        return false;
    stream->mask = stream->masks[next->context];
    if (next->at >= walk->question->until)
        stream->mask &= (unsigned char)~1;
    return stream->mask != 0 && scope_has(walk->scope, next->actor);
}

static void advance(const struct walk *walk, struct stream *stream)
{
    do
        stream->more = pack_next(&stream->reader, &stream->next);
    while (stream->more && !is_wanted(walk, stream));
}

static struct stream *earliest(struct walk *walk)
{
    struct stream *first = NULL;
    for (int i = 0; i < walk->stream_count; i++) {
        struct stream *stream = &walk->streams[i];
        if (stream->more && (first == NULL || stream->next.at < first->next.at ||
                             (stream->next.at == first->next.at && stream->next.actor < first->next.actor)))
            first = stream;
    }
    return first;
}

static void merge(struct walk *walk)
{
    static struct group group;
    for (struct stream *first; (first = earliest(walk)) != NULL;) {
        int64_t at = first->next.at, actor = first->next.actor;
        group.count = 0;
        group.all = 0;
        for (int i = 0; i < walk->stream_count; i++)
            for (struct stream *stream = &walk->streams[i]; stream->more && stream->next.at == at && stream->next.actor == actor;) {
                join_group(walk, &group, stream->mask, stream->next.context);
                advance(walk, stream);
            }
        follow(walk, at, actor, &group);
    }
}

static void keep_bytes(struct stream *stream, const void *bytes, size_t length)
{
    if (length > stream->room) {
        stream->room = length * 2;
        stream->bytes = grow(stream->bytes, stream->room);
    }
    if (length > 0)
        memcpy(stream->bytes, bytes, length);
}

static void walk_hour(struct walk *walk, struct db *rollup, int64_t hour)
{
    int64_t names[FUNNEL_STEPS_MOST] = {0};
    for (int i = 0; i < walk->stream_count; i++)
        names[i] = walk->streams[i].name_id;
    struct db_steps *row = db_steps(rollup, "SELECT name_id, bytes FROM pack WHERE name_id IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) AND hour = ?9",
                                    names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], hour);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        for (int i = 0; i < walk->stream_count; i++)
            if (walk->streams[i].name_id == db_step_integer(row, 0)) {
                keep_bytes(&walk->streams[i], bytes, length);
                walk->streams[i].reader = pack_read(walk->streams[i].bytes, length, hour);
                advance(walk, &walk->streams[i]);
            }
    }
    merge(walk);
}

static bool fits(const struct event_scope *scope, const struct funnel_step *step, const struct context *context)
{
    return scope_may_pass(scope, context) && (step->course_id == 0 || step->course_id == context->course_id) &&
           (step->lesson_id == 0 || step->lesson_id == context->lesson_id);
}

/* A stream for each name; two steps of one name share it. */
static void open_streams(struct arena *arena, struct walk *walk, struct db *rollup)
{
    const struct funnel *funnel = walk->question->funnel;
    for (int step = 0; step < funnel->count; step++) {
        int64_t name_id = db_integer(rollup, 0, "SELECT id FROM name WHERE name = ?1", funnel->steps[step].name);
        int at = 0;
        while (at < walk->stream_count && walk->streams[at].name_id != name_id)
            at++;
        if (name_id == 0)
            continue;
        if (at == walk->stream_count)
            walk->streams[walk->stream_count++] = (struct stream){.name_id = name_id, .masks = arena_alloc(arena, walk->scope->context_count)};
        unsigned char *masks = (unsigned char *)walk->streams[at].masks;
        for (size_t i = 0; i < walk->scope->context_count; i++)
            if (fits(walk->scope, &funnel->steps[step], &walk->scope->contexts[i]))
                masks[i] |= (unsigned char)(1 << step);
    }
}

static void lay_out(struct walk *walk)
{
    size_t at = TIMES + (size_t)walk->count + 1;
    for (int level = 1; level < walk->count; level++) {
        walk->chain_at[level - 1] = at;
        at += 1 + (size_t)level;
    }
    walk->people.stride = walk->visitors.stride = at;
}

bool funnel_walk(struct arena *arena, struct db *rollup, const struct funnel_question *question, const struct event_scope *scope, int64_t only,
                 void (*take)(void *context, const struct funnel_end *end), void *context)
{
    int64_t window = question->funnel->minutes * CLOCK_MINUTE;
    struct walk walk = {.question = question, .scope = scope, .only = only, .window = window, .end = question->until + window,
                        .count = question->funnel->count, .take = take, .context = context};
    lay_out(&walk);
    open_streams(arena, &walk, rollup);
    int64_t newest = db_integer(rollup, 0, "SELECT max(hour) FROM pack");
    for (int64_t hour = question->from / CLOCK_HOUR; hour <= newest && hour * CLOCK_HOUR < walk.end; hour++) {
        if (hour % 24 == 0)
            settle(&walk, &walk.visitors);
        walk_hour(&walk, rollup, hour);
    }
    settle(&walk, &walk.visitors);
    settle(&walk, &walk.people);
    for (int i = 0; i < walk.stream_count; i++)
        free(walk.streams[i].bytes);
    release(&walk.people);
    release(&walk.visitors);
    return db_failed(rollup) == DB_OK;
}
