/* chart_parts.h - what the chart_*.c files share: the frame of a drawing, its words, numbers, axis and key. Nobody else
 * includes it.
 *
 * Coordinates: y in CSS pixels from the top. x in thousandths of the width inside the stretched plot, in percent outside of it. */
#ifndef NEXUS_CHART_PARTS_H
#define NEXUS_CHART_PARTS_H

#include "core/view/chart.h"

/* CHART_NARROW: as many characters have room side by side on the narrowest phone. */
enum { CHART_WIDE = 1000, CHART_TOP = 26, CHART_PLOT = 200, CHART_FOOT = 28, CHART_NARROW = 32 };

/* ---- chart_scale.c: values to places ---- */

/* An axis: ticks at low + i * step for i = 0 to parts; low < high always. */
struct chart_scale {
    double low, high, step;
    int parts;
};

/* The lowest and highest of the values so far; `any` is false until there is one. `whole`: all were integers. */
struct chart_range {
    double low, high;
    bool any, broken;
};
void chart_range_add(struct chart_range *range, const double *values, size_t count);

/* An axis in steps of 1, 2 or 5 times a power of ten round the range, with zero unless `near`. Counts get no step below 1. */
struct chart_scale chart_scale_of(const struct chart_range *range, bool near);

/* Whether a value is there, and the value kept where differences cannot overflow. */
bool chart_known(double value);
double chart_bounded(double value);

/* The share of the way from low to high, 0 to 1. */
double chart_share(const struct chart_scale *scale, double value);

/* The y of a value in a plot from CHART_TOP, CHART_PLOT high. */
double chart_y(const struct chart_scale *scale, double value);

/* Every how many-eth label is shown where there is room (`wide`), on a phone, and on 320 pixels (`least`), each a multiple of the one
 * before; `length` is that of the longest label in characters. Labels of `days` go by weeks. */
struct chart_thinning {
    size_t wide, phone, least;
    size_t anchor; /* the one from which is counted: the last day, the first hour */
};
struct chart_thinning chart_thin(size_t count, size_t length, bool days);

/* How label `i` is shown, and the classes that it then has; chart_label_class is NULL for one that is not written. */
enum chart_shown { CHART_ALWAYS, CHART_FROM_PHONE, CHART_WHERE_WIDE, CHART_HIDDEN };
enum chart_shown chart_shown(const struct chart_thinning *thin, size_t i);
const char *chart_label_class(enum chart_shown shown, bool figure);

/* ---- chart_frame.c: what is drawn round it ---- */

/* Opens the box and the drawing, with title and description. `start` and `end` are the room left and right of it in
 * characters; `least` the least width of the plot in characters: where the screen has less it scrolls. chart_close ends the drawing,
 * chart_end the box; a key may stand between. */
struct chart_frame {
    const struct chart_about *about;
    int height;
    size_t start, end, least;
};
void chart_open(struct text *out, const struct chart_frame *frame);
void chart_close(struct text *out, const struct chart_frame *frame);
void chart_end(struct text *out);

/* Ends the opening tag of a drawing by the attributes that point to title and description, and writes these. */
void chart_append_named(struct text *out, const struct chart_about *about);

/* The stretched inner drawing. */
void chart_plot_open(struct text *out, int height);
void chart_plot_close(struct text *out);

/* A number with at most one decimal; the same as an attribute. */
void chart_put(struct text *out, double number);
void chart_attribute(struct text *out, const char *name, double number);

/* Words at x percent, y pixels; `anchor` is "start", "middle" or "end". Nothing for NULL and "". */
void chart_words(struct text *out, const char *class, const char *anchor, double x, double y, const char *words);

void chart_escape(struct text *out, const char *words);

/* As the chart writes numbers. */
const char *chart_number(struct text *out, const struct chart_about *about, double value);

/* Grid lines and numbers of the axis; chart_axis_room says how many characters the widest number has. */
size_t chart_axis_room(struct text *out, const struct chart_about *about, const struct chart_scale *scale);
void chart_axis(struct text *out, const struct chart_about *about, const struct chart_scale *scale);

/* Where the i-th of `count` lies, 0 to 1: in the middle of its place, or (`ends`) the first and last at the ends. */
double chart_at(size_t i, size_t count, bool ends);

/* The labels under a plot, as many as fit. */
void chart_labels(struct text *out, const char *const *labels, size_t count, int y, bool ends);
size_t chart_longest(const char *const *labels, size_t count);

/* The point of a series: every series has its own shape. `x` is written as it is ("50%"). */
void chart_point(struct text *out, size_t number, const char *x, double y);

/* One line of a key, between chart_key_open and chart_key_close: its swatch is a mark of series `number` (from 1), or the
 * band of this number: they lie on each other. */
enum chart_swatch { CHART_SWATCH_LINE, CHART_SWATCH_BEFORE, CHART_SWATCH_DASHED, CHART_SWATCH_BAND, CHART_SWATCH_BAR };
void chart_key_open(struct text *out, bool narrow_only);
void chart_key_item(struct text *out, const struct chart_about *about, enum chart_swatch swatch, size_t number, const char *name,
                    const char *words);
void chart_key_close(struct text *out);

/* ' fill="url(#...)"' or class of series `number` (from 1): every second has stripes, which chart_stripes defines. */
void chart_fill(struct text *out, const struct chart_about *about, size_t number);
void chart_stripes(struct text *out, const struct chart_about *about, size_t count);

/* The shades between words for the least and the most, in a line of its own: it stays in sight while a drawing scrolls. */
void chart_legend(struct text *out, const char *less, const char *more);

/* The shade of a value in a heat map whose highest is `most`: 0 for nothing, 1 to CHART_LEVELS. */
int chart_level(double value, double most);

#endif
