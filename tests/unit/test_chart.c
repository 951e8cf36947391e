/* test_chart.c - charts: well-formed with resolving ids whatever the figures are, every datum drawn once, words escaped, axes in
 * round steps, and small drawings letter by letter. */
#include "core/view/chart.h"
#include "core/view/chart_parts.h"
#include "core/view/locale.h"
#include "fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define XSS "<i x=\"1\">&'"

static const struct chart_about plain = {.id = "c", .title = "Title", .description = "Words."};
static const struct chart_about hostile = {.id = "h-1", .title = XSS, .description = XSS};

/* ---- a strict little reader of markup ---- */

enum { DEPTH_MOST = 16, NAME_MOST = 24, ATTRIBUTES_MOST = 16, IDS_MOST = 64 };

struct reader {
    const char *at;
    char open[DEPTH_MOST][NAME_MOST], ids[IDS_MOST][NAME_MOST], attributes[ATTRIBUTES_MOST][NAME_MOST];
    int depth, id_count, attribute_count;
};

/* Copies a word into a table of words; fails when it is there already. */
static void keep_once(char table[][NAME_MOST], int *count, int most, const char *word, size_t length)
{
    assert_in_range(length, 1, NAME_MOST - 1);
    assert_in_range(*count, 0, most - 1);
    for (int i = 0; i < *count; i++)
        if (strlen(table[i]) == length && memcmp(table[i], word, length) == 0)
            fail_msg("twice: %s", table[i]);
    memcpy(table[*count], word, length);
    table[(*count)++][length] = '\0';
}

static size_t name_length(const char *at)
{
    size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    assert_in_range(length, 1, NAME_MOST - 1);
    return length;
}

/* Text up to `stop`: no bare < or &. */
static const char *skip_text(const char *at, char stop)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (; *at != stop && *at != '\0'; at++) {
        bool reference = *at != '&';
        for (size_t i = 0; i < COUNT(known); i++)
            reference |= text_starts(at, known[i]);
        if (!reference || *at == '<')
            fail_msg("bare character at: %.40s", at);
    }
    return at;
}

static void read_attribute(struct reader *reader)
{
    const char *name = reader->at;
    size_t length = name_length(name);
    keep_once(reader->attributes, &reader->attribute_count, ATTRIBUTES_MOST, name, length);
    assert_false(text_starts(name, "style=") || text_starts(name, "on"));
    assert_true(text_starts(name + length, "=\""));
    const char *value = name + length + 2, *end = skip_text(value, '"');
    if (text_starts(name, "id=\""))
        keep_once(reader->ids, &reader->id_count, IDS_MOST, value, (size_t)(end - value));
    reader->at = end + 1;
}

static void read_tag(struct reader *reader)
{
    bool closes = reader->at[1] == '/';
    const char *name = reader->at + (closes ? 2 : 1);
    size_t length = name_length(name);
    reader->at = name + length;
    if (closes) {
        assert_true(reader->depth > 0);
        reader->depth--;
        assert_int_equal(strlen(reader->open[reader->depth]), length);
        assert_memory_equal(reader->open[reader->depth], name, length);
    } else {
        assert_in_range(reader->depth, 0, DEPTH_MOST - 1);
        memcpy(reader->open[reader->depth], name, length);
        reader->open[reader->depth++][length] = '\0';
        reader->attribute_count = 0;
        while (*reader->at == ' ') {
            reader->at++;
            read_attribute(reader);
        }
        if (*reader->at == '/') {
            reader->at++;
            reader->depth--;
        }
    }
    assert_int_equal(*reader->at, '>');
    reader->at++;
}

static bool has_id(const struct reader *reader, const char *id, size_t length)
{
    for (int i = 0; i < reader->id_count; i++)
        if (strlen(reader->ids[i]) == length && memcmp(reader->ids[i], id, length) == 0)
            return true;
    return false;
}

