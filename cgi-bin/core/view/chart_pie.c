/* chart_pie.c - a ring in shares with its key. A ring of a fixed size: beside it, or under it on a phone, stands the key with
 * names, values and shares, in the same order. Called by pages through chart.h. */
#include "core/view/chart_parts.h"

#include <math.h>

#define TURN 6.283185307179586

enum { SIDE = 200, MIDDLE = SIDE / 2, OUTER = 98, INNER = 58 };

static double amount(double value)
{
    return chart_known(value) && value > 0 ? fmin(value, 1e300 / CHART_POINTS_MOST) : 0;
}

static void append_spot(struct text *out, double share, double radius)
{
    chart_put(out, MIDDLE + radius * sin(TURN * share));
    text_append_char(out, ' ');
    chart_put(out, MIDDLE - radius * cos(TURN * share));
}

/* A piece of the ring from share `from` to `to`; a whole one is two halves, because an arc cannot end where it begins. */
static void append_arc(struct text *out, double from, double to)
{
    int large = to - from > 0.5;
    text_append_char(out, 'M');
    append_spot(out, from, OUTER);
    text_printf(out, "A%d %d 0 %d 1 ", OUTER, OUTER, large);
    append_spot(out, to, OUTER);
    text_append_char(out, 'L');
    append_spot(out, to, INNER);
    text_printf(out, "A%d %d 0 %d 0 ", INNER, INNER, large);
    append_spot(out, from, INNER);
    text_append_char(out, 'z');
}

static void append_slice(struct text *out, const struct chart_about *about, size_t number, double from, double to)
{
    text_append(out, "<path");
    chart_fill(out, about, number);
    text_append(out, " d=\"");
    if (to - from > 0.999) {
        append_arc(out, 0, 0.5);
        append_arc(out, 0.5, 1);
    } else {
        append_arc(out, from, to);
    }
    text_append(out, "\"/>");
}

/* The slices as drawn: the first ones, and the rest as one. Gives how many. */
static size_t join(struct chart_slice *joined, const struct chart_slice *slices, size_t count, const char *other)
{
    size_t kept = count > CHART_SLICES_MOST ? CHART_SLICES_MOST - 1 : count;
    for (size_t i = 0; i < count; i++) {
        if (i <= kept)
            joined[i] = (struct chart_slice){i < kept ? slices[i].label : other, 0};
        joined[i < kept ? i : kept].value += amount(slices[i].value);
    }
    return count > kept ? kept + 1 : kept;
}

static const char *slice_text(struct text *out, const struct chart_about *about, double value, double sum)
{
    const char *number = chart_number(out, about, value);
    return sum > 0 ? arena_printf(out->arena, "%s · %.0f %%", number, 100 * value / sum) : number;
}

static void append_ring(struct text *out, const struct chart_about *about, const struct chart_slice *slices, size_t count, double sum)
{
    double from = 0;
    if (sum <= 0)
        text_printf(out, "<circle class=\"chart-hole\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", MIDDLE, MIDDLE, (OUTER + INNER) / 2);
    for (size_t i = 0; i < count && sum > 0; i++) {
        double share = slices[i].value / sum;
        if (share > 0)
            append_slice(out, about, i + 1, from, fmin(from + share, 1));
        from += share;
    }
}

void chart_pie(struct text *out, const struct chart_about *about, const struct chart_slice *slices, size_t count, const char *other,
               const char *middle)
{
    struct chart_slice joined[CHART_SLICES_MOST] = {0};
    double sum = 0;
    count = join(joined, slices, count, other);
    for (size_t i = 0; i < count; i++)
        sum += joined[i].value;
    text_append(out, "<div class=\"chart-box chart-round\">");
    text_printf(out, "<svg class=\"chart-ring-chart\" width=\"%d\" height=\"%d\"", SIDE, SIDE);
    chart_append_named(out, about);
    chart_stripes(out, about, count);
    append_ring(out, about, joined, count, sum);
    chart_words(out, "chart-middle", "middle", 50, MIDDLE + 9, middle);
    text_append(out, "</svg>");
    if (count > 0)
        chart_key_open(out, false);
    for (size_t i = 0; i < count; i++)
        chart_key_item(out, about, CHART_SWATCH_BAR, i + 1, joined[i].label, slice_text(out, about, joined[i].value, sum));
    if (count > 0)
        chart_key_close(out);
    chart_end(out);
}
