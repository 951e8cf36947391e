/* sentiment.h - how a text feels, -1 to 1, and the sentence that shows it. Called for conversations (insight_feel.c, by the worker)
 * and measured by `nexus coach eval sentiment`. English; sentiment_of_message knows some French, too (sentiment_french.h). For other languages
 * 0 comes out. */
#ifndef NEXUS_SENTIMENT_H
#define NEXUS_SENTIMENT_H

#include "core/base/arena.h"

#include <stddef.h>

/* From -1 to 1; at least .05 is positive, at most -.05 negative. It decides: 0 comes out only when no word is known; who wants a
 * neutral middle sets it by the strength, as sentiment_of_message does. */
double sentiment_of(struct arena *arena, const char *text);

/* The mood of what a learner wrote to the coach: as sentiment_of, over the sentences that are no questions, for those are about the
 * subject ("How do I kill a process?"); what is weaker than 0.3 is none, 0. */
double sentiment_of_message(struct arena *arena, const char *text);

/* The same as sentiment_of, and the sentence of the text that is most so (*at within text, *length; NULL when it is neutral). */
double sentiment_shown(struct arena *arena, const char *text, const char **at, size_t *length);

#endif
