/* chart_grid.c - a heat map of rows by columns: cohorts by week, hours by weekday. Called by pages through chart.h. */
#include "core/view/chart_parts.h"

#include <assert.h>
#include <math.h>

enum { HEAD = 24, ROW = 32, GAP = 2, CELL_BASE = 21 };

static double value_at(const struct chart_grid *grid, size_t row, size_t column)
{
    return grid->values[row * grid->column_count + column];
}

static double most_of(const struct chart_grid *grid)
{
    double most = 0;
    for (size_t i = 0; i < grid->row_count * grid->column_count; i++)
        if (chart_known(grid->values[i]))
            most = fmax(most, grid->values[i]);
    return most;
}

/* The longest head or figure of a column, in characters. */
static size_t cell_room(struct text *out, const struct chart_about *about, const struct chart_grid *grid)
{
    size_t most = chart_longest(grid->columns, grid->column_count) + 1;
    for (size_t i = 0; grid->show && i < grid->row_count * grid->column_count; i++) {
        if (!chart_known(grid->values[i]))
            continue;
        size_t length = utf8_count(chart_number(out, about, grid->values[i])) + 1;
        most = length > most ? length : most;
    }
    return most;
}

static void append_cells(struct text *out, const struct chart_grid *grid, double most)
{
    double slot = CHART_WIDE / (double)(grid->column_count == 0 ? 1 : grid->column_count);
    for (size_t row = 0; row < grid->row_count; row++)
        for (size_t column = 0; column < grid->column_count; column++) {
            double value = value_at(grid, row, column);
            if (!chart_known(value))
                continue;
            text_printf(out, "<rect class=\"chart-level-%d\" x=\"", chart_level(value, most));
            chart_put(out, slot * (double)column);
            text_printf(out, "\" y=\"%d\" width=\"", HEAD + ROW * (int)row);
            chart_put(out, slot);
            text_printf(out, "\" height=\"%d\"/>", ROW - GAP);
        }
}

static void append_figures(struct text *out, const struct chart_about *about, const struct chart_grid *grid, double most)
{
    for (size_t row = 0; row < grid->row_count; row++)
        for (size_t column = 0; column < grid->column_count; column++) {
            double value = value_at(grid, row, column);
            if (!chart_known(value))
                continue;
            bool deep = chart_level(value, most) > CHART_LEVELS / 2;
            chart_words(out, deep ? "chart-cell chart-on-deep" : "chart-cell", "middle", 100 * chart_at(column, grid->column_count, false),
                        HEAD + ROW * (int)row + CELL_BASE, chart_number(out, about, value));
        }
}

static void append_heads(struct text *out, const struct chart_grid *grid)
{
    /* Hours need not all be named; columns that hold figures have room for their names. */
    if (!grid->show)
        chart_labels(out, grid->columns, grid->column_count, HEAD - 8, false);
    for (size_t column = 0; grid->show && column < grid->column_count; column++)
        chart_words(out, "chart-label", "middle", 100 * chart_at(column, grid->column_count, false), HEAD - 8, grid->columns[column]);
    for (size_t row = 0; row < grid->row_count; row++) {
        text_printf(out, "<text class=\"chart-label\" x=\"-8\" y=\"%d\" text-anchor=\"end\">", HEAD + ROW * (int)row + CELL_BASE);
        chart_escape(out, grid->rows[row]);
        text_append(out, "</text>");
    }
}

void chart_grid(struct text *out, const struct chart_about *about, const struct chart_grid *grid)
{
    assert(grid->row_count <= CHART_ROWS_MOST && grid->column_count <= CHART_ROWS_MOST);
    size_t start = chart_longest(grid->rows, grid->row_count);
    struct chart_frame frame = {.about = about, .height = HEAD + ROW * (int)(grid->row_count == 0 ? 1 : grid->row_count), .start = start};
    frame.least = grid->show ? cell_room(out, about, grid) * grid->column_count : grid->column_count;
    double most = most_of(grid);
    chart_open(out, &frame);
    append_heads(out, grid);
    chart_plot_open(out, frame.height);
    append_cells(out, grid, most);
    chart_plot_close(out);
    if (grid->show)
        append_figures(out, about, grid, most);
    chart_close(out, &frame);
    if (!grid->show)
        chart_legend(out, chart_number(out, about, 0), chart_number(out, about, most));
    chart_end(out);
}
