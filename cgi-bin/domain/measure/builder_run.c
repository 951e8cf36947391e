/* builder_run.c - a report's rows: read one by one, filtered, then kept as they are or counted in groups. See builder.h. */
#include "domain/measure/builder.h"

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

enum { BUCKETS = 4096 };

struct run {
    struct arena *arena;
    const struct builder *builder;
    const char *zone;
    int64_t now;
    struct builder_result *result;
    struct group *buckets[BUCKETS];
    int64_t kept;
};

/* The same of the roll-ups. */
static struct db_steps *days_of(struct db *rollup, const char *source)
{
    int64_t most = BUILDER_READ_MOST + 1;
    if (text_equal(source, "events"))
        return db_steps(rollup,
                        "SELECT n.name, e.day, e.events, e.users FROM day_event e JOIN name n ON n.id = e.name_id"
                        " WHERE e.dimension = 0 AND e.value = 0 ORDER BY e.day DESC, n.name LIMIT ?1",
                        most);
    return db_steps(rollup,
                    "SELECT day, users, visitors, events, sessions, seconds / 60 FROM day_total WHERE dimension = 0 AND value = 0"
                    " ORDER BY day DESC LIMIT ?1",
                    most);
}

static bool is_of_days(const char *source)
{
    return text_equal(source, "events") || text_equal(source, "days");
}

/* Each source's statement: literals, the newest rows first; ?1 is how many. */
static struct db_steps *rows_of(struct db *db, const char *source)
{
    int64_t most = BUILDER_READ_MOST + 1;
    if (text_equal(source, "people"))
        return db_steps(db,
                        "SELECT p.name, p.email, p.state, p.time_zone, p.language, p.created_at, p.last_seen_at,"
                        " (SELECT count(*) FROM enrolment e WHERE e.user_id = p.id AND e.state <> 'left'),"
                        " (SELECT count(*) FROM enrolment e WHERE e.user_id = p.id AND e.state = 'completed')"
                        " FROM person p WHERE p.state <> 'erased' ORDER BY p.id DESC LIMIT ?1",
                        most);
    if (text_equal(source, "enrolments"))
        return db_steps(db,
                        "SELECT p.name, p.email, c.title, e.state, e.enrolled_at, e.active_at, e.completed_at, e.lessons_done FROM enrolment e"
                        " JOIN person p ON p.id = e.user_id JOIN course c ON c.id = e.course_id ORDER BY e.id DESC LIMIT ?1",
                        most);
    if (text_equal(source, "attempts"))
        return db_steps(db,
                        "SELECT p.name, c.title, l.title, a.number, a.submitted_at,"
                        " CASE WHEN a.points_most > 0 THEN 100.0 * a.points / a.points_most END, a.passed, (a.submitted_at - a.started_at) / 60"
                        " FROM attempt a JOIN person p ON p.id = a.user_id JOIN quiz q ON q.id = a.quiz_id JOIN lesson l ON l.id = q.lesson_id"
                        " JOIN course c ON c.id = l.course_id WHERE a.submitted_at IS NOT NULL ORDER BY a.id DESC LIMIT ?1",
                        most);
    if (text_equal(source, "certificates"))
        return db_steps(db,
                        "SELECT name, course_title, issued_at, revoked_at IS NOT NULL FROM certificate ORDER BY id DESC LIMIT ?1", most);
    return db_steps(db,
                    "SELECT k.title, c.created_at, c.resolved_at IS NOT NULL, c.handed_over_at IS NOT NULL,"
                    " (SELECT m.rating FROM message m WHERE m.conversation_id = c.id AND m.rating IS NOT NULL ORDER BY m.id DESC LIMIT 1)"
                    " FROM conversation c LEFT JOIN course k ON k.id = c.course_id WHERE c.deleted_at IS NULL ORDER BY c.id DESC LIMIT ?1",
                    most);
}

/* ---- values ---- */

static bool is_null(struct db_steps *row, int column)
{
    size_t length;
    return db_step_blob(row, column, &length) == NULL && *db_step_text(row, column) == '\0';
}

static double number_in(struct db_steps *row, int column)
{
    return is_null(row, column) ? NAN : db_step_real(row, column);
}

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

static bool passes(const struct run *run, struct arena *scratch, struct db_steps *row)
{
    for (int i = 0; i < BUILDER_FILTERS_MOST; i++) {
        const struct builder_filter *filter = &run->builder->filters[i];
        if (filter->column < 0)
            continue;
        enum builder_type type = run->builder->source->columns[filter->column].type;
        bool good = type == BUILDER_TEXT     ? text_passes(filter, scratch, db_step_text(row, filter->column))
                    : builder_is_date(type)  ? date_passes(run, filter, number_in(row, filter->column))
                    : type == BUILDER_FLAG   ? flag_passes(filter, number_in(row, filter->column))
                                             : number_passes(filter, number_in(row, filter->column));
        if (!good)
            return false;
    }
    return true;
}

