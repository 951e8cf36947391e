/* sheet.c - reading a sheet: who was there in a window that slides over the days, and what they did. See figure.h. */
#include "domain/measure/sheet.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WEEK = 7, MONTH = 30, BEFORE = 2 * MONTH - 1 };

/* People by the last day they were there: so many of them are in any window that ends today. */
struct window {
    int64_t first;   /* the day of index 0 */
    int32_t *last;   /* by id: index of the last day + 1, 0 never */
    int64_t ids;
    int64_t *count;  /* by index of the last day */
    int64_t *month;  /* by index: people of the thirty days that ended with it */
    int64_t *fresh;  /* those whose first day lies in the sheet, day by day: */
    size_t *fresh_until; /* of the sheet's days, where they end in it */
    size_t fresh_count, fresh_room;
    int part;        /* the next range to end */
};

static void see(struct window *window, int64_t id, int64_t index)
{
    if (id >= CROWD_IDS_MOST)
        return;
    if (id >= window->ids)
        window->last = crowd_room(window->last, &window->ids, id, sizeof *window->last);
    if (window->last[id] != 0)
        window->count[window->last[id] - 1]--;
    window->last[id] = (int32_t)index + 1;
    window->count[index]++;
}

static int64_t in_window(const struct window *window, int64_t index, int days)
{
    int64_t sum = 0;
    for (int64_t at = index; at >= 0 && at > index - days; at--)
        sum += window->count[at];
    return sum;
}

static size_t fresh_from(const struct sheet *sheet, const struct window *window, int64_t day)
{
    return day == sheet->from ? 0 : window->fresh_until[day - sheet->from - 1];
}

/* Those whose first day lies in a range that is over, and who were there in it (by the filter). */
static int64_t count_fresh(const struct sheet *sheet, const struct window *window, struct figure_range range)
{
    int64_t count = 0;
    for (size_t i = fresh_from(sheet, window, range.from); i < window->fresh_until[range.to - sheet->from]; i++)
        count += window->fresh[i] < window->ids && window->last[window->fresh[i]] > range.from - window->first;
    return count;
}

/* The day is over: its people are known, and those of the ranges that end with it. */
static void close_day(struct sheet *sheet, struct window *window, int64_t index)
{
    int64_t day = window->first + index, at = day - sheet->from;
    window->month[index] = in_window(window, index, MONTH);
    if (at < 0)
        return;
    sheet->users[at] = window->count[index];
    sheet->week[at] = in_window(window, index, WEEK);
    sheet->month[at] = window->month[index];
    sheet->earlier[at] = window->month[index - MONTH];
    sheet->lost[at] = in_window(window, index - MONTH, MONTH); /* whose last day it was, and still is */
    sheet->fresh[at] = count_fresh(sheet, window, (struct figure_range){day, day});
    for (; window->part < sheet->part_count && sheet->parts[window->part].range.to == day; window->part++) {
        struct sheet_part *part = &sheet->parts[window->part];
        part->people = in_window(window, index, (int)(day - part->range.from + 1));
        part->fresh = count_fresh(sheet, window, part->range);
    }
}

static void keep_fresh(struct sheet *sheet, struct window *window, const void *bytes, size_t length)
{
    int64_t *before = window->fresh, id;
    if (window->fresh_count + length > window->fresh_room) { /* an id is a byte at least */
        window->fresh_room = 2 * window->fresh_room + length;
        window->fresh = arena_alloc_raw(sheet->arena, window->fresh_room * sizeof *before);
        if (window->fresh_count > 0)
            memcpy(window->fresh, before, window->fresh_count * sizeof *before);
    }
    for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
        window->fresh[window->fresh_count++] = id;
}

