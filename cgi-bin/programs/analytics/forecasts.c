/* forecasts.c - GET /admin/analytics/forecasts: what a key figure will be, with its uncertainty, and how earlier forecasts did; and
 * the same for programs. */
#include "programs/analytics/daily.h"
#include "programs/analytics/look.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/outlook.h"

#include <math.h>

enum { PAST_SHOWN = 90, KEPT_SHOWN = 12 };

static int64_t horizon_of(const struct request *request)
{
    return text_equal(request_text(request, "horizon"), "90") ? 90 : 30;
}

/* ---- the picture ---- */

static const char *write_value(struct arena *arena, const void *context, double value)
{
    (void)arena;
    const struct { struct request *request; const struct figure *figure; } *how = context;
    return report_value(how->request, how->figure->unit, value);
}

/* What was, then what is expected: one row of points, the rest of each series missing. */
static const char *draw(struct request *request, const struct outlook *outlook, bool shown)
{
    size_t past = outlook->count < PAST_SHOWN ? outlook->count : PAST_SHOWN, horizon = shown ? outlook->forecast.horizon : 0, count = past + horizon;
    struct arena *arena = request->arena;
    const char **labels = arena_alloc(arena, (count + 1) * sizeof *labels);
    double *rows[6];
    for (int i = 0; i < 6; i++) {
        rows[i] = arena_alloc(arena, (count + 1) * sizeof(double));
        for (size_t at = 0; at < count; at++)
            rows[i][at] = NAN;
    }
    for (size_t at = 0; at < count; at++) {
        labels[at] = locale_day_short(arena, request->language, outlook->today - (int64_t)past + (int64_t)at);
        if (at < past)
            rows[0][at] = outlook->past[outlook->count - past + at];
        if (at < past)
            continue;
        const struct forecast_step *step = &outlook->forecast.steps[at - past];
        rows[1][at] = step->point;
        rows[2][at] = step->low80;
        rows[3][at] = step->high80;
        rows[4][at] = step->low95;
        rows[5][at] = step->high95;
    }
    const struct chart_series series[] = {{.name = tr(request, "So far"), .values = rows[0]},
                                          {.name = tr(request, "Expected"), .values = rows[1], .dashed = true}};
    const struct chart_band bands[] = {{tr(request, "95 %"), rows[4], rows[5]}, {tr(request, "80 %"), rows[2], rows[3]}};
    const struct { struct request *request; const struct figure *figure; } how = {request, outlook->figure};
    const char *title = locale_words(request->language, outlook->figure->label);
    struct chart_mark marks[REPORT_MARKS_MOST];
    size_t noted = look_give_day_notes(request, outlook->today - (int64_t)past, past, marks);
    struct text svg = text_in(arena);
    chart_lines(&svg,
                &(struct chart_about){.id = "forecast", .title = title, .description = tr(request, "By the day: what was, then what is expected."),
                                      .language = request->language, .write = write_value, .context = &how},
                &(struct chart_line){.labels = labels, .count = count, .series = series, .series_count = shown ? 2 : 1, .bands = bands,
                                     .band_count = shown ? 2 : 0, .marks = marks, .mark_count = noted});
    return svg.bytes;
}

/* ---- the tables ---- */

static cJSON *step_rows(struct request *request, const struct outlook *outlook)
{
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < outlook->forecast.horizon; i++) {
        const struct forecast_step *step = &outlook->forecast.steps[i];
        const struct { const char *name; double value; } numbers[] = {
            {"point", step->point}, {"low80", step->low80}, {"high80", step->high80}, {"low95", step->low95}, {"high95", step->high95}};
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "day", clock_day_text(request->arena, outlook->today + (int64_t)i));
        json_set_string(row, "day_text", locale_day(request->arena, request->language, outlook->today + (int64_t)i));
        for (size_t at = 0; at < sizeof numbers / sizeof *numbers; at++) {
            json_set(row, numbers[at].name, report_number(numbers[at].value));
            json_set_string(row, arena_printf(request->arena, "%s_text", numbers[at].name),
                            report_value(request, outlook->figure->unit, numbers[at].value));
        }
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

static const char *share_text(struct request *request, int64_t part, int64_t whole)
{
    return report_value(request, FIGURE_PERCENT, whole == 0 ? NAN : 100.0 * (double)part / (double)whole);
}

/* Forecasts are kept of the academy and of courses: of a part of either there is none, and what came of the part says nothing of the whole. */
static void give_kept(struct request *request, const struct outlook *outlook, const struct figure_filter *filter)
{
    bool part = filter->country != 0 || filter->device != 0 || filter->cohort != 0;
    cJSON *kept = part ? cJSON_CreateArray() : outlook_compare(request->db, outlook, filter->course_id, KEPT_SHOWN), *row;
    cJSON_ArrayForEach(row, kept)
    {
        int64_t days = json_integer(row, "days", 0);
        const cJSON *error = json_member(row, "error");
        json_set_string(row, "made_text", locale_day(request->arena, request->language, json_integer(row, "made_day", 0)));
        json_set_bool(row, "over", days > 0);
        json_set_string(row, "error_text", report_value(request, FIGURE_PERCENT, cJSON_IsNumber(error) ? error->valuedouble : NAN));
        json_set_string(row, "inside80_text", share_text(request, json_integer(row, "inside80", 0), days));
        json_set_string(row, "inside95_text", share_text(request, json_integer(row, "inside95", 0), days));
    }
    request_give_bool(request, "any_kept", kept->child != NULL);
    request_give(request, "kept", kept);
}

