/* tests.h - what the pages and the API of A/B tests share. */
#ifndef NEXUS_ANALYTICS_TESTS_H
#define NEXUS_ANALYTICS_TESTS_H

#include "core/web/request.h"
#include "domain/measure/experiment_result.h"

/* The test of the address or of the field "name"; false when there is none. */
bool tests_find(struct request *request, const char *name, struct experiment *experiment);

/* "12.5" or "12,5" as parts of EXPERIMENT_WHOLE; false when it is no number between 0 and 100. And the text of parts: "12.5". */
bool tests_read_percent(const char *text, int64_t *parts);
char *tests_percent_text(struct arena *arena, int64_t parts);

/* A share as "12.3 %", a difference of shares in points as "+1.3"; "–" for what is not finite. */
const char *tests_share(struct request *request, double share);
const char *tests_points(struct request *request, double difference);

/* tests_wish.c: reads the fields into *wish, in the request's arena. HTTP_OK, or refused with sentences at the fields. */
enum http_status tests_read_wish(struct request *request, struct experiment *wish);
/* The same for the variants of the form (variant_1, share_1 ...) and of the API (variants: ["old:50", "new:50"]), or of the kind factors:
 * factor_1, levels_1 ... and factors: ["words:enrol,start-now", ...]. */
enum http_status tests_read_arms(struct request *request, struct experiment *wish);

/* tests_edit.c: options of selects, [{value, text}]; and how many of the people active of late did the goal, in 1/10000 (0: unknown). */
cJSON *tests_goal_options(struct request *request);
cJSON *tests_course_options(struct request *request);
struct experiment_traffic;
int64_t tests_recent_rate(struct request *request, const char *goal, int64_t course_id, struct experiment_traffic *traffic);

/* tests_results.c: reads and compares. False while there is no event store. */
bool tests_compare(struct request *request, const struct experiment *experiment, struct experiment_people *people,
                   struct experiment_results *results);
/* The test of the address, with that; false when there is none. */
bool tests_read(struct request *request, struct experiment *experiment, struct experiment_people *people, struct experiment_results *results);
/* Everything about a test as JSON: its plan and arms, and what it shows. */
cJSON *tests_tell(struct request *request, const struct experiment *experiment, const struct experiment_people *people,
                  const struct experiment_results *results);
/* Days it has run, and when it ended or now. */
double tests_days(const struct request *request, const struct experiment *experiment);
int64_t tests_end(const struct request *request, const struct experiment *experiment);

/* Words of figures: "1.2 to 3.4", "= 0.012" or "< 0.001"; an interval as [low, high], null when it holds everything. */
const char *tests_between(struct request *request, struct stats_interval interval, const char *(*write)(struct request *, double));
const char *tests_p_text(struct request *request, double p);
void tests_set_interval(cJSON *row, const char *name, struct stats_interval interval);

/* A difference of shares, of an arm or a level, into a row: with its intervals for one look and for any day, p, and the level reached. */
struct tests_difference {
    double estimate;
    struct stats_interval interval, always;
    double p, p_adjusted;
    int level;
};
void tests_tell_difference(struct request *request, const struct tests_difference *difference, cJSON *row);

/* tests_kinds.c: what only multivariate and adaptive tests have. The share of an arm in force now (at the end, when it has ended), 0..1. */
double tests_share_now(const struct request *request, const struct experiment *experiment, size_t arm);
void tests_tell_kind(struct request *request, const struct experiment *experiment, const struct experiment_results *results, cJSON *told);
void tests_tell_arm_kind(struct request *request, const struct experiment *experiment, const struct experiment_results *results, size_t index,
                         cJSON *row);
/* The effects of factors, in points, for their chart; none without factors. `intervals` has EXPERIMENT_ARMS_MOST places. */
struct chart_interval;
size_t tests_effect_intervals(struct request *request, const struct experiment *experiment, const struct experiment_results *results,
                              struct chart_interval *intervals);
/* "fixed", "adaptive", "factors". And "words: start-now" of an effect. */
const char *tests_kind(const struct experiment *experiment);
const char *tests_effect_name(struct request *request, const struct experiment *experiment, const struct experiment_effect *effect);

/* tests_guards.c: what must not get worse, and whether it surely has. */
void tests_tell_guards(struct request *request, const struct experiment *experiment, const struct experiment_people *people, cJSON *told);

/* tests_days.c: gives the charts by day, with their tables. */
void tests_give_days(struct request *request, const struct experiment *experiment, const struct experiment_people *people);

/* tests_words.c: what can be said now, in one sentence with its figures. */
const char *tests_verdict(struct request *request, const struct experiment *experiment, const struct experiment_results *results);

/* tests.c: moves a test on, with its line in the audit log; *sentence says what happened, or why not (HTTP_CONFLICT). Needs no
 * transaction yet. `action`: start, pause, complete, delete. */
enum http_status tests_move(struct request *request, const struct experiment *experiment, const char *action, const char **sentence);

#endif
