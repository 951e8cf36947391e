/* hours.c - one pass over the packs of a day or two. See hours.h. */
#include "domain/measure/hours.h"

#include "core/base/clock.h"
#include "domain/measure/scope.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Who was there in which hour, with repetitions. */
struct there {
    int64_t actor;
    int hour;
};

struct pass {
    const struct figure *figure;
    int64_t from, event_id, base_id;
    double counts[HOURS_MOST], bases[HOURS_MOST];
    struct there *there;
    size_t count, room;
};

bool hours_has(const struct figure *figure)
{
    switch (figure->kind) {
    case FIGURE_ACTIVE: return figure->window == 1;
    case FIGURE_PEOPLE: case FIGURE_VISITORS: case FIGURE_EVENTS: case FIGURE_NAME: case FIGURE_NAME_RATE: return true;
    default: return false;
    }
}

int hours_count(struct figure_range range, const char *zone)
{
    assert(range.to - range.from < HOURS_DAYS_MOST);
    return (int)((clock_day_start(range.to + 1, zone) - clock_day_start(range.from, zone)) / CLOCK_HOUR);
}

static bool counts_people(const struct figure *figure)
{
    return figure->kind == FIGURE_ACTIVE || figure->kind == FIGURE_PEOPLE || figure->kind == FIGURE_VISITORS;
}

static void see(struct pass *pass, int64_t actor, int hour)
{
    if (pass->figure->kind == FIGURE_VISITORS ? actor >= 0 : actor <= 0)
        return;
    if (pass->count == pass->room) {
        pass->room = pass->room == 0 ? 1024 : pass->room * 2;
        pass->there = realloc(pass->there, pass->room * sizeof *pass->there);
        assert(pass->there != NULL);
    }
    pass->there[pass->count++] = (struct there){actor, hour};
}

static int by_hour(const void *left, const void *right)
{
    const struct there *a = left, *b = right;
    return a->hour != b->hour ? a->hour - b->hour : (a->actor > b->actor) - (a->actor < b->actor);
}

static void count_people(struct pass *pass)
{
    if (pass->count > 1)
        qsort(pass->there, pass->count, sizeof *pass->there, by_hour);
    for (size_t i = 0; i < pass->count; i++)
        pass->counts[pass->there[i].hour] += i == 0 || by_hour(&pass->there[i - 1], &pass->there[i]) != 0;
    free(pass->there);
}

static void take(void *context, const struct scope_event *event)
{
    struct pass *pass = context;
    int hour = (int)((event->at - pass->from) / CLOCK_HOUR);
    if (counts_people(pass->figure))
        see(pass, event->actor, hour);
    else
        pass->counts[hour] += pass->figure->event == NULL || event->name_id == pass->event_id;
    pass->bases[hour] += event->name_id == pass->base_id;
}

static int64_t id_of(struct db *rollup, const char *name)
{
    return name == NULL ? -1 : scope_name_id(rollup, name);
}

bool hours_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                struct figure_range range, double values[HOURS_MOST])
{
    struct db *rollup = store_rollup(store);
    struct event_scope scope = scope_read(arena, rollup, filter);
    struct pass pass = {.figure = figure,
                        .from = clock_day_start(range.from, zone),
                        .event_id = id_of(rollup, figure->event),
                        .base_id = id_of(rollup, figure->base)};
    scope_walk(&scope, rollup, &(struct scope_walk){.zone = zone, .range = range, .name = figure->event, .other = figure->base}, take, &pass);
    count_people(&pass);
    for (int i = 0; i < hours_count(range, zone); i++)
        values[i] = figure->base == NULL ? pass.counts[i] : pass.bases[i] == 0 ? NAN : 100 * pass.counts[i] / pass.bases[i];
    return db_failed(rollup) == DB_OK;
}
