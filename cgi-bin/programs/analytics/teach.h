/* teach.h - the parts of a teacher's page that other files make. */
#ifndef NEXUS_ANALYTICS_TEACH_H
#define NEXUS_ANALYTICS_TEACH_H

#include "programs/analytics/report.h"

/* retention.c: gives retention {heads, cohort_rows, mean, ...} of the period's filter by week, without a link to anybody. False on failure. */
bool retention_give_course(struct request *request, const struct report_period *period);

#endif