static void read_fresh(struct sheet *sheet, struct window *window, struct db *rollup)
{
    int64_t next = sheet->from;
    window->fresh_until = arena_alloc(sheet->arena, (size_t)(sheet->to - sheet->from + 1) * sizeof *window->fresh_until);
    struct db_steps *row = db_steps(rollup, "SELECT day, people FROM day_new WHERE day BETWEEN ?1 AND ?2 ORDER BY day", sheet->from, sheet->to);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        for (int64_t day = db_step_integer(row, 0); next < day; next++)
            window->fresh_until[next - sheet->from] = window->fresh_count;
        keep_fresh(sheet, window, bytes, length);
    }
    for (; next <= sheet->to; next++)
        window->fresh_until[next - sheet->from] = window->fresh_count;
}

/* ---- columns of names ---- */

static struct sheet_column *column_for(struct sheet *sheet, const char *name)
{
    for (int i = 0; i < sheet->column_count; i++)
        if (strcmp(sheet->columns[i].name, name) == 0)
            return &sheet->columns[i];
    if (sheet->column_count == sheet->column_room) {
        struct sheet_column *before = sheet->columns;
        sheet->column_room = sheet->column_room == 0 ? 32 : sheet->column_room * 2;
        sheet->columns = arena_alloc(sheet->arena, (size_t)sheet->column_room * sizeof *sheet->columns);
        if (sheet->column_count > 0)
            memcpy(sheet->columns, before, (size_t)sheet->column_count * sizeof *before);
    }
    struct sheet_column *column = &sheet->columns[sheet->column_count++];
    column->name = arena_strdup(sheet->arena, name);
    column->days = arena_alloc(sheet->arena, (size_t)(sheet->to - sheet->from + 1) * sizeof *column->days);
    return column;
}

const int64_t *sheet_column(const struct sheet *sheet, const char *name)
{
    for (int i = 0; i < sheet->column_count; i++)
        if (strcmp(sheet->columns[i].name, name) == 0)
            return sheet->columns[i].days;
    return NULL;
}

static int most_first(const void *left, const void *right)
{
    const struct sheet_name *a = left, *b = right;
    if (a->events != b->events)
        return a->events > b->events ? -1 : 1;
    return strcmp(a->name, b->name);
}

const struct sheet_name *sheet_names(const struct sheet *sheet, int *count)
{
    struct sheet_name *names = arena_alloc(sheet->arena, (size_t)(sheet->column_count + 1) * sizeof *names);
    for (int i = 0; i < sheet->column_count; i++) {
        names[i] = (struct sheet_name){.name = sheet->columns[i].name, .users = sheet->columns[i].users};
        for (int64_t day = sheet->from; day <= sheet->to; day++)
            names[i].events += sheet->columns[i].days[day - sheet->from];
    }
    *count = sheet->column_count;
    if (*count > 1)
        qsort(names, (size_t)*count, sizeof *names, most_first);
    return names;
}

/* ---- by one dimension: the rows that there are ---- */

static void read_people(struct sheet *sheet, struct window *window, struct db *rollup, int64_t dimension, int64_t value)
{
    struct db_steps *row = db_steps(rollup,
                                    "SELECT day, people FROM day_people WHERE dimension = ?1 AND value = ?2 AND day BETWEEN ?3 AND ?4"
                                    " ORDER BY day",
                                    dimension, value, window->first, sheet->to);
    int64_t next = 0, id;
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        int64_t index = db_step_integer(row, 0) - window->first;
        while (next < index)
            close_day(sheet, window, next++);
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
            see(window, id, index);
        close_day(sheet, window, next++);
    }
    while (next <= sheet->to - window->first)
        close_day(sheet, window, next++);
}

