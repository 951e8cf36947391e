/* look.c - reading both periods of key figures, and a figure in words: its value, what changed, how near its target is. See look.h. */
#include "programs/analytics/look.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/measure/hours.h"

#include <math.h>

enum { DAYS_OF_POINTS_MOST = 100, WEEKS_OF_POINTS_MOST = 400 }; /* longer periods are shown by the week, then by the month */

int64_t look_days(const struct look *look)
{
    return look->now.to - look->now.from + 1;
}

/* Hours are shown of a figure that has them, and of a day or two. */
static bool wants_hours(const struct request *request, int64_t days)
{
    const struct figure *figure = figure_find(request_text(request, "name"));
    return text_equal(request_text(request, "by"), "hour") && days <= HOURS_DAYS_MOST && figure != NULL && hours_has(figure);
}

static enum points_by by_of(const struct request *request, int64_t days)
{
    const char *by = request_text(request, "by");
    if (wants_hours(request, days))
        return POINTS_HOUR;
    if (*by != '\0')
        return text_equal(by, "week") ? POINTS_WEEK : text_equal(by, "month") ? POINTS_MONTH : POINTS_DAY;
    return days <= DAYS_OF_POINTS_MOST ? POINTS_DAY : days <= WEEKS_OF_POINTS_MOST ? POINTS_WEEK : POINTS_MONTH;
}

static int64_t last_day_of_point(enum points_by by, int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    if (by == POINTS_WEEK)
        return day + 7 - clock_weekday(day);
    if (by == POINTS_MONTH)
        return clock_day_of(parts.year + parts.month / 12, parts.month % 12 + 1, 1) - 1;
    return day;
}

static struct points make_points(struct request *request, const struct report_period *period)
{
    int64_t days = period->to - period->from + 1;
    struct points points = {.by = by_of(request, days), .partial = period->to >= report_today(request)};
    if (points.by == POINTS_HOUR) {
        points.count = hours_count((struct figure_range){period->from, period->to}, report_zone(request));
        points.hours_from = clock_day_start(period->from, report_zone(request));
        return points;
    }
    points.now = arena_alloc(request->arena, (size_t)days * sizeof *points.now);
    points.before = arena_alloc(request->arena, (size_t)days * sizeof *points.before);
    for (int64_t day = period->from; day <= period->to; day = points.now[points.count++].to + 1) {
        int64_t last = last_day_of_point(points.by, day);
        points.now[points.count] = (struct figure_range){day, last < period->to ? last : period->to};
        points.before[points.count] = (struct figure_range){day - days, points.now[points.count].to - days};
    }
    return points;
}

void look_plain(struct request *request, struct look *look)
{
    *look = (struct look){.period = report_period(request)};
    look->now = (struct figure_range){look->period.from, look->period.to};
    look->before = (struct figure_range){look->period.before_from, look->period.before_to};
}

bool look_read(struct request *request, struct look *look)
{
    look_plain(request, look);
    return look_read_sheet(request, look);
}

bool look_read_sheet(struct request *request, struct look *look)
{
    struct store *store = report_store(request);
    look->points = make_points(request, &look->period);
    look->targets = target_list(request->arena, request->db, &look->target_count);
    if (store == NULL)
        return true;
    int count = 0, points = look->points.by == POINTS_WEEK || look->points.by == POINTS_MONTH ? look->points.count : 0; /* a day's are known anyway */
    struct figure_range *ranges = arena_alloc(request->arena, (size_t)(2 * points + 2) * sizeof *ranges);
    for (int i = 0; i < points; i++)
        ranges[count++] = look->points.before[i];
    ranges[count++] = look->before;
    for (int i = 0; i < points; i++)
        ranges[count++] = look->points.now[i];
    ranges[count++] = look->now;
    look->sheet = sheet_read_ranges(request->arena, store, report_zone(request), &look->period.filter, ranges, count);
    return look->sheet != NULL;
}

/* ---- in words ---- */

static const char *change_words(struct request *request, enum figure_unit unit, bool more, const char *amount, int64_t days)
{
    const char *words;
    if (unit == FIGURE_PERCENT && days == 1)
        words = more ? tr(request, "%s points more than the day before") : tr(request, "%s points less than the day before");
    else if (unit == FIGURE_PERCENT)
        words = more ? tr(request, "%s points more than the %lld days before") : tr(request, "%s points less than the %lld days before");
    else if (days == 1)
        words = more ? tr(request, "%s %% more than the day before") : tr(request, "%s %% less than the day before");
    else
        words = more ? tr(request, "%s %% more than the %lld days before") : tr(request, "%s %% less than the %lld days before");
    return arena_printf(request->arena, words, amount, (long long)days);
}

