/* frequency.c - 28 sets of people, or the packs of 28 days, as a bit a day for each person. See frequency.h. */
#include "domain/measure/frequency.h"

#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <math.h>
#include <stdlib.h>

/* A bit a day, by id: packs go hour by hour, and an hour may lie in two days of a zone. */
struct there {
    uint32_t *days;
    int64_t ids;
    int64_t first; /* the day of bit 0 */
    struct event_scope scope;
};

static void mark(struct there *there, int64_t id, int64_t day)
{
    if (id <= 0 || id >= CROWD_IDS_MOST)
        return;
    if (id >= there->ids)
        there->days = crowd_room(there->days, &there->ids, id, sizeof *there->days);
    there->days[id] |= UINT32_C(1) << (day - there->first);
}

static int days_of(const struct there *there, int64_t id)
{
    return __builtin_popcount(there->days[id]);
}

static void read_sets(struct there *there, struct db *rollup, int64_t dimension, int64_t value)
{
    struct db_steps *row = db_steps(rollup,
                                    "SELECT day, people FROM day_people WHERE dimension = ?1 AND value = ?2 AND day BETWEEN ?3 AND ?4"
                                    " ORDER BY day",
                                    dimension, value, there->first, there->first + FREQUENCY_DAYS - 1);
    while (db_steps_next(row)) {
        size_t length;
        int64_t id, day = db_step_integer(row, 0);
        const void *bytes = db_step_blob(row, 1, &length);
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
            if (scope_has(&there->scope, id))
                mark(there, id, day);
    }
}

static void take(void *context, const struct scope_event *event)
{
    mark(context, event->actor, event->day);
}

/* What one dimension answers is read from its sets, the rest from packs. False on failure; then, too, `days` is to be freed. */
static bool read(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t last, struct there *there)
{
    struct db *rollup = store_rollup(store);
    *there = (struct there){.first = last - FREQUENCY_DAYS + 1};
    if (!db_begin_read(rollup))
        return false;
    there->scope = scope_read(arena, rollup, filter);
    const int64_t all[][2] = {{DAY_COURSE, filter->course_id}, {DAY_COUNTRY, filter->country}, {DAY_DEVICE, filter->device}};
    int64_t dimension = DAY_ALL, value = 0, narrowed = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i][1] != 0) {
            dimension = all[i][0];
            value = all[i][1];
            narrowed++;
        }
    if (narrowed <= 1)
        read_sets(there, rollup, dimension, value);
    else
        scope_walk(&there->scope, rollup, &(struct scope_walk){.zone = zone, .range = {there->first, last}}, take, there);
    db_end(rollup, false);
    return db_failed(rollup) == DB_OK;
}

/* How many days the one had who stands at `place` (from 0) when those with fewest stand first. */
static int days_at(const struct frequency *frequency, int64_t place)
{
    int days = 0;
    for (int64_t before = 0; before <= place; before += frequency->days[days])
        days++;
    return days;
}

static void end(struct frequency *frequency)
{
    double sum = 0;
    for (int days = 1; days <= FREQUENCY_DAYS; days++) {
        frequency->people += frequency->days[days];
        sum += (double)days * (double)frequency->days[days];
    }
    frequency->median = frequency->mean = NAN;
    if (frequency->people == 0)
        return;
    frequency->median = (days_at(frequency, (frequency->people - 1) / 2) + days_at(frequency, frequency->people / 2)) / 2.0;
    frequency->mean = sum / (double)frequency->people;
}

struct frequency *frequency_measure(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t last)
{
    struct frequency *frequency = arena_alloc(arena, sizeof *frequency);
    struct there there;
    bool good = read(arena, store, zone, filter, last, &there);
    for (int64_t id = 1; id < there.ids; id++)
        frequency->days[days_of(&there, id)]++;
    frequency->days[0] = 0;
    free(there.days);
    end(frequency);
    return good ? frequency : NULL;
}

int64_t *frequency_people(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t last, int days,
                          int64_t offset, int limit, int *count, int64_t *total)
{
    int64_t *page = arena_alloc(arena, ((size_t)limit + 1) * sizeof *page);
    struct there there;
    bool good = read(arena, store, zone, filter, last, &there);
    *count = 0;
    *total = 0;
    for (int64_t id = 1; id < there.ids; id++) {
        if (there.days[id] == 0 || days_of(&there, id) != days)
            continue;
        if (++*total > offset && *count < limit)
            page[(*count)++] = id;
    }
    free(there.days);
    return good ? page : NULL;
}
