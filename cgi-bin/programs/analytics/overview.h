/* overview.h - the parts of the overview that other files make. */
#ifndef NEXUS_ANALYTICS_OVERVIEW_H
#define NEXUS_ANALYTICS_OVERVIEW_H

#include "programs/analytics/look.h"

/* overview_coach.c: what conversations with the coach came to, after the figures of its events; as look_figure, with key, url and
 * definition. Nothing where a filter is set that conversations do not have. */
void overview_add_coach(struct request *request, const struct look *look, cJSON *list);

/* courses.c: gives top_courses, stops and instructors with any_..., the first `most` of each. */
bool overview_give_courses(struct request *request, const struct look *look, int most);

/* now.c: gives now {at, people, visitors, events, this_minute, minutes, spark, last, any_last}. */
bool overview_give_now(struct request *request);

#endif
