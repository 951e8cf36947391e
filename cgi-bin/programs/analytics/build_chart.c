/* build_chart.c - a report of groups as a picture: a line over days, bars, columns, a pie. By itself dates become a line, others bars. */
#include "programs/analytics/build.h"

#include "core/view/chart.h"
#include "core/view/locale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BARS_MOST = 40 };

static enum builder_chart chart_of(const struct builder *builder, const struct built_heads *heads)
{
    if (builder->group < 0)
        return BUILDER_NO_CHART;
    if (builder->chart != BUILDER_AUTO)
        return builder->chart;
    if (builder->second >= 0)
        return BUILDER_NO_CHART;
    return builder_is_date(heads->types[0]) && !builder->falling ? BUILDER_LINE : BUILDER_BARS;
}

static double number_of(const cJSON *cell)
{
    return cJSON_IsNumber(cell) ? cell->valuedouble : NAN;
}

static const char *name_of(struct request *request, enum builder_type type, const cJSON *cell)
{
    if (builder_is_date(type) && type != BUILDER_MONTH && cJSON_IsNumber(cell))
        return locale_day_short(request->arena, request->language, (int64_t)cell->valuedouble);
    return site_built_text(request->arena, request->language, type, cell);
}

static int by_day(const void *left, const void *right)
{
    double a = number_of(cJSON_GetArrayItem(*(const cJSON *const *)left, 0)), b = number_of(cJSON_GetArrayItem(*(const cJSON *const *)right, 0));
    return (a > b) - (a < b);
}

/* The rows in the order of the drawing: a line goes forwards whatever the order of the table, and has no place for what has no day. */
static const cJSON **rows_of(struct arena *arena, enum builder_chart chart, const cJSON *rows, size_t *count)
{
    const cJSON **list = arena_alloc(arena, ((size_t)cJSON_GetArraySize(rows) + 1) * sizeof *list), *row;
    *count = 0;
    cJSON_ArrayForEach(row, rows) if (chart != BUILDER_LINE || cJSON_IsNumber(row->child)) list[(*count)++] = row;
    if (chart == BUILDER_LINE && *count > 1)
        qsort(list, *count, sizeof *list, by_day);
    return list;
}

/* Groups by one column. */
static size_t points_of(struct request *request, enum builder_chart chart, const struct built_heads *heads, const cJSON *rows, size_t most,
                        const char **labels, double *values)
{
    size_t count;
    const cJSON **list = rows_of(request->arena, chart, rows, &count);
    const cJSON **from = list + (chart == BUILDER_LINE && count > most ? count - most : 0); /* the newest days, the first groups */
    count = count > most ? most : count;
    for (size_t i = 0; i < count; i++) {
        labels[i] = name_of(request, heads->types[0], from[i]->child);
        values[i] = number_of(from[i]->child->next);
    }
    return count;
}

static void draw_one(struct request *request, enum builder_chart chart, const struct built_heads *heads, const cJSON *rows,
                     const struct chart_about *about, struct text *svg)
{
    size_t most = chart == BUILDER_LINE ? CHART_POINTS_MOST : BARS_MOST;
    const char **labels = arena_alloc(request->arena, most * sizeof *labels);
    double *values = arena_alloc(request->arena, most * sizeof *values);
    size_t count = points_of(request, chart, heads, rows, most, labels, values);
    const struct chart_series series = {.name = about->title, .values = values};
    struct chart_bar *bars = arena_alloc(request->arena, most * sizeof *bars);
    struct chart_slice *slices = arena_alloc(request->arena, most * sizeof *slices);
    for (size_t i = 0; i < count; i++) {
        cJSON *value = isnan(values[i]) ? cJSON_CreateNull() : cJSON_CreateNumber(values[i]);
        bars[i] = (struct chart_bar){.label = labels[i], .text = site_built_text(request->arena, request->language, heads->types[1], value)};
        bars[i].value = isnan(values[i]) ? 0 : values[i];
        slices[i] = (struct chart_slice){labels[i], bars[i].value};
    }
    if (chart == BUILDER_LINE)
        chart_lines(svg, about, &(struct chart_line){.labels = labels, .count = count, .series = &series, .series_count = 1});
    else if (chart == BUILDER_COLUMNS)
        chart_columns(svg, about, &(struct chart_columns){.labels = labels, .count = count, .series = &series, .series_count = 1});
    else if (chart == BUILDER_PIE)
        chart_pie(svg, about, slices, count, tr(request, "Others"), NULL);
    else
        chart_rows(svg, about, bars, count);
}

