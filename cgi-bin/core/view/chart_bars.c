/* chart_bars.c - upright bars: a few with their figures over them (the dashboard's week), or columns over an axis: histograms,
 * groups, stacks. Called by pages through chart.h. */
#include "core/view/chart_parts.h"

#include <assert.h>
#include <math.h>

enum { BARS_PLOT = 126, BARS_HEIGHT = CHART_TOP + BARS_PLOT + CHART_FOOT };
enum { COLUMNS_HEIGHT = CHART_TOP + CHART_PLOT + CHART_FOOT, PLACES_LEAST = 5, BARS_FEW = 7 };

/* A rectangle from `top` to `bottom`, at least a hair high, so that one sees that it is there. */
static void append_box(struct text *out, double x, double width, double top, double bottom)
{
    chart_attribute(out, "x", x);
    chart_attribute(out, "y", fmin(top, bottom - 1.5));
    chart_attribute(out, "width", width);
    chart_attribute(out, "height", fmax(bottom - top, 1.5));
    text_append(out, "/>");
}

/* ---- a few bars ---- */

static double share_of(const struct chart_bar *bar, double most)
{
    return chart_known(bar->value) && bar->value > 0 ? chart_bounded(bar->value) / most : 0;
}

static double most_of(const struct chart_bar *bars, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        if (chart_known(bars[i].value) && bars[i].value > most)
            most = chart_bounded(bars[i].value);
    return most > 0 ? most : 1;
}

/* The middle of a bar in percent; few bars stand together in the middle rather than far apart. */
static double middle_of(size_t i, size_t count)
{
    size_t places = count < PLACES_LEAST ? PLACES_LEAST : count;
    return 100 * (0.5 + ((double)i + 0.5 - (double)count / 2) / (double)places);
}

static void append_bars(struct text *out, const struct chart_bar *bars, size_t count, double most)
{
    double width = 1000.0 / (double)(count < PLACES_LEAST ? PLACES_LEAST : count) * 5 / 8;
    for (size_t i = 0; i < count; i++) {
        bool quiet = bars[i].quiet || share_of(&bars[i], most) <= 0;
        text_append(out, quiet ? "<rect class=\"chart-bar-quiet\"" : "<rect class=\"chart-bar\"");
        double height = round(BARS_PLOT * share_of(&bars[i], most));
        append_box(out, 10 * middle_of(i, count) - width / 2, width, CHART_TOP + BARS_PLOT - height, CHART_TOP + BARS_PLOT);
    }
}

static size_t longest_word(const struct chart_bar *bars, size_t count, bool figures)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        const char *words = figures ? bars[i].text : bars[i].label;
        size_t length = words == NULL ? 0 : utf8_count(words);
        most = length > most ? length : most;
    }
    return most;
}

/* The figures over the bars, or the labels under them. */
static void append_bar_words(struct text *out, const struct chart_bar *bars, size_t count, double most, bool figures)
{
    struct chart_thinning thin = chart_thin(count, longest_word(bars, count, figures), false);
    for (size_t i = 0; i < count; i++) {
        const char *class = chart_label_class(count <= BARS_FEW ? CHART_ALWAYS : chart_shown(&thin, i), figures);
        double top = CHART_TOP + BARS_PLOT - round(BARS_PLOT * share_of(&bars[i], most));
        if (class != NULL)
            chart_words(out, class, "middle", middle_of(i, count), figures ? top - 8 : BARS_HEIGHT - 8,
                        figures ? bars[i].text : bars[i].label);
    }
}

void chart_bars(struct text *out, const struct chart_about *about, const struct chart_bar *bars, size_t count)
{
    assert(count <= CHART_POINTS_MOST);
    struct chart_frame frame = {.about = about, .height = BARS_HEIGHT};
    double most = most_of(bars, count);
    chart_open(out, &frame);
    chart_plot_open(out, BARS_HEIGHT);
    append_bars(out, bars, count, most);
    chart_plot_close(out);
    append_bar_words(out, bars, count, most, true);
    append_bar_words(out, bars, count, most, false);
    text_printf(out, "<line class=\"chart-axis\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", CHART_TOP + BARS_PLOT, CHART_TOP + BARS_PLOT);
    chart_close(out, &frame);
    chart_end(out);
}

