/* behind.c - the people behind a figure: from the sets of people of days, or, where events of one name or several filters ask for
 * it, from the packs. */
#include "domain/measure/behind.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"
#include "domain/measure/scope.h"
#include "domain/measure/sheet.h"

#include <stdlib.h>

/* People by id; times is 0 for who was not seen. */
struct faces {
    struct behind *list;
    int64_t ids;
};

static void see(struct faces *faces, int64_t id, int64_t day, bool once_a_day)
{
    if (id <= 0 || id >= CROWD_IDS_MOST)
        return;
    if (id >= faces->ids)
        faces->list = crowd_room(faces->list, &faces->ids, id, sizeof *faces->list);
    struct behind *person = &faces->list[id];
    if (!once_a_day || person->times == 0 || person->last != day)
        person->times++;
    *person = (struct behind){id, person->times, day > person->last ? day : person->last};
}

static void see_set(struct faces *faces, int64_t day, const void *bytes, size_t length)
{
    int64_t id;
    for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
        see(faces, id, day, true);
}

static void read_sets(struct faces *faces, struct db *rollup, int64_t dimension, int64_t value, struct figure_range range)
{
    struct db_steps *row = db_steps(rollup, "SELECT day, people FROM day_people WHERE dimension = ?1 AND value = ?2 AND day BETWEEN ?3 AND ?4",
                                    dimension, value, range.from, range.to);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        see_set(faces, db_step_integer(row, 0), bytes, length);
    }
}

/* ---- packs ---- */

struct named {
    struct faces *faces;
    bool once_a_day;
};

static void take(void *context, const struct scope_event *event)
{
    const struct named *named = context;
    see(named->faces, event->actor, event->day, named->once_a_day);
}

/* Whoever did `name` (NULL: anything), as often as they did it; of anything: on how many days. */
static void read_packs(struct faces *faces, struct arena *arena, struct db *rollup, const struct scope_walk *walk, const struct figure_filter *filter)
{
    struct event_scope scope = scope_read(arena, rollup, filter);
    struct named named = {faces, walk->name == NULL};
    scope_walk(&scope, rollup, walk, take, &named);
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
static void keep_new(struct faces *faces, struct db *rollup, struct figure_range range, bool keep)
{
    struct faces fresh = {0};
    struct db_steps *row = db_steps(rollup, "SELECT day, people FROM day_new WHERE day BETWEEN ?1 AND ?2", range.from, range.to);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        see_set(&fresh, db_step_integer(row, 0), bytes, length);
    }
    for (int64_t id = 0; id < faces->ids; id++)
        if ((id < fresh.ids && fresh.list[id].times > 0) != keep)
            faces->list[id].times = 0;
    free(fresh.list);
}

bool behind_has(const struct figure *figure)
{
    return figure->kind != FIGURE_VISITORS && figure->kind != FIGURE_EVENTS;
}

/* Who was there in a range, or did what is named. */
static struct faces read_faces(struct arena *arena, struct db *rollup, const struct scope_walk *walk, const struct figure_filter *filter)
{
    struct faces faces = {0};
    int64_t dimension, value;
    if (walk->name == NULL && sheet_dimension(filter, &dimension, &value))
        read_sets(&faces, rollup, dimension, value, walk->range);
    else
        read_packs(&faces, arena, rollup, walk, filter);
    return faces;
}

/* Of the thirty days before the last thirty those who were not there since. */
static struct faces read_lost(struct arena *arena, struct db *rollup, const char *zone, const struct figure_filter *filter, int64_t day)
{
    const struct scope_walk earlier = {.zone = zone, .range = {day - 59, day - 30}}, since = {.zone = zone, .range = {day - 29, day}};
    struct faces lost = read_faces(arena, rollup, &earlier, filter), seen = read_faces(arena, rollup, &since, filter);
    for (int64_t id = 0; id < lost.ids && id < seen.ids; id++)
        if (seen.list[id].times > 0)
            lost.list[id].times = 0;
    free(seen.list);
    return lost;
}

struct behind *behind_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure,
                           const struct figure_filter *filter, struct figure_range range, size_t *count)
{
    struct db *rollup = store_rollup(store);
    bool named = figure->kind == FIGURE_NAME || figure->kind == FIGURE_NAME_RATE;
    const struct scope_walk walk = {.zone = zone, .range = range, .name = named ? figure->event : NULL};
    bool lost = figure->kind == FIGURE_LOST;
    struct faces faces = lost ? read_lost(arena, rollup, zone, filter, range.to) : read_faces(arena, rollup, &walk, filter);
    if (figure->kind == FIGURE_NEW || figure->kind == FIGURE_RETURNING)
        keep_new(&faces, rollup, range, figure->kind == FIGURE_NEW);
    struct behind *list = arena_alloc_raw(arena, ((size_t)faces.ids + 1) * sizeof *list);
    *count = 0;
    for (int64_t id = 0; id < faces.ids; id++)
        if (faces.list[id].times > 0)
            list[(*count)++] = faces.list[id];
    free(faces.list);
    if (*count > 1)
        qsort(list, *count, sizeof *list, latest_first);
    return db_failed(rollup) == DB_OK ? list : NULL;
}
