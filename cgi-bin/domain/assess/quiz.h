/* quiz.h - the rules of a quiz, and how often somebody tried. Called by the page that introduces a quiz. */
#ifndef NEXUS_QUIZ_H
#define NEXUS_QUIZ_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* The quiz of a lesson, or NULL: {id, pass_percent, time_limit (seconds, 0 none), attempts_most (0 any number), draw, total,
 * questions (how many an attempt gets), enrolled (bool: whether this person takes the course)}. */
cJSON *quiz_of_lesson(struct db *db, int64_t lesson_id, int64_t user_id);

/* A person's attempts at it, newest first: {id, number, started_at, due_at, submitted_at, points, points_most, passed, open,
 * answered}. */
cJSON *quiz_attempts(struct db *db, int64_t quiz_id, int64_t user_id);

/* How many attempts are left; -1 when any number. */
int64_t quiz_attempts_left(int64_t attempts_most, int64_t used);

#endif
