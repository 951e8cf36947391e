/* search_spelling.h - the words of a query, and the nearest known word for each that nobody wrote. For search.c. */
#ifndef NEXUS_SEARCH_SPELLING_H
#define NEXUS_SEARCH_SPELLING_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stddef.h>

enum { SEARCH_WORDS_MOST = 12, SEARCH_WORD_LETTERS_MOST = 40 };

struct search_words {
    const char *word[SEARCH_WORDS_MOST]; /* letters and digits only */
    size_t count;
    bool last_is_prefix;                 /* the last may be the beginning of a word */
};

/* Takes a query apart; words past the twelfth are dropped. */
struct search_words search_words_of(struct arena *arena, const char *query);

/* Replaces words that occur nowhere; true when it did. */
bool search_correct(struct arena *arena, struct db *db, struct search_words *words);

/* The words with blanks between. */
char *search_words_join(struct arena *arena, const struct search_words *words);

/* How many slips (a letter too many, too few, another, or two swapped) lie between two UTF-8 words; `most` + 1 when
 * more than `most`. Damerau-Levenshtein, optimal string alignment. */
unsigned search_distance(const char *a, const char *b, unsigned most);

#endif
