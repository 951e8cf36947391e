/* dashboard.h - the small look-ups that only the dashboard needs. */
#ifndef NEXUS_DASHBOARD_H
#define NEXUS_DASHBOARD_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* The newest valid certificates: rows {code, course_title, issued_at}. */
cJSON *dashboard_certificates(struct db *db, int64_t user_id, int limit);

/* A published course that the person does not take, as a card row with `goal` (the title of the goal it serves, or null): one
 * that teaches a skill of an open goal, else the most popular. NULL when there is none left. */
cJSON *dashboard_suggestion(struct db *db, int64_t user_id);

#endif
