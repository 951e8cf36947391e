/* behind.c - the people behind a figure: from the sets of people of days, or, where events of one name or several filters ask for
 * it, from the packs. */
#include "domain/measure/behind.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"
#include "domain/measure/sheet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { IDS_MOST = 1 << 26 };

/* People by id; times is 0 for who was not seen. */
struct crowd {
    struct behind *list;
    int64_t ids;
};

static void see(struct crowd *crowd, int64_t id, int64_t day, bool once_a_day)
{
    if (id <= 0 || id >= IDS_MOST)
        return;
    if (id >= crowd->ids) {
        int64_t grown = crowd->ids * 2 > id + 1 ? crowd->ids * 2 : id + 1024;
        crowd->list = realloc(crowd->list, (size_t)grown * sizeof *crowd->list);
        assert(crowd->list != NULL);
        memset(crowd->list + crowd->ids, 0, (size_t)(grown - crowd->ids) * sizeof *crowd->list);
        crowd->ids = grown;
    }
    struct behind *person = &crowd->list[id];
    if (!once_a_day || person->times == 0 || person->last != day)
        person->times++;
    *person = (struct behind){id, person->times, day > person->last ? day : person->last};
}

static void see_set(struct crowd *crowd, int64_t day, const void *bytes, size_t length)
{
    int64_t id;
    for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
        see(crowd, id, day, true);
}

static void read_sets(struct crowd *crowd, struct db *rollup, int64_t dimension, int64_t value, struct figure_range range)
{
    struct db_steps *row = db_steps(rollup, "SELECT day, people FROM day_people WHERE dimension = ?1 AND value = ?2 AND day BETWEEN ?3 AND ?4",
                                    dimension, value, range.from, range.to);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        see_set(crowd, db_step_integer(row, 0), bytes, length);
    }
}

/* ---- packs ---- */

static bool is_of_cohort(const struct day_filter *filter, int64_t id)
{
    return filter->people == NULL || (id > 0 && id < filter->people_most && (filter->people[id / 8] >> (id % 8) & 1) != 0);
}

static struct db_steps *packs_of(struct db *rollup, const char *name, int64_t from, int64_t until)
{
    if (name == NULL)
        return db_steps(rollup, "SELECT hour, bytes FROM pack WHERE hour BETWEEN ?1 AND ?2 ORDER BY hour", from / CLOCK_HOUR,
                        (until - 1) / CLOCK_HOUR);
    return db_steps(rollup,
                    "SELECT hour, bytes FROM pack WHERE name_id = (SELECT id FROM name WHERE name = ?3) AND hour BETWEEN ?1 AND ?2 ORDER BY hour",
                    from / CLOCK_HOUR, (until - 1) / CLOCK_HOUR, name);
}

/* Whoever did `name` (NULL: anything), as often as they did it; of anything: on how many days. */
static void read_packs(struct crowd *crowd, struct arena *arena, struct db *rollup, const char *zone, const char *name,
                       const struct figure_filter *wanted, struct figure_range range)
{
    int64_t from = clock_day_start(range.from, zone), until = clock_day_start(range.to + 1, zone), contexts;
    struct day_filter filter = sheet_day_filter(arena, rollup, wanted);
    const unsigned char *fits = sheet_contexts(arena, rollup, wanted, &contexts);
    struct db_steps *row = packs_of(rollup, name, from, until);
    int64_t day = range.from, day_ends = clock_day_start(day + 1, zone); /* hours rise, but a day of the zone may begin within one */
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        for (; db_step_integer(row, 0) * CLOCK_HOUR >= day_ends; day_ends = clock_day_start(day + 1, zone))
            day++;
        struct pack_reader reader = pack_read(bytes, length, db_step_integer(row, 0));
        for (struct occurrence one; pack_next(&reader, &one);) {
            if (one.at >= from && one.at < until && one.context < contexts && fits[one.context] && is_of_cohort(&filter, one.actor))
                see(crowd, one.actor, one.at >= day_ends ? day + 1 : day, name == NULL);
        }
    }
}

/* ---- the list ---- */

static int latest_first(const void *left, const void *right)
{
    const struct behind *a = left, *b = right;
    if (a->last != b->last)
        return a->last > b->last ? -1 : 1;
    if (a->times != b->times)
        return a->times > b->times ? -1 : 1;
    return (a->user_id > b->user_id) - (a->user_id < b->user_id);
}

/* Leaves only those whose first day lies in the range, or only the others. */
static void keep_new(struct crowd *crowd, struct db *rollup, struct figure_range range, bool keep)
{
    struct crowd fresh = {0};
    struct db_steps *row = db_steps(rollup, "SELECT day, people FROM day_new WHERE day BETWEEN ?1 AND ?2", range.from, range.to);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        see_set(&fresh, db_step_integer(row, 0), bytes, length);
    }
    for (int64_t id = 0; id < crowd->ids; id++)
        if ((id < fresh.ids && fresh.list[id].times > 0) != keep)
            crowd->list[id].times = 0;
    free(fresh.list);
}

bool behind_has(const struct figure *figure)
{
    return figure->kind != FIGURE_VISITORS && figure->kind != FIGURE_EVENTS;
}

struct behind *behind_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure,
                           const struct figure_filter *filter, struct figure_range range, size_t *count)
{
    struct db *rollup = store_rollup(store);
    struct crowd crowd = {0};
    int64_t dimension, value;
    bool named = figure->kind == FIGURE_NAME || figure->kind == FIGURE_NAME_RATE;
    if (!named && sheet_dimension(filter, &dimension, &value))
        read_sets(&crowd, rollup, dimension, value, range);
    else
        read_packs(&crowd, arena, rollup, zone, named ? figure->event : NULL, filter, range);
    if (figure->kind == FIGURE_NEW || figure->kind == FIGURE_RETURNING)
        keep_new(&crowd, rollup, range, figure->kind == FIGURE_NEW);
    struct behind *list = arena_alloc_raw(arena, ((size_t)crowd.ids + 1) * sizeof *list);
    *count = 0;
    for (int64_t id = 0; id < crowd.ids; id++)
        if (crowd.list[id].times > 0)
            list[(*count)++] = crowd.list[id];
    free(crowd.list);
    if (*count > 1)
        qsort(list, *count, sizeof *list, latest_first);
    return db_failed(rollup) == DB_OK ? list : NULL;
}
