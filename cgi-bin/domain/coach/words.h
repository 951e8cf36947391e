/* words.h - small word lists of English and French: what carries no subject. Called by search.c, answer.c, keyterm.c. */
#ifndef NEXUS_COACH_WORDS_H
#define NEXUS_COACH_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a word (any case, accents or not) is a function word or a word of asking: articles, pronouns, auxiliaries,
 * "what", "quel", "explain" ... */
bool words_is_stop(const char *word, size_t length);

#endif
