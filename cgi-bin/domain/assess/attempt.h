/* attempt.h - one go at a quiz: started, answered (each answer saved as it is given, never lost, never overtaken by an older
 * one), submitted or closed by the clock, reviewed.
 *
 * All that change something need the write transaction, begun before the attempt is read: that alone makes two tabs, double
 * clicks and replays harmless. */
#ifndef NEXUS_ATTEMPT_H
#define NEXUS_ATTEMPT_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/assess/question.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* How long after its time an attempt still takes answers: for slow lines. */
enum { ATTEMPT_GRACE_SECONDS = 30 };

enum attempt_outcome {
    ATTEMPT_STARTED,
    ATTEMPT_RESUMED,      /* there was an open one: that is it */
    ATTEMPT_NONE_LEFT,    /* all attempts are used */
    ATTEMPT_NOT_ENROLLED, /* the course is not taken by this person */
    ATTEMPT_NO_QUIZ,      /* no such quiz, its lesson is gone, or it has no questions */
    ATTEMPT_FAILED        /* db_failed() tells */
};

/* Starts an attempt, or finds the open one (which may be overdue). *id is set for the first two outcomes; *path is the
 * address of the quiz's lesson but for ATTEMPT_NO_QUIZ. */
enum attempt_outcome attempt_start(struct arena *arena, struct db *db, int64_t user_id, int64_t quiz_id, int64_t now, int64_t *id,
                                   const char **path);

/* An attempt of this person, or NULL: {id, user_id, quiz_id, number, questions, seed, started_at, due_at, submitted_at, points,
 * points_most, passed, open, shuffle, pass_percent, time_limit, attempts_most, lesson_id, lesson_slug, title, course_id,
 * course_slug, course_title, used (attempts so far), other_open, ever_passed}. */
cJSON *attempt_find(struct db *db, int64_t user_id, int64_t id);

/* Its questions in the order shown: rows as question.h wants them, and response, sequence, earned (points; null: not graded). */
cJSON *attempt_questions(struct db *db, const cJSON *attempt);

/* Whether its time is over, grace included. */
bool attempt_is_overdue(const cJSON *attempt, int64_t now);

/* How many of its questions have an answer. */
int64_t attempt_answered(const cJSON *questions);

enum answer_state {
    ANSWER_SAVED,   /* it is stored, or was already */
    ANSWER_OLDER,   /* a newer answer was there and stays */
    ANSWER_REFUSED, /* no such question here, or values that don't fit it */
    ANSWER_LATE,    /* the attempt is submitted, or its time is over */
    ANSWER_FAILED
};

/* Stores an answer. `sequence` orders the answers to a question whichever way they travel: the newest wins; browsers take
 * milliseconds by the server's clock. The row of the question is brought up to date. */
enum answer_state attempt_save(struct arena *arena, struct db *db, const cJSON *attempt, cJSON *questions, int64_t question_id,
                               const cJSON *values, int64_t sequence, int64_t now);

/* Grades what is saved and closes the attempt; when it was passed, the lesson is completed and the fact recorded. An attempt
 * that is closed stays as it is. DB_OK or why not. `zone` is the person's time zone. */
enum db_result attempt_submit(struct arena *arena, struct db *db, const cJSON *attempt, const cJSON *questions, int64_t now,
                              const char *zone);

/* Closes up to `most` overdue attempts of everybody with what they had saved. Gives how many. For the worker. */
int attempt_close_overdue(struct arena *arena, struct db *db, int64_t now, int most);

/* Whether a review may show what would have been right: the quiz was passed or no attempt is left, and no attempt at it is
 * open now. */
bool attempt_shows_key(const cJSON *attempt);

/* The questions of a closed attempt as question_review shows them, in order, with number, feedback ("" while another attempt
 * is open) and earned. */
cJSON *attempt_review(struct arena *arena, const cJSON *attempt, const cJSON *questions);

#endif