static void read_rows(struct sheet *sheet, struct window *window, struct db *rollup, int64_t dimension, int64_t value)
{
    read_people(sheet, window, rollup, dimension, value);
    struct db_steps *row = db_steps(rollup,
                                    "SELECT day, visitors, events, sessions, seconds FROM day_total WHERE dimension = ?1 AND value = ?2"
                                    " AND day BETWEEN ?3 AND ?4",
                                    dimension, value, sheet->from, sheet->to);
    while (db_steps_next(row)) {
        int64_t at = db_step_integer(row, 0) - sheet->from;
        sheet->visitors[at] = db_step_integer(row, 1);
        sheet->events[at] = db_step_integer(row, 2);
        sheet->sessions[at] = db_step_integer(row, 3);
        sheet->seconds[at] = db_step_integer(row, 4);
    }
    row = db_steps(rollup,
                   "SELECT n.name, e.day, e.events, e.users, n.id FROM name n JOIN day_event e ON e.name_id = n.id WHERE e.dimension = ?1"
                   " AND e.value = ?2 AND e.day BETWEEN ?3 AND ?4 ORDER BY n.id",
                   dimension, value, sheet->from, sheet->to);
    struct sheet_column *column = NULL;
    for (int64_t last = -1; db_steps_next(row); last = db_step_integer(row, 4)) {
        if (db_step_integer(row, 4) != last)
            column = column_for(sheet, db_step_text(row, 0));
        column->days[db_step_integer(row, 1) - sheet->from] = db_step_integer(row, 2);
        column->users += db_step_integer(row, 3);
    }
}

/* ---- by several: the packs once more ---- */

static const char *name_of(struct db *rollup, uint32_t name_id)
{
    const char *name = db_text(rollup, "SELECT name FROM name WHERE id = ?1", (int64_t)name_id);
    return name == NULL ? "" : name;
}

static void take_day(struct sheet *sheet, struct window *window, struct db *rollup, int64_t day, const struct day_sum *sum)
{
    int64_t index = day - window->first, at = day - sheet->from;
    for (size_t i = 0; i < sum->people_count; i++)
        see(window, sum->people[i], index);
    close_day(sheet, window, index);
    if (at < 0)
        return;
    sheet->visitors[at] = sum->visitors;
    sheet->events[at] = sum->events;
    sheet->sessions[at] = sum->sessions;
    sheet->seconds[at] = sum->seconds;
    for (size_t i = 0; i < sum->name_count; i++) {
        struct sheet_column *column = column_for(sheet, name_of(rollup, sum->names[i].name_id));
        column->days[at] = sum->names[i].events;
        column->users += sum->names[i].users;
    }
}

static int64_t *column(struct sheet *sheet)
{
    return arena_alloc(sheet->arena, (size_t)(sheet->to - sheet->from + 1) * sizeof(int64_t));
}

bool sheet_dimension(const struct figure_filter *filter, int64_t *dimension, int64_t *value)
{
    int dimensions = (filter->course_id != 0) + (filter->country != 0) + (filter->device != 0);
    *dimension = filter->course_id != 0 ? DAY_COURSE : filter->country != 0 ? DAY_COUNTRY : filter->device != 0 ? DAY_DEVICE : DAY_ALL;
    *value = filter->course_id + filter->country + filter->device; /* one of them at most */
    return dimensions <= 1 && filter->cohort == 0;
}

/* An empty sheet over all the ranges. */
static struct sheet *sheet_new(struct arena *arena, const struct figure_range *ranges, int count)
{
    struct sheet *sheet = arena_alloc(arena, sizeof *sheet);
    *sheet = (struct sheet){.arena = arena, .from = ranges[0].from, .to = ranges[count - 1].to, .part_count = count};
    sheet->parts = arena_alloc(arena, (size_t)count * sizeof *sheet->parts);
    for (int i = 0; i < count; i++) {
        assert(ranges[i].from <= ranges[i].to && (i == 0 || ranges[i - 1].to <= ranges[i].to));
        sheet->parts[i].range = ranges[i];
        if (ranges[i].from < sheet->from)
            sheet->from = ranges[i].from;
    }
    int64_t **columns[] = {&sheet->users,    &sheet->week,   &sheet->month,    &sheet->fresh,
                           &sheet->visitors, &sheet->events, &sheet->sessions, &sheet->seconds, &sheet->earlier,  &sheet->lost};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = column(sheet);
    return sheet;
}