/* All that follows `before` up to one of `stops` must be ids of this drawing. */
static void check_references(const struct reader *reader, const char *markup, const char *before, const char *stops)
{
    for (const char *at = strstr(markup, before); at != NULL; at = strstr(at, before)) {
        at += strlen(before);
        for (const char *end; (end = strpbrk(at, stops)) != NULL; at = end + 1) {
            if (!has_id(reader, at, (size_t)(end - at)))
                fail_msg("no such id: %.20s", at);
            if (*end != ' ')
                break;
        }
    }
}

/* The markup, after a look at it: balanced, ids unique, references resolved, numbers that are numbers. */
static const char *checked(const struct text *out)
{
    struct reader reader = {.at = text_string(out)};
    while (*reader.at != '\0') {
        if (*reader.at == '<')
            read_tag(&reader);
        else
            reader.at = skip_text(reader.at, '<');
    }
    assert_int_equal(reader.depth, 0);
    check_references(&reader, text_string(out), "aria-labelledby=\"", " \"");
    check_references(&reader, text_string(out), "url(#", ")");
    assert_null(strstr(text_string(out), "nan"));
    assert_null(strstr(text_string(out), "inf"));
    assert_non_null(strstr(text_string(out), "role=\"img\""));
    return text_string(out);
}

static int count_of(const char *markup, const char *what)
{
    int count = 0;
    for (const char *at = strstr(markup, what); at != NULL; at = strstr(at + 1, what))
        count++;
    return count;
}

/* ---- every chart with any figures ---- */

enum { MOST = 31 };

struct figures {
    const char *what;
    size_t count;
    double values[MOST];
};

static void fill(const struct figures *figures, double *values)
{
    for (size_t i = 0; i < MOST; i++)
        values[i] = figures->values[i];
}

