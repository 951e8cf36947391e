/* styleguide.c - GET /styleguide, in demo mode: every part of the design system. Most samples are templates/learner/styleguide.json;
 * charts are drawn here, from made-up figures that the page calls so. */
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/view/chart.h"
#include "programs/site/site.h"

#include <math.h>

enum { SAMPLES_BYTES_MOST = 64 * 1024, DAYS = 30, COHORTS = 6, WEEKDAYS = 7, HOURS = 24, HALF_YEAR = 182 };

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* A figure that looks like those of a site: a trend, a week's rhythm, and something that repeats for everyone. */
static double sample(size_t day, double level, double growth)
{
    static const double week[] = {1.1, 1.15, 1.2, 1.1, 0.95, 0.6, 0.7};
    double noise = (double)((day * 7919 + (size_t)level * 104729) % 97) / 97 - 0.5;
    return round((level + growth * (double)day) * week[day % 7] * (1 + 0.16 * noise));
}

static void fill(double *values, size_t count, double level, double growth)
{
    for (size_t i = 0; i < count; i++)
        values[i] = sample(i, level, growth);
}

/* "3 Nov" for the days up to today. */
static void name_days(struct request *request, const char **labels, size_t count)
{
    int64_t today = clock_day(request->now, "UTC");
    for (size_t i = 0; i < count; i++) {
        struct clock_parts date = clock_parts((today - (int64_t)(count - 1 - i)) * CLOCK_DAY, "UTC");
        labels[i] = arena_printf(request->arena, "%d %s", date.day, months[date.month - 1]);
    }
}

/* Adds {id, title, svg, csv, json, rows: [{name, value}]} to the page. */
static void give_chart(struct request *request, const struct chart_about *about, const struct text *svg, const char *const *names,
                       const double *values, size_t count)
{
    cJSON *chart = cJSON_CreateObject(), *rows = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        struct text value = text_in(request->arena);
        cJSON *row = cJSON_CreateObject();
        if (isfinite(values[i]))
            text_append_number(&value, values[i]);
        json_set_string(row, "name", names[i]);
        json_set_string(row, "value", isfinite(values[i]) ? text_string(&value) : "–");
        cJSON_AddItemToArray(rows, row);
    }
    json_set_string(chart, "id", about->id);
    json_set_string(chart, "title", about->title);
    json_set_string(chart, "svg", text_string(svg));
    json_set_string(chart, "csv", NULL);
    json_set_string(chart, "json", NULL);
    json_set(chart, "rows", rows);
    request_give(request, arena_printf(request->arena, "chart_%s", about->id), chart);
}

static struct chart_about about(const char *id, const char *title)
{
    return (struct chart_about){.id = id, .title = title, .description = "The table under the chart has the same figures."};
}

/* ---- lines ---- */

static void give_line(struct request *request)
{
    const char *labels[DAYS];
    double values[DAYS], before[DAYS];
    struct text svg = text_in(request->arena);
    struct chart_about it = about("line", "Active learners");
    name_days(request, labels, DAYS);
    fill(values, DAYS, 410, 6);
    fill(before, DAYS, 360, 2);
    values[12] = values[13] = NAN;
    values[21] = 190;
    values[DAYS - 1] *= 0.5;
    chart_lines(&svg, &it,
                &(struct chart_line){.labels = labels, .count = DAYS, .series_count = 1, .before_name = "30 days before", .target = 600,
                                     .series = &(struct chart_series){.name = "Last 30 days", .values = values, .before = before},
                                     .target_text = "Target 600", .mark_count = 2, .partial = true,
                                     .marks = (struct chart_mark[]){{.at = 21}, {.at = 17, .key = "1"}}});
    give_chart(request, &it, &svg, labels, values, DAYS);
}

