/* pace.h - how far and how fast the lessons of a course are read: counted now and then by the worker, since it reads every row of
 * progress, and shown to the course's teachers with the time it was counted. */
#ifndef NEXUS_PACE_H
#define NEXUS_PACE_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { PACE_STILL_SECONDS = 14 * 86400 }; /* who has not been active for so long has stopped where they were last */

/* Counts every lesson again. Needs the write transaction. */
enum db_result pace_count(struct db *db, int64_t now);

/* The lessons of a course in their order: [{id, slug, title, kind, minutes (planned), opened, completed, seconds (mean of those who completed;
 * null: nobody), stopped, counted_at (null: never counted)}]. */
cJSON *pace_list(struct db *db, int64_t course_id);

#endif
