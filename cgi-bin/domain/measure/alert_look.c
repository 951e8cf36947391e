/* alert_look.c - whether a day is what a rule waits for. See alert.h. */
#include "domain/measure/alert.h"

#include "core/base/text.h"
#include "domain/measure/sheet.h"
#include "domain/measure/unusual.h"

#include <math.h>

/* Outside the band that the days before it let expect, and by more than one whole unit: on a small academy 0 instead of 1 is nothing to
 * write about. */
static struct alert_finding look_unusual(struct arena *arena, const struct sheet *past, const struct figure *figure, int64_t day, double value)
{
    struct unusual unusual = unusual_days(arena, past, figure);
    const struct anomaly_day *looked_at = &unusual.days[day - unusual.from];
    struct alert_finding finding = {.value = value, .low = looked_at->low, .high = looked_at->high};
    finding.found = looked_at->outside && (value < finding.low - 1 || value > finding.high + 1);
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