static const char *const names[MOST] = {XSS, "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p",
                                        "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "1", "2", "3", "4", "5"};

static void draw_lines(struct text *out, const struct figures *figures)
{
    double values[MOST], other[MOST];
    fill(figures, values);
    for (size_t i = 0; i < MOST; i++)
        other[i] = -values[i] / 2;
    struct chart_series series[] = {{XSS, values, other, false}, {"b", other, NULL, true}};
    struct chart_band bands[] = {{XSS, other, values}, {"b", other, values}};
    struct chart_mark marks[] = {{.at = 0, .series = 0}, {.at = 0, .series = 1, .key = "<1>"}};
    for (int near = 0; near < 2; near++)
        chart_lines(out, near ? &plain : &hostile,
                    &(struct chart_line){.labels = names, .count = figures->count, .series = series, .series_count = near ? 1 : 2, .before_name = XSS,
                                         .bands = bands, .band_count = near ? 0 : 2, .target = figures->values[0], .target_text = XSS, .marks = marks,
                                         .mark_count = figures->count == 0 || near ? 0 : 2, .partial = true, .near = near});
}

static void draw_upright(struct text *out, const struct figures *figures)
{
    struct chart_bar bars[MOST] = {0};
    struct chart_about second = plain, third = plain;
    struct chart_series series[] = {{XSS, figures->values, NULL, false}, {"b", figures->values, NULL, false}};
    for (size_t i = 0; i < figures->count; i++)
        bars[i] = (struct chart_bar){.label = names[i], .text = XSS, .value = figures->values[i]};
    second.id = "c2";
    third.id = "c3";
    chart_bars(out, &hostile, bars, figures->count);
    chart_columns(out, &second, &(struct chart_columns){names, figures->count, series, 2, true});
    chart_columns(out, &third, &(struct chart_columns){names, figures->count, series, 1, false});
}

static void draw_rows(struct text *out, const struct figures *figures)
{
    struct chart_bar rows[MOST] = {0};
    struct chart_step steps[MOST] = {0};
    struct chart_interval intervals[MOST] = {0};
    struct chart_about second = plain, third = plain;
    for (size_t i = 0; i < figures->count; i++) {
        rows[i] = (struct chart_bar){.label = names[i], .value = figures->values[i]};
        steps[i] = (struct chart_step){names[i], NULL, figures->values[i], XSS};
        intervals[i] = (struct chart_interval){names[i], NULL, figures->values[i], figures->values[i] - 1, figures->values[i] + 1};
    }
    second.id = "c2";
    third.id = "c3";
    chart_rows(out, &hostile, rows, figures->count);
    chart_funnel(out, &second, steps, figures->count);
    chart_intervals(out, &third, intervals, figures->count);
}

static void draw_others(struct text *out, const struct figures *figures)
{
    struct chart_slice slices[MOST] = {0};
    struct chart_about a = plain, b = plain, c = plain;
    static const char *const twelve[12] = {XSS, XSS, XSS, XSS, XSS, XSS, XSS, XSS, XSS, XSS, XSS, XSS};
    for (size_t i = 0; i < figures->count; i++)
        slices[i] = (struct chart_slice){names[i], figures->values[i]};
    a.id = "c2";
    b.id = "c3";
    c.id = "c4";
    chart_pie(out, &hostile, slices, figures->count, XSS, XSS);
    chart_spark(out, &a, figures->values, figures->count);
    chart_grid(out, &b, &(struct chart_grid){names, names, figures->count > 0, figures->count, figures->values, true});
    chart_calendar(out, &c, &(struct chart_calendar){20000, 20001, figures->values, figures->count, twelve, twelve, XSS, XSS});
}

static void test_any_figures(void **state)
{
    static const struct figures cases[] = {
        {"none", 0, {0}},
        {"one", 1, {5}},
        {"one missing", 1, {NAN}},
        {"all missing", 4, {NAN, NAN, INFINITY, -INFINITY}},
        {"gaps", 5, {1, NAN, 2, NAN, 3}},
        {"zeros", 3, {0, 0, 0}},
        {"equal", 3, {7, 7, 7}},
        {"negative", 3, {-1, -20, -3}},
        {"both sides", 4, {-5, 5, 0, 2.5}},
        {"huge", 4, {1e308, -1e308, 1e300, 0}},
        {"tiny", 3, {1e-308, 0, 4e-320}},
        {"close", 3, {1e15, 1e15 + 1, 1e15 + 2}},
        {"many", MOST, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31}},
    };
    static void (*const draw[])(struct text *, const struct figures *) = {draw_lines, draw_upright, draw_rows, draw_others};
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t j = 0; j < COUNT(draw); j++) {
            struct text out = text_in(*state);
            draw[j](&out, &cases[i]);
            const char *markup = checked(&out);
            assert_non_null(strstr(markup, "<title id=\"h-1-t\">&lt;i x=&quot;1&quot;&gt;&amp;&#39;</title>"));
            assert_null(strstr(markup, "<i"));
        }
}

/* ---- marks are data ---- */

static void test_line_data(void **state)
{
    double values[] = {1, 2, NAN, 4, INFINITY, 6, 8, 10}, before[] = {1, 1, 1, 1, 1, 1, 1, NAN};
    const char *labels[] = {"a", "b", "c", "d", "e", "f", "g", "today"};
    struct chart_mark marks[] = {{.at = 1}, {.at = 2}, {.at = 3, .key = "7"}};
    struct text out = text_in(*state);
    chart_lines(&out, &plain,
                &(struct chart_line){.labels = labels, .count = 8, .series_count = 1, .before_name = "before",
                                     .series = &(struct chart_series){"now", values, before, false}, .marks = marks, .mark_count = 3,
                                     .partial = true, .target = 12, .target_text = "Target 12"});
    const char *markup = checked(&out);
    const char *way = strstr(markup, "<path class=\"chart-line chart-1\" d=\"");
    assert_non_null(way); /* three runs, the lonely point a dot, the last day not in it */
    assert_true(text_starts(strstr(way, "d="), "d=\"M0 212.7 142.9 199.3M428.6 172.7h0M714.3 146 857.1 119.3\"/>"));
    assert_non_null(strstr(markup, "<path class=\"chart-line chart-dashed chart-1\" d=\"M857.1 119.3 1000 92.7\"/>"));
    assert_int_equal(count_of(markup, "chart-line chart-before"), 2); /* the line and its place in the key */
    assert_int_equal(count_of(markup, "chart-ring"), 1);                /* not round a missing value */
    assert_int_equal(count_of(markup, ">7</text>"), 1);
    assert_int_equal(count_of(markup, ">today</text>"), 1);
    assert_int_equal(count_of(markup, "chart-target"), 1);
    assert_int_equal(count_of(markup, ">Target 12</text>"), 1);
    assert_int_equal(count_of(markup, "chart-rule") + count_of(markup, "chart-axis"), 4); /* 0, 5, 10, 15 */
}

