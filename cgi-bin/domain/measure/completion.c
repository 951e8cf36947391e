/* completion.c - the enrolments of a course as cases of a survival curve. See completion.h. */
#include "domain/measure/completion.h"

#include "core/base/clock.h"
#include "domain/learning/enrolment.h"
#include "domain/measure/stats_survival.h"

#include <math.h>

enum { WEEK = 7 * CLOCK_DAY };
static const double confidence = 0.95;

static bool is_in(const struct enrolment_span *span, int64_t from, int64_t until)
{
    return span->began >= from && span->began < until;
}

static double days_of(const struct enrolment_span *span)
{
    return (double)(span->ended - span->began) / CLOCK_DAY;
}

/* Only those of the range stay, unless they are too few. */
static size_t choose(struct enrolment_span *spans, size_t count, int64_t from, int64_t until, bool *ever)
{
    size_t inside = 0;
    for (size_t i = 0; i < count; i++)
        inside += is_in(&spans[i], from, until);
    *ever = inside < COMPLETION_LEAST && inside < count;
    if (*ever)
        return count;
    inside = 0;
    for (size_t i = 0; i < count; i++)
        if (is_in(&spans[i], from, until))
            spans[inside++] = spans[i];
    return inside;
}

static void measure_velocity(struct arena *arena, const struct enrolment_span *spans, size_t count, int64_t now, struct completion *completion)
{
    double *speeds = arena_alloc(arena, (count + 1) * sizeof *speeds);
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (spans[i].end == ENROLMENT_UNDER_WAY && !spans[i].still && now - spans[i].began >= WEEK)
            speeds[found++] = (double)spans[i].lessons_done * WEEK / (double)(now - spans[i].began);
    stats_sort(speeds, found);
    completion->at_it = (int64_t)found;
    completion->velocity = found == 0 ? NAN : stats_quantile(speeds, found, 0.5);
}

/* ---- the curve ---- */

struct curve {
    const struct stats_case *cases; /* rising */
    size_t case_count;
    const struct stats_step *steps;
    size_t count;
};

/* How many days the points are apart, so that they are few enough to read. */
static int64_t apart(int64_t days)
{
    const int64_t steps = COMPLETION_POINTS_MOST - 1;
    return days <= steps ? 1 : days <= 7 * steps ? 7 : 28;
}

static int64_t at_risk(const struct curve *curve, int64_t day)
{
    size_t before = 0;
    while (before < curve->case_count && curve->cases[before].at < (double)day)
        before++;
    return (int64_t)(curve->case_count - before);
}

static struct completion_point point_of(const struct curve *curve, int64_t day)
{
    const struct stats_step *step = stats_survival_at(curve->steps, curve->count, (double)day);
    struct completion_point point = {.day = day, .at_risk = at_risk(curve, day), .low = NAN, .high = NAN};
    if (step == NULL)
        return point;
    point.share = 100 * (1 - step->share);
    point.low = 100 * (1 - step->band.high);
    point.high = 100 * (1 - step->band.low);
    return point;
}

static void measure_points(struct arena *arena, const struct curve *curve, struct completion *completion)
{
    double last = curve->count > 0 ? curve->steps[curve->count - 1].at : curve->case_count > 0 ? curve->cases[curve->case_count - 1].at : 0;
    int64_t days = (int64_t)ceil(last), step = apart(days), count = (days + step - 1) / step + 1;
    if (days == 0)
        return;
    completion->count = (int)(count < COMPLETION_POINTS_MOST ? count : COMPLETION_POINTS_MOST);
    completion->points = arena_alloc(arena, (size_t)completion->count * sizeof *completion->points);
    for (int i = 0; i < completion->count; i++)
        completion->points[i] = point_of(curve, i * step);
}

struct completion *completion_measure(struct arena *arena, struct db *db, int64_t course_id, int64_t from, int64_t until, int64_t now)
{
    struct completion *completion = arena_alloc(arena, sizeof *completion);
    size_t count = 0;
    struct enrolment_span *spans = enrolment_spans(arena, db, course_id, now, &count);
    count = choose(spans, count, from, until, &completion->ever);
    struct stats_case *cases = arena_alloc(arena, (count + 1) * sizeof *cases);
    struct stats_step *steps = arena_alloc(arena, (count + 1) * sizeof *steps);
    for (size_t i = 0; i < count; i++) {
        cases[i] = (struct stats_case){days_of(&spans[i]), spans[i].end == ENROLMENT_COMPLETED};
        completion->completed += spans[i].end == ENROLMENT_COMPLETED;
        completion->left += spans[i].end == ENROLMENT_LEFT;
        completion->under_way += spans[i].end == ENROLMENT_UNDER_WAY;
    }
    struct curve curve = {.cases = cases, .case_count = count, .steps = steps};
    curve.count = stats_survival(cases, count, confidence, steps);
    completion->people = (int64_t)count;
    completion->median = stats_survival_moment(steps, curve.count, 0.5);
    completion->median_interval = stats_survival_moment_interval(steps, curve.count, 0.5);
    measure_velocity(arena, spans, count, now, completion);
    measure_points(arena, &curve, completion);
    return completion;
}