static void give_lines(struct request *request)
{
    static const char *const names[] = {"Search", "Direct", "Mail", "Partners"};
    const char *labels[DAYS];
    double values[COUNT(names)][DAYS];
    struct chart_series series[COUNT(names)] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("lines", "Visits by channel");
    name_days(request, labels, DAYS);
    for (size_t i = 0; i < COUNT(names); i++) {
        fill(values[i], DAYS, 900.0 / (double)(i + 1), 14.0 - 5 * (double)i);
        series[i] = (struct chart_series){.name = names[i], .values = values[i]};
    }
    chart_lines(&svg, &it, &(struct chart_line){.labels = labels, .count = DAYS, .series = series, .series_count = COUNT(names)});
    give_chart(request, &it, &svg, labels, values[0], DAYS);
}

static void give_forecast(struct request *request)
{
    const char *labels[DAYS];
    double past[DAYS], next[DAYS], low[2][DAYS], high[2][DAYS];
    struct text svg = text_in(request->arena);
    struct chart_about it = about("forecast", "Enrolments, and those to expect");
    name_days(request, labels, DAYS);
    for (size_t i = 0; i < DAYS; i++) {
        bool known = i < 20;
        double middle = sample(i, 60, 1), spread = known ? 0 : 5 * sqrt((double)i - 18);
        past[i] = known ? middle : NAN;
        next[i] = i >= 19 ? middle : NAN;
        for (int band = 0; band < 2; band++) {
            double width = (band == 0 ? 1.96 : 1.28) * spread;
            low[band][i] = i >= 19 ? middle - width : NAN;
            high[band][i] = i >= 19 ? middle + width : NAN;
        }
    }
    chart_lines(&svg, &it,
                &(struct chart_line){.labels = labels, .count = DAYS, .series_count = 2, .band_count = 2,
                                     .series = (struct chart_series[]){{.name = "Enrolments", .values = past},
                                                                       {.name = "Forecast", .values = next, .dashed = true}},
                                     .bands = (struct chart_band[]){{"95 % interval", low[0], high[0]}, {"80 % interval", low[1], high[1]}}});
    give_chart(request, &it, &svg, labels, past, DAYS);
}

/* ---- bars ---- */

static void give_columns(struct request *request, const char *id, const char *title, bool stacked)
{
    static const char *const names[] = {"Web", "Phone", "Mail"}, *const quarters[] = {"June", "July", "August", "September", "October", "November"};
    static const double values[][6] = {{420, 480, 510, 640, 700, 690}, {260, 300, 340, 390, 450, 520}, {80, 60, 90, 70, 110, 100}};
    struct chart_series series[COUNT(names)] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about(id, title);
    for (size_t i = 0; i < COUNT(names); i++)
        series[i] = (struct chart_series){.name = names[i], .values = values[i]};
    chart_columns(&svg, &it, &(struct chart_columns){quarters, COUNT(quarters), series, COUNT(names), stacked});
    give_chart(request, &it, &svg, quarters, values[0], COUNT(quarters));
}

static void give_histogram(struct request *request)
{
    enum { BINS = 20 };
    const char *labels[BINS];
    double values[BINS];
    struct text svg = text_in(request->arena);
    struct chart_about it = about("histogram", "Scores of a quiz");
    for (size_t i = 0; i < BINS; i++) {
        double away = ((double)i - 13) / 4;
        labels[i] = arena_printf(request->arena, "%zu %%", i * 5);
        values[i] = round(240 * exp(-away * away / 2));
    }
    chart_columns(&svg, &it, &(struct chart_columns){labels, BINS, &(struct chart_series){.name = "Attempts", .values = values}, 1, false});
    give_chart(request, &it, &svg, labels, values, BINS);
}

static void give_bars(struct request *request)
{
    static const double values[] = {20, 45, 30, 60, 10, 0, 0};
    static const char *const texts[] = {"20", "45", "30", "60", "10", "", ""};
    struct chart_bar bars[WEEKDAYS] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("bars", "Minutes of a week");
    for (size_t i = 0; i < WEEKDAYS; i++)
        bars[i] = (struct chart_bar){.label = weekdays[i], .text = texts[i], .value = values[i], .quiet = i > 4};
    chart_bars(&svg, &it, bars, WEEKDAYS);
    give_chart(request, &it, &svg, weekdays, values, WEEKDAYS);
}