static void test_counts(void **state)
{
    double values[] = {3, NAN, 0, 5}, other[] = {1, 1, 1, -1};
    struct chart_series series[] = {{"x", values, NULL, false}, {"y", other, NULL, false}};
    struct text group = text_in(*state), stack = text_in(*state), grid = text_in(*state), pie = text_in(*state), rows = text_in(*state);
    chart_columns(&group, &plain, &(struct chart_columns){names + 1, 4, series, 2, false});
    assert_int_equal(count_of(strstr(checked(&group), "chart-plot"), "<rect"), 3 + 4 + 2); /* and two in the key */
    chart_columns(&stack, &plain, &(struct chart_columns){names + 1, 4, series, 2, true});
    assert_int_equal(count_of(strstr(checked(&stack), "chart-plot"), "<rect"), 2 + 3 + 2);
    chart_grid(&grid, &plain, &(struct chart_grid){names + 1, names + 1, 2, 2, values, true});
    assert_int_equal(count_of(checked(&grid), "<rect"), 3);
    assert_int_equal(count_of(grid.bytes, "class=\"chart-level-0\""), 1);
    assert_int_equal(count_of(grid.bytes, "class=\"chart-level-6\""), 1);
    assert_int_equal(count_of(grid.bytes, "class=\"chart-cell"), 3);
    struct chart_slice slices[] = {{"a", 50}, {"b", 20}, {"c", 10}, {"d", 8}, {"e", 6}, {"f", 4}, {"g", 2}};
    chart_pie(&pie, &plain, slices, 7, "other", NULL);
    assert_int_equal(count_of(checked(&pie), "<li>"), 6);
    assert_non_null(strstr(pie.bytes, "<span>other</span> <strong class=\"num\">6 · 6 %</strong>"));
    assert_null(strstr(pie.bytes, "<span>f</span>"));
    chart_rows(&rows, &plain, (struct chart_bar[]){{.label = "a", .value = 4}, {.label = "b", .value = 1}}, 2);
    assert_non_null(strstr(checked(&rows), "width=\"25%\" height=\"12\""));
}

/* A name that is too long for a phone is there twice; a grid without figures says what its shades mean; what is too wide scrolls. */
static void test_room(void **state)
{
    struct text rows = text_in(*state), grid = text_in(*state), wide = text_in(*state);
    double values[40] = {1000, 2000};
    const char *heads[40];
    chart_rows(&rows, &plain, (struct chart_bar[]){{.label = "Statistique et décisions à prendre ensemble", .value = 4}, {.label = "b"}}, 2);
    assert_non_null(strstr(checked(&rows), "<text class=\"chart-name chart-narrow\" x=\"0\" y=\"14\">Statistique et décisions à pr…</text>"));
    assert_non_null(strstr(rows.bytes, "<text class=\"chart-name chart-wide\" x=\"0\" y=\"14\">Statistique et décisions à prendre ensemble</text>"));
    assert_non_null(strstr(rows.bytes, "<text class=\"chart-name\" x=\"0\" y=\"58\">b</text>"));
    chart_grid(&grid, &plain, &(struct chart_grid){names + 1, names + 1, 1, 2, values, false});
    assert_non_null(strstr(checked(&grid), "<p class=\"chart-legend\"><span>0</span><svg"));
    assert_non_null(strstr(grid.bytes, "</svg><span>2,000</span></p>"));
    assert_null(strstr(grid.bytes, "tabindex"));
    for (size_t i = 0; i < COUNT(heads); i++)
        heads[i] = "Week";
    chart_grid(&wide, &plain, &(struct chart_grid){names + 1, heads, 1, COUNT(heads), values, true});
    assert_non_null(strstr(checked(&wide), "<div class=\"chart-scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"c-t\">"));
    assert_non_null(strstr(wide.bytes, "chart-least-240"));
}

