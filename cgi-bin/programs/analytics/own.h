/* own.h - an event that whoever asks takes of themselves, for the API; the same checks as POST /api/analytics/track. */
#ifndef NEXUS_ANALYTICS_OWN_H
#define NEXUS_ANALYTICS_OWN_H

#include "core/web/request.h"

/* Records {name, course, lesson, page, properties, id, time}; gives the model accepted (1, or 0 for who is not counted). A refused one: 422
 * with the reason. */
enum http_status own_event(struct request *request, const cJSON *event);

#endif
