/* breakdown.c - first the values with most events or people, from the rows of days or the packs; then the figure of each, as its own
 * filter gives it. So the number here is the number of the filtered page. */
#include "domain/measure/breakdown.h"

#include "domain/measure/scope.h"
#include "domain/measure/sheet.h"

#include <math.h>
#include <stdlib.h>

static struct db_steps *most_of(struct db *rollup, const struct figure *figure, enum day_dimension dimension, struct figure_range range)
{
    if (figure->kind == FIGURE_NAME || figure->kind == FIGURE_NAME_RATE)
        return db_steps(rollup,
                        "SELECT value, sum(events) AS most FROM day_event WHERE dimension = ?1 AND day BETWEEN ?2 AND ?3"
                        " AND name_id = (SELECT id FROM name WHERE name = ?4) GROUP BY value ORDER BY most DESC, value LIMIT ?5",
                        (int64_t)dimension, range.from, range.to, figure->base == NULL ? figure->event : figure->base, BREAKDOWN_MOST);
    if (figure->kind == FIGURE_VISITORS)
        return db_steps(rollup,
                        "SELECT value, sum(visitors) AS most FROM day_total WHERE dimension = ?1 AND day BETWEEN ?2 AND ?3"
                        " GROUP BY value HAVING sum(visitors) > 0 ORDER BY most DESC, value LIMIT ?4",
                        (int64_t)dimension, range.from, range.to, BREAKDOWN_MOST);
    return db_steps(rollup,
                    "SELECT value, CASE WHEN ?5 <> 0 THEN sum(events) ELSE sum(users) END AS most FROM day_total WHERE dimension = ?1"
                    " AND day BETWEEN ?2 AND ?3 GROUP BY value ORDER BY most DESC, value LIMIT ?4",
                    (int64_t)dimension, range.from, range.to, BREAKDOWN_MOST, (int64_t)(figure->kind == FIGURE_EVENTS));
}

/* What a sum of these rows is already needs no sheet. */
static bool is_summed(const struct figure *figure, bool filtered)
{
    return figure->kind == FIGURE_NAME || figure->kind == FIGURE_EVENTS || (figure->kind == FIGURE_VISITORS && !filtered);
}

static void read_rows(struct breakdown *breakdown, struct db_steps *row)
{
    while (db_steps_next(row))
        breakdown->rows[breakdown->count++] = (struct breakdown_row){db_step_integer(row, 0), (double)db_step_integer(row, 1)};
}

/* ---- within a filter ---- */

static void take(void *context, const struct scope_event *event)
{
    ((int64_t *)context)[event->context]++;
}

static int by_value(const void *left, const void *right)
{
    const struct breakdown_row *a = left, *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

static int largest_first(const void *left, const void *right)
{
    const struct breakdown_row *a = left, *b = right;
    double x = isnan(a->number) ? -1 : a->number, y = isnan(b->number) ? -1 : b->number;
    return x != y ? (x > y ? -1 : 1) : by_value(left, right);
}

static void read_packs(struct arena *arena, struct db *rollup, const struct scope_walk *walk, const struct figure_filter *filter,
                       enum day_dimension dimension, struct breakdown *breakdown)
{
    struct event_scope scope = scope_read(arena, rollup, filter);
    int64_t *events = arena_alloc(arena, scope.context_count * sizeof *events);
    struct breakdown_row *rows = arena_alloc(arena, scope.context_count * sizeof *rows);
    size_t used = 0, joined = 0;
    scope_walk(&scope, rollup, walk, take, events);
    for (size_t i = 0; i < scope.context_count; i++)
        if (events[i] > 0 && day_value(&scope.contexts[i], dimension) != 0)
            rows[used++] = (struct breakdown_row){day_value(&scope.contexts[i], dimension), (double)events[i]};
    if (used > 1)
        qsort(rows, used, sizeof *rows, by_value);
    for (size_t i = 0; i < used; i++) {
        if (joined > 0 && rows[joined - 1].value == rows[i].value)
            rows[joined - 1].number += rows[i].number;
        else
            rows[joined++] = rows[i];
    }
    if (joined > 1)
        qsort(rows, joined, sizeof *rows, largest_first);
    for (; breakdown->count < BREAKDOWN_MOST && (size_t)breakdown->count < joined; breakdown->count++)
        breakdown->rows[breakdown->count] = rows[breakdown->count];
}

/* ---- both ---- */

static struct figure_filter narrowed(const struct figure_filter *filter, enum day_dimension dimension, int64_t value)
{
    struct figure_filter narrow = *filter;
    *(dimension == DAY_COURSE ? &narrow.course_id : dimension == DAY_COUNTRY ? &narrow.country : &narrow.device) = value;
    return narrow;
}

/* Of each value: from its rows of days, where there are such, else of all of them in one pass over the packs. */
static bool read_sheets(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, enum day_dimension dimension,
                        struct figure_range range, const struct breakdown *breakdown, struct sheet **sheets)
{
    int64_t values[BREAKDOWN_MOST], row_dimension, value;
    struct figure_filter narrow = narrowed(filter, dimension, 1);
    for (int i = 0; i < breakdown->count; i++)
        values[i] = breakdown->rows[i].value;
    if (!sheet_dimension(&narrow, &row_dimension, &value))
        return sheet_read_values(arena, store, zone, filter, dimension, values, (size_t)breakdown->count, range, sheets);
    for (int i = 0; i < breakdown->count; i++) {
        narrow = narrowed(filter, dimension, values[i]);
        sheets[i] = sheet_read(arena, store, zone, &narrow, range.from, range.to);
        if (sheets[i] == NULL)
            return false;
    }
    return true;
}

bool breakdown_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                    enum day_dimension dimension, struct figure_range range, struct breakdown *breakdown)
{
    struct db *rollup = store_rollup(store);
    bool filtered = figure_filter_any(filter);
    const char *name = figure->kind == FIGURE_NAME || figure->kind == FIGURE_NAME_RATE ? figure->base == NULL ? figure->event : figure->base : NULL;
    breakdown->count = 0;
    if (filtered)
        read_packs(arena, rollup, &(struct scope_walk){.zone = zone, .range = range, .name = name}, filter, dimension, breakdown);
    else
        read_rows(breakdown, most_of(rollup, figure, dimension, range));
    struct sheet *sheets[BREAKDOWN_MOST];
    bool counted = !is_summed(figure, filtered);
    if (counted && !read_sheets(arena, store, zone, filter, dimension, range, breakdown, sheets))
        return false;
    for (int i = 0; i < breakdown->count && counted; i++)
        breakdown->rows[i].number = sheet_total(sheets[i], figure);
    if (breakdown->count > 1)
        qsort(breakdown->rows, (size_t)breakdown->count, sizeof *breakdown->rows, largest_first);
    return db_failed(rollup) == DB_OK;
}
