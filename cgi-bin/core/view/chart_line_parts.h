/* chart_line_parts.h - what chart_line.c (the drawing) and chart_line_marks.c (words and marks on it) share. */
#ifndef NEXUS_CHART_LINE_PARTS_H
#define NEXUS_CHART_LINE_PARTS_H

#include "core/view/chart_parts.h"

enum { LINE_HEIGHT = CHART_TOP + CHART_PLOT + CHART_FOOT };

struct plot {
    const struct chart_about *about;
    const struct chart_line *line;
    struct chart_scale scale;
};

/* The target's line and words. */
void line_target(struct text *out, const struct plot *plot);

/* The shape of each series at its last point and, between several, at each label, so that colour is not needed. */
void line_points(struct text *out, const struct plot *plot);

/* Rings round marked points, numbers over the plot. */
void line_marks(struct text *out, const struct plot *plot);

/* The names at the ends of the lines, where there is room beside the plot; that room in characters. 0 for none: a single line
 * is named by the title; early ends, bands and long names need the key. */
void line_names(struct text *out, const struct plot *plot);
size_t line_end_room(const struct chart_line *line);

/* The key under the plot: on a phone for all, elsewhere for what has no name at its end. Nothing for a single line. */
void line_key(struct text *out, const struct plot *plot);

#endif
