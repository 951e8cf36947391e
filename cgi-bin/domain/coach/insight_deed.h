/* insight_deed.h - what learners had the coach do rather than asked it: quick actions, and commands in their own words. Called by
 * the pages of /admin/coach; insight_group.c leaves these out of the questions.
 *
 * A command is what the coach itself takes for one, by the same rules (talk.h, action.h), so that this table and its answers agree. */
#ifndef NEXUS_INSIGHT_DEED_H
#define NEXUS_INSIGHT_DEED_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>

/* What a row of insight_questions (insight.h) is; it is kept in the row: "summarise", "quiz", "simple", "example", "translate", "next" (a
 * quick action, by its button or in words), "complete_lesson", "create_note", "enrol", "remind", "start_quiz", "next_step" (action.h),
 * "talk" (small talk); NULL: a question. */
const char *insight_deed_of(struct arena *arena, cJSON *question);

/* Those of this period by kind, most first: {deed, count, confirmed (cards), conversations, among (",3,17,": their ids)}. */
cJSON *insight_deeds(struct arena *arena, cJSON *questions);

/* The row of a kind, or NULL. */
const cJSON *insight_deed_named(const cJSON *deeds, const char *deed);

#endif
