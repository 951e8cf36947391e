/* progress.h - what a learner did with each lesson: opened, time spent, completed; and what follows for the course. */
#ifndef NEXUS_PROGRESS_H
#define NEXUS_PROGRESS_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

/* A beat says at most this much: the page reports about once a minute. */
enum { PROGRESS_BEAT_MOST = 120 };

/* What a change led to. */
struct progress_change {
    int64_t course_id;
    bool changed;          /* false: it had been so before */
    bool course_completed; /* this was the last open lesson */
};

/* Notes that an enrolled person opened a lesson, and that this is where to resume. Needs the write transaction; call it only
 * when the lesson was never opened or is not the last one. */
enum db_result progress_open(struct db *db, int64_t user_id, int64_t course_id, int64_t lesson_id, int64_t now);

/* Completes a lesson of an enrolled person: once, however often it is said. Counts it for the course, and when that was the
 * last lesson, completes the course and issues its certificate. The button calls it for lessons that are read; the quiz
 * room for a quiz that is passed. DB_NONE: no such lesson, or not enrolled. `zone` is the person's time zone. Needs the
 * write transaction. */
enum db_result progress_complete(struct db *db, int64_t user_id, int64_t lesson_id, int64_t now, const char *zone,
                                 struct progress_change *change);

/* Takes that back; a course that was complete is open again, a certificate stays. */
enum db_result progress_reopen(struct db *db, int64_t user_id, int64_t lesson_id, int64_t now, const char *zone,
                               struct progress_change *change);

/* Where to go after a lesson: the address of the next one that is not done (those before it come last), or NULL when all are
 * done. It also becomes the place to resume. */
const char *progress_go_on(struct arena *arena, struct db *db, int64_t user_id, int64_t lesson_id);

/* Adds seconds of reading with the page visible and the reader active. Gives what was counted: never more than the real time
 * since the last second counted for this person, whatever lesson or tab it was in. 0 when not enrolled. */
int64_t progress_count_time(struct db *db, int64_t user_id, int64_t lesson_id, int64_t claimed, int64_t now, const char *zone);

#endif
