/* events.c - GET /admin/analytics/events: what happens most, when, and who does it; all of it leads to the explorer. */
#include "programs/analytics/events.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/tally.h"
#include "programs/analytics/look.h"
#include "programs/analytics/who.h"

#include <math.h>

enum { NAMES_SHOWN = 60, PERSONS_SHOWN = 10, SPARK_POINTS = 90 };

static const char *const weekdays[] = {tr_noop("Mon"), tr_noop("Tue"), tr_noop("Wed"), tr_noop("Thu"),
                                       tr_noop("Fri"), tr_noop("Sat"), tr_noop("Sun")};

/* "12 % more"; "new" where there was nothing. */
static const char *trend_text(struct request *request, int64_t now, int64_t before)
{
    if (before == 0)
        return tr(request, "new");
    double change = 100.0 * (double)(now - before) / (double)before;
    if (fabs(change) < 0.05)
        return tr(request, "as before");
    const char *share = locale_decimal(request->arena, request->language, round(fabs(change) * 10) / 10);
    return arena_printf(request->arena, change > 0 ? tr(request, "%s %% more") : tr(request, "%s %% less"), share);
}

/* Of many days several make a point: more than SPARK_POINTS can't be told apart. The oldest that fill none are left out. */
static const char *spark(struct request *request, const struct tally_row *row, int number, int days)
{
    int each = (days + SPARK_POINTS - 1) / SPARK_POINTS, count = days / each, skipped = days % each;
    double values[SPARK_POINTS] = {0};
    for (int i = skipped; i < days; i++)
        values[(i - skipped) / each] += (double)row->days[i];
    struct text svg = text_in(request->arena);
    struct chart_about about = {.id = arena_printf(request->arena, "spark-%d", number), .title = row->name, .language = request->language,
                                .description = tr(request, "Events by the day.")};
    chart_spark(&svg, &about, values, (size_t)count);
    return text_string(&svg);
}

static const char *list_url(struct request *request, const char *field, const char *value)
{
    struct text url = text_in(request->arena);
    const char *query = report_period_query(request);
    text_printf(&url, "/admin/analytics/events/list?%s=", field);
    text_append_url(&url, value);
    text_printf(&url, "%s%s", *query == '\0' ? "" : "&", query);
    return text_string(&url);
}

static cJSON *name_row(struct request *request, const struct tally_row *name, const struct tally *before, int number, int days)
{
    cJSON *row = cJSON_CreateObject();
    const struct event_kind *kind = event_kind_find(name->name);
    const struct tally_row *earlier = tally_name(before, name->name);
    json_set_string(row, "name", name->name);
    json_set_bool(row, "known", kind != NULL);
    json_set_string(row, "means", kind == NULL ? "" : locale_words(request->language, kind->means));
    json_set_integer(row, "events", name->events);
    json_set_string(row, "events_text", report_value(request, FIGURE_COUNT, (double)name->events));
    json_set_integer(row, "people", name->people);
    json_set_string(row, "people_text", report_value(request, FIGURE_COUNT, (double)name->people));
    json_set_integer(row, "before", earlier == NULL ? 0 : earlier->events);
    json_set_string(row, "trend", trend_text(request, name->events, earlier == NULL ? 0 : earlier->events));
    json_set_string(row, "spark", spark(request, name, number, days));
    json_set_string(row, "url", list_url(request, "name", name->name));
    return row;
}

static void give_names(struct request *request, const struct tally *now, const struct tally *before, int days)
{
    cJSON *names = cJSON_CreateArray();
    for (int i = 0; i < now->name_count && i < NAMES_SHOWN; i++)
        cJSON_AddItemToArray(names, name_row(request, &now->names[i], before, i, days));
    request_give(request, "names", names);
    request_give_integer(request, "name_others", now->name_count > NAMES_SHOWN ? now->name_count - NAMES_SHOWN : 0);
}

/* ---- by the day, by the hour ---- */

static void give_days(struct request *request, const struct tally *tally, const struct report_period *period)
{
    size_t count = (size_t)(period->to - period->from + 1);
    const char **labels = arena_alloc(request->arena, count * sizeof *labels);
    double *values = arena_alloc(request->arena, count * sizeof *values);
    cJSON *days = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        cJSON *day = cJSON_CreateObject();
        int64_t number = period->from + (int64_t)i;
        labels[i] = locale_day_short(request->arena, request->language, number);
        values[i] = (double)tally->days[i];
        json_set_string(day, "day", clock_day_text(request->arena, number));
        json_set_string(day, "day_text", locale_day(request->arena, request->language, number));
        json_set_integer(day, "events", tally->days[i]);
        cJSON_AddItemToArray(days, day);
    }
    struct chart_series series = {.name = tr(request, "Events"), .values = values};
    struct chart_about about = {.id = "days", .title = tr(request, "Events by the day"), .language = request->language,
                                .description = tr(request, "The table below has the same figures.")};
    struct chart_mark marks[REPORT_MARKS_MOST];
    struct text svg = text_in(request->arena);
    chart_lines(&svg, &about, &(struct chart_line){.labels = labels, .count = count, .series = &series, .series_count = 1, .marks = marks,
                                                   .mark_count = look_give_day_notes(request, period->from, count, marks),
                                                   .partial = period->to >= report_today(request)});
    const char *query = report_period_query(request);
    const char *csv = arena_printf(request->arena, "/admin/analytics/events/days.csv?%s", query);
    const char *json = arena_printf(request->arena, "/api/analytics/events?action=counts&groupBy=day&%s", query);
    cJSON *chart = report_chart(about.id, about.title, text_string(&svg), csv, json);
    json_set(chart, "days", days);
    request_give(request, "by_day", chart);
}

