/* chart_scale.c - values to places: the range of what is drawn, an axis in round steps, labels that fit, shades.
 * Called by the other chart_*.c files. */
#include "core/view/chart_parts.h"

#include <math.h>

/* Beyond this the difference of two values could be infinite; below it a step could be nothing. */
#define BOUND 1e300
#define LEAST_SPAN 1e-300

enum { PARTS = 4, DAY_HOURS = 24, WEEK_DAYS = 7 };

bool chart_known(double value)
{
    return isfinite(value);
}

double chart_bounded(double value)
{
    return fmin(fmax(value, -BOUND), BOUND);
}

void chart_range_add(struct chart_range *range, const double *values, size_t count)
{
    for (size_t i = 0; values != NULL && i < count; i++) {
        if (!chart_known(values[i]))
            continue;
        double value = chart_bounded(values[i]);
        range->low = range->any ? fmin(range->low, value) : value;
        range->high = range->any ? fmax(range->high, value) : value;
        range->broken |= value != floor(value);
        range->any = true;
    }
}

static double nice_step(double span)
{
    double rough = span / PARTS, power = pow(10, floor(log10(rough))), digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

struct chart_scale chart_scale_of(const struct chart_range *range, bool near)
{
    double low = range->any ? range->low : 0, high = range->any ? range->high : 0;
    if (!near || high - low < LEAST_SPAN) {
        low = fmin(low, 0);
        high = fmax(high, 0);
    }
    if (high - low < LEAST_SPAN)
        high = low + 1;
    double step = nice_step(high - low);
    if (step < 1 && !range->broken)
        step = 1;
    struct chart_scale scale = {.low = floor(low / step) * step, .high = ceil(high / step) * step, .step = step};
    scale.parts = (int)lround((scale.high - scale.low) / step);
    return scale;
}

double chart_share(const struct chart_scale *scale, double value)
{
    return fmin(fmax((chart_bounded(value) - scale->low) / (scale->high - scale->low), 0), 1);
}

double chart_y(const struct chart_scale *scale, double value)
{
    return CHART_TOP + CHART_PLOT * (1 - chart_share(scale, value));
}

/* Each how many-eth label must do, so that neighbours stay apart in `room` pixels, in letters as wide as DejaVu's. Days reach from
 * edge to edge. */
static size_t step_for(size_t count, size_t length, double room, bool days)
{
    double step = ceil(((double)length * 7.75 + 8) * ((double)count - (days ? 1 : 0)) / room);
    return step < 1 ? 1 : (size_t)step;
}

static bool is_hours(size_t count)
{
    return count % DAY_HOURS == 0 && count <= DAY_HOURS * WEEK_DAYS;
}

/* Hours are shown by divisors of a day, days by weeks where more than a few are left out. */
static size_t round_step(size_t step, size_t count, bool days)
{
    size_t weeks = WEEK_DAYS;
    if (is_hours(count)) {
        while (step < DAY_HOURS ? DAY_HOURS % step != 0 : step % DAY_HOURS != 0)
            step++;
        return step;
    }
    if (!days || step <= 3 || count < 3 * WEEK_DAYS)
        return step;
    while (weeks < step)
        weeks *= 2;
    return weeks;
}

struct chart_thinning chart_thin(size_t count, size_t length, bool days)
{
    static const double rooms[3] = {400, 228, 195}; /* of boxes of 30, 18 and 16 rem: see charts.css */
    size_t steps[3], before = 1;
    for (size_t i = 0; i < 3; i++) {
        size_t step = round_step(step_for(count, length, rooms[i], days), count, days);
        before = steps[i] = (step + before - 1) / before * before;
    }
    return (struct chart_thinning){.wide = steps[0], .phone = steps[1], .least = steps[2], .anchor = is_hours(count) || count == 0 ? 0 : count - 1};
}

enum chart_shown chart_shown(const struct chart_thinning *thin, size_t i)
{
    size_t away = i > thin->anchor ? i - thin->anchor : thin->anchor - i;
    if (away % thin->least == 0)
        return CHART_ALWAYS;
    return away % thin->phone == 0 ? CHART_FROM_PHONE : away % thin->wide == 0 ? CHART_WHERE_WIDE : CHART_HIDDEN;
}

const char *chart_label_class(enum chart_shown shown, bool figure)
{
    static const char *const labels[] = {"chart-label", "chart-label chart-phone", "chart-label chart-wide", NULL};
    static const char *const figures[] = {"chart-value", "chart-value chart-phone", "chart-value chart-wide", NULL};
    return (figure ? figures : labels)[shown];
}

int chart_level(double value, double most)
{
    if (value <= 0 || most <= 0)
        return 0;
    int level = (int)ceil(value / most * CHART_LEVELS);
    return level < 1 ? 1 : level > CHART_LEVELS ? CHART_LEVELS : level;
}