static void test_intervals(void **state)
{
    struct chart_interval intervals[] = {{"sure", NULL, 2, 1, 3}, {"unsure", NULL, 1, -1, 3}, {"unknown", NULL, NAN, 0, 1}};
    struct text out = text_in(*state);
    chart_intervals(&out, &plain, intervals, 3);
    assert_int_equal(count_of(checked(&out), "<g class=\"chart-1\">"), 1);
    assert_int_equal(count_of(out.bytes, "<g class=\"chart-unsure\">"), 1);
    assert_int_equal(count_of(out.bytes, "chart-zero"), 1);
    assert_non_null(strstr(out.bytes, ">2 (1 – 3)</text>"));
    assert_non_null(strstr(out.bytes, ">–</text>"));
}

static void test_calendar(void **state)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    double values[30] = {0};
    struct text out = text_in(*state), past = text_in(*state);
    values[3] = 6;
    values[4] = NAN;
    /* 20762 is Thursday, 5 November 2026; weekdays take 8 * 3 + 6 pixels. */
    struct chart_calendar calendar = {20762, 20763, values, 30, months, weekdays, "less", "more"};
    chart_calendar(&out, &plain, &calendar);
    assert_non_null(strstr(checked(&out), "<path class=\"chart-level-6\" d=\"M30 118h13v13h-13z\"/>")); /* Sunday */
    assert_int_equal(count_of(out.bytes, "h13v13h-13z"), 29);
    assert_int_equal(count_of(out.bytes, "chart-today\" x=\"29\" y=\"85\""), 1); /* Friday */
    assert_int_equal(count_of(out.bytes, ">Dec</text>"), 1);
    assert_int_equal(count_of(out.bytes, ">Nov</text>"), 0);
    calendar.today = 20762 + 30;
    chart_calendar(&past, &plain, &calendar);
    assert_null(strstr(checked(&past), "chart-today"));
}

/* ---- places ---- */

static void test_scale(void **state)
{
    static const struct {
        double low, high;
        bool near;
        double from, to, step;
    } cases[] = {
        {3, 17, false, 0, 20, 5},     {0, 1, false, 0, 1, 1},          {0, 0, false, 0, 1, 1},    {0.1, 0.9, false, 0, 1, 0.5},
        {91, 99, true, 90, 100, 2},   {91.5, 99.5, true, 90, 100, 2},  {-3, 8, false, -5, 10, 5}, {-40, -10, false, -40, 0, 10},
        {5, 5, true, 0, 6, 2},        {1, 1200000, false, 0, 1500000, 500000},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct chart_range range = {0};
        chart_range_add(&range, (double[]){cases[i].low, NAN, cases[i].high}, 3);
        struct chart_scale scale = chart_scale_of(&range, cases[i].near);
        assert_true(fabs(scale.low - cases[i].from) < 1e-9 && fabs(scale.high - cases[i].to) < 1e-9 && fabs(scale.step - cases[i].step) < 1e-9);
        assert_int_equal(scale.parts, (int)lround((scale.high - scale.low) / scale.step));
    }
}