static void give_rows(struct request *request)
{
    static const char *const names[] = {"Git from the inside", "Statistics for decisions", "SQL that answers",
                                        "A small book of regular expressions, and when to leave them alone"};
    static const double values[] = {1840, 1211, 970, 402};
    struct chart_bar rows[COUNT(names)] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("rows", "Most visited courses");
    for (size_t i = 0; i < COUNT(names); i++)
        rows[i] = (struct chart_bar){.label = names[i], .value = values[i]};
    chart_rows(&svg, &it, rows, COUNT(names));
    give_chart(request, &it, &svg, names, values, COUNT(names));
}

static void give_funnel(struct request *request)
{
    static const char *const names[] = {"Saw the course", "Registered", "Began a lesson", "Finished the course"};
    static const double values[] = {5200, 1310, 1020, 388};
    struct chart_step steps[COUNT(names)] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("funnel", "From a visit to the end of a course");
    for (size_t i = 0; i < COUNT(names); i++) {
        steps[i] = (struct chart_step){.label = names[i], .value = values[i]};
        if (i > 0)
            steps[i].conversion = arena_printf(request->arena, "%.0f %% went on", 100 * values[i] / values[i - 1]);
    }
    chart_funnel(&svg, &it, steps, COUNT(names));
    give_chart(request, &it, &svg, names, values, COUNT(names));
}

static void give_intervals(struct request *request)
{
    static const char *const names[] = {"Shorter form", "New headline", "No picture"};
    static const double effects[] = {4.2, 0.9, -2.8}, lows[] = {1.6, -1.1, -4.4}, highs[] = {6.8, 2.9, -1.2};
    struct chart_interval intervals[COUNT(names)] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("intervals", "Effect on enrolments, percentage points");
    for (size_t i = 0; i < COUNT(names); i++)
        intervals[i] = (struct chart_interval){names[i], NULL, effects[i], lows[i], highs[i]};
    chart_intervals(&svg, &it, intervals, COUNT(names));
    give_chart(request, &it, &svg, names, effects, COUNT(names));
}

/* ---- parts and shades ---- */

static void give_pie(struct request *request)
{
    static const char *const names[] = {"Search", "Direct", "Mail", "Partners", "Social", "Print", "Radio", "Unknown"};
    static const double values[] = {4100, 2300, 1200, 800, 420, 160, 80, 50};
    struct chart_slice slices[COUNT(names)] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("pie", "Visits by channel, shares");
    for (size_t i = 0; i < COUNT(names); i++)
        slices[i] = (struct chart_slice){names[i], values[i]};
    chart_pie(&svg, &it, slices, COUNT(names), "Other", "9,110");
    give_chart(request, &it, &svg, names, values, COUNT(names));
}

static const char *write_percent(struct arena *arena, const void *context, double value)
{
    (void)context;
    return arena_printf(arena, "%.0f %%", value);
}

static void give_cohorts(struct request *request)
{
    static const char *const columns[COHORTS] = {"0", "1", "2", "3", "4", "5"};
    const char *rows[COHORTS];
    double values[COHORTS * COHORTS], sizes[COHORTS];
    struct text svg = text_in(request->arena);
    struct chart_about it = about("cohorts", "Learners who came back, by week of joining");
    it.write = write_percent;
    for (size_t row = 0; row < COHORTS; row++) {
        rows[row] = arena_printf(request->arena, "Week %zu", 40 + row);
        sizes[row] = 100;
        for (size_t column = 0; column < COHORTS; column++)
            values[row * COHORTS + column] = row + column < COHORTS ? round(100 / (1 + 0.7 * (double)column) + 2 * (double)(row * column)) : NAN;
    }
    chart_grid(&svg, &it, &(struct chart_grid){rows, columns, COHORTS, COHORTS, values, true});
    give_chart(request, &it, &svg, rows, sizes, COHORTS);
}

