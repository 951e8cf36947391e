/* look_chart.c - a key figure as a line of days, weeks or months, with the period before, its target and what happened. See look.h. */
#include "programs/analytics/look.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/measure/annotation.h"
#include "domain/measure/hours.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const char *look_point_name(struct request *request, const struct points *points, int at)
{
    if (points->by == POINTS_HOUR) {
        int64_t begins = points->hours_from + at * CLOCK_HOUR;
        struct clock_parts parts = clock_parts(begins, report_zone(request));
        const char *hour = arena_printf(request->arena, "%02d:%02d", parts.hour, parts.minute);
        if (points->count <= 25) /* one day, at most with the hour that autumn gives back */
            return hour;
        return arena_printf(request->arena, "%s, %s",
                            locale_day_short(request->arena, request->language, clock_day(begins, report_zone(request))), hour);
    }
    struct figure_range range = points->now[at];
    const char *first = locale_day_short(request->arena, request->language, range.from);
    if (points->by == POINTS_DAY || range.from == range.to)
        return first;
    if (points->by == POINTS_MONTH)
        return locale_month_short(request->arena, request->language, range.from);
    return arena_printf(request->arena, "%s – %s", first, locale_day_short(request->arena, request->language, range.to));
}

const char *look_point_from(struct request *request, const struct points *points, int at)
{
    return points->by == POINTS_HOUR ? clock_stamp(request->arena, points->hours_from + at * CLOCK_HOUR)
                                     : clock_day_text(request->arena, points->now[at].from);
}

const char *look_point_to(struct request *request, const struct points *points, int at)
{
    return points->by == POINTS_HOUR ? clock_stamp(request->arena, points->hours_from + (at + 1) * CLOCK_HOUR - 1)
                                     : clock_day_text(request->arena, points->now[at].to);
}

bool look_values(struct request *request, const struct look *look, const struct figure *figure, double *now, double *before)
{
    const struct points *points = &look->points;
    for (int i = 0; i < points->count; i++) {
        now[i] = look->sheet == NULL || points->by == POINTS_HOUR ? NAN : sheet_range(look->sheet, figure, points->now[i]);
        before[i] = look->sheet == NULL || points->by == POINTS_HOUR ? NAN : sheet_range(look->sheet, figure, points->before[i]);
    }
    if (look->sheet == NULL || points->by != POINTS_HOUR)
        return true;
    double hours[2][HOURS_MOST];
    const struct figure_range ranges[] = {look->now, look->before};
    for (int i = 0; i < 2; i++)
        if (!hours_read(request->arena, report_store(request), report_zone(request), figure, &look->period.filter, ranges[i], hours[i]))
            return false;
    memcpy(now, hours[0], (size_t)points->count * sizeof *now);
    int known = hours_count(look->before, report_zone(request)); /* a day of summer time has an hour less */
    memcpy(before, hours[1], (size_t)(known < points->count ? known : points->count) * sizeof *before);
    return true;
}

/* ---- what happened ---- */

static int point_of(const struct points *points, int64_t day, const char *zone)
{
    if (points->by == POINTS_HOUR) /* the day, not the hour, is known */
        return (int)((clock_day_start(day, zone) - points->hours_from) / CLOCK_HOUR);
    for (int i = 0; i < points->count; i++)
        if (day >= points->now[i].from && day <= points->now[i].to)
            return i;
    return -1;
}

size_t look_give_notes(struct request *request, const struct points *points, struct chart_mark marks[REPORT_MARKS_MOST])
{
    int64_t from = points->by == POINTS_HOUR ? clock_day(points->hours_from, report_zone(request)) : points->now[0].from;
    int64_t to = points->by == POINTS_HOUR ? clock_day(points->hours_from + points->count * CLOCK_HOUR - 1, report_zone(request))
                                           : points->now[points->count - 1].to;
    cJSON *notes = annotation_list(request->db, from, to, REPORT_MARKS_MOST), *note;
    size_t count = 0;
    cJSON_ArrayForEach(note, notes)
    {
        int64_t day = json_integer(note, "day", 0);
        int at = point_of(points, day, report_zone(request));
        bool shared = at >= 0 && count > 0 && marks[count - 1].at == (size_t)at; /* one on top of the other could not be read */
        const char *key = shared ? marks[count - 1].key : arena_printf(request->arena, "%zu", count + 1);
        json_set_string(note, "key", key);
        if ((request->identity.roles & ROLE_ADMIN) == 0)
            cJSON_DeleteItemFromObject(note, "by"); /* teachers read what happened, not who wrote it */
        json_set_string(note, "day_text", locale_day(request->arena, request->language, day));
        if (at >= 0 && !shared)
            marks[count++] = (struct chart_mark){.at = (size_t)at, .key = key};
    }
    request_give_bool(request, "any_notes", count > 0);
    request_give(request, "notes", notes);
    return count;
}

size_t look_give_day_notes(struct request *request, int64_t from, size_t count, struct chart_mark marks[REPORT_MARKS_MOST])
{
    struct figure_range *days = arena_alloc(request->arena, (count + 1) * sizeof *days);
    for (size_t i = 0; i < count; i++)
        days[i] = (struct figure_range){from + (int64_t)i, from + (int64_t)i};
    return count == 0 ? 0 : look_give_notes(request, &(struct points){.by = POINTS_DAY, .count = (int)count, .now = days}, marks);
}

/* ---- the line ---- */

