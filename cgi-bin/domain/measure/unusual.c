/* unusual.c - the band of a figure's days, and the parts that moved. See unusual.h. */
#include "domain/measure/unusual.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/measure/breakdown.h"
#include "domain/measure/sheet.h"

#include <math.h>

enum { WEEK = 7, WEEKS = 4, PARTS_MOST = 300, FILTERED_MOST = (WEEKS + 1) * BREAKDOWN_MOST };

struct unusual unusual_days(struct arena *arena, const struct sheet *past, const struct figure *figure)
{
    struct unusual unusual = {.from = past->from, .count = (size_t)(past->to - past->from + 1)};
    double *values = arena_alloc(arena, unusual.count * sizeof *values);
    struct anomaly_day *days = arena_alloc(arena, unusual.count * sizeof *days);
    for (size_t i = 0; i < unusual.count; i++)
        values[i] = sheet_day(past, figure, past->from + (int64_t)i);
    enum anomaly_kind kind = figure->unit == FIGURE_COUNT ? ANOMALY_COUNTS : ANOMALY_AMOUNTS;
    unusual.judged = anomaly_band(values, unusual.count, WEEK, kind, days, arena);
    unusual.values = values;
    unusual.days = days;
    return unusual;
}

/* ---- what moved it ---- */

static const struct {
    enum day_dimension dimension;
    const char *name;
} dimensions[] = {{DAY_COURSE, "course"}, {DAY_COUNTRY, "country"}, {DAY_DEVICE, "device"}};

/* What a figure counts, by value and day: people, visitors, events and sessions of a day are added up as they are. */
static struct db_steps *totals_of(struct db *rollup, const struct figure *figure, int64_t dimension, int64_t day)
{
    int64_t column = figure->kind == FIGURE_VISITORS ? 1 : figure->kind == FIGURE_EVENTS ? 2 : figure->kind == FIGURE_SESSIONS ? 3 : 0;
    return db_steps(rollup,
                    "SELECT value, day, CASE ?3 WHEN 1 THEN visitors WHEN 2 THEN events WHEN 3 THEN sessions ELSE users END FROM day_total"
                    " WHERE dimension = ?1 AND day IN (?2, ?2 - 7, ?2 - 14, ?2 - 21, ?2 - 28) ORDER BY value",
                    dimension, day, column);
}

static struct db_steps *names_of(struct db *rollup, const struct figure *figure, int64_t dimension, int64_t day)
{
    return db_steps(rollup,
                    "SELECT e.value, e.day, e.events FROM day_event e JOIN name n ON n.id = e.name_id WHERE e.dimension = ?1 AND n.name = ?3"
                    " AND e.day IN (?2, ?2 - 7, ?2 - 14, ?2 - 21, ?2 - 28) ORDER BY e.value",
                    dimension, day, figure->event);
}

static const char *value_name(struct arena *arena, enum day_dimension dimension, int64_t value)
{
    if (dimension == DAY_COUNTRY)
        return event_country_text(arena, value);
    if (dimension == DAY_DEVICE)
        return event_device_name((enum event_device)value);
    return arena_printf(arena, "%lld", (long long)value);
}

struct parts {
    struct anomaly_part list[PARTS_MOST * sizeof dimensions / sizeof *dimensions];
    size_t count;
};

static void read_parts(struct arena *arena, struct db *rollup, const struct figure *figure, size_t at, int64_t day, struct parts *parts)
{
    int64_t last = -1, dimension = dimensions[at].dimension;
    size_t first = parts->count;
    struct db_steps *row = figure->kind == FIGURE_NAME ? names_of(rollup, figure, dimension, day) : totals_of(rollup, figure, dimension, day);
    while (db_steps_next(row)) {
        int64_t value = db_step_integer(row, 0);
        if (value != last && parts->count - first == PARTS_MOST)
            break;
        if (value != last)
            parts->list[parts->count++] =
                (struct anomaly_part){.dimension = dimensions[at].name, .value = value_name(arena, dimensions[at].dimension, value)};
        last = value;
        struct anomaly_part *part = &parts->list[parts->count - 1];
        if (db_step_integer(row, 1) == day)
            part->actual += (double)db_step_integer(row, 2);
        else
            part->expected += (double)db_step_integer(row, 2) / WEEKS;
    }
    db_steps_end(row);
}

/* ---- within a filter: there are no rows of its parts, so the packs of the five days are counted ---- */

/* The values with most of it on any of the days. */
static bool read_values(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                        enum day_dimension dimension, int64_t day, int64_t *values, size_t *count)
{
    *count = 0;
    for (int week = 0; week <= WEEKS; week++) {
        struct breakdown most;
        struct figure_range range = {day - week * WEEK, day - week * WEEK};
        if (!breakdown_read(arena, store, zone, figure, filter, dimension, range, &most))
            return false;
        for (int i = 0; i < most.count; i++) {
            size_t known = 0;
            while (known < *count && values[known] != most.rows[i].value)
                known++;
            values[known] = most.rows[i].value;
            *count += known == *count;
        }
    }
    return true;
}