static void give_hours(struct request *request)
{
    const char *columns[HOURS];
    double values[WEEKDAYS * HOURS], sums[WEEKDAYS] = {0};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("hours", "Visits by hour and weekday");
    for (size_t hour = 0; hour < HOURS; hour++)
        columns[hour] = arena_printf(request->arena, "%02zu", hour);
    for (size_t i = 0; i < WEEKDAYS * HOURS; i++) {
        double away = ((double)(i % HOURS) - (i / HOURS > 4 ? 20 : 15)) / 5;
        values[i] = round(120 * exp(-away * away) * (i / HOURS > 4 ? 0.5 : 1));
        sums[i / HOURS] += values[i];
    }
    chart_grid(&svg, &it, &(struct chart_grid){weekdays, columns, WEEKDAYS, HOURS, values, false});
    give_chart(request, &it, &svg, weekdays, sums, WEEKDAYS);
}

static void give_calendar(struct request *request)
{
    int64_t today = clock_day(request->now, "UTC");
    double values[HALF_YEAR], sum[2] = {0};
    static const char *const halves[] = {"First 13 weeks", "Last 13 weeks"};
    struct text svg = text_in(request->arena);
    struct chart_about it = about("calendar", "Lessons by day");
    for (size_t i = 0; i < HALF_YEAR; i++) {
        values[i] = i * 7919 % 11 < 4 ? 0 : fmax(0, sample(i, 8, 0.04) - 4);
        sum[i >= HALF_YEAR / 2] += values[i];
    }
    chart_calendar(&svg, &it,
                   &(struct chart_calendar){.first = today - HALF_YEAR + 1, .today = today, .values = values, .count = HALF_YEAR,
                                            .months = months, .weekdays = weekdays, .less = "less", .more = "more"});
    give_chart(request, &it, &svg, halves, sum, 2);
}

static void give_key_figures(struct request *request)
{
    cJSON *figure;
    cJSON_ArrayForEach(figure, cJSON_GetObjectItem(request->model, "key_figures"))
    {
        const cJSON *trend = json_member(figure, "trend"), *value;
        double values[DAYS];
        size_t count = 0;
        struct text svg = text_in(request->arena);
        const char *key = json_string(figure, "key", "");
        cJSON_ArrayForEach(value, trend) if (count < DAYS) values[count++] = value->valuedouble;
        struct chart_about it = about(arena_printf(request->arena, "spark-%s", key), json_string(figure, "label", ""));
        it.description = "The last weeks.";
        if (count > 0)
            chart_spark(&svg, &it, values, count);
        json_set_string(figure, "spark", text_string(&svg));
    }
}

/* Samples first: charts of key figures are drawn from them. Names that the frame uses stay as they are. */
enum http_status styleguide_page(struct request *request)
{
    if (!request->config->demo)
        return HTTP_NOT_FOUND;
    size_t length = 0;
    const char *name = config_home_path(request->arena, request->config, "templates/learner/styleguide.json");
    char *bytes = file_read(request->arena, name, SAMPLES_BYTES_MOST, &length);
    cJSON *samples = bytes == NULL ? NULL : json_read(request->arena, bytes, length, NULL);
    while (samples != NULL && samples->child != NULL) {
        cJSON *sample_of = cJSON_DetachItemViaPointer(samples, samples->child);
        request_give(request, sample_of->string, sample_of);
    }
    static void (*const give[])(struct request *request) = {give_line, give_lines, give_forecast, give_histogram, give_bars, give_rows, give_funnel,
                                                            give_intervals, give_pie, give_cohorts, give_hours, give_calendar, give_key_figures};
    for (size_t i = 0; i < COUNT(give); i++)
        give[i](request);
    give_columns(request, "group", "Enrolments by device, side by side", false);
    give_columns(request, "stack", "Enrolments by device, stacked", true);
    return samples == NULL ? HTTP_FAILED : HTTP_OK;
}
