/* chart.h - charts as SVG made by the server, in the classes of charts.css and figures.css. A table with the same figures
 * stands beside each chart (partials/chart): the picture is never the only way to read them.
 *
 * A drawing does not scale with the screen, so that its words do not either: heights are CSS pixels, widths are shares of the
 * room there is, lines and bars lie in an inner drawing that is stretched sideways alone. What needs more room than a phone has
 * (a year of days, many columns) scrolls in a frame that the keyboard reaches.
 *
 * For all of them: words are escaped; a value that is NAN or infinite is missing; no points, one point, equal, negative and
 * huge values give a valid picture; more than the most given here is a mistake of the caller (assert). What is given is read
 * during the call and not kept; the result goes to `out`. */
#ifndef NEXUS_CHART_H
#define NEXUS_CHART_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CHART_POINTS_MOST = 800, /* points of a line, bars, columns */
    CHART_SERIES_MOST = 4,
    CHART_BANDS_MOST = 2,
    CHART_SLICES_MOST = 6,
    CHART_ROWS_MOST = 60,
    CHART_DAYS_MOST = 372, /* of a calendar */
    CHART_LEVELS = 6       /* shades of a heat map, without the one for nothing */
};

/* What a chart is called and how it writes numbers. The id is the prefix of all ids inside and must be unique on its page
 * (letters, digits, '-'). Title and description are read aloud. Numbers are written by `write` (the result lives in `arena`);
 * without one by locale_decimal in `language` (NULL: English). */
struct chart_about {
    const char *id, *title, *description;
    const char *language;
    const char *(*write)(struct arena *arena, const void *context, double value);
    const void *context;
};

/* ---- bars ---- */

struct chart_bar {
    const char *label; /* under the bar */
    const char *text;  /* the figure over it; NULL or "": none */
    double value;      /* less than 0 counts as 0 */
    bool quiet;        /* drawn back, such as days to come */
};

/* A few upright bars with their figures over them and no axis. Between many bars some words are left out. */
void chart_bars(struct text *out, const struct chart_about *about, const struct chart_bar *bars, size_t count);

struct chart_series {
    const char *name;
    const double *values; /* as many as there are labels */
    const double *before; /* the same of the period before, dashed; NULL: none. Lines only */
    bool dashed;          /* not measured but expected: a forecast. Lines only */
};

/* Columns over an axis: one series (a histogram), several side by side, or `stacked` (negative values count as 0 then). */
struct chart_columns {
    const char *const *labels;
    size_t count;
    const struct chart_series *series;
    size_t series_count; /* at most CHART_SERIES_MOST */
    bool stacked;
};
void chart_columns(struct text *out, const struct chart_about *about, const struct chart_columns *columns);

/* Bars lying under their names, with the figure at the end: lists of what is most. In the order given; `text` NULL: the value
 * is written. At most CHART_ROWS_MOST. Long names are cut (the table has them whole). */
void chart_rows(struct text *out, const struct chart_about *about, const struct chart_bar *rows, size_t count);

/* Steps one after the other, as wide as their share of the first. `text` NULL: the value is written. */
struct chart_step {
    const char *label, *text;
    double value;
    const char *conversion; /* how many came from the step before: "62 % went on"; NULL: none */
};
void chart_funnel(struct text *out, const struct chart_about *about, const struct chart_step *steps, size_t count);

/* Effects with their confidence intervals round a line at zero. What is sure to differ from zero (both ends on one side) is
 * drawn strongly. `text` NULL: effect and ends are written. */
struct chart_interval {
    const char *label, *text;
    double effect, low, high;
};
void chart_intervals(struct text *out, const struct chart_about *about, const struct chart_interval *intervals, size_t count);

/* ---- lines ---- */

struct chart_band {
    const char *name; /* "95 %" */
    const double *low, *high;
};

/* A point to look at: a ring; with a key ("1") a number over the plot whose words stand in a list of the page. */
struct chart_mark {
    size_t at, series;
    const char *key;
};

struct chart_line {
    const char *const *labels; /* under the axis; as many are shown as fit */
    size_t count;
    const struct chart_series *series;
    size_t series_count;           /* 1 to CHART_SERIES_MOST */
    const char *before_name;       /* names the dashed lines: "30 days before" */
    const struct chart_band *bands; /* the widest first */
    size_t band_count;             /* at most CHART_BANDS_MOST */
    double target;
    const char *target_text; /* NULL: no target */
    const struct chart_mark *marks;
    size_t mark_count;
    bool partial; /* the last point is not over yet: the way to it is dashed */
    bool near;    /* the axis may begin above zero (rates); otherwise zero is always on it */
};

/* A line for each series over days or hours; a missing value is a gap. */
void chart_lines(struct text *out, const struct chart_about *about, const struct chart_line *line);

/* A line without words, as high as a line of text, for a key figure; its last point is marked. */
void chart_spark(struct text *out, const struct chart_about *about, const double *values, size_t count);

/* ---- parts of a whole ---- */

struct chart_slice {
    const char *label;
    double value; /* less than 0 counts as 0 */
};

/* A ring in shares, clockwise from the top in the order given (the biggest first), with its key. Of more than
 * CHART_SLICES_MOST slices the last are joined into one named `other`. `middle` (NULL: none) stands in the ring. */
void chart_pie(struct text *out, const struct chart_about *about, const struct chart_slice *slices, size_t count, const char *other,
               const char *middle);

/* ---- heat ---- */

/* Rows by columns in shades of one colour, from 0 to the highest. values[row * columns + column]; a missing one is an empty
 * place, so that cohorts make a triangle. `show` writes the value into each cell; without, a legend says what the shades stand for. */
struct chart_grid {
    const char *const *rows, *const *columns;
    size_t row_count, column_count; /* at most CHART_ROWS_MOST each */
    const double *values;
    bool show;
};
void chart_grid(struct text *out, const struct chart_about *about, const struct chart_grid *grid);

/* Days as squares, a column a week, Monday first. `first` is the day number (clock.h) of values[0]; today gets a frame. The
 * words are given: twelve months, seven days from Monday, "less" and "more" for the legend. */
struct chart_calendar {
    int64_t first, today;
    const double *values;
    size_t count; /* at most CHART_DAYS_MOST */
    const char *const *months, *const *weekdays;
    const char *less, *more;
};
void chart_calendar(struct text *out, const struct chart_about *about, const struct chart_calendar *calendar);

#endif
