/* keyterm.h - the terms of a lesson that are worth asking about. Called by study_quiz.c and study.c; measured by
 * `nexus coach eval textbook-keyterms`. */
#ifndef NEXUS_KEYTERM_H
#define NEXUS_KEYTERM_H

#include "core/store/passage.h"
#include "core/store/terms.h"
#include "domain/coach/sentence.h"

struct keyterm {
    const char *term; /* as it stands in the text, lower case unless it is a name */
    double score;
    const struct passage_row *passage; /* where it is best explained */
    struct sentence sentence;
    bool defined; /* that sentence looks like a definition of it */
    int words;
};

/* The best `most` terms of some passages, best first. */
size_t keyterms_of(struct arena *arena, struct db *db, struct terms_reader *reader, const struct passage_rows *passages,
                   struct keyterm *terms, size_t most);

#endif