static cJSON *cell_of(const struct run *run, struct db_steps *row, int column)
{
    enum builder_type type = run->builder->source->columns[column].type;
    if (type == BUILDER_TEXT)
        return cJSON_CreateString(db_step_text(row, column));
    double number = number_in(row, column);
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

static cJSON *key_of(const struct run *run, struct db_steps *row, int column)
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

static struct group *group_of(struct run *run, struct db_steps *row)
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

static void count(struct run *run, struct db_steps *row)
{
    struct group *group = group_of(run, row);
    double number = run->builder->measured < 0 ? 1 : number_in(row, run->builder->measured);
    if (group == NULL || (isnan(number) && !text_equal(run->builder->measure, "count")))
        return;
    group->count++;
    group->sum += number;
    group->most = number > group->most ? number : group->most;
    group->least = number < group->least ? number : group->least;
}

static cJSON *measure_of(const struct group *group, const char *measure)
{
    if (text_equal(measure, "count"))
        return cJSON_CreateNumber(group->count);
    if (group->count == 0)
        return cJSON_CreateNull();
    return cJSON_CreateNumber(text_equal(measure, "sum")    ? group->sum
                              : text_equal(measure, "mean") ? group->sum / group->count
                              : text_equal(measure, "most") ? group->most
                                                            : group->least);
}

static void tell_groups(struct run *run)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (const struct group *group = run->buckets[i]; group != NULL; group = group->next) {
            cJSON *row = cJSON_CreateArray();
            cJSON_AddItemToArray(row, group->first);
            if (run->builder->second >= 0)
                cJSON_AddItemToArray(row, group->second);
            cJSON_AddItemToArray(row, measure_of(group, run->builder->measure));
            cJSON_AddItemToArray(run->result->rows, row);
        }
}

/* ---- order ---- */

/* Nothing comes last, numbers by size, words by their letters. */
static int compare_cells(const cJSON *a, const cJSON *b)
{
    if (cJSON_IsNull(a) || cJSON_IsNull(b))
        return cJSON_IsNull(a) - cJSON_IsNull(b);
    if (cJSON_IsString(a) && cJSON_IsString(b))
        return strcmp(a->valuestring, b->valuestring);
    double left = cJSON_IsNumber(a) ? a->valuedouble : cJSON_IsTrue(a), right = cJSON_IsNumber(b) ? b->valuedouble : cJSON_IsTrue(b);
    return (left > right) - (left < right);
}

static _Thread_local int order_column, order_sign; /* for qsort, which takes no context */

static int by_order(const void *left, const void *right)
{
    const cJSON *a = *(cJSON *const *)left, *b = *(cJSON *const *)right;
    const cJSON *first = cJSON_GetArrayItem(a, order_column), *second = cJSON_GetArrayItem(b, order_column);
    bool nothing = cJSON_IsNull(first) || cJSON_IsNull(second); /* last, whichever way */
    int found = (nothing ? 1 : order_sign) * compare_cells(first, second);
    for (int i = 0; found == 0 && cJSON_GetArrayItem(a, i) != NULL; i++)
        found = compare_cells(cJSON_GetArrayItem(a, i), cJSON_GetArrayItem(b, i));
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
    order_column = place;
    order_sign = builder->falling ? -1 : 1;
    cJSON **list = arena_alloc(run->arena, (size_t)(size + 1) * sizeof *list), *sorted = cJSON_CreateArray();
    for (int i = 0; i < size; i++)
        list[i] = cJSON_DetachItemViaPointer(run->result->rows, run->result->rows->child);
    qsort(list, (size_t)size, sizeof *list, by_order);
    for (int i = 0; i < size; i++)
        cJSON_AddItemToArray(sorted, list[i]);
    run->result->rows = sorted;
}

static void keep(struct run *run, struct db_steps *row)
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

struct builder_result *builder_run(struct arena *arena, struct db *db, struct store *store, const struct builder *builder, const char *zone,
                                   int64_t now)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    struct builder_result *result = arena_alloc(arena, sizeof *result);
    *run = (struct run){.arena = arena, .builder = builder, .zone = zone, .now = now, .result = result};
    *result = (struct builder_result){.rows = cJSON_CreateArray(), .read_all = true};
    const char *source = builder->source->name;
    if (is_of_days(source) && store == NULL)
        return result;
    struct db *from = is_of_days(source) ? store_rollup(store) : db;
    struct db_steps *row = is_of_days(source) ? days_of(from, source) : rows_of(from, source);
    struct arena *scratch = arena_new();
    for (int64_t read = 0; db_steps_next(row); read++) {
        if (read == BUILDER_READ_MOST) {
            result->read_all = false;
            db_steps_end(row);
            break;
        }
        bool good = passes(run, scratch, row);
        arena_reset(scratch);
        if (!good)
            continue;
        result->matched++;
        if (builder->group >= 0)
            count(run, row);
        else
            keep(run, row);
    }
    arena_free(scratch);
    if (builder->group >= 0)
        tell_groups(run);
    put_in_order(run);
    return db_failed(from) == DB_OK ? result : NULL;
}
