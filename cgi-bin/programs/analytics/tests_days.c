/* tests_days.c - an A/B test day by day: conversion so far of each variant, or of each level of a factor; of an adaptive test also the
 * shares. As charts with their tables for tests_results.c, and GET /admin/analytics/tests/:key/days.csv. */
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/experiment_factor.h"

#include <math.h>

enum { DAYS_SHOWN = 366 };

/* A line of a chart: some arms together (bits), or the share of one. */
struct line {
    const char *name;
    unsigned arms;
    bool share;
};
struct lines {
    const char *id, *title;
    size_t count;
    struct line list[CHART_SERIES_MOST];
};

struct span {
    int64_t from, to;
};

static struct span days_of(struct request *request, const struct experiment *experiment)
{
    struct span span = {clock_day(experiment->started_at, report_zone(request)), clock_day(tests_end(request, experiment), report_zone(request))};
    if (span.to - span.from >= DAYS_SHOWN)
        span.from = span.to - DAYS_SHOWN + 1;
    return span;
}

/* ---- which lines there are ---- */

static struct lines lines_of_arms(const struct experiment *experiment, const char *id, const char *title, bool share)
{
    struct lines lines = {.id = id, .title = title};
    for (; lines.count < experiment->arm_count && lines.count < CHART_SERIES_MOST; lines.count++)
        lines.list[lines.count] = (struct line){experiment->arms[lines.count].name, 1U << lines.count, share};
    return lines;
}

static struct lines lines_of_factor(struct request *request, const struct experiment *experiment, size_t factor)
{
    const struct experiment_factor *of = &experiment->factors[factor];
    struct lines lines = {.id = arena_printf(request->arena, "days-%zu", factor + 1),
                          .title = arena_printf(request->arena, tr(request, "Conversion so far, day by day: %s"), of->name)};
    for (; lines.count < of->level_count && lines.count < CHART_SERIES_MOST; lines.count++) {
        struct line *line = &lines.list[lines.count];
        *line = (struct line){.name = of->levels[lines.count]};
        for (size_t arm = 0; arm < experiment->arm_count; arm++)
            line->arms |= experiment_level(experiment, arm, factor) == lines.count ? 1U << arm : 0;
    }
    return lines;
}

/* ---- their values, in percent ---- */

/* On the first seconds of each day, of those who take part. */
static void read_shares(const struct experiment *experiment, size_t arm, struct span span, const char *zone, double *values)
{
    for (int64_t day = span.from; day <= span.to; day++) {
        double shares[EXPERIMENT_ARMS_MOST] = {0};
        experiment_expect(experiment, (clock_day_start(day + 1, zone) - 1) / CLOCK_DAY, 100, shares);
        values[day - span.from] = shares[arm];
    }
}

static double *values_of(struct request *request, const struct experiment *experiment, const struct experiment_people *people, struct span span,
                         const struct line *line)
{
    size_t days = (size_t)(span.to - span.from + 1), arm = 0;
    double *values = arena_alloc(request->arena, days * sizeof *values);
    if (line->share) {
        while ((line->arms >> arm & 1) == 0)
            arm++;
        read_shares(experiment, arm, span, report_zone(request), values);
        return values;
    }
    experiment_rate_days(people, report_zone(request), line->arms, span.from, span.to, values);
    for (size_t day = 0; day < days; day++)
        values[day] *= 100;
    return values;
}

/* ---- charts ---- */

static const char *write_percent(struct arena *arena, const void *context, double value)
{
    return arena_printf(arena, "%s %%", locale_decimal(arena, context, round(value * 10) / 10));
}

