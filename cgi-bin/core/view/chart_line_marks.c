/* chart_line_marks.c - words and marks on a line chart: names at the ends of lines, points, rings, numbers, target and key.
 * Called by chart_line.c. */
#include "core/view/chart_line_parts.h"

#include <assert.h>
#include <math.h>

enum { NAME_HEIGHT = 16, NAMES_MOST = 2 * CHART_SERIES_MOST, NAME_ROOM_MOST = 18 };

static const char *percent_text(struct text *out, const struct plot *plot, size_t i)
{
    struct text x = text_in(out->arena);
    chart_put(&x, 100 * chart_at(i, plot->line->count, true));
    text_append_char(&x, '%');
    return text_string(&x);
}

/* The index of the last value that is there, or `count`. */
static size_t last_known(const double *values, size_t count)
{
    for (size_t i = count; values != NULL && i > 0; i--)
        if (chart_known(values[i - 1]))
            return i - 1;
    return count;
}

void line_target(struct text *out, const struct plot *plot)
{
    const struct chart_line *line = plot->line;
    if (line->target_text == NULL || !chart_known(line->target))
        return;
    double y = round(chart_y(&plot->scale, line->target));
    text_append(out, "<line class=\"chart-target\" x2=\"100%\"");
    chart_attribute(out, "y1", y);
    chart_attribute(out, "y2", y);
    text_append(out, "/>");
    chart_words(out, "chart-name", "start", 0, y - 6, line->target_text);
}

static void append_point(struct text *out, const struct plot *plot, size_t s, size_t i)
{
    text_printf(out, "<g class=\"chart-%zu\">", s + 1);
    chart_point(out, s + 1, percent_text(out, plot, i), chart_y(&plot->scale, plot->line->series[s].values[i]));
    text_append(out, "</g>");
}

void line_points(struct text *out, const struct plot *plot)
{
    const struct chart_line *line = plot->line;
    struct chart_thinning thin = chart_thin(line->count, chart_longest(line->labels, line->count), true);
    for (size_t s = 0; s < line->series_count; s++) {
        const double *values = line->series[s].values;
        size_t last = last_known(values, line->count);
        for (size_t i = 0; i < line->count; i++) {
            if (i == last || (line->series_count > 1 && chart_known(values[i]) && chart_shown(&thin, i) != CHART_HIDDEN))
                append_point(out, plot, s, i);
        }
    }
}

static void append_ring(struct text *out, const struct plot *plot, const struct chart_mark *mark, double value)
{
    text_printf(out, "<circle class=\"chart-ring\" r=\"7\" cx=\"%s\"", percent_text(out, plot, mark->at));
    chart_attribute(out, "cy", chart_y(&plot->scale, value));
    text_append(out, "/>");
}

/* A thin line from the number over the plot down to the axis. */
static void append_note(struct text *out, const struct plot *plot, const struct chart_mark *mark)
{
    const char *x = percent_text(out, plot, mark->at);
    text_printf(out, "<line class=\"chart-note\" x1=\"%s\" x2=\"%s\" y1=\"20\" y2=\"%d\"/>", x, x, CHART_TOP + CHART_PLOT);
    text_printf(out, "<circle class=\"chart-key-dot\" r=\"9\" cx=\"%s\" cy=\"10\"/>", x);
    chart_words(out, "chart-key-text", "middle", 100 * chart_at(mark->at, plot->line->count, true), 14, mark->key);
}

void line_marks(struct text *out, const struct plot *plot)
{
    for (size_t i = 0; i < plot->line->mark_count; i++) {
        const struct chart_mark *mark = &plot->line->marks[i];
        assert(mark->at < plot->line->count && mark->series < plot->line->series_count);
        double value = plot->line->series[mark->series].values[mark->at];
        if (mark->key != NULL)
            append_note(out, plot, mark);
        else if (chart_known(value))
            append_ring(out, plot, mark, value);
    }
}

/* ---- names at the ends ---- */

struct end {
    const char *name, *class;
    double y;
};

