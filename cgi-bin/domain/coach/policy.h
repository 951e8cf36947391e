/* policy.h - whether and how the coach may help here: the reader's place, the instructor's mode, open exams, rungs of help.
 *
 * All of it is decided from the database before an answer begins; no prompt can argue with it. */
#ifndef NEXUS_COACH_POLICY_H
#define NEXUS_COACH_POLICY_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/coach/answer.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a learner is. All 0 and "" when nowhere, or when they may not read it. */
struct coach_place {
    int64_t course_id, lesson_id;
    const char *course, *lesson;             /* slugs */
    const char *course_title, *lesson_title, *kind; /* of the lesson: text, quiz ... */
    bool enrolled;
    enum coach_mode mode;
};

/* The place of two slugs, as far as this person may see it: any published course, lessons of a course they take, teach or
 * may look into. */
struct coach_place policy_place(struct db *db, int64_t user_id, bool admin, const char *course, const char *lesson);

/* The place a conversation was begun at. */
struct coach_place policy_place_of(struct db *db, int64_t user_id, bool admin, int64_t lesson_id, int64_t course_id);

/* Who asks what, and from where. */
struct exam_question {
    int64_t user_id, lesson_id, begun_lesson_id;
    const char *words;                     /* "": nothing yet */
    const struct passage_meaning *meaning; /* of the words; NULL: not known */
};

/* The title of the quiz that forbids help: this person has an open attempt at it, and is on its page, talks from there, or
 * asks what one of its questions asks, in whatever words (resemble.h). NULL: none. */
const char *policy_exam(struct arena *arena, struct db *db, const struct exam_question *asked, int64_t now);

/* The rung an answer stands on: 0 when the question is about no exercise or the mode is not hints, else 1 (question back) to
 * 4 (answer), never more than one above the highest of this conversation. `wanted` is the rung asked for, 0 for "the next one
 * when it is asked again". `history` as conversation_history gives it. */
int policy_rung(struct arena *arena, struct db *db, const struct coach_place *place, const char *words, const cJSON *history, int wanted);

#endif
