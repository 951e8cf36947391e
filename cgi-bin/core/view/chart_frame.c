/* chart_frame.c - what is drawn round every chart: its box with title and description, words, the axis, labels, the key.
 * Called by the other chart_*.c files. */
#include "core/view/chart_parts.h"

#include "core/view/locale.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void chart_put(struct text *out, double number)
{
    long tenths = lround(number * 10);
    if (tenths < 0)
        text_append_char(out, '-');
    tenths = labs(tenths);
    text_append_integer(out, tenths / 10);
    if (tenths % 10 != 0)
        text_append_bytes(out, (char[]){'.', (char)('0' + tenths % 10)}, 2);
}

void chart_attribute(struct text *out, const char *name, double number)
{
    text_append_char(out, ' ');
    text_append(out, name);
    text_append(out, "=\"");
    chart_put(out, number);
    text_append_char(out, '"');
}

void chart_escape(struct text *out, const char *words)
{
    if (words != NULL)
        text_append_html(out, words, strlen(words));
}

void chart_words(struct text *out, const char *class, const char *anchor, double x, double y, const char *words)
{
    if (words == NULL || *words == '\0')
        return;
    text_printf(out, "<text class=\"%s\" x=\"", class);
    chart_put(out, x);
    text_append(out, x == 0 ? "\"" : "%\"");
    chart_attribute(out, "y", y);
    if (!text_equal(anchor, "start"))
        text_printf(out, " text-anchor=\"%s\"", anchor);
    text_append_char(out, '>');
    chart_escape(out, words);
    text_append(out, "</text>");
}

/* ---- the box ---- */

static void check_id(const char *id)
{
    assert(id != NULL && *id != '\0' && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(id));
}

void chart_append_named(struct text *out, const struct chart_about *about)
{
    check_id(about->id);
    text_printf(out, " role=\"img\" aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">", about->id, about->id, about->id);
    chart_escape(out, about->title);
    text_printf(out, "</title><desc id=\"%s-d\">", about->id);
    chart_escape(out, about->description);
    text_append(out, "</desc>");
}

/* The stylesheet knows these rooms; the next larger one is taken. */
static int room_of(size_t characters, const int *rooms, size_t count)
{
    size_t i = 0;
    while (i + 1 < count && (size_t)rooms[i] < characters)
        i++;
    return rooms[i];
}

static void append_room(struct text *out, const char *class, size_t characters)
{
    static const int rooms[] = {2, 3, 4, 6, 8, 11, 14, 18};
    if (characters > 0)
        text_printf(out, " %s-%d", class, room_of(characters, rooms, sizeof rooms / sizeof *rooms));
}

static void append_least(struct text *out, size_t characters)
{
    static const int rooms[] = {36, 50, 70, 90, 120, 160, 240};
    if (characters > 0)
        text_printf(out, " chart-least-%d", room_of(characters, rooms, sizeof rooms / sizeof *rooms));
}

static bool scrolls(const struct chart_frame *frame)
{
    return frame->start + frame->least > CHART_NARROW;
}

void chart_open(struct text *out, const struct chart_frame *frame)
{
    check_id(frame->about->id);
    text_append(out, "<div class=\"chart-box\">");
    if (scrolls(frame))
        text_printf(out, "<div class=\"chart-scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"%s-t\">", frame->about->id);
    text_append(out, "<svg class=\"chart");
    append_room(out, "chart-start", frame->start);
    append_room(out, "chart-end", frame->end);
    append_least(out, scrolls(frame) ? frame->least : 0);
    text_printf(out, "\" height=\"%d\"", frame->height);
    chart_append_named(out, frame->about);
}

void chart_close(struct text *out, const struct chart_frame *frame)
{
    text_append(out, scrolls(frame) ? "</svg></div>" : "</svg>");
}

void chart_end(struct text *out)
{
    text_append(out, "</div>");
}

void chart_plot_open(struct text *out, int height)
{
    text_printf(out, "<svg class=\"chart-plot\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\">", CHART_WIDE, height);
}

void chart_plot_close(struct text *out)
{
    text_append(out, "</svg>");
}

/* ---- axis and labels ---- */

const char *chart_number(struct text *out, const struct chart_about *about, double value)
{
    if (about->write != NULL)
        return about->write(out->arena, about->context, value);
    return locale_decimal(out->arena, about->language == NULL ? "en" : about->language, value);
}

static double tick_of(const struct chart_scale *scale, int i)
{
    double tick = scale->low + i * scale->step;
    return fabs(tick) < scale->step / 2 ? 0 : tick;
}

size_t chart_axis_room(struct text *out, const struct chart_about *about, const struct chart_scale *scale)
{
    size_t most = 0;
    for (int i = 0; i <= scale->parts; i++) {
        size_t length = utf8_count(chart_number(out, about, tick_of(scale, i)));
        most = length > most ? length : most;
    }
    return most;
}

void chart_axis(struct text *out, const struct chart_about *about, const struct chart_scale *scale)
{
    for (int i = 0; i <= scale->parts; i++) {
        double tick = tick_of(scale, i), y = round(chart_y(scale, tick));
        text_printf(out, "<line class=\"%s\" x2=\"100%%\"", tick == 0 ? "chart-axis" : "chart-rule");
        chart_attribute(out, "y1", y);
        chart_attribute(out, "y2", y);
        text_append(out, "/><text class=\"chart-label\" x=\"-8\" text-anchor=\"end\"");
        chart_attribute(out, "y", y + 4);
        text_append_char(out, '>');
        chart_escape(out, chart_number(out, about, tick));
        text_append(out, "</text>");
    }
}

size_t chart_longest(const char *const *labels, size_t count)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        size_t length = labels[i] == NULL ? 0 : utf8_count(labels[i]);
        most = length > most ? length : most;
    }
    return most;
}