/* ---- columns over an axis ---- */

static double part_of(const struct chart_columns *columns, size_t series, size_t i)
{
    double value = columns->series[series].values[i];
    return chart_known(value) && value > 0 ? chart_bounded(value) : 0;
}

static struct chart_scale columns_scale(const struct chart_columns *columns)
{
    struct chart_range range = {0};
    for (size_t i = 0; columns->stacked && i < columns->count; i++) {
        double sum = 0;
        for (size_t s = 0; s < columns->series_count; s++)
            sum += part_of(columns, s, i);
        chart_range_add(&range, &sum, 1);
    }
    for (size_t s = 0; !columns->stacked && s < columns->series_count; s++)
        chart_range_add(&range, columns->series[s].values, columns->count);
    return chart_scale_of(&range, false);
}

static void append_stack(struct text *out, const struct chart_about *about, const struct chart_columns *columns, const struct chart_scale *scale,
                         size_t i)
{
    double slot = CHART_WIDE / (double)columns->count, sum = 0;
    for (size_t s = 0; s < columns->series_count; s++) {
        double bottom = chart_y(scale, sum), value = part_of(columns, s, i);
        sum += value;
        if (value <= 0)
            continue;
        text_append(out, "<rect");
        chart_fill(out, about, s + 1);
        append_box(out, slot * ((double)i + 0.16), slot * 0.68, chart_y(scale, sum) + (s + 1 < columns->series_count ? 1 : 0), bottom);
    }
}

static void append_group(struct text *out, const struct chart_about *about, const struct chart_columns *columns, const struct chart_scale *scale,
                         size_t i)
{
    double slot = CHART_WIDE / (double)columns->count, width = slot * (columns->series_count == 1 ? 0.84 : 0.76) / (double)columns->series_count;
    double left = slot * ((double)i + 0.5) - width * (double)columns->series_count / 2, zero = chart_y(scale, 0);
    for (size_t s = 0; s < columns->series_count; s++) {
        double value = columns->series[s].values[i];
        if (!chart_known(value))
            continue;
        double y = chart_y(scale, value);
        text_append(out, "<rect");
        chart_fill(out, about, s + 1);
        append_box(out, left + width * (double)s, width * 0.94, fmin(y, zero), fmax(y, zero));
    }
}

void chart_columns(struct text *out, const struct chart_about *about, const struct chart_columns *columns)
{
    assert(columns->count <= CHART_POINTS_MOST && columns->series_count >= 1 && columns->series_count <= CHART_SERIES_MOST);
    struct chart_scale scale = columns_scale(columns);
    struct chart_frame frame = {.about = about, .height = COLUMNS_HEIGHT, .start = chart_axis_room(out, about, &scale), .end = 1};
    chart_open(out, &frame);
    if (columns->series_count > 1)
        chart_stripes(out, about, columns->series_count);
    chart_axis(out, about, &scale);
    chart_plot_open(out, COLUMNS_HEIGHT);
    for (size_t i = 0; i < columns->count; i++)
        (columns->stacked ? append_stack : append_group)(out, about, columns, &scale, i);
    chart_plot_close(out);
    chart_labels(out, columns->labels, columns->count, COLUMNS_HEIGHT - 6, false);
    chart_close(out, &frame);
    if (columns->series_count > 1) {
        chart_key_open(out, false);
        for (size_t s = 0; s < columns->series_count; s++)
            chart_key_item(out, about, CHART_SWATCH_BAR, s + 1, columns->series[s].name, NULL);
        chart_key_close(out);
    }
    chart_end(out);
}
