/* sheet.c - reading a sheet: who was there in a window that slides over the days, and what they did. See figure.h. */
#include "domain/measure/sheet.h"

#include "core/base/clock.h"
#include "domain/measure/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WEEK = 7, MONTH = 30, BEFORE = MONTH - 1, IDS_MOST = 1 << 26 };

/* People by the last day they were there: so many of them are in any window that ends today. */
struct window {
    int64_t first;   /* the day of index 0 */
    int32_t *last;   /* by id: index of the last day + 1, 0 never */
    int64_t ids;
    int64_t *count;  /* by index of the last day */
};

static void see(struct window *window, int64_t id, int64_t index)
{
    if (id >= IDS_MOST)
        return;
    if (id >= window->ids) {
        int64_t grown = window->ids * 2 > id + 1 ? window->ids * 2 : id + 1024;
        window->last = realloc(window->last, (size_t)grown * sizeof *window->last);
        assert(window->last != NULL);
        memset(window->last + window->ids, 0, (size_t)(grown - window->ids) * sizeof *window->last);
        window->ids = grown;
    }
    if (window->last[id] != 0)
        window->count[window->last[id] - 1]--;
    window->last[id] = (int32_t)index + 1;
    window->count[index]++;
}

static bool is_here(const struct window *window, int64_t id, int64_t index)
{
    return id < window->ids && window->last[id] == index + 1;
}

static int64_t in_window(const struct window *window, int64_t index, int days)
{
    int64_t sum = 0;
    for (int64_t at = index; at >= 0 && at > index - days; at--)
        sum += window->count[at];
    return sum;
}

/* The day is over: its people are known, those who are new are counted. */
static void close_day(struct sheet *sheet, struct window *window, int64_t index)
{
    int64_t at = window->first + index - sheet->from;
    if (at < 0)
        return;
    sheet->users[at] = window->count[index];
    sheet->week[at] = in_window(window, index, WEEK);
    sheet->month[at] = in_window(window, index, MONTH);
}

static void count_new(struct sheet *sheet, const struct window *window, struct db *rollup)
{
    struct db_steps *row = db_steps(rollup, "SELECT people FROM day_new WHERE day BETWEEN ?1 AND ?2", sheet->from, sheet->to);
    while (db_steps_next(row)) {
        size_t length;
        int64_t id;
        const void *bytes = db_step_blob(row, 0, &length);
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
            sheet->people_new += id < window->ids && window->last[id] > sheet->from - window->first;
    }
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
                                    "SELECT p.day, p.people, n.people FROM day_people p LEFT JOIN day_new n ON n.day = p.day"
                                    " WHERE p.dimension = ?1 AND p.value = ?2 AND p.day BETWEEN ?3 AND ?4 ORDER BY p.day",
                                    dimension, value, window->first, sheet->to);
    int64_t next = 0, id;
    while (db_steps_next(row)) {
        size_t length, new_length;
        const void *bytes = db_step_blob(row, 1, &length);
        int64_t index = db_step_integer(row, 0) - window->first;
        while (next < index)
            close_day(sheet, window, next++);
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
            see(window, id, index);
        bytes = db_step_blob(row, 2, &new_length);
        int64_t at = window->first + index - sheet->from;
        for (struct people_reader reader = people_read(bytes, new_length); at >= 0 && people_next(&reader, &id);)
            sheet->fresh[at] += is_here(window, id, index);
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
                   "SELECT n.name, e.day, e.events, e.users FROM name n JOIN day_event e ON e.name_id = n.id WHERE e.dimension = ?1"
                   " AND e.value = ?2 AND e.day BETWEEN ?3 AND ?4 ORDER BY n.id",
                   dimension, value, sheet->from, sheet->to);
    while (db_steps_next(row)) {
        struct sheet_column *column = column_for(sheet, db_step_text(row, 0));
        column->days[db_step_integer(row, 1) - sheet->from] = db_step_integer(row, 2);
        column->users += db_step_integer(row, 3);
    }
}

