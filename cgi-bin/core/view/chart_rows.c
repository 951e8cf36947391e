/* chart_rows.c - what lies in rows, each under its name: lists of what is most, funnels, effects with their intervals.
 * Names stand over the bars, so that they have the whole width on a phone. Called by pages through chart.h. */
#include "core/view/chart_parts.h"

#include <assert.h>
#include <math.h>

enum { LINE_NARROW = 31, LINE_WIDE = 56, ROW = 44, STEP = 66, BAR = 12, STEP_BAR = 18, STEP_GAP = 26, NAME_BASE = 14, BAR_TOP = 21 };
enum { INTERVAL = 50, INTERVAL_TOP = 4, INTERVAL_MIDDLE = 26 };

/* A name of at most so many characters, with an ellipsis where it was cut. */
static const char *short_name(struct text *out, const char *name, int most)
{
    most = most < 2 ? 2 : most;
    if (utf8_count(name) <= (size_t)most)
        return name;
    const char *at = name, *end = name;
    while (*end != '\0')
        end++;
    for (int i = 0; i < most - 1; i++)
        utf8_next(&at, end);
    return arena_printf(out->arena, "%.*s…", (int)(at - name), name);
}

/* Name and figure on one line; what is too long for a phone is there twice, cut for each width. */
static void append_heading(struct text *out, const char *name, const char *figure, int y)
{
    int taken = (int)utf8_count(figure);
    name = name == NULL ? "" : name;
    if (utf8_count(name) + (size_t)taken <= LINE_NARROW) {
        chart_words(out, "chart-name", "start", 0, y + NAME_BASE, name);
    } else {
        chart_words(out, "chart-name chart-narrow", "start", 0, y + NAME_BASE, short_name(out, name, LINE_NARROW - taken));
        chart_words(out, "chart-name chart-wide", "start", 0, y + NAME_BASE, short_name(out, name, LINE_WIDE - taken));
    }
    chart_words(out, "chart-value", "end", 100, y + NAME_BASE, figure);
}

/* A bar of this share of the width, on a track. */
static void append_track(struct text *out, int y, int height, double share)
{
    text_printf(out, "<rect class=\"chart-track\" y=\"%d\" width=\"100%%\" height=\"%d\"/><rect class=\"chart-bar\" y=\"%d\" width=\"", y, height, y);
    chart_put(out, 100 * share);
    text_printf(out, "%%\" height=\"%d\"/>", height);
}

static double amount(double value)
{
    return chart_known(value) && value > 0 ? chart_bounded(value) : 0;
}

static const char *figure_of(struct text *out, const struct chart_about *about, const char *text, double value)
{
    return text != NULL ? text : chart_known(value) ? chart_number(out, about, value) : "–";
}

void chart_rows(struct text *out, const struct chart_about *about, const struct chart_bar *rows, size_t count)
{
    assert(count <= CHART_ROWS_MOST);
    struct chart_frame frame = {.about = about, .height = ROW * (int)(count == 0 ? 1 : count)};
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, amount(rows[i].value));
    chart_open(out, &frame);
    for (size_t i = 0; i < count; i++) {
        int y = ROW * (int)i;
        append_heading(out, rows[i].label, figure_of(out, about, rows[i].text, rows[i].value), y);
        append_track(out, y + BAR_TOP, BAR, most > 0 ? amount(rows[i].value) / most : 0);
    }
    chart_close(out, &frame);
    chart_end(out);
}

void chart_funnel(struct text *out, const struct chart_about *about, const struct chart_step *steps, size_t count)
{
    assert(count <= CHART_ROWS_MOST);
    struct chart_frame frame = {.about = about, .height = STEP * (int)(count == 0 ? 1 : count) - STEP_GAP};
    double first = count == 0 ? 0 : amount(steps[0].value);
    chart_open(out, &frame);
    for (size_t i = 0; i < count; i++) {
        int y = STEP * (int)i;
        append_heading(out, steps[i].label, figure_of(out, about, steps[i].text, steps[i].value), y);
        append_track(out, y + BAR_TOP, STEP_BAR, first > 0 ? fmin(amount(steps[i].value) / first, 1) : 0);
        if (i + 1 < count && steps[i + 1].conversion != NULL) {
            text_printf(out, "<path class=\"chart-arrow\" d=\"M6 %dv12m-4-4 4 4 4-4\"/>", y + BAR_TOP + STEP_BAR + 6);
            text_printf(out, "<text class=\"chart-label\" x=\"18\" y=\"%d\">", y + BAR_TOP + STEP_BAR + 17);
            chart_escape(out, steps[i + 1].conversion);
            text_append(out, "</text>");
        }
    }
    chart_close(out, &frame);
    chart_end(out);
}

