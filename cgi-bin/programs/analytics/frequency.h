/* frequency.h - how often people come, for the pages that show it: an admin's retention, a teacher's course. */
#ifndef NEXUS_ANALYTICS_FREQUENCY_H
#define NEXUS_ANALYTICS_FREQUENCY_H

#include "programs/analytics/report.h"

/* Gives frequency = {any, people, people_text, median, median_text, mean, mean_text, from, to, from_text, to_text, running, of_course,
 * chart: {id, title, svg, csv, json, days: [{days, people, share, least, least_share, a text of each, url}]}} of the 28 days that end with
 * the period's last, as partials/analytics-frequency shows it. `csv` is the address of its file; only an admin's (not of_course) has links
 * to people and for programs. False on failure. */
bool frequency_give(struct request *request, const struct report_period *period, const char *csv, bool of_course);

/* Its file. */
enum http_status frequency_file(struct request *request, const struct report_period *period);

#endif