/* ---- by several: the packs once more ---- */

/* People whose first day lies in a month, a bit each. */
static void read_cohort(struct arena *arena, struct db *rollup, int64_t cohort, struct day_filter *filter)
{
    int64_t first = clock_day_of((int)(cohort / 12), (int)(cohort % 12) + 1, 1);
    int64_t last = clock_day_of((int)((cohort + 1) / 12), (int)((cohort + 1) % 12) + 1, 1) - 1;
    filter->people_most = db_integer(rollup, 0, "SELECT max(user_id) FROM first_seen WHERE day BETWEEN ?1 AND ?2", first, last) + 1;
    if (filter->people_most > IDS_MOST)
        filter->people_most = IDS_MOST;
    unsigned char *bits = arena_alloc(arena, (size_t)filter->people_most / 8 + 1);
    struct db_steps *row = db_steps(rollup, "SELECT user_id FROM first_seen WHERE day BETWEEN ?1 AND ?2", first, last);
    while (db_steps_next(row)) {
        int64_t id = db_step_integer(row, 0);
        if (id < filter->people_most)
            bits[id / 8] |= (unsigned char)(1 << id % 8);
    }
    filter->people = bits;
}

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
    for (size_t i = 0; i < sum->people_count; i++)
        sheet->fresh[at] += db_integer(rollup, -1, "SELECT day FROM first_seen WHERE user_id = ?1", sum->people[i]) == day;
    for (size_t i = 0; i < sum->name_count; i++) {
        struct sheet_column *column = column_for(sheet, name_of(rollup, sum->names[i].name_id));
        column->days[at] = sum->names[i].events;
        column->users += sum->names[i].users;
    }
}

static void read_packs(struct sheet *sheet, struct window *window, struct db *rollup, const char *zone, const struct figure_filter *wanted)
{
    struct day_filter filter = {.course_id = wanted->course_id, .country = wanted->country, .device = wanted->device};
    if (wanted->cohort != 0)
        read_cohort(sheet->arena, rollup, wanted->cohort, &filter);
    for (int64_t day = window->first; day <= sheet->to; day++) {
        struct arena *scratch = arena_new();
        struct day_sum sum = day_count(scratch, rollup, day, zone, &filter);
        take_day(sheet, window, rollup, day, &sum);
        arena_free(scratch);
    }
}

static int64_t *column(struct sheet *sheet)
{
    return arena_alloc(sheet->arena, (size_t)(sheet->to - sheet->from + 1) * sizeof(int64_t));
}

struct sheet *sheet_read(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t from,
                         int64_t to)
{
    struct db *rollup = store_rollup(store);
    struct sheet *sheet = arena_alloc(arena, sizeof *sheet);
    *sheet = (struct sheet){.arena = arena, .from = from, .to = to};
    int64_t **columns[] = {&sheet->users,    &sheet->week,   &sheet->month,    &sheet->fresh,
                           &sheet->visitors, &sheet->events, &sheet->sessions, &sheet->seconds};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = column(sheet);
    struct window window = {.first = from - BEFORE};
    window.count = arena_alloc(arena, (size_t)(to - window.first + 1) * sizeof *window.count);
    int dimensions = (filter->course_id != 0) + (filter->country != 0) + (filter->device != 0);
    if (dimensions > 1 || filter->cohort != 0)
        read_packs(sheet, &window, rollup, zone, filter);
    else if (filter->course_id != 0)
        read_rows(sheet, &window, rollup, DAY_COURSE, filter->course_id);
    else if (filter->country != 0)
        read_rows(sheet, &window, rollup, DAY_COUNTRY, filter->country);
    else if (filter->device != 0)
        read_rows(sheet, &window, rollup, DAY_DEVICE, filter->device);
    else
        read_rows(sheet, &window, rollup, DAY_ALL, 0);
    sheet->people = in_window(&window, to - window.first, (int)(to - from + 1));
    count_new(sheet, &window, rollup);
    free(window.last);
    return db_failed(rollup) == DB_OK ? sheet : NULL;
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