double chart_at(size_t i, size_t count, bool ends)
{
    if (!ends || count == 1)
        return ((double)i + 0.5) / (double)count;
    return (double)i / (double)(count - 1);
}

void chart_labels(struct text *out, const char *const *labels, size_t count, int y, bool ends)
{
    struct chart_thinning thin = chart_thin(count, chart_longest(labels, count), ends);
    for (size_t i = 0; i < count; i++) {
        const char *class = chart_label_class(chart_shown(&thin, i), false);
        if (class != NULL)
            chart_words(out, class, "middle", 100 * chart_at(i, count, ends), y, labels[i]);
    }
}

/* ---- key and fills ---- */

void chart_stripes(struct text *out, const struct chart_about *about, size_t count)
{
    text_append(out, "<defs>");
    for (size_t number = 2; number <= count; number += 2)
        text_printf(out,
                    "<pattern id=\"%s-p%zu\" class=\"chart-%zu\" width=\"8\" height=\"%zu\" patternUnits=\"userSpaceOnUse\">"
                    "<path class=\"chart-bar\" d=\"M0 0h8v9h-8z\"/><path class=\"chart-stripe\" d=\"M0 1h8\"/></pattern>",
                    about->id, number, number, 3 + number);
    text_append(out, "</defs>");
}

void chart_fill(struct text *out, const struct chart_about *about, size_t number)
{
    if (number % 2 == 0)
        text_printf(out, " fill=\"url(#%s-p%zu)\"", about->id, number);
    else
        text_printf(out, " class=\"chart-bar chart-%zu\"", number);
}

void chart_point(struct text *out, size_t number, const char *x, double y)
{
    static const char *const shapes[CHART_SERIES_MOST] = {"M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "M-3.5-3.5h7v7h-7z", "M0-5l5 8.5h-10z",
                                                          "M0-5l5 5-5 5-5-5z"};
    text_printf(out, "<svg x=\"%s\"", x);
    chart_attribute(out, "y", y);
    text_printf(out, "><path class=\"chart-dot\" d=\"%s\"/></svg>", shapes[(number - 1) % CHART_SERIES_MOST]);
}

void chart_key_open(struct text *out, bool narrow_only)
{
    text_printf(out, "<ul class=\"chart-key%s\">", narrow_only ? " chart-narrow" : "");
}

void chart_key_item(struct text *out, const struct chart_about *about, enum chart_swatch swatch, size_t number, const char *name,
                    const char *words)
{
    static const char *const lines[] = {[CHART_SWATCH_LINE] = "chart-line", [CHART_SWATCH_BEFORE] = "chart-line chart-before",
                                        [CHART_SWATCH_DASHED] = "chart-line chart-dashed"};
    text_printf(out, "<li><svg class=\"chart-swatch chart-%zu\" width=\"22\" height=\"12\" aria-hidden=\"true\">",
                swatch == CHART_SWATCH_BAND ? 1 : number);
    if (swatch == CHART_SWATCH_BAR) {
        text_append(out, "<rect x=\"5\" width=\"12\" height=\"12\"");
        chart_fill(out, about, number);
        text_append(out, "/>");
    } else if (swatch == CHART_SWATCH_BAND) {
        for (size_t i = 0; i < number; i++)
            text_append(out, "<rect class=\"chart-area\" width=\"22\" height=\"12\"/>");
    } else {
        text_printf(out, "<path class=\"%s\" d=\"M1 6h20\"/>", lines[swatch]);
        if (swatch == CHART_SWATCH_LINE)
            chart_point(out, number, "11", 6);
    }
    text_append(out, "</svg><span>");
    chart_escape(out, name);
    text_append(out, "</span>");
    if (words != NULL) {
        text_append(out, " <strong class=\"num\">");
        chart_escape(out, words);
        text_append(out, "</strong>");
    }
    text_append(out, "</li>");
}

void chart_key_close(struct text *out)
{
    text_append(out, "</ul>");
}

void chart_legend(struct text *out, const char *less, const char *more)
{
    enum { SQUARE = 13, PITCH = 16 };
    text_append(out, "<p class=\"chart-legend\"><span>");
    chart_escape(out, less);
    text_printf(out, "</span><svg width=\"%d\" height=\"%d\" aria-hidden=\"true\">", PITCH * (CHART_LEVELS + 1), SQUARE);
    for (int level = 0; level <= CHART_LEVELS; level++)
        text_printf(out, "<rect class=\"chart-level-%d\" x=\"%d\" width=\"%d\" height=\"%d\"/>", level, PITCH * level, SQUARE, SQUARE);
    text_append(out, "</svg><span>");
    chart_escape(out, more);
    text_append(out, "</span></p>");
}