static void give_forecast(struct request *request, const struct outlook *outlook)
{
    const struct forecast *forecast = &outlook->forecast;
    bool tested = outlook->enough && forecast->origins > 0, shown = outlook->enough && forecast->beats_naive;
    request_give_bool(request, "enough", outlook->enough);
    request_give_bool(request, "tested", tested);
    request_give_bool(request, "shown", shown);
    request_give_integer(request, "past_days", (int64_t)outlook->count);
    request_give_integer(request, "least_days", OUTLOOK_LEAST_DAYS);
    request_give_text(request, "method", outlook->enough ? forecast->method : "");
    request_give_integer(request, "origins", outlook->enough ? (int64_t)forecast->origins : 0);
    request_give_text(request, "smape_text", report_value(request, FIGURE_PERCENT, tested ? forecast->error.smape : NAN));
    request_give_text(request, "naive_text", report_value(request, FIGURE_PERCENT, tested ? forecast->naive_error.smape : NAN));
    request_give_text(request, "mase_text", report_value(request, FIGURE_PERCENT, tested ? 100 * forecast->error.mase : NAN));
    request_give_text(request, "naive_mase_text", report_value(request, FIGURE_PERCENT, tested ? 100 * forecast->naive_error.mase : NAN));
    request_give(request, "smape", report_number(tested ? forecast->error.smape : NAN));
    request_give(request, "mase", report_number(tested ? forecast->error.mase : NAN));
    request_give(request, "naive_smape", report_number(tested ? forecast->naive_error.smape : NAN));
    request_give(request, "naive_mase", report_number(tested ? forecast->naive_error.mase : NAN));
    request_give(request, "steps", shown ? step_rows(request, outlook) : cJSON_CreateArray());
}

/* The outlook of a figure for what the request asks; false while nothing was recorded. */
static bool read_outlook(struct request *request, const struct figure *figure, const struct report_period *period, struct outlook *outlook,
                         enum http_status *status)
{
    struct store *store = report_store(request);
    *status = HTTP_OK;
    request_give_bool(request, "any", store != NULL);
    request_give_text(request, "figure", figure->name);
    request_give_text(request, "label", locale_words(request->language, figure->label));
    request_give_text(request, "definition", locale_words(request->language, figure->means));
    request_give_integer(request, "horizon", horizon_of(request));
    if (store == NULL)
        return false;
    const struct sheet *past = outlook_past(request->arena, store, report_zone(request), &period->filter, report_today(request));
    *outlook = outlook_make(request->arena, past, figure, (size_t)horizon_of(request));
    if (db_failed(store_rollup(store)) != DB_OK)
        *status = HTTP_FAILED;
    return *status == HTTP_OK;
}

enum http_status forecasts_page(struct request *request)
{
    struct report_period period = report_period(request);
    struct outlook outlook;
    enum http_status status;
    report_give_period(request, &period, "/admin/analytics/forecasts");
    request_give(request, "figures", daily_choices(request, daily_asked(request)));
    request_give_bool(request, "ninety", horizon_of(request) == 90);
    if (!read_outlook(request, daily_asked(request), &period, &outlook, &status))
        return status;
    give_forecast(request, &outlook);
    give_kept(request, &outlook, &period.filter);
    const char *name = outlook.figure->name, *rest = report_period_query(request);
    long long horizon = horizon_of(request);
    const char *csv = arena_printf(request->arena, "/admin/analytics/forecasts.csv?figure=%s&horizon=%lld&%s", name, horizon, rest);
    const char *json = arena_printf(request->arena, "/api/analytics/predict/%s?horizon=%lld&%s", name, horizon, rest);
    const char *svg = draw(request, &outlook, outlook.enough && outlook.forecast.beats_naive);
    request_give(request, "chart", report_chart("forecast-figure", locale_words(request->language, outlook.figure->label), svg, csv, json));
    return HTTP_OK;
}

enum http_status forecasts_csv(struct request *request)
{
    static const char *const names[] = {"day", "point", "low80", "high80", "low95", "high95"};
    enum { COLUMNS = sizeof names / sizeof *names };
    struct report_period period = report_period(request);
    struct outlook outlook;
    enum http_status status;
    bool read = read_outlook(request, daily_asked(request), &period, &outlook, &status);
    if (status != HTTP_OK)
        return status;
    const cJSON *steps = read && outlook.enough && outlook.forecast.beats_naive ? step_rows(request, &outlook) : cJSON_CreateArray();
    return report_csv(request, "forecast", report_table(steps, names, COLUMNS));
}

enum http_status predict_api(struct request *request)
{
    request->wants_json = true;
    const struct figure *figure = figure_find(request_text(request, "metric"));
    if (figure == NULL || !outlook_fits(figure))
        return HTTP_NOT_FOUND;
    struct report_period period = report_period(request);
    struct outlook outlook;
    enum http_status status;
    bool read = read_outlook(request, figure, &period, &outlook, &status);
    if (read) {
        give_forecast(request, &outlook);
        give_kept(request, &outlook, &period.filter);
    }
    return status;
}