/* "+12 %", of a share "+2.3 points". */
static const char *short_words(struct request *request, bool points, double number)
{
    const char *amount = arena_printf(request->arena, "%s%s", number > 0 ? "+" : number < 0 ? "−" : "",
                                      locale_decimal(request->arena, request->language, fabs(number)));
    return arena_printf(request->arena, points ? tr(request, "%s points") : "%s %%", amount);
}

cJSON *look_change(struct request *request, enum figure_unit unit, enum figure_better better, double now, double before, int64_t days)
{
    bool points = unit == FIGURE_PERCENT; /* a share changes by points: percent of percent mislead */
    if (isnan(now) || isnan(before) || (before == 0 && !points))
        return NULL;
    cJSON *change = cJSON_CreateObject();
    double amount = round((points ? now - before : 100 * (now - before) / before) * 10) / 10;
    bool more = amount > 0, good = more == (better == FIGURE_MORE_IS_BETTER);
    const char *text = locale_decimal(request->arena, request->language, fabs(amount));
    json_set_string(change, "text", amount == 0 ? tr(request, "as before") : change_words(request, unit, more, text, days));
    json_set_string(change, "short", short_words(request, points, amount));
    json_set_string(change, "icon", amount == 0 ? "right" : more ? "up" : "down");
    json_set_string(change, "mood", amount == 0 || better == FIGURE_NEUTRAL ? "plain" : good ? "good" : "bad");
    json_set(change, "number", report_number(amount));
    return change;
}

static const char *target_words(struct request *request, const struct figure *figure, double value, double wanted)
{
    const char *text = report_value(request, figure->unit, wanted);
    if (isnan(value))
        return arena_printf(request->arena, tr(request, "Target: %s"), text);
    double share = 100 * value / wanted;
    const char *percent = locale_decimal(request->arena, request->language, round(share));
    if (figure->better != FIGURE_LESS_IS_BETTER)
        return arena_printf(request->arena, tr(request, "%s %% of the target of %s"), percent, text);
    const char *words = share <= 100 ? tr(request, "%s %% of the %s that there may be at most")
                                     : tr(request, "%s %% of the %s that there may be at most: too many");
    return arena_printf(request->arena, words, percent, text);
}

static void tell_target(struct request *request, const struct look *look, const struct figure *figure, double value, cJSON *told)
{
    const struct target *target = target_find(look->targets, look->target_count, figure);
    double wanted = target == NULL ? NAN : target_of(target, figure, look_days(look));
    json_set_string(told, "target", target == NULL ? NULL : target_words(request, figure, value, wanted));
    json_set(told, "target_value", report_number(wanted));
    json_set(told, "target_share", report_number(target == NULL ? NAN : 100 * value / wanted));
}

cJSON *look_figure(struct request *request, const struct look *look, const struct figure *figure)
{
    static const char *const units[] = {"count", "percent", "seconds"}, *const better[] = {"more", "less", "neither"};
    cJSON *told = cJSON_CreateObject();
    double value = look->sheet == NULL ? NAN : sheet_range(look->sheet, figure, look->now);
    double before = look->sheet == NULL ? NAN : sheet_range(look->sheet, figure, look->before);
    cJSON *change = look_change(request, figure->unit, figure->better, value, before, look_days(look));
    json_set_string(told, "name", figure->name);
    json_set_string(told, "label", locale_words(request->language, figure->label));
    json_set_string(told, "means", locale_words(request->language, figure->means));
    json_set_string(told, "unit", units[figure->unit]);
    json_set_string(told, "better", better[figure->better]);
    json_set_integer(told, "version", figure->version);
    json_set_string(told, "value", report_value(request, figure->unit, value));
    json_set(told, "number", report_number(value));
    json_set(told, "before", report_number(before));
    json_set_string(told, "before_text", report_value(request, figure->unit, before));
    json_set(told, "change", change == NULL ? cJSON_CreateNull() : change);
    json_set_string(told, "spark", NULL);
    tell_target(request, look, figure, value, told);
    return told;
}
