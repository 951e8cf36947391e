/* compose.h - the answer while it is being written: fixed phrases in the reader's language, quoted sentences, citations.
 *
 * Called by the answer*.c files of this room. Nothing else makes text for an answer, so nothing can be invented. */
#ifndef NEXUS_COMPOSE_H
#define NEXUS_COMPOSE_H

#include "core/base/text.h"
#include "core/store/passage.h"
#include "core/store/terms.h"
#include "core/view/locale.h"
#include "domain/coach/answer.h"
#include "domain/coach/sentence.h"

enum { COMPOSE_CITATIONS_MOST = 12 };

struct composing {
    struct arena *arena;
    struct db *db;
    const struct coach_question *question;
    struct terms_reader *reader;
    struct text markdown;
    cJSON *citations, *nearest, *quiz; /* quiz: NULL unless one was made */
    int64_t cited[COMPOSE_CITATIONS_MOST];
    int cited_count;
    const char *kind;
    double confidence;
    bool abstained;
    int rung;
};

/* The phrase in the reader's language. */
const char *compose_words(const struct composing *composing, const char *english);

/* A paragraph of its own: a phrase, with at most one %s for a quoted name, which is escaped. */
void compose_say(struct composing *composing, const char *english);
void compose_say_of(struct composing *composing, const char *english, const char *name);

/* Begins a new paragraph, unless nothing was written. */
void compose_paragraph(struct composing *composing);

/* Words as Markdown that shows them as they are; `code` stays code. */
void compose_append(struct composing *composing, const char *words, size_t length);

/* The number of a passage's citation; the quote of the first call stays. 0 when there are too many. */
int compose_cite(struct composing *composing, const struct passage_row *passage, const char *quote);

/* A quoted sentence, code block or item, and " [n]" behind it. */
void compose_quote(struct composing *composing, const struct passage_row *passage, const struct sentence *sentence);

/* The scope of what the asker may read; narrowed to the course when the question says so. */
struct passage_scope compose_scope(const struct composing *composing);

/* The answer's object, see answer.h. */
cJSON *compose_finish(struct composing *composing);

#endif
