/* chart_line.c - lines over days or hours with what belongs to them: the period before, bands, a target. The words and marks
 * on them are in chart_line_marks.c. Called by pages through chart.h. */
#include "core/view/chart_line_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void append_place(struct text *out, const struct plot *plot, size_t i, double value)
{
    chart_put(out, CHART_WIDE * chart_at(i, plot->line->count, true));
    text_append_char(out, ' ');
    chart_put(out, chart_y(&plot->scale, value));
}

/* Appends the way through the values from `first` to before `end`; a gap lifts the pen, a lonely point is a dot. */
static void append_way(struct text *out, const struct plot *plot, const double *values, size_t first, size_t end)
{
    bool down = false;
    for (size_t i = first; i < end; i++) {
        if (!chart_known(values[i])) {
            down = false;
            continue;
        }
        text_append_char(out, down ? ' ' : 'M');
        append_place(out, plot, i, values[i]);
        if (!down && (i + 1 == end || !chart_known(values[i + 1])))
            text_append(out, "h0");
        down = true;
    }
}

static bool any_known(const double *values, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (chart_known(values[i]))
            return true;
    return false;
}

static void append_line(struct text *out, const struct plot *plot, const char *class, size_t number, const double *values, size_t first, size_t end)
{
    if (!any_known(values, first, end))
        return;
    text_printf(out, "<path class=\"chart-line%s chart-%zu\" d=\"", class, number);
    append_way(out, plot, values, first, end);
    text_append(out, "\"/>");
}

/* The way to a last day that is not over is dashed; the rest is drawn without it. */
static void append_series(struct text *out, const struct plot *plot, size_t s)
{
    const struct chart_series *series = &plot->line->series[s];
    size_t count = plot->line->count;
    bool cut = plot->line->partial && count > 1 && chart_known(series->values[count - 1]) && chart_known(series->values[count - 2]);
    if (series->before != NULL)
        append_line(out, plot, " chart-before", s + 1, series->before, 0, count);
    append_line(out, plot, series->dashed ? " chart-dashed" : "", s + 1, series->values, 0, cut ? count - 1 : count);
    if (cut)
        append_line(out, plot, " chart-dashed", s + 1, series->values, count - 2, count);
}

/* One closed area for each run of points that have both ends. */
static void append_band(struct text *out, const struct plot *plot, const struct chart_band *band)
{
    size_t count = plot->line->count;
    text_append(out, "<path class=\"chart-area chart-1\" d=\"");
    for (size_t first = 0, end; first < count; first = end + 1) {
        for (end = first; end < count && chart_known(band->low[end]) && chart_known(band->high[end]); end++) {
            text_append_char(out, end == first ? 'M' : ' ');
            append_place(out, plot, end, band->high[end]);
        }
        for (size_t i = end; i > first; i--) {
            text_append_char(out, ' ');
            append_place(out, plot, i - 1, band->low[i - 1]);
        }
        if (end > first)
            text_append_char(out, 'z');
    }
    text_append(out, "\"/>");
}

static struct chart_scale scale_of_line(const struct chart_line *line)
{
    struct chart_range range = {0};
    for (size_t s = 0; s < line->series_count; s++) {
        chart_range_add(&range, line->series[s].values, line->count);
        chart_range_add(&range, line->series[s].before, line->count);
    }
    bool broken = range.broken; /* ends of a band are computed: they do not make people divisible */
    for (size_t b = 0; b < line->band_count; b++) {
        chart_range_add(&range, line->bands[b].low, line->count);
        chart_range_add(&range, line->bands[b].high, line->count);
    }
    if (line->target_text != NULL)
        chart_range_add(&range, &line->target, 1);
    range.broken = broken;
    return chart_scale_of(&range, line->near);
}

static void append_drawing(struct text *out, const struct plot *plot)
{
    const struct chart_line *line = plot->line;
    chart_plot_open(out, LINE_HEIGHT);
    for (size_t b = 0; b < line->band_count; b++)
        append_band(out, plot, &line->bands[b]);
    for (size_t s = line->series_count; s > 0; s--)
        append_series(out, plot, s - 1);
    chart_plot_close(out);
}

void chart_lines(struct text *out, const struct chart_about *about, const struct chart_line *line)
{
    assert(line->count <= CHART_POINTS_MOST && line->series_count >= 1 && line->series_count <= CHART_SERIES_MOST);
    assert(line->band_count <= CHART_BANDS_MOST);
    struct plot plot = {.about = about, .line = line, .scale = scale_of_line(line)};
    struct chart_frame frame = {.about = about, .height = LINE_HEIGHT, .end = 1 + line_end_room(line)};
    frame.start = chart_axis_room(out, about, &plot.scale);
    chart_open(out, &frame);
    chart_axis(out, about, &plot.scale);
    line_target(out, &plot);
    append_drawing(out, &plot);
    line_points(out, &plot);
    line_marks(out, &plot);
    line_names(out, &plot);
    chart_labels(out, line->labels, line->count, LINE_HEIGHT - 6, true);
    chart_close(out, &frame);
    line_key(out, &plot);
    chart_end(out);
}

/* ---- the small one ---- */

enum { SPARK_WIDTH = 104, SPARK_HEIGHT = 28, SPARK_EDGE = 4 };

static double spark_x(size_t i, size_t count)
{
    return SPARK_EDGE + (SPARK_WIDTH - 2 * SPARK_EDGE) * chart_at(i, count, true);
}

static double spark_y(const struct chart_scale *scale, double value)
{
    return SPARK_EDGE + (SPARK_HEIGHT - 2 * SPARK_EDGE) * (1 - chart_share(scale, value));
}

/* The way of a spark; gives the index of its last point, or `count` when there is none. */
static size_t append_spark(struct text *out, const struct chart_scale *scale, const double *values, size_t count)
{
    size_t last = count;
    for (size_t i = 0; i < count; i++) {
        if (!chart_known(values[i]))
            continue;
        text_append_char(out, i > 0 && last == i - 1 ? ' ' : 'M');
        chart_put(out, spark_x(i, count));
        text_append_char(out, ' ');
        chart_put(out, spark_y(scale, values[i]));
        if ((i == 0 || last != i - 1) && (i + 1 == count || !chart_known(values[i + 1])))
            text_append(out, "h0");
        last = i;
    }
    return last;
}

void chart_spark(struct text *out, const struct chart_about *about, const double *values, size_t count)
{
    assert(count <= CHART_POINTS_MOST);
    struct chart_range range = {0};
    chart_range_add(&range, values, count);
    struct chart_scale scale = chart_scale_of(&range, true);
    if (range.any && range.high > range.low) { /* no ticks, no need for round ends */
        scale.low = range.low;
        scale.high = range.high;
    }
    struct text way = text_in(out->arena);
    size_t last = append_spark(&way, &scale, values, count);
    text_printf(out, "<svg class=\"chart-spark\" width=\"%d\" height=\"%d\"", SPARK_WIDTH, SPARK_HEIGHT);
    chart_append_named(out, about);
    if (last < count) {
        text_printf(out, "<path class=\"chart-line\" d=\"%s\"/><circle class=\"chart-end\" r=\"3\"", text_string(&way));
        chart_attribute(out, "cx", spark_x(last, count));
        chart_attribute(out, "cy", spark_y(&scale, values[last]));
        text_append(out, "/>");
    }
    text_append(out, "</svg>");
}