/* ---- groups by two columns ---- */

/* Names in the order in which they come; the place of one, -1 when there are `most` already. */
static int place_of(const char **names, int *count, int most, const char *name)
{
    for (int i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    if (*count == most)
        return -1;
    names[*count] = name;
    return (*count)++;
}

/* Where the last so many different days begin, in rows by the day. */
static size_t newest_of(const cJSON **list, size_t count, int most)
{
    size_t at = count;
    for (int days = 0; at > 0; at--) {
        days += at == count || number_of(list[at - 1]->child) < number_of(list[at]->child);
        if (days > most)
            break;
    }
    return at;
}

/* A group of columns, or a point of lines, for each of the first, in colours for each of the second; of these the first four are drawn, of the
 * others the first forty, of days the last. Where a pair does not occur there are none of it: 0 of what is counted, nothing of a mean. */
static void draw_two(struct request *request, const struct builder *builder, const struct built_heads *heads, const cJSON *rows,
                     const struct chart_about *about, struct text *svg)
{
    const char *labels[BARS_MOST], *names[CHART_SERIES_MOST];
    double *values = arena_alloc(request->arena, BARS_MOST * CHART_SERIES_MOST * sizeof *values);
    struct chart_series series[CHART_SERIES_MOST];
    int label_count = 0, name_count = 0;
    size_t count;
    const cJSON **list = rows_of(request->arena, builder->chart, rows, &count);
    bool adds = text_equal(builder->measure, "count") || text_equal(builder->measure, "sum");
    for (size_t i = 0; i < BARS_MOST * CHART_SERIES_MOST; i++)
        values[i] = adds ? 0 : NAN;
    for (size_t i = builder->chart == BUILDER_LINE ? newest_of(list, count, BARS_MOST) : 0; i < count; i++) {
        const cJSON *row = list[i];
        int at = place_of(labels, &label_count, BARS_MOST, name_of(request, heads->types[0], row->child));
        int of = place_of(names, &name_count, CHART_SERIES_MOST, name_of(request, heads->types[1], row->child->next));
        if (at >= 0 && of >= 0)
            values[of * BARS_MOST + at] = number_of(row->child->next->next);
    }
    size_t points = (size_t)label_count, colours = (size_t)name_count;
    for (size_t i = 0; i < colours; i++)
        series[i] = (struct chart_series){.name = names[i], .values = values + i * BARS_MOST};
    if (points == 0)
        return;
    if (builder->chart == BUILDER_LINE)
        chart_lines(svg, about, &(struct chart_line){.labels = labels, .count = points, .series = series, .series_count = colours});
    else
        chart_columns(svg, about, &(struct chart_columns){.labels = labels, .count = points, .series = series, .series_count = colours});
}

const char *build_draw(struct request *request, const struct builder *builder, const struct built_heads *heads, const cJSON *rows)
{
    enum builder_chart chart = chart_of(builder, heads);
    struct text svg = text_in(request->arena);
    const struct chart_about about = {.id = "built", .title = heads->labels[heads->count - 1], .description = heads->labels[0],
                                      .language = request->language};
    if (chart == BUILDER_NO_CHART || rows->child == NULL)
        return NULL;
    if (builder->second >= 0)
        draw_two(request, builder, heads, rows, &about, &svg);
    else
        draw_one(request, chart, heads, rows, &about, &svg);
    return svg.bytes;
}
