/* summary_threats.c - what may go wrong next: forecasts, alerts, tests that can't be trusted, work that stands still. Called by summary.c. */
#include "domain/measure/summary_parts.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/view/locale.h"
#include "domain/measure/alert.h"
#include "domain/measure/experiment.h"
#include "domain/measure/outlook.h"
#include "domain/measure/spool.h"
#include "domain/operate/job.h"
#include "domain/outbox/outbox.h"

#include <math.h>

enum { ALERTS_SHOWN = 10, WAITING_MOST = 1 << 20 };

/* ---- forecasts ---- */

static struct summary_outlook sum_up(const struct summary_work *work, const struct outlook *outlook, const struct summary_row *row)
{
    const struct summary *summary = work->summary;
    double days = (double)outlook->forecast.horizon, own = (double)(summary->period.to - summary->period.from + 1);
    struct summary_outlook sum = {.figure = outlook->figure, .trusted = outlook->forecast.beats_naive};
    for (size_t i = 0; i < outlook->forecast.horizon; i++) {
        sum.point += outlook->forecast.steps[i].point;
        sum.low += outlook->forecast.steps[i].low80;
        sum.high += outlook->forecast.steps[i].high80;
    }
    bool adds = figure_adds(outlook->figure);
    double share = adds ? 1 : 1 / days;
    sum.now = adds ? row->now * days / own : row->now;
    sum.point *= share;
    sum.low *= share;
    sum.high *= share;
    return sum;
}

static const struct summary_row *row_of(const struct summary *summary, const struct figure *figure)
{
    for (int i = 0; i < summary->row_count; i++)
        if (summary->rows[i].figure == figure)
            return &summary->rows[i];
    return NULL;
}

static void judge_outlook(struct summary_work *work, const struct summary_outlook *sum)
{
    if (work->summary->kind == SUMMARY_DAILY || !sum->trusted || sum->high >= sum->now)
        return;
    const char *link = arena_printf(work->place->arena, "/admin/analytics/forecasts?figure=%s", sum->figure->name);
    struct summary_finding *finding = summary_add(
        work, SUMMARY_THREATS, "outlook", link, tr_noop("%s: %s expected next, even at best (80 %% interval) %s; now it was %s."),
        locale_words(work->place->language, sum->figure->label), summary_value(work, sum->figure->unit, sum->point),
        summary_value(work, sum->figure->unit, sum->high), summary_value(work, sum->figure->unit, sum->now));
    if (finding != NULL) {
        finding->now = sum->high;
        finding->before = sum->now;
    }
}

void summary_judge_outlooks(struct summary_work *work)
{
    static const char *const foretold[] = {"dau", "registrations", "enrolments", "lessons_completed"};
    enum { COUNT = sizeof foretold / sizeof *foretold };
    struct summary *summary = work->summary;
    struct arena *arena = work->place->arena;
    struct figure_range next = summary_next(summary->kind, summary->period);
    const struct sheet *past = outlook_past(arena, work->place->store, work->place->zone, &figure_everybody, summary->period.to + 1);
    summary->outlooks = arena_alloc(arena, COUNT * sizeof *summary->outlooks);
    for (size_t i = 0; i < COUNT; i++) {
        const struct figure *figure = figure_find(foretold[i]);
        struct outlook outlook = outlook_make(arena, past, figure, (size_t)(next.to - next.from + 1));
        if (!outlook.enough)
            continue;
        struct summary_outlook *sum = &summary->outlooks[summary->outlook_count++];
        *sum = sum_up(work, &outlook, row_of(summary, figure));
        judge_outlook(work, sum);
    }
}

/* ---- what fired, what can't be trusted, what stands still ---- */

static void judge_alerts(struct summary_work *work)
{
    struct summary *summary = work->summary;
    summary->alerts = alert_fired_between(work->place->db, summary->period.from, summary->period.to, ALERTS_SHOWN);
    const cJSON *last = summary->alerts->child;
    int64_t count = alert_fired_count(work->place->db, summary->period.from, summary->period.to);
    if (last == NULL)
        return;
    const char *number = locale_number(work->place->arena, work->place->language, count);
    const char *day = locale_day(work->place->arena, work->place->language, json_integer(last, "day", 0));
    summary_add(work, SUMMARY_THREATS, "alert", "/admin/analytics/alerts", tr_noop("Alerts that fired: %s; the last on %s, “%s”."), number, day,
                json_string(last, "title", ""));
}

static void note_experiment(struct summary *summary, const struct experiment *experiment)
{
    cJSON *row = cJSON_CreateObject();
    json_set_string(row, "name", experiment->name);
    json_set_string(row, "title", experiment->title);
    json_set_string(row, "winner", experiment->winner);
    json_set_string(row, "conclusion", experiment->conclusion);
    cJSON_AddItemToArray(summary->experiments, row);
}

static void judge_experiments(struct summary_work *work)
{
    const struct summary_place *place = work->place;
    int64_t from = clock_day_start(work->summary->period.from, place->zone), to = clock_day_start(work->summary->period.to + 1, place->zone);
    size_t count;
    const struct experiment *list = experiment_list(place->arena, place->db, &count);
    for (size_t i = 0; i < count; i++) {
        if (list[i].state == EXPERIMENT_COMPLETED && list[i].ended_at >= from && list[i].ended_at < to)
            note_experiment(work->summary, &list[i]);
        if (list[i].state == EXPERIMENT_PAUSED && text_equal(list[i].pause_reason, "split") && list[i].started_at < to)
            summary_add(work, SUMMARY_THREATS, "split", "/admin/analytics/tests",
                        tr_noop("The A/B test “%s” was stopped: its %lld variants are not split as planned."), list[i].title,
                        (long long)list[i].arm_count);
    }
}

/* Only of the newest report: nobody knows how long the queue was then. */
static void judge_work(struct summary_work *work)
{
    const struct summary_place *place = work->place;
    if (work->summary->period.to < clock_day(place->now, place->zone) - 92)
        return;
    int64_t jobs = job_count(place->db, "failed"), mails = outbox_count(place->db, "failed");
    int64_t waiting = spool_waiting(place->arena, place->config);
    if (jobs > 0)
        summary_add(work, SUMMARY_THREATS, "jobs", "/admin/jobs", tr_noop("Background work that failed for good: %s."),
                    locale_number(place->arena, place->language, jobs));
    if (mails > 0)
        summary_add(work, SUMMARY_THREATS, "jobs", "/admin/mail", tr_noop("Mails that could not be sent: %s."),
                    locale_number(place->arena, place->language, mails));
    if (waiting > WAITING_MOST)
        summary_add(work, SUMMARY_THREATS, "jobs", "/admin/jobs", tr_noop("Events wait to be counted: %s kB. Does the worker run?"),
                    locale_number(place->arena, place->language, waiting / 1024));
}

void summary_judge_troubles(struct summary_work *work)
{
    judge_alerts(work);
    judge_experiments(work);
    judge_work(work);
}
