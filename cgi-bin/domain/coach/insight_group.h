/* insight_group.h - questions that ask the same, brought together. Called by the pages of /admin/coach.
 *
 * The same questions in the same order give the same groups, without a model:
 *   1  A question's terms are its folded words of two letters and more, without stop words and the words of asking, a plural s
 *      taken off, each once. A question without a term ("why?") is in no group.
 *   2  A term weighs ln(1 + N / n): N questions in all, n of them with the term. Rare words tell more.
 *   3  Two questions are alike by twice the weight of what they share over the sum of their weights (Dice, 0 to 1).
 *   4  In one pass, oldest first, a question joins the group whose first question it is most alike, when that is at least
 *      INSIGHT_ALIKE; the older group at a tie. Else it begins a group.
 * Commands ("make a note", "quiz me", "thanks") are no questions: insight_deed.h counts them. */
#ifndef NEXUS_INSIGHT_GROUP_H
#define NEXUS_INSIGHT_GROUP_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdint.h>

#define INSIGHT_ALIKE (2.0 / 3.0)
enum { INSIGHT_EXAMPLES_MOST = 3 };

/* Groups rows of insight_questions (insight.h); those without a question in this period are left out. Most questions first, then the
 * newest: {id (of its first message: names the group as long as the questions are the same), question (as it was first asked), count, before
 * (in the period before), askers, conversations, among (",3,17,": their ids), unanswered (how many the coach did not find), resolved:
 * bool (all conversations are), examples: [{text, conversation}] (different wordings, newest first), lesson, lesson_title, course,
 * course_title (where most were asked; null: nowhere)}. Counts are of this period, but for `before`. */
cJSON *insight_group(struct arena *arena, cJSON *questions);

/* The group that a message began, or NULL. */
const cJSON *insight_group_of(const cJSON *groups, int64_t message_id);

#endif