/* Whether the dashed line is named at its end, too: only where there is one. */
static bool names_before(const struct chart_line *line)
{
    return line->series_count == 1 && line->series[0].before != NULL && line->before_name != NULL;
}

static size_t collect_ends(const struct plot *plot, struct end *ends)
{
    const struct chart_line *line = plot->line;
    size_t count = 0;
    for (size_t s = 0; s < line->series_count; s++) {
        size_t last = last_known(line->series[s].values, line->count);
        if (last < line->count)
            ends[count++] = (struct end){line->series[s].name, "chart-name", chart_y(&plot->scale, line->series[s].values[last])};
    }
    size_t last = names_before(line) ? last_known(line->series[0].before, line->count) : line->count;
    if (last < line->count)
        ends[count++] = (struct end){line->before_name, "chart-label", chart_y(&plot->scale, line->series[0].before[last])};
    return count;
}

/* Sorts by height and moves names apart, downwards first, then up again from the bottom. */
static void spread(struct end *ends, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && ends[j].y < ends[j - 1].y; j--) {
            struct end swapped = ends[j];
            ends[j] = ends[j - 1];
            ends[j - 1] = swapped;
        }
    for (size_t i = 1; i < count; i++)
        ends[i].y = fmax(ends[i].y, ends[i - 1].y + NAME_HEIGHT);
    double lowest = CHART_TOP + CHART_PLOT;
    for (size_t i = count; i > 0; i--) {
        ends[i - 1].y = fmin(ends[i - 1].y, lowest);
        lowest = ends[i - 1].y - NAME_HEIGHT;
    }
}

/* A name at the right edge means the line that ends there. */
static bool ends_early(const struct chart_line *line, const struct chart_series *series)
{
    size_t last = last_known(series->values, line->count);
    return last < line->count && last + 1 + line->count / 10 < line->count;
}

size_t line_end_room(const struct chart_line *line)
{
    size_t most = 0;
    if (line->band_count > 0 || (line->series_count == 1 && !names_before(line)))
        return 0;
    for (size_t s = 0; s < line->series_count; s++) {
        if (ends_early(line, &line->series[s]))
            return 0;
        size_t length = line->series[s].name == NULL ? 0 : utf8_count(line->series[s].name);
        most = length > most ? length : most;
    }
    size_t before = names_before(line) ? utf8_count(line->before_name) : 0;
    most = before > most ? before : most;
    return most > NAME_ROOM_MOST ? 0 : most; /* longer ones stand in the key alone */
}

void line_names(struct text *out, const struct plot *plot)
{
    struct end ends[NAMES_MOST];
    size_t count = line_end_room(plot->line) == 0 ? 0 : collect_ends(plot, ends);
    spread(ends, count);
    for (size_t i = 0; i < count; i++) {
        text_printf(out, "<svg class=\"chart-wide\" x=\"100%%\"><text class=\"%s\" x=\"12\"", ends[i].class);
        chart_attribute(out, "y", ends[i].y + 4);
        text_append_char(out, '>');
        chart_escape(out, ends[i].name);
        text_append(out, "</text></svg>");
    }
}

void line_key(struct text *out, const struct plot *plot)
{
    const struct chart_line *line = plot->line;
    bool before = false, named = line_end_room(line) > 0;
    for (size_t s = 0; s < line->series_count; s++)
        before |= line->series[s].before != NULL && line->before_name != NULL;
    if (line->series_count == 1 && !before && line->band_count == 0)
        return;
    chart_key_open(out, named && (!before || names_before(line)));
    for (size_t s = 0; s < line->series_count; s++)
        chart_key_item(out, plot->about, line->series[s].dashed ? CHART_SWATCH_DASHED : CHART_SWATCH_LINE, s + 1, line->series[s].name, NULL);
    if (before)
        chart_key_item(out, plot->about, CHART_SWATCH_BEFORE, 1, line->before_name, NULL);
    for (size_t b = 0; b < line->band_count; b++)
        chart_key_item(out, plot->about, CHART_SWATCH_BAND, b + 1, line->bands[b].name, NULL);
    chart_key_close(out);
}
