/* breakdown.c - first the values with most events or people, from the rows of days; then the figure of each, as its own filter
 * gives it. So the number here is the number of the filtered page. */
#include "domain/measure/breakdown.h"

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

static struct figure_filter filter_of(enum day_dimension dimension, int64_t value)
{
    return (struct figure_filter){.course_id = dimension == DAY_COURSE ? value : 0,
                                  .country = dimension == DAY_COUNTRY ? value : 0,
                                  .device = dimension == DAY_DEVICE ? value : 0};
}

static int largest_first(const void *left, const void *right)
{
    const struct breakdown_row *a = left, *b = right;
    double x = isnan(a->number) ? -1 : a->number, y = isnan(b->number) ? -1 : b->number;
    return x != y ? (x > y ? -1 : 1) : (a->value > b->value) - (a->value < b->value);
}

bool breakdown_read(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, enum day_dimension dimension,
                    struct figure_range range, struct breakdown *breakdown)
{
    struct db_steps *row = most_of(store_rollup(store), figure, dimension, range);
    breakdown->count = 0;
    while (db_steps_next(row)) /* what the sum of the rows is already needs no sheet */
        breakdown->rows[breakdown->count++] = (struct breakdown_row){db_step_integer(row, 0), (double)db_step_integer(row, 1)};
    bool summed = figure->kind == FIGURE_NAME || figure->kind == FIGURE_VISITORS || figure->kind == FIGURE_EVENTS;
    for (int i = 0; i < breakdown->count && !summed; i++) {
        struct figure_filter filter = filter_of(dimension, breakdown->rows[i].value);
        const struct sheet *sheet = sheet_read(arena, store, zone, &filter, range.from, range.to);
        if (sheet == NULL)
            return false;
        breakdown->rows[i].number = sheet_total(sheet, figure);
    }
    if (breakdown->count > 1)
        qsort(breakdown->rows, (size_t)breakdown->count, sizeof *breakdown->rows, largest_first);
    return db_failed(store_rollup(store)) == DB_OK;
}
