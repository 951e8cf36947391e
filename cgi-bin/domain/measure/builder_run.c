/* builder_run.c - a report's rows: filtered one by one, then kept as they are or counted in groups, and put in order. See builder.h; where they
 * come from is in builder_rows.c. */
#include "domain/measure/builder_parts.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct group {
    cJSON *first, *second; /* what it is called */
    double count, sum, most, least;
    struct group *next;
};

enum { BUCKETS = 4096, LOOK_EVERY = 256 };

struct run {
    struct arena *arena;
    const struct builder *builder;
    const char *zone;
    int64_t now;
    struct builder_result *result;
    struct group *buckets[BUCKETS];
    int64_t kept;
};

/* ---- values ---- */

static bool text_passes(const struct builder_filter *filter, struct arena *arena, const char *value)
{
    const char *given = text_fold(arena, filter->value), *own = text_fold(arena, value);
    if (text_equal(filter->op, "has"))
        return strstr(own, given) != NULL;
    bool same = strcmp(own, given) == 0;
    return text_equal(filter->op, "not") ? !same : same;
}

static bool date_passes(const struct run *run, const struct builder_filter *filter, double time)
{
    if (*filter->value == '\0')
        return isnan(time) == text_equal(filter->op, "is"); /* is nothing, is not nothing */
    int64_t today = clock_day(run->now, run->zone), days = strtol(filter->value, NULL, 10);
    if (isnan(time))
        return false;
    bool counted = run->builder->source->columns[filter->column].type == BUILDER_DAY;
    int64_t day = counted ? (int64_t)time : clock_day((int64_t)time, run->zone);
    return text_equal(filter->op, "within") ? day > today - days : day < today - days;
}

static bool number_passes(const struct builder_filter *filter, double number)
{
    char *end = NULL;
    double given = strtod(filter->value, &end);
    if (text_equal(filter->op, "not"))
        return isnan(number) || number != given;
    if (isnan(number) || end == filter->value)
        return *filter->value == '\0' && isnan(number);
    if (text_equal(filter->op, "more"))
        return number > given;
    return text_equal(filter->op, "less") ? number < given : number == given;
}

static bool flag_passes(const struct builder_filter *filter, double number)
{
    bool wanted = !text_equal(filter->value, "0") && !text_equal(filter->value, "no") && *filter->value != '\0';
    bool same = (number > 0) == wanted;
    return text_equal(filter->op, "not") ? !same : same;
}

static bool passes(const struct run *run, struct arena *scratch, const struct builder_rows *row)
{
    for (int i = 0; i < BUILDER_FILTERS_MOST; i++) {
        const struct builder_filter *filter = &run->builder->filters[i];
        if (filter->column < 0)
            continue;
        enum builder_type type = run->builder->source->columns[filter->column].type;
        bool good = type == BUILDER_TEXT     ? text_passes(filter, scratch, builder_rows_text(row, filter->column))
                    : builder_is_date(type)  ? date_passes(run, filter, builder_rows_number(row, filter->column))
                    : type == BUILDER_FLAG   ? flag_passes(filter, builder_rows_number(row, filter->column))
                                             : number_passes(filter, builder_rows_number(row, filter->column));
        if (!good)
            return false;
    }
    return true;
}

static cJSON *cell_of(const struct run *run, const struct builder_rows *row, int column)
{
    enum builder_type type = run->builder->source->columns[column].type;
    if (type == BUILDER_TEXT) {
        const char *words = builder_rows_text(row, column);
        return *words == '\0' ? cJSON_CreateNull() : cJSON_CreateString(words);
    }
    double number = builder_rows_number(row, column);
    if (isnan(number))
        return cJSON_CreateNull();
    if (type == BUILDER_FLAG)
        return cJSON_CreateBool(number > 0);
    return cJSON_CreateNumber(type == BUILDER_DATE ? (double)clock_day((int64_t)number, run->zone) : number);
}

/* ---- groups ---- */

static int64_t unit_day(const char *unit, int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    if (text_equal(unit, "week"))
        return day - clock_weekday(day) + 1;
    return text_equal(unit, "month") ? clock_day_of(parts.year, parts.month, 1) : day;
}

