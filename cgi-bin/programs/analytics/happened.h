/* happened.h - an event as a row of pages and of the API. */
#ifndef NEXUS_ANALYTICS_HAPPENED_H
#define NEXUS_ANALYTICS_HAPPENED_H

#include "core/web/request.h"
#include "domain/measure/explore.h"

/* {id ("2026-11.42", null when its month is gone), url, at, at_text, stamp_text, time_text, name, known: bool, means, actor, who (name, "visitor" or
 * "nobody"), who_url (their timeline, or null), course_id, course, lesson_id, lesson, device, device_text, country, session, page, referrer,
 * properties (as JSON text)}. Times are written in the reader's own zone. */
cJSON *happened_row(struct request *request, const struct explored *one);

/* A list that is being filled, for explore_events; and its rows, with all names, once it is full. */
struct happened_list {
    struct request *request;
    cJSON *rows;
};
bool happened_take(void *list, const struct explored *one);
cJSON *happened_rows(struct happened_list *list);

/* A cursor as part of an address, and back; what is none begins at `until`. */
const char *happened_cursor_text(struct request *request, const struct explore_cursor *cursor);
struct explore_cursor happened_cursor(const char *text, int64_t until);

#endif
