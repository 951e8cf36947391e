/* chart.c - draws figures. Called by pages that show more than one number; the dashboard's week is the first. */
#include "core/view/chart.h"

#include <string.h>

enum { WIDTH = 440, HEIGHT = 180, TOP = 26, BOTTOM = 28, BAR_MOST = 56 };

static void append_escaped(struct text *out, const char *words)
{
    text_append_html(out, words, strlen(words));
}

static void append_label(struct text *out, const char *class, int x, int y, const char *words)
{
    if (words == NULL || *words == '\0')
        return;
    text_printf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">", class, x, y);
    append_escaped(out, words);
    text_append(out, "</text>");
}

static double highest(const struct chart_bar *bars, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        if (bars[i].value > most)
            most = bars[i].value;
    return most;
}

/* An empty day still gets a hairline, so that one sees that it is there. */
static void append_bar(struct text *out, const struct chart_bar *bar, int middle, int width, double most)
{
    int height = most > 0 ? (int)(bar->value / most * (HEIGHT - TOP - BOTTOM) + 0.5) : 0;
    height = height < 2 ? 2 : height;
    int top = HEIGHT - BOTTOM - height;
    text_printf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
                bar->quiet || bar->value <= 0 ? "chart-bar-quiet" : "chart-bar", middle - width / 2, top, width, height, height < 8 ? 1 : 4);
    append_label(out, "chart-value", middle, top - 8, bar->text);
    append_label(out, "chart-label", middle, HEIGHT - 8, bar->label);
}

void chart_bars(struct text *out, const char *title, const char *description, const struct chart_bar *bars, size_t count)
{
    int slot = count == 0 ? WIDTH : WIDTH / (int)count, width = slot * 5 / 8 < BAR_MOST ? slot * 5 / 8 : BAR_MOST;
    double most = highest(bars, count);
    text_printf(out, "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    append_escaped(out, title);
    text_append(out, "\"><title>");
    append_escaped(out, title);
    text_append(out, "</title><desc>");
    append_escaped(out, description);
    text_append(out, "</desc>");
    for (size_t i = 0; i < count; i++)
        append_bar(out, &bars[i], (WIDTH - slot * (int)count) / 2 + slot * (int)i + slot / 2, width, most);
    text_printf(out, "<line class=\"chart-axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/></svg>", HEIGHT - BOTTOM, WIDTH, HEIGHT - BOTTOM);
}