static void test_thinning(void **state)
{
    static const struct {
        size_t count, length;
        bool days;
        size_t wide, phone, least, anchor;
    } cases[] = {{7, 3, true, 1, 1, 1, 6},     {30, 6, true, 7, 7, 14, 29},  {90, 6, true, 14, 28, 28, 89}, {365, 6, true, 56, 112, 112, 364},
                 {24, 5, true, 3, 6, 6, 0},    {1, 60, true, 1, 1, 1, 0},    {0, 1, true, 1, 1, 1, 0},      {20, 4, false, 2, 4, 4, 19}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct chart_thinning thin = chart_thin(cases[i].count, cases[i].length, cases[i].days);
        if (thin.wide != cases[i].wide || thin.phone != cases[i].phone || thin.least != cases[i].least || thin.anchor != cases[i].anchor)
            fail_msg("case %zu: %zu %zu %zu %zu", i, thin.wide, thin.phone, thin.least, thin.anchor);
        assert_int_equal(thin.phone % thin.wide, 0);
        assert_int_equal(thin.least % thin.phone, 0);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        double number;
        const char *put, *english, *french;
    } cases[] = {{0, "0", "0", "0"},           {-0.04, "0", "-0.04", "-0,04"},  {2.25, "2.3", "2.25", "2,25"}, {-1.5, "-1.5", "-1.5", "-1,5"},
                 {1234.5, "1234.5", "1,234.5", "1\u202f234,5"}, {99.999, "100", "100", "100"}, {-0.001, "0", "0", "0"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text out = text_in(*state);
        chart_put(&out, cases[i].number);
        assert_string_equal(text_string(&out), cases[i].put);
        assert_string_equal(locale_decimal(*state, "en", cases[i].number), cases[i].english);
        assert_string_equal(locale_decimal(*state, "fr", cases[i].number), cases[i].french);
    }
    assert_string_equal(locale_decimal(*state, "en", NAN), "–");
    assert_string_equal(locale_decimal(*state, "en", 1e20), "1e+20");
}

/* The first of a month is an ordinal in French; the other days are numbers. */
static void test_dates(void **state)
{
    static const struct { int64_t day; const char *language, *full, *brief; } cases[] = {
        {20758, "en", "1 November 2026", "1 Nov"}, {20758, "fr", "1er novembre 2026", "1er nov."}, {20759, "fr", "2 novembre 2026", "2 nov."}};
    locale_load("templates/locale");
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(locale_day(*state, cases[i].language, cases[i].day), cases[i].full);
        assert_string_equal(locale_day_short(*state, cases[i].language, cases[i].day), cases[i].brief);
    }
    assert_string_equal(locale_bytes(*state, "fr", 12900000), "12,9 Mo");
    assert_string_equal(locale_words("fr", "Target: %s"), "Objectif\u00a0: %s"); /* its marks never begin a line */
    assert_string_equal(locale_words("fr", "%s %% more"), "%s\u00a0%% de plus");
}

/* A year of days with the year before, its words and its axis. */
static void test_size(void **state)
{
    enum { YEAR = 365 };
    double values[YEAR], before[YEAR];
    const char *labels[YEAR];
    struct text out = text_in(*state);
    for (size_t i = 0; i < YEAR; i++) {
        values[i] = (double)(i * 7919 % 1000) + 0.37;
        before[i] = (double)(i * 104729 % 1000);
        labels[i] = "30 November";
    }
    struct chart_line line = {.labels = labels, .count = YEAR, .series = &(struct chart_series){"Now", values, before, false}, .series_count = 1};
    chart_lines(&out, &plain, &line);
    checked(&out);
    assert_in_range(out.length, 5000, 14999);
}

/* ---- letter by letter ---- */