/* ---- intervals ---- */

static bool interval_known(const struct chart_interval *interval)
{
    return chart_known(interval->effect) && chart_known(interval->low) && chart_known(interval->high);
}

static struct chart_scale interval_scale(const struct chart_interval *intervals, size_t count)
{
    struct chart_range range = {0};
    for (size_t i = 0; i < count; i++)
        if (interval_known(&intervals[i]))
            chart_range_add(&range, (double[]){intervals[i].low, intervals[i].effect, intervals[i].high}, 3);
    return chart_scale_of(&range, false);
}

/* A line on the whole height at each tick, its number under it; the ones at the ends stay inside. */
static void append_ticks(struct text *out, const struct chart_about *about, const struct chart_scale *scale, int bottom)
{
    for (int i = 0; i <= scale->parts; i++) {
        double tick = scale->low + i * scale->step, x = 100.0 * i / scale->parts;
        bool zero = fabs(tick) < scale->step / 2;
        text_printf(out, "<line class=\"%s\" y2=\"%d\"", zero ? "chart-zero" : "chart-rule", bottom);
        for (int end = 1; end <= 2; end++) {
            text_printf(out, " x%d=\"", end);
            chart_put(out, x);
            text_append(out, "%\"");
        }
        text_append(out, "/>");
        chart_words(out, "chart-label", i == 0 ? "start" : i == scale->parts ? "end" : "middle", x, bottom + 18,
                    chart_number(out, about, zero ? 0 : tick));
    }
}

static void append_interval(struct text *out, const struct chart_interval *interval, const struct chart_scale *scale, int y,
                            int height)
{
    double low = CHART_WIDE * chart_share(scale, interval->low), high = CHART_WIDE * chart_share(scale, interval->high);
    struct text x = text_in(out->arena);
    bool sure = interval->low > 0 || interval->high < 0;
    text_append(out, sure ? "<g class=\"chart-1\">" : "<g class=\"chart-unsure\">");
    chart_plot_open(out, height);
    text_append(out, "<path class=\"chart-line\" d=\"M");
    chart_put(out, low);
    text_printf(out, " %dv10m0-5H", y + INTERVAL_MIDDLE - 5);
    chart_put(out, high);
    text_append(out, "m0-5v10\"/>");
    chart_plot_close(out);
    chart_put(&x, 100 * chart_share(scale, interval->effect));
    text_append_char(&x, '%');
    chart_point(out, sure ? 1 : 2, text_string(&x), y + INTERVAL_MIDDLE);
    text_append(out, "</g>");
}

static const char *interval_text(struct text *out, const struct chart_about *about, const struct chart_interval *interval)
{
    if (interval->text != NULL || !interval_known(interval))
        return interval->text == NULL ? "–" : interval->text;
    return arena_printf(out->arena, "%s (%s – %s)", chart_number(out, about, interval->effect), chart_number(out, about, interval->low),
                        chart_number(out, about, interval->high));
}

void chart_intervals(struct text *out, const struct chart_about *about, const struct chart_interval *intervals, size_t count)
{
    assert(count <= CHART_ROWS_MOST);
    int bottom = INTERVAL_TOP + INTERVAL * (int)(count == 0 ? 1 : count);
    struct chart_frame frame = {.about = about, .height = bottom + CHART_FOOT};
    struct chart_scale scale = interval_scale(intervals, count);
    chart_open(out, &frame);
    append_ticks(out, about, &scale, bottom);
    for (size_t i = 0; i < count; i++) {
        int y = INTERVAL_TOP + INTERVAL * (int)i;
        append_heading(out, intervals[i].label, interval_text(out, about, &intervals[i]), y);
        if (interval_known(&intervals[i]))
            append_interval(out, &intervals[i], &scale, y, frame.height);
    }
    chart_close(out, &frame);
    chart_end(out);
}