/* "chart-session-length": ids know no underscore. */
static const char *id_of(struct request *request, const char *prefix, const struct figure *figure)
{
    char *id = arena_printf(request->arena, "%s-%s", prefix, figure->name);
    for (char *c = id; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
    return id;
}

struct line {
    const char **labels;
    double *now, *before;
    int count;
};

static struct line line_of(struct request *request, const struct look *look, const struct figure *figure)
{
    const struct points *points = &look->points;
    size_t count = (size_t)points->count;
    struct line line = {.labels = arena_alloc(request->arena, count * sizeof *line.labels),
                        .now = arena_alloc(request->arena, count * sizeof *line.now),
                        .before = arena_alloc(request->arena, count * sizeof *line.before),
                        .count = points->count};
    for (int i = 0; i < points->count; i++)
        line.labels[i] = look_point_name(request, points, i);
    look_values(request, look, figure, line.now, line.before); /* what fails is the connection's to tell */
    return line;
}

struct writer {
    struct request *request;
    enum figure_unit unit;
};

static const char *write_value(struct arena *arena, const void *context, double value)
{
    const struct writer *writer = context;
    (void)arena;
    return report_value(writer->request, writer->unit, value);
}

static double wanted_of_point(const struct look *look, const struct figure *figure)
{
    static const int days[] = {[POINTS_DAY] = 1, [POINTS_WEEK] = 7, [POINTS_MONTH] = 30};
    if (look->points.by == POINTS_HOUR) /* targets are of days */
        return NAN;
    const struct target *target = target_find(look->targets, look->target_count, figure);
    return target == NULL ? NAN : target_of(target, figure, days[look->points.by]);
}

static const char *before_words(struct request *request, int64_t days)
{
    return days == 1 ? tr(request, "The day before") : arena_printf(request->arena, tr(request, "The %lld days before"), (long long)days);
}

static const char *wanted_words(struct request *request, enum figure_unit unit, double wanted)
{
    return isnan(wanted) ? NULL : arena_printf(request->arena, tr(request, "Target: %s"), report_value(request, unit, wanted));
}

static const char *draw(struct request *request, const struct look *look, const struct figure *figure, const struct line *line)
{
    struct writer writer = {request, figure->unit};
    struct chart_mark marks[REPORT_MARKS_MOST];
    struct text svg = text_in(request->arena);
    double wanted = wanted_of_point(look, figure);
    struct chart_about about = {.id = id_of(request, "chart", figure),
                                .title = locale_words(request->language, figure->label),
                                .description = tr(request, "The table under the chart has the same figures."),
                                .language = request->language,
                                .write = write_value,
                                .context = &writer};
    struct chart_series series = {.name = tr(request, "This period"), .values = line->now, .before = line->before};
    chart_lines(&svg, &about,
                &(struct chart_line){.labels = line->labels,
                                     .count = (size_t)line->count,
                                     .series = &series,
                                     .series_count = 1,
                                     .before_name = before_words(request, look_days(look)),
                                     .target = wanted,
                                     .target_text = wanted_words(request, figure->unit, wanted),
                                     .marks = marks,
                                     .mark_count = look_give_notes(request, &look->points, marks),
                                     .partial = look->points.partial});
    return text_string(&svg);
}

static cJSON *rows_of(struct request *request, const struct look *look, const struct figure *figure, const struct line *line)
{
    cJSON *rows = cJSON_CreateArray();
    for (int i = line->count; i-- > 0;) { /* the last day first: it is what one looks for */
        cJSON *row = cJSON_CreateObject();
        cJSON *change = look_change(request, figure->unit, figure->better, line->now[i], line->before[i], look_days(look));
        json_set_string(row, "label", line->labels[i]);
        json_set_string(row, "value", report_value(request, figure->unit, line->now[i]));
        json_set_string(row, "before", report_value(request, figure->unit, line->before[i]));
        json_set(row, "change", change == NULL ? cJSON_CreateNull() : cJSON_Duplicate(json_member(change, "number"), true));
        json_set_string(row, "change_text", json_string(change, "short", "–"));
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

void look_give_chart(struct request *request, const struct look *look, const struct figure *figure, cJSON *told)
{
    struct line line = line_of(request, look, figure);
    const char *query = report_period_query(request), *by = request_text(request, "by");
    const char *rest = arena_printf(request->arena, "%s%s%s%s", query, *query != '\0' && *by != '\0' ? "&" : "", *by == '\0' ? "" : "by=", by);
    const char *csv = arena_printf(request->arena, "/admin/analytics/metric/%s/points.csv?%s", figure->name, rest);
    const char *json = arena_printf(request->arena, "/api/analytics/metrics?name=%s%s%s", figure->name, *rest == '\0' ? "" : "&", rest);
    const char *title = locale_words(request->language, figure->label), *svg = draw(request, look, figure, &line);
    cJSON *chart = report_chart(id_of(request, "chart", figure), title, svg, csv, json);
    json_set(chart, "rows", rows_of(request, look, figure, &line));
    json_set(told, "chart", chart);
}

const char *look_spark(struct request *request, const struct look *look, const struct figure *figure)
{
    struct line line = line_of(request, look, figure);
    struct text svg = text_in(request->arena);
    struct chart_about about = {.id = id_of(request, "spark", figure),
                                .title = locale_words(request->language, figure->label),
                                .description = tr(request, "The days of the period."),
                                .language = request->language};
    chart_spark(&svg, &about, line.now, (size_t)line.count);
    return text_string(&svg);
}
