/* metric.h - what the files of a figure's page share. */
#ifndef NEXUS_ANALYTICS_METRIC_H
#define NEXUS_ANALYTICS_METRIC_H

#include "programs/analytics/look.h"

/* metric_split.c: gives splits [{text, url, current}], and split: null or a chart {title, svg, csv, json} with rows [{text, value,
 * share, url}] and by_course, by_country or by_device. */
bool metric_give_split(struct request *request, const struct look *look, const struct figure *figure);

/* metric_people.c: gives people [{user_id, name, email, url, times, last_text}], any_people, has_people, people_total, and the pages. */
bool metric_give_people(struct request *request, const struct look *look, const struct figure *figure);

#endif
