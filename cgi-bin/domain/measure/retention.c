/* retention.c - one pass over the sets of people of each day. See retention.h. */
#include "domain/measure/retention.h"

#include "core/base/clock.h"
#include "domain/measure/day.h"
#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WEEK = 7, THURSDAY = 3, MONTHS = 12, DIMENSIONS = 3 };

/* ---- periods ---- */

/* A running number of the period; day 0 was a Thursday. */
static int64_t period_of(enum retention_unit unit, int64_t day)
{
    if (unit == RETENTION_DAY)
        return day;
    if (unit == RETENTION_WEEK)
        return (day + THURSDAY) / WEEK;
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    return (int64_t)parts.year * MONTHS + parts.month - 1;
}

static int64_t start_of(enum retention_unit unit, int64_t period)
{
    return unit == RETENTION_DAY    ? period
           : unit == RETENTION_WEEK ? period * WEEK - THURSDAY
                                    : clock_day_of((int)(period / MONTHS), (int)(period % MONTHS) + 1, 1);
}

int64_t retention_start(enum retention_unit unit, int64_t day)
{
    return start_of(unit, period_of(unit, day));
}

int64_t retention_later(enum retention_unit unit, int64_t first, int periods)
{
    return start_of(unit, period_of(unit, first) + periods);
}

/* ---- sets of people ---- */

struct people {
    int64_t *ids; /* rising */
    size_t count, room;
};

static void add(struct people *people, int64_t id)
{
    if (people->count == people->room) {
        people->room = people->room == 0 ? 1024 : people->room * 2;
        people->ids = realloc(people->ids, people->room * sizeof *people->ids);
        assert(people->ids != NULL);
    }
    people->ids[people->count++] = id;
}

static void take_set(struct people *people, struct db_steps *row)
{
    while (db_steps_next(row)) {
        size_t length;
        int64_t id;
        const void *bytes = db_step_blob(row, 0, &length);
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
            if (id > 0 && id < CROWD_IDS_MOST)
                add(people, id);
    }
}

static void read_set(struct db *rollup, struct people *people, int64_t dimension, int64_t value, int64_t day)
{
    people->count = 0;
    take_set(people, db_steps(rollup, "SELECT people FROM day_people WHERE dimension = ?1 AND value = ?2 AND day = ?3", dimension, value, day));
}

static void keep_common(struct people *people, const struct people *other)
{
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < people->count; i++) {
        while (at < other->count && other->ids[at] < people->ids[i])
            at++;
        if (at < other->count && other->ids[at] == people->ids[i])
            people->ids[kept++] = people->ids[i];
    }
    people->count = kept;
}

/* ---- the pass ---- */

struct life { /* of a person; days and periods + 1, 0 none */
    int32_t first, last, period;
    bool came; /* retention_people: was there when it was asked for */
};

struct pass {
    const struct retention_question *question;
    struct db *rollup;
    struct event_scope scope;
    int64_t dimensions[DIMENSIONS][2];
    int dimension_count;
    int64_t from, to;       /* first days that are looked at */
    int64_t base;           /* the period of `from` */
    struct life *lives;     /* by id */
    int64_t ids;
    struct people today, other;
    int64_t *cohort_of; /* the period of each first day */
    void (*see)(struct pass *pass, struct life *life, int64_t day, int64_t period, bool again);
    struct retention_result *result;
    int64_t (*by_day)[RETENTION_CURVE_DAYS]; /* by the first day: who was there so many days later */
    int wanted; /* retention_people: which later period */
};

static struct life *life_of(struct pass *pass, int64_t id)
{
    if (id >= pass->ids)
        pass->lives = crowd_room(pass->lives, &pass->ids, id, sizeof *pass->lives);
    return &pass->lives[id];
}

static void read_day(struct pass *pass, int64_t day)
{
    read_set(pass->rollup, &pass->today, pass->dimensions[0][0], pass->dimensions[0][1], day);
    for (int i = 1; i < pass->dimension_count && pass->today.count > 0; i++) {
        read_set(pass->rollup, &pass->other, pass->dimensions[i][0], pass->dimensions[i][1], day);
        keep_common(&pass->today, &pass->other);
    }
}

