/* summary_compare.c - whether a figure of a report differs from the time before by more than chance. Called by summary.c.
 *
 *   counts that add up by the day (and learners a day): the difference of two rates, with the variance of counts times their dispersion
 *     phi. phi is Pearson's X^2 / df of the eight weeks before round the mean of each weekday, at least 1: learners come in waves, so
 *     that their days move more than single independent events would. t with df degrees (McCullagh and Nelder, Generalized Linear
 *     Models, 4.5). Weekdays have their own weight, since months differ in weekends. A day is compared with
 *     the four same weekdays before it, all else with the period before.
 *   different people of a period: two counts, z. Those of both periods count in both, which makes the test careful.
 *   completions to enrolments: Pearson's chi-square of the four counts, divided by the larger phi.
 *   quizzes passed to attempts: the z-test of two shares.
 *   length of a session: Welch's t-test of the days' means, of seven days and more.
 *   learners in 7 and 30 days, stickiness: not tested, for neighbouring days share their people; learners a day stand for them. */
#include "domain/measure/summary_parts.h"

#include "core/base/text.h"
#include "domain/measure/sheet.h"
#include "domain/measure/stats_distribution.h"
#include "domain/measure/stats_mean.h"
#include "domain/measure/stats_share.h"

#include <math.h>

enum { HISTORY_DAYS = 56, HISTORY_LEAST = 14, WEEK = 7, SAME_WEEKDAYS = 4, COUNT_LEAST = 30 };

static int64_t days_of(struct figure_range range)
{
    return range.to - range.from + 1;
}

/* What a weekday has in the mean of the weeks before; and how much more than counts these days moved. */
struct history {
    double mean[WEEK], phi, df;
};

static struct history read_history(const struct summary_work *work, const struct figure *figure)
{
    struct history history = {.phi = 1};
    int64_t to = work->summary->period.from - 1, from = to + 1 - HISTORY_DAYS;
    double sum[WEEK] = {0}, count[WEEK] = {0}, chi2 = 0;
    from = from < work->first ? work->first : from;
    from = from < work->sheet->from ? work->sheet->from : from;
    if (to - from + 1 < HISTORY_LEAST)
        return history;
    for (int64_t day = from; day <= to; day++) {
        sum[day % WEEK] += sheet_day(work->sheet, figure, day);
        count[day % WEEK]++;
    }
    for (int weekday = 0; weekday < WEEK; weekday++) {
        history.mean[weekday] = sum[weekday] / count[weekday];
        history.df -= sum[weekday] > 0;
    }
    for (int64_t day = from; day <= to; day++) {
        double mean = history.mean[day % WEEK], distance = sheet_day(work->sheet, figure, day) - mean;
        chi2 += mean > 0 ? distance * distance / mean : 0;
        history.df += mean > 0;
    }
    history.df = history.df < 1 ? 0 : history.df;
    history.phi = history.df > 0 && chi2 / history.df > 1 ? chi2 / history.df : 1;
    return history;
}

/* How many days of the mean a range is worth: a month with five weekends is shorter. */
static double worth(const struct history *history, struct figure_range range)
{
    double sum = 0, week = 0;
    for (int weekday = 0; weekday < WEEK; weekday++)
        week += history->mean[weekday];
    for (int64_t day = range.from; day <= range.to; day++)
        sum += history->mean[day % WEEK];
    return WEEK * sum / week;
}

/* The sum over the days that a report compares with. */
static double sum_usual(const struct summary_work *work, const struct figure *figure)
{
    const struct summary *summary = work->summary;
    double sum = 0;
    for (int week = 1; week <= SAME_WEEKDAYS && summary->kind == SUMMARY_DAILY; week++)
        sum += sheet_day(work->sheet, figure, summary->period.to - WEEK * week);
    for (int64_t day = summary->before.from; day <= summary->before.to && summary->kind != SUMMARY_DAILY; day++)
        sum += sheet_day(work->sheet, figure, day);
    return sum;
}

static double sum_now(const struct summary_work *work, const struct figure *figure)
{
    double sum = 0;
    for (int64_t day = work->summary->period.from; day <= work->summary->period.to; day++)
        sum += sheet_day(work->sheet, figure, day);
    return sum;
}

static double test_counts(const struct summary_work *work, const struct figure *figure)
{
    const struct summary *summary = work->summary;
    const struct history history = read_history(work, figure);
    double now = sum_now(work, figure), usual = sum_usual(work, figure);
    if (history.df == 0 || now + usual < COUNT_LEAST)
        return NAN;
    bool daily = summary->kind == SUMMARY_DAILY;
    double days = daily ? 1 : worth(&history, summary->period), days_usual = daily ? SAME_WEEKDAYS : worth(&history, summary->before);
    double rate = (now + usual) / (days + days_usual), error = sqrt(history.phi * rate * (1 / days + 1 / days_usual));
    return stats_t_two_sided((now / days - usual / days_usual) / error, history.df);
}

