/* coach.h - what the pages about the coach share: the period that is looked at, and how its figures are written.
 *
 * Included by coach_insight.c, coach_list.c, coach_read.c and overview.c; the figures themselves are domain/coach/insight.h's. */
#ifndef NEXUS_ADMIN_COACH_H
#define NEXUS_ADMIN_COACH_H

#include "core/web/request.h"
#include "domain/coach/insight.h"

enum { COACH_DAYS = 30, COACH_GROUPS_SHOWN = 10, COACH_SECTIONS_SHOWN = 10, COACH_MOODS_SHOWN = 5 };

/* What the request asks for: `from` and `to` (days, both counted), else the last `days`; whole days by UTC. */
struct insight_filter coach_filter(struct request *request);

/* The same as a query, "days=30" or "from=2026-11-01&to=2026-11-20", with the course: for links that keep the period. */
const char *coach_period_query(struct request *request);

/* Gives the model what the filter's form shows: days, from, to, period_text, periods [{days, text, url, current}], courses [{id, title,
 * selected}]. */
void coach_give_period(struct request *request, const struct insight_filter *filter, const char *path);

/* "0.0042 ZAR" of millionths; "0 ZAR" for nothing. */
char *coach_cost_text(struct request *request, double millionths);

/* Gives the model `budget`, for the partial admin/coach_budget: {spent, budget (texts), percent, is_warning, is_spent}; null when the
 * coach has none. */
void coach_give_budget(struct request *request);

/* "0.3", "-0.25", with two decimals at most. */
char *coach_decimal(struct request *request, double number);

/* What a measure (insight.h) is called and how it is counted; NULL when there is none of that name. */
const char *coach_measure_name(struct request *request, const char *measure);
const char *coach_measure_words(struct request *request, const char *measure);

/* What a thing that learners had the coach do (insight_deed.h) is called; NULL when there is none of that name. Whether it is offered
 * as a card that is confirmed. */
const char *coach_deed_name(struct request *request, const char *deed);
bool coach_deed_has_card(const char *deed);

/* The measures in the order they are shown, ended by NULL. */
extern const char *const coach_measures[];

#endif
