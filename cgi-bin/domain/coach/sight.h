/* sight.h - what the coach sees of a learner's way in a course: how far they are, and what they answered wrongly last. Read by the
 * coach program for a question, unless the learner has switched that off, and for the list that shows it to them.
 *
 * Nothing that tells what would have been right is read. */
#ifndef NEXUS_COACH_SIGHT_H
#define NEXUS_COACH_SIGHT_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* {done, lessons (how many of how many), next, next_slug (the title and slug of the first lesson not done; null: none is left), title
 * (of the course), course (its slug), mistakes: [{prompt (plain words, a gap is "___"), lesson, slug (of the quiz)}]}, the mistakes of
 * the newest attempt at each quiz, newest first. There are none while any attempt of this person is open. NULL: they do not take the
 * course. Made as arena_own_json says. */
cJSON *sight_of(struct arena *arena, struct db *db, int64_t user_id, int64_t course_id);

#endif
