/* sentiment_french.h - how a French text feels: a small lexicon of our own with negation. Called by sentiment.c, which measures English. */
#ifndef NEXUS_SENTIMENT_FRENCH_H
#define NEXUS_SENTIMENT_FRENCH_H

#include "core/base/arena.h"

#include <stdbool.h>

/* Whether the text has more of the small words of French than of English. */
bool sentiment_is_french(struct arena *arena, const char *text);

/* From -1 to 1: tanh of the sum of the values of its words (-3 to 3, times 0.35); a negation within two words before, or right behind
 * ("je n'aime pas"), turns a value round. 0: no word is known. */
double sentiment_of_french(struct arena *arena, const char *text);

#endif