static void see_day(struct pass *pass, int64_t day)
{
    int64_t period = period_of(pass->question->unit, day);
    read_day(pass, day);
    for (size_t i = 0; i < pass->today.count; i++) {
        int64_t id = pass->today.ids[i];
        struct life *life = life_of(pass, id);
        bool filtered = pass->dimensions[0][0] != DAY_ALL;
        if (life->first == 0 && filtered)
            life->first = (int32_t)day + 1;
        if (life->first == 0 || life->first - 1 < pass->from || life->first - 1 > pass->to || !scope_has(&pass->scope, id))
            continue;
        bool again = life->period == (int32_t)period + 1;
        life->period = (int32_t)period + 1;
        life->last = (int32_t)day + 1;
        pass->see(pass, life, day, period, again);
    }
}

/* Without a filter the first days are known. */
static void read_firsts(struct pass *pass)
{
    for (int64_t day = pass->from; day <= pass->to; day++) {
        pass->today.count = 0;
        take_set(&pass->today, db_steps(pass->rollup, "SELECT people FROM day_new WHERE day = ?1", day));
        for (size_t i = 0; i < pass->today.count; i++)
            life_of(pass, pass->today.ids[i])->first = (int32_t)day + 1;
    }
}

static void narrow(struct pass *pass)
{
    const struct figure_filter *filter = &pass->question->filter;
    const int64_t all[][2] = {{DAY_COURSE, filter->course_id}, {DAY_COUNTRY, filter->country}, {DAY_DEVICE, filter->device}};
    for (int i = 0; i < DIMENSIONS; i++)
        if (all[i][1] != 0) {
            pass->dimensions[pass->dimension_count][0] = all[i][0];
            pass->dimensions[pass->dimension_count++][1] = all[i][1];
        }
    if (pass->dimension_count == 0)
        pass->dimensions[pass->dimension_count++][0] = DAY_ALL;
}

static bool run(struct arena *arena, struct store *store, struct pass *pass)
{
    const struct retention_question *question = pass->question;
    pass->rollup = store_rollup(store);
    if (!db_begin_read(pass->rollup))
        return false;
    narrow(pass);
    pass->scope = scope_read(arena, pass->rollup, &question->filter);
    int64_t begin = pass->from;
    if (pass->dimensions[0][0] == DAY_ALL)
        read_firsts(pass);
    else
        begin = db_integer(pass->rollup, question->today, "SELECT min(day) FROM day_people");
    for (int64_t day = begin; day <= question->today; day++)
        see_day(pass, day);
    db_end(pass->rollup, false);
    free(pass->today.ids);
    free(pass->other.ids);
    return db_failed(pass->rollup) == DB_OK;
}

/* ---- cohorts ---- */

static void count_life(struct pass *pass, struct life *life, int64_t day, int64_t period, bool again)
{
    int64_t first = life->first - 1, cohort = pass->cohort_of[first - pass->from], later = period - cohort;
    if (day - first < RETENTION_CURVE_DAYS)
        pass->by_day[first - pass->from][day - first]++;
    if (!again && later < RETENTION_PERIODS_MOST)
        pass->result->cohorts[cohort - pass->base].kept[later]++;
}

/* Unbounded: who was last there in period n counts for all up to it. */
static void count_lasts(struct pass *pass)
{
    struct retention_result *result = pass->result;
    for (int i = 0; i < result->count; i++)
        memset(result->cohorts[i].kept, 0, sizeof result->cohorts[i].kept);
    memset(pass->by_day, 0, (size_t)(pass->to - pass->from + 1) * sizeof *pass->by_day);
    for (int64_t id = 0; id < pass->ids; id++) {
        const struct life *life = &pass->lives[id];
        if (life->last == 0)
            continue;
        int64_t cohort = pass->cohort_of[life->first - 1 - pass->from], later = life->period - 1 - cohort, days = life->last - life->first;
        for (int64_t k = 0; k <= later && k < RETENTION_PERIODS_MOST; k++)
            result->cohorts[cohort - pass->base].kept[k]++;
        for (int64_t k = 0; k <= days && k < RETENTION_CURVE_DAYS; k++)
            pass->by_day[life->first - 1 - pass->from][k]++;
    }
}

