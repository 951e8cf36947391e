/* unusual.c - GET /admin/analytics/unusual: days on which a figure left its expected band, and what moved it. */
#include "programs/analytics/daily.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/outlook.h"
#include "domain/measure/unusual.h"
#include "programs/analytics/look.h"

#include <math.h>

enum { SHOWN_MOST = 120, CAUSES_IN_FILTER = 10, MARKS_MOST = 60 };

struct shown {
    struct request *request;
    const struct figure *figure;
    struct figure_filter filter;
    const struct unusual *unusual;
    size_t first; /* the first day of the period among them */
};

static const char *write_value(struct arena *arena, const void *context, double value)
{
    (void)arena;
    const struct shown *shown = context;
    return report_value(shown->request, shown->figure->unit, value);
}

static const char *draw(struct shown *shown)
{
    struct request *request = shown->request;
    const struct unusual *unusual = shown->unusual;
    size_t count = unusual->count - shown->first, marked = 0;
    const char **labels = arena_alloc(request->arena, (count + 1) * sizeof *labels);
    double *low = arena_alloc(request->arena, (count + 1) * sizeof *low), *high = arena_alloc(request->arena, (count + 1) * sizeof *high);
    struct chart_mark marks[REPORT_MARKS_MOST + MARKS_MOST];
    size_t noted = look_give_day_notes(request, unusual->from + (int64_t)shown->first, count, marks);
    for (size_t i = 0; i < count; i++) {
        const struct anomaly_day *day = &unusual->days[shown->first + i];
        labels[i] = locale_day_short(request->arena, request->language, unusual->from + (int64_t)(shown->first + i));
        low[i] = day->low;
        high[i] = day->high;
        if (day->outside && marked < MARKS_MOST)
            marks[noted + marked++] = (struct chart_mark){.at = i};
    }
    const char *title = locale_words(request->language, shown->figure->label);
    const char *description = tr(request, "By the day, in the band that the days before let expect.");
    const struct chart_series series = {.name = title, .values = unusual->values + shown->first};
    const struct chart_band band = {tr(request, "99 % expected"), low, high};
    struct text svg = text_in(request->arena);
    chart_lines(&svg,
                &(struct chart_about){.id = "unusual", .title = title, .description = description, .language = request->language,
                                      .write = write_value, .context = shown},
                &(struct chart_line){.labels = labels, .count = count, .series = &series, .series_count = 1, .bands = &band, .band_count = 1,
                                     .marks = marks, .mark_count = noted + marked});
    return svg.bytes;
}

/* What happened on the day, of the figure and with the filters that are looked at. */
static const char *day_url(struct request *request, const struct figure *figure, const char *day)
{
    const char *rest = report_period_query_but(request, "days");
    return arena_printf(request->arena, "/admin/analytics/metric/%s?from=%s&to=%s%s%s", figure->name, day, day, *rest == '\0' ? "" : "&", rest);
}

static void give_cause(const struct shown *shown, cJSON *row, int64_t day, bool looked)
{
    struct request *request = shown->request;
    cJSON *cause = !looked ? NULL : unusual_cause(request->arena, report_store(request), report_zone(request), shown->figure, &shown->filter, day);
    const char *words = looked ? unusual_cause_words(request->arena, request->db, request->language, cause)
                               : tr(request, "Looked up for the newest days only");
    json_set_string(row, "cause_text", words);
    json_set(row, "cause", cause == NULL ? cJSON_CreateNull() : cause);
}

static cJSON *day_row(const struct shown *shown, size_t at)
{
    struct request *request = shown->request;
    const struct anomaly_day *day = &shown->unusual->days[at];
    int64_t number = shown->unusual->from + (int64_t)at;
    cJSON *row = cJSON_CreateObject();
    enum figure_unit unit = shown->figure->unit;
    const char *text = clock_day_text(request->arena, number);
    json_set_string(row, "day", text);
    json_set_string(row, "url", day_url(request, shown->figure, text));
    json_set_string(row, "day_text", locale_day(request->arena, request->language, number));
    json_set(row, "value", report_number(shown->unusual->values[at]));
    json_set(row, "low", report_number(day->low));
    json_set(row, "high", report_number(day->high));
    json_set(row, "severity", cJSON_CreateNumber(day->severity));
    json_set_bool(row, "outside", day->outside);
    json_set_string(row, "value_text", report_value(request, unit, shown->unusual->values[at]));
    const char *low = report_value(request, unit, day->low), *high = report_value(request, unit, day->high);
    json_set_string(row, "band_text", arena_printf(request->arena, "%s – %s", low, high));
    json_set_string(row, "severity_text", locale_decimal(request->arena, request->language, round(day->severity * 10) / 10));
    return row;
}

