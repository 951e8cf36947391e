/* activity.h - the one place where a fact about a learner is told: whoever needs to know (the day's counts now; points,
 * streaks, notifications later) is called from here and from nowhere else. */
#ifndef NEXUS_ACTIVITY_H
#define NEXUS_ACTIVITY_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum activity_kind {
    ACTIVITY_ENROLLED,
    ACTIVITY_LEFT,
    ACTIVITY_LESSON_COMPLETED,
    ACTIVITY_LESSON_REOPENED,
    ACTIVITY_QUIZ_PASSED,
    ACTIVITY_COURSE_COMPLETED,
    ACTIVITY_GOAL_REACHED,
    ACTIVITY_QUIZ_STARTED,
    ACTIVITY_QUIZ_SUBMITTED,
    ACTIVITY_REGISTERED,
    ACTIVITY_SIGNED_IN,
    ACTIVITY_COACH_ASKED,
    ACTIVITY_HANDED_OVER
};

/* Records a fact; course_id and lesson_id may be 0 where they mean nothing. `zone` is the person's time zone: it decides
 * which day counts. Needs the write transaction. DB_OK or why not. */
enum db_result activity_record(struct db *db, int64_t user_id, enum activity_kind kind, int64_t course_id, int64_t lesson_id,
                               int64_t now, const char *zone);

/* The same for facts that count on no day, with details: `properties` is a JSON object as text, or "". */
enum db_result activity_note(struct db *db, int64_t user_id, enum activity_kind kind, int64_t course_id, int64_t lesson_id,
                             const char *properties, int64_t now);

/* The facts behind number `after`, at most so many, in order: [{id, user_id (0: of somebody who is not to be counted), kind,
 * course_id, lesson_id, at, properties, time_zone, user_agent (of the browser they were signed in with, "": none)}]. */
cJSON *activity_after(struct db *db, int64_t after, int most);

/* Takes one completed lesson off the day it was counted on, so that done, undone and done again is one lesson. */
enum db_result activity_take_back(struct db *db, int64_t user_id, int64_t completed_at, const char *zone);

/* Counts time: at most `claimed` seconds, and never a second that was counted before, in whatever tab or lesson, nor one
 * before `since`. Gives the seconds that were counted (0 also on failure: db_failed() tells). Needs the write transaction. */
int64_t activity_count_time(struct db *db, int64_t user_id, int64_t claimed, int64_t since, int64_t now, const char *zone);

/* The week (Monday to Sunday) that `today` is in: seven rows {day, seconds, lessons, quizzes}, zeros where nothing was. */
cJSON *activity_week(struct db *db, int64_t user_id, int64_t today);

#endif
