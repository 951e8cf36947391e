/* followup.h - what a short question leans on: "and how do I undo it?" says little without the one before. Called by the coach
 * program, which gives it to the search beside the question. */
#ifndef NEXUS_COACH_FOLLOWUP_H
#define NEXUS_COACH_FOLLOWUP_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>

/* The learner's newest question of `history` ([{role, content}], oldest first) that stands by itself, when this one leans on it: it
 * has no word of a subject, points back by a pronoun, or goes on with "and", "but", "what about". "" when it stands by itself, or
 * nothing stands before it. */
const char *followup_of(struct arena *arena, const char *question, const cJSON *history);

#endif