static cJSON *key_of(const struct run *run, const struct builder_rows *row, int column)
{
    cJSON *cell = column < 0 ? cJSON_CreateNull() : cell_of(run, row, column);
    if (column >= 0 && builder_is_date(run->builder->source->columns[column].type) && cJSON_IsNumber(cell))
        cJSON_SetNumberValue(cell, (double)unit_day(run->builder->unit, (int64_t)cell->valuedouble));
    return cell;
}

static unsigned hash_of(const cJSON *cell)
{
    unsigned hash = 5381 + (unsigned)cell->type;
    for (const char *c = cJSON_IsString(cell) ? cell->valuestring : ""; *c != '\0'; c++)
        hash = hash * 33 + (unsigned char)*c;
    return hash * 31 + (unsigned)(int64_t)(cJSON_IsNumber(cell) ? cell->valuedouble * 8 : 0);
}

static struct group *group_of(struct run *run, const struct builder_rows *row)
{
    cJSON *first = key_of(run, row, run->builder->group), *second = key_of(run, row, run->builder->second);
    struct group **place = &run->buckets[(hash_of(first) * 31 + hash_of(second)) % BUCKETS];
    while (*place != NULL && !(cJSON_Compare((*place)->first, first, true) && cJSON_Compare((*place)->second, second, true)))
        place = &(*place)->next;
    if (*place != NULL)
        return *place;
    if (run->kept == BUILDER_ROWS_MOST) {
        run->result->cut = true;
        return NULL;
    }
    run->kept++;
    *place = arena_alloc(run->arena, sizeof **place);
    **place = (struct group){.first = first, .second = second, .most = -INFINITY, .least = INFINITY};
    return *place;
}

static void count(struct run *run, const struct builder_rows *row)
{
    struct group *group = group_of(run, row);
    double number = run->builder->measured < 0 ? 1 : builder_rows_number(row, run->builder->measured);
    if (group == NULL || (isnan(number) && !text_equal(run->builder->measure, "count")))
        return;
    group->count++;
    group->sum += number;
    group->most = number > group->most ? number : group->most;
    group->least = number < group->least ? number : group->least;
}

/* Of yes and no all but the sum is a share, in percent. */
static cJSON *measure_of(const struct run *run, const struct group *group)
{
    const struct builder *builder = run->builder;
    const char *measure = builder->measure;
    if (text_equal(measure, "count"))
        return cJSON_CreateNumber(group->count);
    if (group->count == 0)
        return cJSON_CreateNull();
    if (text_equal(measure, "sum"))
        return cJSON_CreateNumber(group->sum);
    double scale = builder->source->columns[builder->measured].type == BUILDER_FLAG ? 100 : 1;
    return cJSON_CreateNumber(scale * (text_equal(measure, "mean")   ? group->sum / group->count
                                       : text_equal(measure, "most") ? group->most
                                                                     : group->least));
}

static void tell_groups(struct run *run)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (const struct group *group = run->buckets[i]; group != NULL; group = group->next) {
            cJSON *row = cJSON_CreateArray();
            cJSON_AddItemToArray(row, group->first);
            if (run->builder->second >= 0)
                cJSON_AddItemToArray(row, group->second);
            cJSON_AddItemToArray(row, measure_of(run, group));
            cJSON_AddItemToArray(run->result->rows, row);
        }
}

/* ---- order ---- */

/* A row with its words folded, so that case and accents do not part them. */
struct line {
    cJSON *row;
    const char **folded; /* by the column; NULL: no words */
};

static struct line line_of(struct arena *arena, cJSON *row)
{
    struct line line = {row, arena_alloc(arena, (size_t)cJSON_GetArraySize(row) * sizeof *line.folded)};
    const cJSON *cell;
    int at = 0;
    cJSON_ArrayForEach(cell, row) line.folded[at++] = cJSON_IsString(cell) ? text_fold(arena, cell->valuestring) : NULL;
    return line;
}

/* Nothing comes last, numbers by size, words by their letters. */
static int compare_cells(const struct line *left, const struct line *right, int column)
{
    const cJSON *a = cJSON_GetArrayItem(left->row, column), *b = cJSON_GetArrayItem(right->row, column);
    const char *words = left->folded[column], *others = right->folded[column];
    if (cJSON_IsNull(a) || cJSON_IsNull(b))
        return cJSON_IsNull(a) - cJSON_IsNull(b);
    if (words != NULL && others != NULL)
        return strcmp(words, others) != 0 ? strcmp(words, others) : strcmp(a->valuestring, b->valuestring);
    double x = cJSON_IsNumber(a) ? a->valuedouble : cJSON_IsTrue(a), y = cJSON_IsNumber(b) ? b->valuedouble : cJSON_IsTrue(b);
    return (x > y) - (x < y);
}

