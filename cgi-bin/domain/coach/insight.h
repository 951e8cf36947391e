/* insight.h - what the academy learns from its conversations: figures, the conversations behind each of them, what was asked
 * most, where lessons confuse, how askers felt. Called by the pages of /admin/coach.
 *
 * A conversation belongs to the period in which it was begun; those that their learner deleted count nowhere. Each measure is
 * one flag of a conversation, defined once (FACTS in insight.c): a figure is the sum of the flags, the list behind it are the
 * rows that have it. So figure, list and export can't differ.
 *
 *   resolved   its learner said that it is answered; never handed over, no person wrote in it
 *   reopened   a question came after it had been said that it is answered
 *   settled    by the coach alone, and answered for INSIGHT_DURABLE seconds or re-opened: one can say whether it lasted
 *   durable    resolved, and so for INSIGHT_DURABLE seconds
 *   tested     begun at a lesson, and afterwards its learner submitted an attempt at that lesson's quiz, or at a quiz of the
 *              same module: the first such attempt begun after the conversation
 *   learned    tested, and that attempt passed
 *   rated, abstained (the coach said "I did not find this" at least once), handed (over to a person), paid (a model answered
 *   at least once), felt (it has a sentiment) */
#ifndef NEXUS_INSIGHT_H
#define NEXUS_INSIGHT_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { INSIGHT_DURABLE = 7 * 86400, INSIGHT_QUESTIONS_MOST = 4000 };

/* Which conversations. Zero, NULL and "" mean: any. */
struct insight_filter {
    int64_t from, to; /* begun at or after `from` and before `to` */
    int64_t course_id;
    const char *measure; /* one of the words above; never NULL */
    int rating;
    int64_t lesson_id;   /* with a question asked at this lesson; */
    const char *section; /* and below this heading, "" is before the first one; NULL: anywhere in it */
    const char *among;   /* ",3,17,": only these ids; NULL: any */
};

/* All figures in one query: {conversations, askers, questions, resolved, resolved_questions, reopened, closed (ever said to be answered),
 * settled, durable, tested, learned, rated, rating (mean), rating_1 ... rating_5, abstained, abstentions (answers), handed, paid, cost
 * (millionths), felt, sentiment (mean)}. Means are null when there is nothing. */
cJSON *insight_totals(struct db *db, const struct insight_filter *filter, int64_t now);

/* The conversations behind a figure, newest first: {id, asker (a number, no name), title, course, course_title, lesson, lesson_title,
 * created_at, updated_at, questions, resolved:bool, reopened:bool, durable:bool, tested:bool, learned:bool, abstentions, handed:bool,
 * rating, sentiment, cost}. */
cJSON *insight_list(struct db *db, const struct insight_filter *filter, int64_t now, int64_t limit, int64_t offset);

/* What learners wrote, or chose by a button, in the period and in the one before it, oldest first, at most INSIGHT_QUESTIONS_MOST (the
 * newest, of as many of the newest conversations), for insight_group and insight_deeds: {id, conversation, asker, content, action, at,
 * current:bool (of this period), unanswered:bool, confirmed:bool (a card of the answer was), resolved:bool, lesson, lesson_title, course,
 * course_title}. */
cJSON *insight_questions(struct db *db, const struct insight_filter *filter);

/* Where lessons confuse: {lesson_id, lesson, lesson_title, course, course_title, section, questions, conversations, views, rate}: questions
 * asked at a section of a lesson for each 100 views. A view is an enrolled learner who had the lesson open in the period: first opened
 * before its end, last seen after its beginning; everybody once. Rate is null without a view. Highest rate first. */
cJSON *insight_confusion(struct db *db, const struct insight_filter *filter, int limit);

/* The conversations with the lowest sentiment, none but those below 0, and the message that shows it: {id, title, sentiment, content}. */
cJSON *insight_moods(struct db *db, const struct insight_filter *filter, int limit);

/* A conversation as somebody else reads it: {id, user_id, name, email, language, title, course_id, course, course_title, lesson, lesson_title,
 * created_at, updated_at, resolved_at, reopened_at, handed_over_at, rating, rating_reason, sentiment}; NULL: none, or deleted. */
cJSON *insight_conversation(struct db *db, int64_t id);

/* Looks at conversations that changed since the last look and stores how their learner felt: the mean of `score` (-1 to 1) over what
 * they wrote, and the message with the lowest one. Gives how many. Needs the write transaction; for the worker. */
int insight_feel(struct arena *arena, struct db *db, double (*score)(struct arena *arena, const char *words), int64_t now, int most);

/* The sentence of a text with the lowest score; the first when `score` is NULL. */
char *insight_sentence(struct arena *arena, const char *words, double (*score)(struct arena *arena, const char *words));

/* How conversations begun in a course were rated, in the period: {course_id, rated, stars (their sum)}, a row a course that has a rating. */
cJSON *insight_ratings(struct db *db, int64_t from, int64_t to);

#endif