static void test_bars_golden(void **state)
{
    struct chart_bar bars[] = {{.label = "<Mon>", .text = "5", .value = 5}, {.label = "Tue"}};
    struct text out = text_in(*state);
    chart_bars(&out, &plain, bars, 2);
    assert_string_equal(checked(&out),
                        "<div class=\"chart-box\"><svg class=\"chart\" height=\"180\" role=\"img\" aria-labelledby=\"c-t c-d\">"
                        "<title id=\"c-t\">Title</title><desc id=\"c-d\">Words.</desc>"
                        "<svg class=\"chart-plot\" viewBox=\"0 0 1000 180\" preserveAspectRatio=\"none\">"
                        "<rect class=\"chart-bar\" x=\"337.5\" y=\"26\" width=\"125\" height=\"126\"/>"
                        "<rect class=\"chart-bar-quiet\" x=\"537.5\" y=\"150.5\" width=\"125\" height=\"1.5\"/></svg>"
                        "<text class=\"chart-value\" x=\"40%\" y=\"18\" text-anchor=\"middle\">5</text>"
                        "<text class=\"chart-label\" x=\"40%\" y=\"172\" text-anchor=\"middle\">&lt;Mon&gt;</text>"
                        "<text class=\"chart-label\" x=\"60%\" y=\"172\" text-anchor=\"middle\">Tue</text>"
                        "<line class=\"chart-axis\" x2=\"100%\" y1=\"152\" y2=\"152\"/></svg></div>");
}

static void test_spark_golden(void **state)
{
    struct text out = text_in(*state);
    chart_spark(&out, &plain, (double[]){1, 3, NAN, 2, NAN, 5}, 6);
    assert_string_equal(checked(&out),
                        "<svg class=\"chart-spark\" width=\"104\" height=\"28\" role=\"img\" aria-labelledby=\"c-t c-d\">"
                        "<title id=\"c-t\">Title</title><desc id=\"c-d\">Words.</desc>"
                        "<path class=\"chart-line\" d=\"M4 24 23.2 14M61.6 19h0M100 4h0\"/><circle class=\"chart-end\" r=\"3\" cx=\"100\" cy=\"4\"/>"
                        "</svg>");
}

static void test_grid_golden(void **state)
{
    struct text out = text_in(*state);
    static const char *const rows[] = {"a", "b"}, *const columns[] = {"0", "1"};
    chart_grid(&out, &plain, &(struct chart_grid){rows, columns, 2, 2, (double[]){10, 4, 8, NAN}, true});
    assert_string_equal(checked(&out),
                        "<div class=\"chart-box\"><svg class=\"chart chart-start-2\" height=\"88\" role=\"img\" aria-labelledby=\"c-t c-d\">"
                        "<title id=\"c-t\">Title</title><desc id=\"c-d\">Words.</desc>"
                        "<text class=\"chart-label\" x=\"25%\" y=\"16\" text-anchor=\"middle\">0</text>"
                        "<text class=\"chart-label\" x=\"75%\" y=\"16\" text-anchor=\"middle\">1</text>"
                        "<text class=\"chart-label\" x=\"-8\" y=\"45\" text-anchor=\"end\">a</text>"
                        "<text class=\"chart-label\" x=\"-8\" y=\"77\" text-anchor=\"end\">b</text>"
                        "<svg class=\"chart-plot\" viewBox=\"0 0 1000 88\" preserveAspectRatio=\"none\">"
                        "<rect class=\"chart-level-6\" x=\"0\" y=\"24\" width=\"500\" height=\"30\"/>"
                        "<rect class=\"chart-level-3\" x=\"500\" y=\"24\" width=\"500\" height=\"30\"/>"
                        "<rect class=\"chart-level-5\" x=\"0\" y=\"56\" width=\"500\" height=\"30\"/></svg>"
                        "<text class=\"chart-cell chart-on-deep\" x=\"25%\" y=\"45\" text-anchor=\"middle\">10</text>"
                        "<text class=\"chart-cell\" x=\"75%\" y=\"45\" text-anchor=\"middle\">4</text>"
                        "<text class=\"chart-cell chart-on-deep\" x=\"25%\" y=\"77\" text-anchor=\"middle\">8</text></svg></div>");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, fixture_arena_open, fixture_arena_close)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_any_figures), TEST(test_line_data), TEST(test_counts), TEST(test_room), TEST(test_intervals),
                                       TEST(test_calendar),    TEST(test_scale),     TEST(test_thinning),    TEST(test_numbers),
                                       TEST(test_size),        TEST(test_bars_golden), TEST(test_spark_golden), TEST(test_grid_golden), TEST(test_dates)};
    return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
