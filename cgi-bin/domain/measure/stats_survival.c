/* stats_survival.c - one pass over the cases in order of time. See stats_survival.h. */
#include "domain/measure/stats_survival.h"

#include "domain/measure/stats_distribution.h"

#include <math.h>
#include <stdlib.h>

static const double rounding = 1e-9; /* a product of shares that should be a half need not be one to the last digit */

static int by_time(const void *left, const void *right)
{
    const struct stats_case *a = left, *b = right;
    return (a->at > b->at) - (a->at < b->at);
}

static struct stats_interval band_of(double share, double error, double z)
{
    double width = z * error / -log(share);
    return share <= 0 ? (struct stats_interval){NAN, NAN} : (struct stats_interval){pow(share, exp(width)), pow(share, exp(-width))};
}

size_t stats_survival(struct stats_case *cases, size_t count, double confidence, struct stats_step *steps)
{
    size_t made = 0;
    double share = 1, sum = 0, z = stats_normal_quantile(0.5 + confidence / 2);
    if (count > 1)
        qsort(cases, count, sizeof *cases, by_time);
    for (size_t from = 0, next; from < count; from = next) {
        double events = 0, at_risk = (double)(count - from);
        for (next = from; next < count && cases[next].at <= cases[from].at; next++)
            events += cases[next].happened;
        if (events == 0)
            continue;
        share *= 1 - events / at_risk;
        sum += events / (at_risk * (at_risk - events));
        steps[made++] = (struct stats_step){.at = cases[from].at, .at_risk = at_risk, .events = events, .share = share, .error = sqrt(sum),
                                            .band = band_of(share, sqrt(sum), z)};
    }
    return made;
}

const struct stats_step *stats_survival_at(const struct stats_step *steps, size_t count, double moment)
{
    size_t low = 0, high = count; /* below low: at or before the moment */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (steps[middle].at <= moment)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &steps[low - 1];
}

double stats_survival_moment(const struct stats_step *steps, size_t count, double share)
{
    for (size_t i = 0; i < count; i++)
        if (steps[i].share <= share + rounding)
            return steps[i].at;
    return NAN;
}

struct stats_interval stats_survival_moment_interval(const struct stats_step *steps, size_t count, double share)
{
    struct stats_interval moments = {NAN, NAN};
    for (size_t i = count; i-- > 0;) { /* the first of each remains */
        if (steps[i].band.low <= share + rounding)
            moments.low = steps[i].at;
        if (steps[i].band.high <= share + rounding)
            moments.high = steps[i].at;
    }
    return moments;
}
