/* resemble.h - whether a question asks what a question of a quiz asks, in other words, too. Called by policy.c while an attempt is open.
 *
 * Two questions are alike when they share enough of their words (options count as words of the quiz), and also when the same sentence
 * or the same passages of the courses answer both, or passages of the quiz's own part of the course: that is what a paraphrase can't
 * hide. What is right is not used here: of a quiz only that counts which a page of an open attempt shows. */
#ifndef NEXUS_COACH_RESEMBLE_H
#define NEXUS_COACH_RESEMBLE_H

#include "core/base/arena.h"
#include "core/store/passage.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether `words` ask what a question of the quiz asks. `meaning`: of the words, where there are embeddings (model NULL: none); `scope`:
 * what the asker may read. */
bool resemble_quiz(struct arena *arena, struct db *db, int64_t quiz_id, const char *words, const struct passage_meaning *meaning,
                   const struct passage_scope *scope);

#endif