/* A row a day: {day_text, rates: [{text}]}, newest first, for the table. */
static cJSON *day_rows(struct request *request, struct span span, const struct chart_series *series, size_t count)
{
    cJSON *rows = cJSON_CreateArray();
    for (int64_t day = span.to; day >= span.from; day--) {
        cJSON *row = cJSON_CreateObject(), *rates = cJSON_CreateArray();
        for (size_t i = 0; i < count; i++) {
            cJSON *rate = cJSON_CreateObject();
            json_set_string(rate, "text", tests_share(request, series[i].values[day - span.from] / 100));
            cJSON_AddItemToArray(rates, rate);
        }
        json_set_string(row, "day_text", locale_day(request->arena, request->language, day));
        json_set(row, "rates", rates);
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

static cJSON *chart_of(struct request *request, const struct experiment *experiment, const struct lines *lines, const struct text *svg)
{
    cJSON *names = cJSON_CreateArray();
    for (size_t i = 0; i < lines->count; i++) {
        cJSON *name = cJSON_CreateObject();
        json_set_string(name, "name", lines->list[i].name);
        cJSON_AddItemToArray(names, name);
    }
    const char *csv = arena_printf(request->arena, "/admin/analytics/tests/%s/days.csv", experiment->name);
    cJSON *chart = report_chart(lines->id, lines->title, text_string(svg), csv, report_json_url(request));
    json_set(chart, "names", names);
    return chart;
}

static cJSON *draw(struct request *request, const struct experiment *experiment, const struct experiment_people *people, const struct lines *lines)
{
    struct span span = days_of(request, experiment);
    size_t days = (size_t)(span.to - span.from + 1);
    struct chart_series series[CHART_SERIES_MOST];
    const char **labels = arena_alloc(request->arena, days * sizeof *labels);
    for (size_t i = 0; i < lines->count; i++)
        series[i] = (struct chart_series){.name = lines->list[i].name, .values = values_of(request, experiment, people, span, &lines->list[i])};
    for (size_t day = 0; day < days; day++)
        labels[day] = locale_day_short(request->arena, request->language, span.from + (int64_t)day);
    struct text svg = text_in(request->arena);
    bool share = lines->list[0].share;
    const struct chart_about about = {.id = lines->id, .title = lines->title,
                                      .description = tr(request, "The table after the chart has the same figures."),
                                      .language = request->language, .write = write_percent, .context = request->language};
    chart_lines(&svg, &about, &(struct chart_line){.labels = labels, .count = days, .series = series, .series_count = lines->count,
                                                   .partial = experiment->state == EXPERIMENT_RUNNING && !share, .near = !share});
    cJSON *chart = chart_of(request, experiment, lines, &svg);
    json_set(chart, "days", day_rows(request, span, series, lines->count));
    return chart;
}

void tests_give_days(struct request *request, const struct experiment *experiment, const struct experiment_people *people)
{
    cJSON *charts = cJSON_CreateArray();
    struct lines lines = lines_of_arms(experiment, "shares", tr(request, "Shares of new people, day by day"), true);
    if (experiment->adaptive)
        cJSON_AddItemToArray(charts, draw(request, experiment, people, &lines));
    lines = lines_of_arms(experiment, "days", tr(request, "Conversion so far, day by day"), false);
    if (experiment->factor_count == 0)
        cJSON_AddItemToArray(charts, draw(request, experiment, people, &lines));
    for (size_t factor = 0; factor < experiment->factor_count; factor++) {
        lines = lines_of_factor(request, experiment, factor);
        cJSON_AddItemToArray(charts, draw(request, experiment, people, &lines));
    }
    request_give(request, "by_day", charts);
}

/* ---- CSV ---- */

/* All that the charts have, and the arms of several factors: a column each. */
struct columns {
    size_t count;
    const char *names[3 * EXPERIMENT_ARMS_MOST];
    const double *values[3 * EXPERIMENT_ARMS_MOST];
};

static void add_column(struct request *request, const struct experiment *experiment, const struct experiment_people *people, struct span span,
                       const char *name, const struct line *line, struct columns *columns)
{
    columns->names[columns->count] = name;
    columns->values[columns->count++] = values_of(request, experiment, people, span, line);
}

static struct columns columns_of(struct request *request, const struct experiment *experiment, const struct experiment_people *people,
                                 struct span span)
{
    struct columns columns = {.count = 0};
    for (size_t arm = 0; arm < experiment->arm_count; arm++)
        add_column(request, experiment, people, span, experiment->arms[arm].name, &(struct line){.arms = 1U << arm}, &columns);
    for (size_t factor = 0; factor < experiment->factor_count; factor++) {
        struct lines lines = lines_of_factor(request, experiment, factor);
        for (size_t i = 0; i < lines.count; i++)
            add_column(request, experiment, people, span,
                       arena_printf(request->arena, "%s: %s", experiment->factors[factor].name, lines.list[i].name), &lines.list[i], &columns);
    }
    for (size_t arm = 0; experiment->adaptive && arm < experiment->arm_count; arm++)
        add_column(request, experiment, people, span, arena_printf(request->arena, "share of %s", experiment->arms[arm].name),
                   &(struct line){.arms = 1U << arm, .share = true}, &columns);
    return columns;
}

enum http_status tests_days_csv(struct request *request)
{
    struct experiment experiment;
    struct experiment_people people;
    struct experiment_results results;
    if (!tests_read(request, &experiment, &people, &results))
        return HTTP_NOT_FOUND;
    struct span span = days_of(request, &experiment);
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateArray();
    struct columns columns = {.count = 0};
    if (people.count > 0)
        columns = columns_of(request, &experiment, &people, span);
    cJSON_AddItemToArray(head, cJSON_CreateString("day"));
    for (size_t i = 0; i < columns.count; i++)
        cJSON_AddItemToArray(head, cJSON_CreateString(columns.names[i]));
    cJSON_AddItemToArray(rows, head);
    for (int64_t day = span.from; day <= span.to && people.count > 0; day++) {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_day_text(request->arena, day)));
        for (size_t i = 0; i < columns.count; i++)
            cJSON_AddItemToArray(row, report_number(columns.values[i][day - span.from]));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, arena_printf(request->arena, "%s-days", experiment.name), rows);
}