static void end_cohort(const struct pass *pass, struct retention_cohort *cohort)
{
    enum retention_unit unit = pass->question->unit;
    cohort->people = cohort->kept[0];
    for (int k = 0; k < RETENTION_PERIODS_MOST; k++) {
        cohort->periods += retention_later(unit, cohort->first, k) <= pass->question->today;
        cohort->over += retention_later(unit, cohort->first, k + 1) <= pass->question->today;
        if (cohort->over == k + 1) {
            pass->result->mean[k].kept += cohort->kept[k];
            pass->result->mean[k].people += cohort->people;
        }
    }
    if (cohort->periods > pass->result->periods)
        pass->result->periods = cohort->periods;
}

static void end_curve(const struct pass *pass)
{
    for (int64_t first = pass->from; first <= pass->to; first++)
        for (int k = 0; k < RETENTION_CURVE_DAYS && first + k < pass->question->today; k++) {
            pass->result->curve[k].people += pass->by_day[first - pass->from][0];
            pass->result->curve[k].kept += pass->by_day[first - pass->from][k];
        }
}

static void bound(struct arena *arena, struct pass *pass, int64_t from, int64_t to)
{
    enum retention_unit unit = pass->question->unit;
    int64_t first = period_of(unit, from), last = period_of(unit, to < pass->question->today ? to : pass->question->today);
    if (last - first >= RETENTION_COHORTS_MOST) {
        first = last + 1 - RETENTION_COHORTS_MOST;
        pass->result->cut = true;
    }
    pass->base = first;
    pass->result->count = last < first ? 0 : (int)(last - first + 1);
    pass->from = start_of(unit, first);
    pass->to = start_of(unit, last + 1) - 1;
    if (pass->to > pass->question->today)
        pass->to = pass->question->today;
    if (pass->result->count == 0)
        return;
    pass->cohort_of = arena_alloc(arena, (size_t)(pass->to - pass->from + 1) * sizeof *pass->cohort_of);
    for (int64_t day = pass->from; day <= pass->to; day++)
        pass->cohort_of[day - pass->from] = period_of(unit, day);
}

struct retention_result *retention_measure(struct arena *arena, struct store *store, const struct retention_question *question)
{
    struct retention_result *result = arena_alloc(arena, sizeof *result);
    struct pass pass = {.question = question, .see = count_life, .result = result};
    bound(arena, &pass, question->from, question->to);
    if (result->count == 0)
        return result;
    result->cohorts = arena_alloc(arena, (size_t)result->count * sizeof *result->cohorts);
    pass.by_day = arena_alloc(arena, (size_t)(pass.to - pass.from + 1) * sizeof *pass.by_day);
    bool good = run(arena, store, &pass);
    if (question->unbounded)
        count_lasts(&pass);
    for (int i = 0; i < result->count; i++) {
        result->cohorts[i].first = start_of(question->unit, pass.base + i);
        result->cohorts[i].last = start_of(question->unit, pass.base + i + 1) - 1;
        end_cohort(&pass, &result->cohorts[i]);
    }
    end_curve(&pass);
    free(pass.lives);
    return good ? result : NULL;
}

/* ---- people ---- */

static void mark_life(struct pass *pass, struct life *life, int64_t day, int64_t period, bool again)
{
    (void)day, (void)again;
    int64_t later = period - pass->base;
    life->came = life->came || later == pass->wanted || (pass->question->unbounded && later > pass->wanted);
}

int64_t *retention_people(struct arena *arena, struct store *store, const struct retention_question *question, int64_t first, int period,
                          bool kept, int64_t offset, int limit, int *count, int64_t *total)
{
    struct retention_result unused = {0};
    struct pass pass = {.question = question, .see = mark_life, .result = &unused, .wanted = period};
    int64_t *page = arena_alloc(arena, ((size_t)limit + 1) * sizeof *page);
    bound(arena, &pass, first, first);
    bool good = unused.count > 0 && run(arena, store, &pass);
    *count = 0;
    *total = 0;
    for (int64_t id = 0; id < pass.ids; id++) {
        if (pass.lives[id].last == 0 || pass.lives[id].came != kept)
            continue;
        if (++*total > offset && *count < limit)
            page[(*count)++] = id;
    }
    free(pass.lives);
    return good || unused.count == 0 ? page : NULL;
}
