/* completion.h - how long a course takes, for the pages that show one course: an admin's, a teacher's. Nobody is named. */
#ifndef NEXUS_ANALYTICS_COMPLETION_H
#define NEXUS_ANALYTICS_COMPLETION_H

#include "programs/analytics/report.h"

/* Gives completion, as partials/analytics-completion shows it: {any, ever, other_filters: bool, people, completed, left, under_way, median,
 * median_low, median_high, velocity, at_it, a text of each, chart: {id, title, svg, csv, json, points: [{day, share, low, high, at_risk, a text
 * of each}]}} of those who enrolled in the period. `csv` is the address of its file. */
void completion_give(struct request *request, int64_t course_id, const struct report_period *period, const char *csv);

/* Its file. */
enum http_status completion_file(struct request *request, int64_t course_id, const struct report_period *period);

#endif