static bool read_filtered(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                          size_t at, int64_t day, struct parts *parts)
{
    enum day_dimension dimension = dimensions[at].dimension;
    int64_t values[FILTERED_MOST];
    struct sheet *sheets[FILTERED_MOST];
    size_t count;
    if (!read_values(arena, store, zone, figure, filter, dimension, day, values, &count))
        return false;
    struct anomaly_part *part = parts->list + parts->count;
    for (size_t i = 0; i < count; i++)
        part[i] = (struct anomaly_part){.dimension = dimensions[at].name, .value = value_name(arena, dimension, values[i])};
    parts->count += count;
    for (int week = 0; week <= WEEKS; week++) {
        struct figure_range range = {day - week * WEEK, day - week * WEEK};
        if (!sheet_read_values(arena, store, zone, filter, dimension, values, count, range, sheets))
            return false;
        for (size_t i = 0; i < count; i++)
            *(week == 0 ? &part[i].actual : &part[i].expected) += sheet_day(sheets[i], figure, range.from) / (week == 0 ? 1 : WEEKS);
    }
    return true;
}

/* Whether the filter itself says which value of the dimension there is. */
static bool is_chosen(const struct figure_filter *filter, enum day_dimension dimension)
{
    return (dimension == DAY_COURSE ? filter->course_id : dimension == DAY_COUNTRY ? filter->country : filter->device) != 0;
}

/* ---- both ---- */

static bool has_parts(const struct figure *figure)
{
    return (figure->kind == FIGURE_ACTIVE && figure->window == 1) || figure->kind == FIGURE_NAME || figure->kind == FIGURE_VISITORS ||
           figure->kind == FIGURE_EVENTS || figure->kind == FIGURE_SESSIONS;
}

cJSON *unusual_cause(struct arena *arena, struct store *store, const char *zone, const struct figure *figure, const struct figure_filter *filter,
                     int64_t day)
{
    enum { LEAST_CHANGE = 2 };
    const double alike = .001; /* anomaly.h */
    struct parts *parts = arena_alloc(arena, sizeof *parts);
    for (size_t at = 0; at < sizeof dimensions / sizeof *dimensions && has_parts(figure); at++) {
        if (!figure_filter_any(filter))
            read_parts(arena, store_rollup(store), figure, at, day, parts);
        else if (!is_chosen(filter, dimensions[at].dimension) && !read_filtered(arena, store, zone, figure, filter, at, day, parts))
            return NULL;
    }
    anomaly_explain(parts->list, parts->count);
    const struct anomaly_part *first = &parts->list[0];
    if (parts->count == 0 || first->surprise < alike || fabs(first->change) < LEAST_CHANGE)
        return NULL;
    cJSON *cause = cJSON_CreateObject();
    json_set_string(cause, "dimension", first->dimension);
    json_set_string(cause, "value", first->value);
    json_set(cause, "expected", cJSON_CreateNumber(first->expected));
    json_set(cause, "actual", cJSON_CreateNumber(first->actual));
    json_set(cause, "explained", cJSON_CreateNumber(first->explained));
    return cause;
}

static double number_in(const cJSON *cause, const char *name)
{
    const cJSON *number = json_member(cause, name);
    return cJSON_IsNumber(number) ? number->valuedouble : 0;
}

static const char *device_words(const char *language, const char *name)
{
    switch (event_device_read(name)) {
    case EVENT_PHONE: return locale_words(language, tr_noop("Phone"));
    case EVENT_TABLET: return locale_words(language, tr_noop("Tablet"));
    case EVENT_DESKTOP: return locale_words(language, tr_noop("Computer"));
    default: return name;
    }
}

const char *unusual_cause_words(struct arena *arena, struct db *db, const char *language, const cJSON *cause)
{
    const char *dimension = json_string(cause, "dimension", ""), *value = json_string(cause, "value", "");
    int64_t course_id = 0;
    if (*dimension == '\0')
        return "";
    bool course = text_equal(dimension, "course") && text_integer(value, 1, INT64_MAX, &course_id);
    const char *title = course ? course_title(db, course_id) : text_equal(dimension, "device") ? device_words(language, value) : NULL;
    const char *pattern = course                             ? tr_noop("Course %s: %s instead of %s, %s %% of the change")
                          : text_equal(dimension, "country") ? tr_noop("Country %s: %s instead of %s, %s %% of the change")
                                                             : tr_noop("Device %s: %s instead of %s, %s %% of the change");
    return arena_printf(arena, locale_words(language, pattern), title != NULL ? title : value,
                        locale_decimal(arena, language, number_in(cause, "actual")),
                        locale_decimal(arena, language, round(number_in(cause, "expected") * 10) / 10),
                        locale_decimal(arena, language, round(number_in(cause, "explained") * 100)));
}
