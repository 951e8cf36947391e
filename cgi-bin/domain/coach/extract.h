/* extract.h - the sentences of found passages that answer a question. Called by answer.c and measured by `nexus coach eval`. */
#ifndef NEXUS_EXTRACT_H
#define NEXUS_EXTRACT_H

#include "core/store/terms.h"
#include "domain/coach/search.h"
#include "domain/coach/sentence.h"

#include <stddef.h>

struct extract {
    struct sentence sentence;
    const struct passage_row *passage;
    size_t rank, place; /* of the passage among the hits, of the sentence in it */
    double score;       /* 0..about 2: the share of the question's weight it has, and cues of a fitting answer */
    double coverage;    /* 0..1: only that share */
};

/* The sentences of the first `passages` hits, best first; at most `most`. */
size_t extract_sentences(struct arena *arena, struct terms_reader *reader, const struct search_hits *hits,
                         const char *question, size_t passages, struct extract *extracts, size_t most);

/* How clearly a sentence says what the subject is: 2 "A blob is the ...", "Une branche est ...", "... is called X"; 1 "A left join
 * returns ..."; 0 not at all. */
int extract_defines(struct arena *arena, const struct sentence *sentence, const char *subject);

/* The words of a sentence as they stand on the page: no `, no fences, no table bars. */
const char *extract_plain(struct arena *arena, const struct sentence *sentence);

#endif