static void give_hours(struct request *request, const struct tally *tally)
{
    double values[TALLY_WEEKDAYS * TALLY_HOURS];
    const char *rows[TALLY_WEEKDAYS], *columns[TALLY_HOURS];
    cJSON *list = cJSON_CreateArray(), *heads = cJSON_CreateArray();
    for (int hour = 0; hour < TALLY_HOURS; hour++) {
        columns[hour] = arena_printf(request->arena, "%d", hour);
        cJSON_AddItemToArray(heads, cJSON_CreateString(columns[hour]));
    }
    for (int weekday = 0; weekday < TALLY_WEEKDAYS; weekday++) {
        cJSON *row = cJSON_CreateObject(), *cells = cJSON_CreateArray();
        rows[weekday] = request_words(request, weekdays[weekday]);
        for (int hour = 0; hour < TALLY_HOURS; hour++) {
            values[weekday * TALLY_HOURS + hour] = (double)tally->hours[weekday][hour];
            cJSON_AddItemToArray(cells, cJSON_CreateNumber((double)tally->hours[weekday][hour]));
        }
        json_set_string(row, "weekday", rows[weekday]);
        json_set(row, "cells", cells);
        cJSON_AddItemToArray(list, row);
    }
    struct chart_about about = {.id = "hours", .title = tr(request, "Events by weekday and hour"), .language = request->language,
                                .description = tr(request, "The table below has the same figures.")};
    struct text svg = text_in(request->arena);
    chart_grid(&svg, &about, &(struct chart_grid){.rows = rows, .columns = columns, .row_count = TALLY_WEEKDAYS, .column_count = TALLY_HOURS,
                                                  .values = values});
    const char *csv = arena_printf(request->arena, "/admin/analytics/events/hours.csv?%s", report_period_query(request));
    cJSON *chart = report_chart(about.id, about.title, text_string(&svg), csv, report_json_url(request));
    json_set(chart, "hour_heads", heads);
    json_set(chart, "weekdays", list);
    request_give(request, "by_hour", chart);
}

static void give_persons(struct request *request, const struct tally *tally)
{
    int64_t ids[PERSONS_SHOWN];
    size_t count = 0;
    for (; count < PERSONS_SHOWN && (int)count < tally->person_count; count++)
        ids[count] = tally->persons[count].key;
    cJSON *people = who_list(request, ids, count), *person;
    int at = 0;
    cJSON_ArrayForEach(person, people)
    {
        json_set_integer(person, "events", tally->persons[at].events);
        json_set_string(person, "events_text", report_value(request, FIGURE_COUNT, (double)tally->persons[at++].events));
    }
    request_give(request, "persons", people);
}

static struct tally *read(struct request *request, const struct figure_filter *filter, int64_t from, int64_t to)
{
    struct store *store = report_store(request);
    struct tally_question question = {.zone = report_zone(request), .name = "", .from = from, .to = to, .filter = *filter};
    return store == NULL ? NULL : tally_read(request->arena, store, &question);
}

enum http_status events_page(struct request *request)
{
    struct report_period period = report_period(request);
    report_give_period(request, &period, "/admin/analytics/events");
    request_give_text(request, "zone", report_zone(request));
    request_give_bool(request, "any", false);
    if (report_store(request) == NULL)
        return HTTP_OK;
    struct tally *now = read(request, &period.filter, period.from, period.to);
    struct tally *before = read(request, &period.filter, period.before_from, period.before_to);
    if (now == NULL || before == NULL)
        return HTTP_FAILED;
    give_names(request, now, before, (int)(period.to - period.from + 1));
    give_days(request, now, &period);
    give_hours(request, now);
    give_persons(request, now);
    request_give_bool(request, "any", now->events > 0);
    request_give_integer(request, "events", now->events);
    request_give_text(request, "events_text", report_value(request, FIGURE_COUNT, (double)now->events));
    request_give_text(request, "people_text", report_value(request, FIGURE_COUNT, (double)now->people));
    return HTTP_OK;
}
