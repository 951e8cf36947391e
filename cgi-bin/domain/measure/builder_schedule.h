/* builder_schedule.h - when a report of the builder goes out by mail, and to whom: admins alone, for its rows may name people. Set by admins,
 * read by the worker. */
#ifndef NEXUS_BUILDER_SCHEDULE_H
#define NEXUS_BUILDER_SCHEDULE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { BUILDER_SCHEDULE_HOUR = 6 }; /* of the academy's day, where nobody chose another */

struct builder_schedule {
    const char *every;      /* "hour", "day", "week" (on Monday), "month" (on the 1st) */
    const char *recipients; /* one a line */
    const char *language;
    bool only_filled;       /* not when no row fits */
    bool with_file;         /* its rows as CSV go with it */
    int64_t hour;           /* 0 to 23; of no weight for "hour" */
};

/* The first moment behind `after` when such a report goes out: full hours, else at `hour` of the zone, on a day without that hour at the next. */
int64_t builder_schedule_next(const char *every, int64_t hour, const char *zone, int64_t after);

/* {report_id, every, recipients, language, only_filled: bool, with_file: bool, hour, stopped: bool, next_at, told_at, told_rows, told_to};
 * NULL: goes to nobody. */
cJSON *builder_schedule_find(struct db *db, int64_t report_id);

/* Those whose time has come, with name and definition; not of deleted reports, of stopped ones only what is wanted now. At most 100. */
cJSON *builder_schedule_due(struct db *db, int64_t now);

/* The addresses of a list, one a line, that are of active admins; the first that is not in *other (NULL: none). In `arena`. */
const char *builder_schedule_admins(struct arena *arena, struct db *db, const char *recipients, const char **other);

/* Sets it (DB_NONE: no such report), ends it (DB_NONE: there was none), wants it now, notes what went out. Need the write transaction. */
enum db_result builder_schedule_set(struct db *db, int64_t report_id, const struct builder_schedule *schedule, int64_t next_at, int64_t user_id,
                                    int64_t now);
enum db_result builder_schedule_clear(struct db *db, int64_t report_id);
enum db_result builder_schedule_want(struct db *db, int64_t report_id);
enum db_result builder_schedule_put_off(struct db *db, int64_t report_id, int64_t next_at); /* it could not be made */
enum db_result builder_schedule_told(struct db *db, int64_t report_id, int64_t next_at, int64_t now, int64_t rows, int64_t people);

/* Stops it until it goes on, at `next_at`; what is wanted now is sent all the same. DB_NONE: there is none. */
enum db_result builder_schedule_stop(struct db *db, int64_t report_id);
enum db_result builder_schedule_resume(struct db *db, int64_t report_id, int64_t next_at);

#endif