static struct window window_open(struct sheet *sheet, struct db *rollup)
{
    struct window window = {.first = sheet->from - BEFORE};
    window.count = arena_alloc(sheet->arena, (size_t)(sheet->to - window.first + 1) * sizeof *window.count);
    window.month = arena_alloc(sheet->arena, (size_t)(sheet->to - window.first + 1) * sizeof *window.month);
    read_fresh(sheet, &window, rollup);
    return window;
}

static void read_packs(struct sheet **sheets, struct window *windows, struct db *rollup, const char *zone, const struct figure_filter *wanted,
                       enum day_dimension dimension, const int64_t *values, size_t count)
{
    struct event_scope scope = scope_read(sheets[0]->arena, rollup, wanted);
    for (int64_t day = windows[0].first; day <= sheets[0]->to; day++) {
        struct arena *scratch = arena_new();
        struct day_sum *sums = arena_alloc(scratch, count * sizeof *sums);
        day_count_values(scratch, rollup, day, zone, &scope, dimension, values, count, sums);
        for (size_t i = 0; i < count; i++)
            take_day(sheets[i], &windows[i], rollup, day, &sums[i]);
        arena_free(scratch);
    }
}

struct sheet *sheet_read_ranges(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter,
                                const struct figure_range *ranges, int count)
{
    struct db *rollup = store_rollup(store);
    struct sheet *sheet = sheet_new(arena, ranges, count);
    struct window window = window_open(sheet, rollup);
    int64_t dimension, value;
    if (sheet_dimension(filter, &dimension, &value))
        read_rows(sheet, &window, rollup, dimension, value);
    else
        read_packs(&sheet, &window, rollup, zone, filter, DAY_ALL, &(int64_t){0}, 1);
    free(window.last);
    return db_failed(rollup) == DB_OK ? sheet : NULL;
}

bool sheet_read_values(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, enum day_dimension dimension,
                       const int64_t *values, size_t count, struct figure_range range, struct sheet **sheets)
{
    struct db *rollup = store_rollup(store);
    struct window *windows = arena_alloc(arena, (count + 1) * sizeof *windows);
    for (size_t i = 0; i < count; i++) {
        sheets[i] = sheet_new(arena, &range, 1);
        windows[i] = window_open(sheets[i], rollup);
    }
    if (count > 0)
        read_packs(sheets, windows, rollup, zone, filter, dimension, values, count);
    for (size_t i = 0; i < count; i++)
        free(windows[i].last);
    return db_failed(rollup) == DB_OK;
}

struct sheet *sheet_read(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t from,
                         int64_t to)
{
    return sheet_read_ranges(arena, store, zone, filter, &(struct figure_range){from, to}, 1);
}

/* ---- what one can filter by ---- */

cJSON *sheet_countries(struct arena *arena, struct store *store)
{
    (void)arena;
    cJSON *list = cJSON_CreateArray();
    struct db_steps *row = db_steps(store_rollup(store), "SELECT DISTINCT country FROM context WHERE country <> '' ORDER BY country");
    while (db_steps_next(row))
        cJSON_AddItemToArray(list, cJSON_CreateString(db_step_text(row, 0)));
    return list;
}

cJSON *sheet_cohorts(struct arena *arena, struct store *store)
{
    cJSON *list = cJSON_CreateArray();
    char last[8] = "";
    struct db_steps *row = db_steps(store_rollup(store), "SELECT day FROM day_new ORDER BY day DESC");
    while (db_steps_next(row)) {
        const char *month = arena_strndup(arena, clock_day_text(arena, db_step_integer(row, 0)), 7);
        if (strcmp(month, last) != 0)
            cJSON_AddItemToArray(list, cJSON_CreateString(month));
        memcpy(last, month, 8);
    }
    return list;
}
