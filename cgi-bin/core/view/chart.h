/* chart.h - charts as SVG made by the server, in the classes of charts.css. A table with the same figures stands beside
 * each chart: the picture is never the only way to read them. */
#ifndef NEXUS_CHART_H
#define NEXUS_CHART_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct chart_bar {
    const char *label; /* under the bar */
    const char *text;  /* the figure over it; NULL or "": none */
    double value;      /* not negative */
    bool quiet;        /* drawn back, such as days to come */
};

/* Appends a bar chart: title and description are read aloud, all words are escaped. `count` of 0 draws the axis only. */
void chart_bars(struct text *out, const char *title, const char *description, const struct chart_bar *bars, size_t count);

#endif
