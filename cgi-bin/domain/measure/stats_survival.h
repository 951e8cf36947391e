/* stats_survival.h - how long something takes when not everybody is done: the share for whom it has not happened yet, by time, with its
 * band. For how long courses take.
 *
 * Who was watched until a moment without its happening (is still on it, or went away) is censored there: they count among those who could
 * until then, and no longer. */
#ifndef NEXUS_STATS_SURVIVAL_H
#define NEXUS_STATS_SURVIVAL_H

#include "domain/measure/stats_describe.h"

#include <stdbool.h>
#include <stddef.h>

/* Somebody: watched for so long, and whether it happened then. */
struct stats_case {
    double at;
    bool happened;
};

/* A moment at which it happened to somebody. */
struct stats_step {
    double at, at_risk, events;
    double share;               /* for whom it had not happened when the moment was over */
    double error;               /* standard error of log(share) */
    struct stats_interval band; /* of the share; NAN where it is 0 */
};

/* The product-limit estimate of Kaplan and Meier (1958): share = product over moments of 1 - events / at_risk, those censored at the very
 * moment among the at_risk. Its error by Greenwood (1926): the root of the sum of events / (at_risk (at_risk - events)). The band with
 * `confidence` (0.95) on the scale of log(-log(share)) (Kalbfleisch and Prentice 1980), so that it stays within 0..1:
 * share^exp(+-z error / log(share)); as R's survfit with conf.type = "log-log". Sorts the cases; writes at most `count` steps, rising, and
 * gives their number. */
size_t stats_survival(struct stats_case *cases, size_t count, double confidence, struct stats_step *steps);

/* The step in force at a moment; NULL before the first: it has happened to nobody. */
const struct stats_step *stats_survival_at(const struct stats_step *steps, size_t count, double moment);

/* The first moment at which the share is `share` or less (0.5: the median); NAN: it never comes so far. And where it lies with the steps'
 * confidence: the moments whose bands hold `share` (Brookmeyer and Crowley 1982). */
double stats_survival_moment(const struct stats_step *steps, size_t count, double share);
struct stats_interval stats_survival_moment_interval(const struct stats_step *steps, size_t count, double share);

#endif
