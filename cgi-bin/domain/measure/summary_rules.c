/* summary_rules.c - the table of rules, those about figures and targets, and the correction for many tests. Called by summary.c. */
#include "domain/measure/summary_parts.h"

#include "core/view/locale.h"
#include "domain/measure/stats_plan.h"

#include <math.h>

#define CHANGE_LEAST 0.10

const struct summary_rule summary_rules[] = {
    {"figure", SUMMARY_WORKS,
     tr_noop("A key figure is better, or worse, by 10 % or more than before, and that is no chance (adjusted p below 0.05). "
             "At least 30 events or people in both periods together, of shares 30 in each; two weeks of history.")},
    {"target", SUMMARY_WORKS, tr_noop("A key figure has reached its target, or missed it.")},
    {"coach", SUMMARY_WORKS,
     tr_noop("The coach did not find an answer, or passed on, in a clearly smaller or larger share of conversations. "
             "At least 20 conversations in each period.")},
    {"lesson", SUMMARY_CHANCES,
     tr_noop("The lesson that loses most viewers before the next one, when that is more than 30 % of them. At least 20 viewers, each once a day.")},
    {"enrol", SUMMARY_CHANCES,
     tr_noop("The page of a course is looked at, and clearly fewer enrol than elsewhere: less than half as many. At least 50 views.")},
    {"question", SUMMARY_CHANCES,
     tr_noop("A question was asked by 3 people or more, and the coach did not find an answer for half of them. None in the FAQ yet.")},
    {"device", SUMMARY_CHANCES,
     tr_noop("On a kind of device, or from a country, fewer go on from a lesson to the next: 20 % less than elsewhere. "
             "At least 100 opened lessons.")},
    {"returning", SUMMARY_THREATS, tr_noop("Clearly fewer learners came back: as for a key figure.")},
    {"outlook", SUMMARY_THREATS,
     tr_noop("The next period is expected below this one, even if all its days are at the upper end of their 80 % interval. "
             "Only forecasts that did better than the same weekday a week before; not for days.")},
    {"alert", SUMMARY_THREATS, tr_noop("Alerts fired in the period.")},
    {"split", SUMMARY_THREATS, tr_noop("An A/B test was stopped because its variants are not split as planned.")},
    {"jobs", SUMMARY_THREATS, tr_noop("Background work or mails failed for good, or more than 1 MB of events waits to be counted.")},
    {.name = NULL}};

/* ---- figures ---- */

static const char *figure_link(const struct summary_work *work, const struct figure *figure)
{
    return arena_printf(work->place->arena, "/admin/analytics/metric/%s?%s", figure->name, summary_days(work));
}

static const char *changed_pattern(bool daily, bool points, bool more)
{
    if (daily && points)
        return more ? tr_noop("%s: %s, %s points more than on the same weekday in the mean of four weeks (%s).")
                    : tr_noop("%s: %s, %s points less than on the same weekday in the mean of four weeks (%s).");
    if (daily)
        return more ? tr_noop("%s: %s, %s %% more than on the same weekday in the mean of four weeks (%s).")
                    : tr_noop("%s: %s, %s %% less than on the same weekday in the mean of four weeks (%s).");
    if (points)
        return more ? tr_noop("%s: %s, %s points more than in the period before (%s).")
                    : tr_noop("%s: %s, %s points less than in the period before (%s).");
    return more ? tr_noop("%s: %s, %s %% more than in the period before (%s).")
                : tr_noop("%s: %s, %s %% less than in the period before (%s).");
}

static void judge_figure(struct summary_work *work, struct summary_row *row)
{
    const struct figure *figure = row->figure;
    bool more = row->change > 0, good = more == (figure->better == FIGURE_MORE_IS_BETTER), points = figure->unit == FIGURE_PERCENT;
    bool returning = figure->kind == FIGURE_RETURNING && !good;
    if (isnan(row->p))
        return;
    enum summary_list list = good ? SUMMARY_WORKS : returning ? SUMMARY_THREATS : SUMMARY_FAILS;
    double amount = fabs(points ? row->now - row->usual : 100 * row->change);
    struct summary_finding *finding =
        summary_add(work, list, returning ? "returning" : "figure", figure_link(work, figure),
                    changed_pattern(work->summary->kind == SUMMARY_DAILY, points, more), locale_words(work->place->language, figure->label),
                    summary_value(work, figure->unit, row->now),
                    locale_decimal(work->place->arena, work->place->language, round(amount * 10) / 10),
                    summary_value(work, figure->unit, row->usual));
    if (finding == NULL)
        return;
    finding->now = row->now;
    finding->before = row->usual;
    finding->p = row->p;
    finding->row = row;
}

void summary_judge_figures(struct summary_work *work)
{
    for (int i = 0; i < work->summary->row_count; i++)
        judge_figure(work, &work->summary->rows[i]);
}

/* ---- targets ---- */

void summary_judge_targets(struct summary_work *work)
{
    for (int i = 0; i < work->summary->row_count; i++) {
        const struct summary_row *row = &work->summary->rows[i];
        if (isnan(row->target) || isnan(row->now))
            continue;
        bool reached = row->figure->better == FIGURE_LESS_IS_BETTER ? row->now <= row->target : row->now >= row->target;
        const char *pattern = reached ? tr_noop("%s: %s, the target of %s is reached (%s %% of it).")
                                      : tr_noop("%s: %s, the target of %s is missed (%s %% of it).");
        struct summary_finding *finding =
            summary_add(work, reached ? SUMMARY_WORKS : SUMMARY_FAILS, "target", figure_link(work, row->figure), pattern,
                        locale_words(work->place->language, row->figure->label), summary_value(work, row->figure->unit, row->now),
                        summary_value(work, row->figure->unit, row->target),
                        locale_decimal(work->place->arena, work->place->language, round(100 * row->now / row->target)));
        if (finding != NULL) {
            finding->now = row->now;
            finding->before = row->target;
        }
    }
}

/* ---- many tests ---- */

/* A figure must have changed by a tenth, too; other rules looked at their own least difference. */
static bool stands_out(const struct summary_finding *finding)
{
    return isnan(finding->p) || (finding->adjusted < SUMMARY_ALPHA && (finding->row == NULL || fabs(finding->row->change) >= CHANGE_LEAST));
}

void summary_settle(struct summary_work *work)
{
    struct summary *summary = work->summary;
    double p[SUMMARY_FINDINGS_MOST], adjusted[SUMMARY_FINDINGS_MOST];
    size_t count = 0, at = 0;
    int kept = 0;
    for (int i = 0; i < summary->finding_count; i++)
        if (!isnan(summary->findings[i].p))
            p[count++] = summary->findings[i].p;
    stats_adjust_benjamini_hochberg(work->place->arena, p, count, adjusted);
    for (int i = 0; i < summary->finding_count; i++) {
        struct summary_finding *finding = &summary->findings[i];
        if (!isnan(finding->p))
            finding->adjusted = adjusted[at++];
        if (finding->row != NULL)
            finding->row->adjusted = finding->adjusted;
    }
    summary->tested = (int)count;
    for (int i = 0; i < summary->finding_count; i++)
        if (stands_out(&summary->findings[i]))
            summary->findings[kept++] = summary->findings[i];
    summary->finding_count = kept;
}
