/* alert_look.c - whether a day is what a rule waits for. See alert.h. */
#include "domain/measure/alert.h"

#include "core/base/text.h"
#include "domain/measure/forecast.h"
#include "domain/measure/outlook.h"
#include "domain/measure/sheet.h"

#include <math.h>

/* Outside the 95 % interval that the days before it let expect, and by more than one whole unit: on a small academy 0 instead of 1 is
 * nothing to write home about. */
static struct alert_finding look_unusual(struct arena *arena, const struct sheet *past, const struct figure *figure, int64_t day, double value)
{
    struct alert_finding finding = {.value = value, .low = NAN, .high = NAN};
    struct forecast forecast;
    size_t count = (size_t)(day - past->from);
    double *before = arena_alloc(arena, (count + 1) * sizeof *before);
    for (size_t i = 0; i < count; i++)
        before[i] = sheet_day(past, figure, past->from + (int64_t)i);
    if (count < OUTLOOK_LEAST_DAYS || !forecast_make(arena, before, count, 7, 1, &forecast))
        return finding;
    finding.low = forecast.steps[0].low95;
    finding.high = forecast.steps[0].high95;
    finding.found = value < finding.low - 1 || value > finding.high + 1;
    return finding;
}

struct alert_finding alert_look(struct arena *arena, const char *condition, double threshold, const struct sheet *past, const struct figure *figure,
                                int64_t day)
{
    struct alert_finding finding = {.value = sheet_day(past, figure, day), .low = NAN, .high = NAN};
    if (isnan(finding.value))
        return finding;
    if (text_equal(condition, "unusual"))
        return look_unusual(arena, past, figure, day, finding.value);
    finding.found = text_equal(condition, "above") ? finding.value > threshold : finding.value < threshold;
    return finding;
}
