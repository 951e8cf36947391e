/* schedule.h - who gets which report by mail. Set by admins on the report's page, read by the worker. */
#ifndef NEXUS_SCHEDULE_H
#define NEXUS_SCHEDULE_H

#include "domain/measure/summary.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { SCHEDULE_HOUR = 6 }; /* of the academy's day, where nobody chose another: reports of a period that is over go out from then on */

/* {kind, recipients (one a line), language, files ("none", "pdf", "csv", "both"), hour, stopped: bool, told_day}; all of them, or the one of a
 * kind (NULL: none). */
cJSON *schedule_list(struct db *db);
cJSON *schedule_find(struct db *db, enum summary_kind kind);

struct schedule {
    const char *recipients, *language, *files;
    int64_t hour; /* 0 to 23 */
};

/* Sets who gets it; a new one begins behind `told_day`. Ends it (DB_NONE: there was none). Notes up to when it was told; an earlier day makes
 * the worker send once more. Need the write transaction. */
enum db_result schedule_set(struct db *db, enum summary_kind kind, const struct schedule *schedule, int64_t told_day, int64_t user_id, int64_t now);
enum db_result schedule_clear(struct db *db, enum summary_kind kind);
enum db_result schedule_told(struct db *db, enum summary_kind kind, int64_t day);

/* Stops it until it goes on: then from behind `told_day`, so that what was missed stays unsent. What was asked for is sent all the same. DB_NONE:
 * there is none. */
enum db_result schedule_stop(struct db *db, enum summary_kind kind);
enum db_result schedule_resume(struct db *db, enum summary_kind kind, int64_t told_day);

#endif
