/* health.h - the checks of the system's health, for its page and the line about it on the overview. */
#ifndef NEXUS_ANALYTICS_HEALTH_H
#define NEXUS_ANALYTICS_HEALTH_H

#include "core/web/request.h"
#include "domain/measure/served.h"

/* [{label, value, state (good, warn, bad), is_good, is_warn, is_bad, advice: what to do or null, url}]; `day` is of the last 24 hours, NULL
 * where nothing was recorded yet. */
cJSON *health_checks(struct request *request, const struct served_report *day);

#endif
