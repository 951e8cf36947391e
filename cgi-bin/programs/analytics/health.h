/* health.h - the checks of the system's health, for its page and the overview. */
#ifndef NEXUS_ANALYTICS_HEALTH_H
#define NEXUS_ANALYTICS_HEALTH_H

#include "core/web/request.h"
#include "domain/measure/served.h"

/* The answers of the last 24 hours. False on failure (logged). */
bool health_day(struct request *request, struct store *store, struct served_report *day);

/* [{label, value, state (good, warn, bad), is_good, is_warn, is_bad, advice: what to do or null, url, brief: also on the overview}]; `day` is of
 * the last 24 hours, NULL where nothing was recorded yet. */
cJSON *health_checks(struct request *request, const struct served_report *day);

#endif
