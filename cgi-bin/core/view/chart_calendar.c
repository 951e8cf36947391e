/* chart_calendar.c - days as squares in columns of weeks, Monday first, with a legend of the shades. Its size is fixed: a year
 * scrolls on a phone, from its latest week. Called by pages through chart.h. */
#include "core/view/chart_parts.h"

#include "core/base/clock.h"

#include <assert.h>
#include <math.h>

enum { SQUARE = 13, PITCH = 16, HEAD = 22, WEEK = 7, ROUND = 2 };

struct place {
    int x, y;
};

struct sheet {
    const struct chart_calendar *calendar;
    int64_t monday; /* of the first week */
    int left, width;
};

static struct place place_of(const struct sheet *sheet, int64_t day)
{
    int64_t since = day - sheet->monday;
    return (struct place){sheet->left + PITCH * (int)(since / WEEK), HEAD + PITCH * (int)(since % WEEK)};
}

static double most_of(const struct chart_calendar *calendar)
{
    double most = 0;
    for (size_t i = 0; i < calendar->count; i++)
        if (chart_known(calendar->values[i]))
            most = fmax(most, calendar->values[i]);
    return most;
}

/* One path a shade: a year of single squares would be five times as long. */
static void append_shade(struct text *out, const struct sheet *sheet, int level, double most)
{
    struct text way = text_in(out->arena);
    for (size_t i = 0; i < sheet->calendar->count; i++) {
        double value = sheet->calendar->values[i];
        if (!chart_known(value) || chart_level(value, most) != level)
            continue;
        struct place place = place_of(sheet, sheet->calendar->first + (int64_t)i);
        text_printf(&way, "M%d %dh%dv%dh-%dz", place.x, place.y, SQUARE, SQUARE, SQUARE);
    }
    if (way.length > 0)
        text_printf(out, "<path class=\"chart-level-%d\" d=\"%s\"/>", level, text_string(&way));
}

/* A month is named over the week of its first day, when the name before is far enough away. */
static void append_months(struct text *out, const struct sheet *sheet)
{
    int free_from = 0;
    for (size_t i = 0; i < sheet->calendar->count; i++) {
        int64_t day = sheet->calendar->first + (int64_t)i;
        struct clock_parts date = clock_parts(day * CLOCK_DAY, "UTC");
        const char *name = sheet->calendar->months[date.month - 1];
        struct place place = place_of(sheet, day);
        if (date.day != 1 || place.x < free_from)
            continue;
        int wide = 8 * (int)utf8_count(name) + 8;
        text_printf(out, "<text class=\"chart-label\" x=\"%d\" y=\"%d\"%s>", place.x, HEAD - 8,
                    place.x + wide > sheet->width ? " text-anchor=\"end\"" : "");
        chart_escape(out, name);
        text_append(out, "</text>");
        free_from = place.x + wide;
    }
}

static void append_weekdays(struct text *out, const struct sheet *sheet)
{
    for (int i = 0; i < WEEK; i += 2) {
        text_printf(out, "<text class=\"chart-label\" x=\"0\" y=\"%d\">", HEAD + PITCH * i + 11);
        chart_escape(out, sheet->calendar->weekdays[i]);
        text_append(out, "</text>");
    }
}

static void append_today(struct text *out, const struct sheet *sheet)
{
    const struct chart_calendar *calendar = sheet->calendar;
    if (calendar->today < calendar->first || calendar->today >= calendar->first + (int64_t)calendar->count)
        return;
    struct place place = place_of(sheet, calendar->today);
    text_printf(out, "<rect class=\"chart-today\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>", place.x - 1, place.y - 1, SQUARE + 2,
                SQUARE + 2, ROUND);
}

void chart_calendar(struct text *out, const struct chart_about *about, const struct chart_calendar *calendar)
{
    assert(calendar->count <= CHART_DAYS_MOST);
    int left = 8 * (int)chart_longest(calendar->weekdays, WEEK) + 6, height = HEAD + WEEK * PITCH;
    struct sheet sheet = {.calendar = calendar, .monday = calendar->first - (clock_weekday(calendar->first) - 1)};
    int64_t days = calendar->first + (int64_t)calendar->count - sheet.monday;
    sheet.left = left;
    sheet.width = left + PITCH * (int)((days + WEEK - 1) / WEEK);
    double most = most_of(calendar);
    text_printf(out, "<div class=\"chart-box\"><div class=\"chart-scroll chart-latest\" tabindex=\"0\" role=\"group\" aria-labelledby=\"%s-t\">",
                about->id);
    text_printf(out, "<svg class=\"chart-fixed\" width=\"%d\" height=\"%d\"", sheet.width, height);
    chart_append_named(out, about);
    append_months(out, &sheet);
    append_weekdays(out, &sheet);
    for (int level = 0; level <= CHART_LEVELS; level++)
        append_shade(out, &sheet, level, most);
    append_today(out, &sheet);
    text_append(out, "</svg></div>");
    chart_legend(out, calendar->less, calendar->more);
    chart_end(out);
}