/* All days of the picture, the newest first. The causes of those outside take some reading, within a filter dozens of passes over a day's
 * events: of the newest alone. */
static cJSON *day_rows(const struct shown *shown)
{
    cJSON *rows = cJSON_CreateArray();
    int outside = 0, looked_at = figure_filter_any(&shown->filter) ? CAUSES_IN_FILTER : SHOWN_MOST;
    for (size_t at = shown->unusual->count; at-- > shown->first;) {
        cJSON *row = day_row(shown, at);
        if (shown->unusual->days[at].outside && outside < SHOWN_MOST)
            give_cause(shown, row, shown->unusual->from + (int64_t)at, outside++ < looked_at);
        else
            json_set_string(row, "cause_text", "");
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

static cJSON *outside_of(const cJSON *rows)
{
    cJSON *outside = cJSON_CreateArray();
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) if (json_member(row, "cause") != NULL) cJSON_AddItemToArray(outside, cJSON_Duplicate(row, true));
    return outside;
}

/* Judges all days that there are, so that those of the period have a past; false when there is nothing to judge. */
static bool read_days(struct request *request, const struct report_period *period, struct shown *shown, struct unusual *unusual)
{
    struct store *store = report_store(request);
    int64_t today = report_today(request), until = period->to + 1 < today ? period->to + 1 : today;
    const struct sheet *past = store == NULL ? NULL : outlook_past(request->arena, store, report_zone(request), &shown->filter, until);
    request_give_bool(request, "any", store != NULL);
    request_give_bool(request, "not_over", false);
    if (past == NULL)
        return false;
    *unusual = unusual_days(request->arena, past, shown->figure);
    shown->unusual = unusual;
    int64_t first = period->from - unusual->from;
    request_give_bool(request, "not_over", unusual->judged > 0 && first >= (int64_t)unusual->count);
    shown->first = first < 0 ? 0 : (size_t)first;
    return unusual->judged > 0 && shown->first < unusual->count && unusual->count - shown->first <= CHART_POINTS_MOST;
}

enum http_status unusual_page(struct request *request)
{
    struct report_period period = report_period(request);
    struct shown shown = {.request = request, .figure = daily_asked(request), .filter = period.filter};
    struct unusual unusual;
    report_give_period(request, &period, "/admin/analytics/unusual");
    request_give(request, "figures", daily_choices(request, shown.figure));
    request_give_text(request, "figure", shown.figure->name);
    request_give_text(request, "definition", locale_words(request->language, shown.figure->means));
    bool judged = read_days(request, &period, &shown, &unusual);
    request_give_bool(request, "judged", judged);
    if (!judged)
        return HTTP_OK;
    cJSON *rows = day_rows(&shown), *outside = outside_of(rows);
    const char *rest = report_period_query(request);
    const char *csv = arena_printf(request->arena, "/admin/analytics/unusual.csv?figure=%s&%s", shown.figure->name, rest);
    const char *title = locale_words(request->language, shown.figure->label);
    request_give(request, "chart", report_chart("unusual-figure", title, draw(&shown), csv, report_json_url(request)));
    request_give_bool(request, "any_days", outside->child != NULL);
    request_give(request, "days", rows);
    request_give(request, "days_outside", outside);
    return HTTP_OK;
}

enum http_status unusual_csv(struct request *request)
{
    static const char *const names[] = {"day", "value", "low", "high", "severity", "cause_text"};
    enum { COLUMNS = sizeof names / sizeof *names };
    struct report_period period = report_period(request);
    struct shown shown = {.request = request, .figure = daily_asked(request), .filter = period.filter};
    struct unusual unusual;
    const cJSON *days = read_days(request, &period, &shown, &unusual) ? day_rows(&shown) : cJSON_CreateArray();
    return report_csv(request, "unusual-days", report_table(days, names, COLUMNS));
}
