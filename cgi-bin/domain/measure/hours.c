/* hours.c - one pass over the packs of a day or two. See hours.h. */
#include "domain/measure/hours.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"
#include "domain/measure/sheet.h"

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
    struct day_filter filter;
    const unsigned char *contexts; /* a byte each: let through */
    int64_t context_count, from, until;
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

static bool passes(const struct pass *pass, const struct occurrence *one)
{
    const struct day_filter *filter = &pass->filter;
    bool known = filter->people == NULL ||
                 (one->actor > 0 && one->actor < filter->people_most && (filter->people[one->actor / 8] >> (one->actor % 8) & 1) != 0);
    return known && one->at >= pass->from && one->at < pass->until && one->context < pass->context_count && pass->contexts[one->context] != 0;
}

static void take_pack(struct pass *pass, const char *name, struct pack_reader reader)
{
    const struct figure *figure = pass->figure;
    bool is_base = figure->base != NULL && strcmp(figure->base, name) == 0, is_event = figure->event == NULL || strcmp(figure->event, name) == 0;
    for (struct occurrence one; pack_next(&reader, &one);) {
        int hour = (int)((one.at - pass->from) / CLOCK_HOUR);
        if (!passes(pass, &one))
            continue;
        if (counts_people(figure))
            see(pass, one.actor, hour);
        else
            pass->counts[hour] += is_event;
        pass->bases[hour] += is_base;
    }
}

bool hours_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                struct figure_range range, double values[HOURS_MOST])
{
    struct db *rollup = store_rollup(store);
    struct pass pass = {.figure = figure,
                        .filter = sheet_day_filter(arena, rollup, filter),
                        .from = clock_day_start(range.from, zone),
                        .until = clock_day_start(range.to + 1, zone)};
    pass.contexts = sheet_contexts(arena, rollup, filter, &pass.context_count);
    struct db_steps *row = db_steps(rollup,
                                    "SELECT n.name, p.hour, p.bytes FROM pack p JOIN name n ON n.id = p.name_id WHERE p.hour BETWEEN ?1 AND ?2"
                                    " AND (?3 IS NULL OR n.name = ?3 OR n.name = ?4)",
                                    pass.from / CLOCK_HOUR, (pass.until - 1) / CLOCK_HOUR, figure->event, figure->base);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 2, &length);
        take_pack(&pass, db_step_text(row, 0), pack_read(bytes, length, db_step_integer(row, 1)));
    }
    count_people(&pass);
    for (int i = 0; i < hours_count(range, zone); i++)
        values[i] = figure->base == NULL ? pass.counts[i] : pass.bases[i] == 0 ? NAN : 100 * pass.counts[i] / pass.bases[i];
    return db_failed(rollup) == DB_OK;
}
