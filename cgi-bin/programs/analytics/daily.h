/* daily.h - the figures that have a number a day, for the pages that look at one of them: forecasts, unusual days, alerts. */
#ifndef NEXUS_ANALYTICS_DAILY_H
#define NEXUS_ANALYTICS_DAILY_H

#include "programs/analytics/report.h"

/* The one that `figure` names; active learners a day where it names none. */
const struct figure *daily_asked(const struct request *request);

/* All of them as choices: [{value, text, selected}]. */
cJSON *daily_choices(struct request *request, const struct figure *chosen);

#endif
