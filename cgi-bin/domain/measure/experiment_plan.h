/* experiment_plan.h - before an experiment: how many participants it needs, and how long these take to come. */
#ifndef NEXUS_EXPERIMENT_PLAN_H
#define NEXUS_EXPERIMENT_PLAN_H

#include "core/base/arena.h"
#include "domain/measure/experiment.h"
#include "domain/measure/store.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { EXPERIMENT_TRAFFIC_DAYS = 30 };

/* Signed-in people who were active in the EXPERIMENT_TRAFFIC_DAYS days that end with `today`, and those of them who did the goal; of a
 * course (0: all), those who did something about it. */
struct experiment_traffic {
    int64_t people, doers;
};
struct experiment_traffic experiment_traffic_of(struct arena *arena, struct store *store, const char *zone, const char *goal, int64_t course_id,
                                                int64_t today);

/* Shares as numbers from 0 to 1, level and power in percent. `arms` are given equal shares of the `share` of everybody that takes part;
 * `comparisons` share the level; `side` arms together stand on the smaller side of a comparison (1, unless there are factors). */
struct experiment_plan {
    double base, effect, level, power, arms, comparisons, side, share;
};
struct experiment_need {
    double an_arm, all; /* participants, whole numbers; NaN when the rates are outside 0..1, inf for no effect */
    double days;        /* inf without traffic */
};

/* As many as find the difference with the given power by the z-test; the level is shared by the comparisons (Bonferroni), as in the
 * results. `people_a_day`: new people a day, of whom `share` take part. */
struct experiment_need experiment_plan_of(const struct experiment_plan *plan, double people_a_day);

/* The shape of a plan from "3" (variants, the control included) or "2x3" (levels of factors): arms, comparisons and side. */
void experiment_plan_shape(struct experiment_plan *plan, const char *shape);

/* The an_arm of an experiment's own plan. */
double experiment_size_of(const struct experiment *experiment);

/* The names of events that may be a goal: those of the catalogue, then others that have occurred, by name. */
cJSON *experiment_goals(struct db *rollup);

#endif