static _Thread_local int order_column, order_sign, order_columns; /* for qsort, which takes no context */

static int by_order(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    bool nothing = cJSON_IsNull(cJSON_GetArrayItem(a->row, order_column)) || cJSON_IsNull(cJSON_GetArrayItem(b->row, order_column));
    int found = (nothing ? 1 : order_sign) * compare_cells(a, b, order_column); /* nothing is last, whichever way */
    for (int i = 0; found == 0 && i < order_columns; i++)
        found = compare_cells(a, b, i);
    return found;
}

static void put_in_order(struct run *run)
{
    const struct builder *builder = run->builder;
    int place = 0, size = cJSON_GetArraySize(run->result->rows);
    for (int i = 0; i < builder->sort; i++)
        place += builder->shown[i];
    if (builder->group >= 0)
        place = builder->falling ? (builder->second >= 0 ? 2 : 1) : 0;
    else if (builder->sort < 0 || !builder->shown[builder->sort])
        return;
    if (size == 0)
        return;
    order_column = place;
    order_sign = builder->falling ? -1 : 1;
    order_columns = cJSON_GetArraySize(run->result->rows->child);
    struct line *lines = arena_alloc(run->arena, (size_t)size * sizeof *lines);
    cJSON *sorted = cJSON_CreateArray();
    for (int i = 0; i < size; i++)
        lines[i] = line_of(run->arena, cJSON_DetachItemViaPointer(run->result->rows, run->result->rows->child));
    qsort(lines, (size_t)size, sizeof *lines, by_order);
    for (int i = 0; i < size; i++)
        cJSON_AddItemToArray(sorted, lines[i].row);
    run->result->rows = sorted;
}

static void keep(struct run *run, const struct builder_rows *row)
{
    cJSON *cells = cJSON_CreateArray();
    if (run->kept == BUILDER_ROWS_MOST) {
        run->result->cut = true;
        return;
    }
    run->kept++;
    for (int i = 0; i < BUILDER_COLUMNS_MOST; i++)
        if (run->builder->shown[i])
            cJSON_AddItemToArray(cells, cell_of(run, row, i));
    cJSON_AddItemToArray(run->result->rows, cells);
}

/* Whether there was time or room enough: the clock is looked at now and then. */
static bool may_read(const struct run *run, int64_t began)
{
    int64_t read = run->result->read;
    return read < BUILDER_READ_MOST && (read % LOOK_EVERY != 0 || clock_microseconds() - began < run->builder->time_most);
}

static void read_rows(struct run *run, struct builder_rows *rows)
{
    struct arena *scratch = arena_new();
    int64_t began = clock_microseconds();
    for (; db_steps_next(rows->steps); run->result->read++) {
        if (!may_read(run, began)) {
            run->result->read_all = false;
            db_steps_end(rows->steps);
            break;
        }
        bool good = passes(run, scratch, rows);
        arena_reset(scratch);
        if (!good)
            continue;
        run->result->matched++;
        if (run->builder->group >= 0)
            count(run, rows);
        else
            keep(run, rows);
    }
    arena_free(scratch);
}

struct builder_result *builder_run(struct arena *arena, struct db *db, struct store *store, const struct builder *builder, const char *zone,
                                   int64_t now)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    struct builder_result *result = arena_alloc(arena, sizeof *result);
    struct builder_rows rows;
    *run = (struct run){.arena = arena, .builder = builder, .zone = zone, .now = now, .result = result};
    *result = (struct builder_result){.rows = cJSON_CreateArray(), .read_all = true};
    if (!builder_rows_open(arena, db, store, builder->source->name, &rows))
        return result;
    read_rows(run, &rows);
    if (builder->group >= 0)
        tell_groups(run);
    put_in_order(run);
    return db_failed(rows.from) == DB_OK && db_failed(db) == DB_OK ? result : NULL;
}
