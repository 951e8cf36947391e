/* summary_period.c - the kinds of reports and their periods. See summary.h. */
#include "domain/measure/summary.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/view/locale.h"

const char *const summary_kind_names[SUMMARY_KINDS] = {"daily", "weekly", "monthly", "quarterly"};
const char *const summary_kind_titles[SUMMARY_KINDS] = {tr_noop("Daily summary"), tr_noop("Weekly growth"), tr_noop("Monthly board report"),
                                                        tr_noop("Quarterly review")};
const char *const summary_list_titles[SUMMARY_LISTS] = {tr_noop("What works"), tr_noop("What does not work"), tr_noop("Opportunities"),
                                                        tr_noop("Threats")};

enum summary_kind summary_kind_read(const char *name)
{
    int kind = 0;
    while (kind < SUMMARY_KINDS && !text_equal(summary_kind_names[kind], name))
        kind++;
    return (enum summary_kind)kind;
}

/* The `months` calendar months, beginning with a multiple of them, that `day` lies in. */
static struct figure_range months_round(int64_t day, int months)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    int first = (parts.month - 1) / months * months + 1, last = first + months;
    return (struct figure_range){clock_day_of(parts.year, first, 1), clock_day_of(parts.year + (last > 12), last > 12 ? last - 12 : last, 1) - 1};
}

static struct figure_range round_day(enum summary_kind kind, int64_t day)
{
    int64_t monday = day + 1 - clock_weekday(day);
    switch (kind) {
    case SUMMARY_WEEKLY: return (struct figure_range){monday, monday + 6};
    case SUMMARY_MONTHLY: return months_round(day, 1);
    case SUMMARY_QUARTERLY: return months_round(day, 3);
    default: return (struct figure_range){day, day};
    }
}

struct figure_range summary_period(enum summary_kind kind, int64_t day)
{
    struct figure_range around = round_day(kind, day);
    return around.to <= day ? around : round_day(kind, around.from - 1);
}

struct figure_range summary_before(enum summary_kind kind, struct figure_range period)
{
    if (kind == SUMMARY_DAILY)
        return (struct figure_range){period.from - 7, period.to - 7};
    return round_day(kind, period.from - 1);
}

struct figure_range summary_next(enum summary_kind kind, struct figure_range period)
{
    return round_day(kind, period.to + 1);
}