static double test_people(const struct summary_row *row)
{
    double both = row->now + row->usual;
    return both < COUNT_LEAST ? NAN : stats_normal_two_sided((row->now - row->usual) / sqrt(both));
}

static struct figure counted(const char *event)
{
    return (struct figure){.name = event, .kind = FIGURE_NAME, .event = event};
}

static double test_rate(const struct summary_work *work, const struct figure *figure)
{
    const struct figure part = counted(figure->event), whole = counted(figure->base);
    double parts = sum_now(work, &part), wholes = sum_now(work, &whole);
    double parts_usual = sum_usual(work, &part), wholes_usual = sum_usual(work, &whole);
    if (wholes < COUNT_LEAST || wholes_usual < COUNT_LEAST)
        return NAN;
    if (text_equal(figure->event, "quiz.passed")) /* each is one of the attempts; those who complete may have enrolled earlier */
        return stats_shares_compare(parts_usual, wholes_usual, parts, wholes, 0.95).p;
    const struct history history = read_history(work, &part), history_whole = read_history(work, &whole);
    struct stats_chi2 test = stats_chi2_table((const double[]){parts_usual, wholes_usual, parts, wholes}, 2, 2);
    if (history.df == 0 || isnan(test.p))
        return NAN;
    return stats_chi2_beyond(test.chi2 / fmax(history.phi, history_whole.phi), 1);
}

static double test_means(const struct summary_work *work, const struct figure *figure)
{
    const struct summary *summary = work->summary;
    double *values = arena_alloc(work->place->arena, (size_t)(days_of(summary->period) + days_of(summary->before)) * sizeof *values);
    size_t now = 0, before = 0;
    for (int64_t day = summary->period.from; day <= summary->period.to; day++) {
        double value = sheet_day(work->sheet, figure, day);
        if (!isnan(value))
            values[now++] = value;
    }
    for (int64_t day = summary->before.from; day <= summary->before.to; day++) {
        double value = sheet_day(work->sheet, figure, day);
        if (!isnan(value))
            values[now + before++] = value;
    }
    if (now < WEEK || before < WEEK)
        return NAN;
    return stats_means_compare(stats_sample_of(values + now, before), stats_sample_of(values, now), 0.95).p;
}

static double test(const struct summary_work *work, const struct summary_row *row)
{
    bool daily = work->summary->kind == SUMMARY_DAILY;
    if (row->figure->better == FIGURE_NEUTRAL)
        return NAN;
    switch (row->figure->kind) {
    case FIGURE_ACTIVE: return row->figure->window == 1 ? test_counts(work, row->figure) : NAN;
    case FIGURE_RETURNING: return daily ? test_counts(work, row->figure) : test_people(row);
    case FIGURE_PEOPLE: return daily ? NAN : test_people(row); /* of a day they are its active learners */
    case FIGURE_NEW: case FIGURE_VISITORS: case FIGURE_EVENTS: case FIGURE_SESSIONS: case FIGURE_NAME: return test_counts(work, row->figure);
    case FIGURE_NAME_RATE: return test_rate(work, row->figure);
    case FIGURE_SESSION_LENGTH: return daily ? NAN : test_means(work, row->figure);
    case FIGURE_RATIO_ACTIVE: case FIGURE_LOST: return NAN;
    }
    return NAN;
}

static double usual_of(const struct summary_work *work, const struct summary_row *row)
{
    double sum = 0, days = 0;
    if (work->summary->kind != SUMMARY_DAILY)
        return row->before;
    for (int week = 1; week <= SAME_WEEKDAYS; week++) {
        double value = sheet_day(work->sheet, row->figure, work->summary->period.to - WEEK * week);
        sum += isnan(value) ? 0 : value;
        days += !isnan(value);
    }
    return days == 0 ? NAN : sum / days;
}

void summary_compare(const struct summary_work *work, struct summary_row *row)
{
    const struct summary *summary = work->summary;
    double length = 1;
    if (figure_adds(row->figure) && summary->kind != SUMMARY_DAILY)
        length = (double)days_of(summary->period) / (double)days_of(summary->before);
    row->usual = summary->full ? usual_of(work, row) : NAN;
    row->change = isnan(row->usual) || row->usual == 0 ? NAN : row->now / (row->usual * length) - 1;
    row->p = summary->full ? test(work, row) : NAN;
    row->adjusted = NAN;
}
