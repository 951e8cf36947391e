/* history.h - what somebody did, day by day and course by course: the figures of /activity, for themselves. */
#ifndef NEXUS_HISTORY_H
#define NEXUS_HISTORY_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HISTORY_DAYS = 26 * 7,
    HISTORY_READING = 5 * 60,    /* seconds that make a day one of study */
    HISTORY_FINISHED_LEAST = 10, /* what must have been finished before an hour may be called the usual one */
    HISTORY_WEEKS_LEAST = 4      /* and how many weeks, for a weekday */
};

struct history_day {
    int64_t day, seconds; /* day as clock.h has it, in the person's time zone */
    int64_t lessons, quizzes;
};

struct history {
    struct history_day *days; /* those on which something was done, oldest first */
    size_t count;
};

/* All days up to `today`. */
struct history history_read(struct arena *arena, struct db *db, int64_t user_id, int64_t today);

/* Whether a day is one of study: a lesson completed, a quiz passed, or five minutes read. */
bool history_counts(const struct history_day *day);

/* Days of study in a row. The current streak ends today or, as today is not over, yesterday; else it is 0. */
struct history_streaks {
    int64_t current, longest;
};
struct history_streaks history_streaks(const struct history *history, int64_t today);

/* What was done from one day to another, both included: the day is that of `from`. */
struct history_day history_sum(const struct history *history, int64_t from, int64_t to);

/* The mean of seconds on each weekday from Monday, over the last HISTORY_DAYS or since the first day. False: too short a time
 * (HISTORY_WEEKS_LEAST) to say. */
bool history_weekdays(const struct history *history, int64_t today, double seconds[7]);

/* The hour of the day (0 to 23, in `zone`) in which most lessons and quizzes were finished since a moment; -1 when there are too
 * few (HISTORY_FINISHED_LEAST). */
int history_usual_hour(struct db *db, int64_t user_id, int64_t since, const char *zone);

/* Courses with the most time first: [{slug, title, kind, seconds, lessons, quizzes, seen_at}]. */
cJSON *history_courses(struct db *db, int64_t user_id);

#endif
