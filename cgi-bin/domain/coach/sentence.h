/* sentence.h - a passage's text as sentences. Called wherever the coach quotes. */
#ifndef NEXUS_SENTENCE_H
#define NEXUS_SENTENCE_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct sentence {
    const char *at; /* within the text that was given */
    size_t length;
    bool code; /* a whole ``` block, fences included */
    bool item; /* of a list or a row of a table: no sentence by itself */
};

struct sentences {
    struct sentence *sentence;
    size_t count;
};

/* The sentences in order. A line is never continued by the next; a sentence ends at . ! ? (or their like) before white space
 * and a beginning: not after abbreviations ("e.g.", "Dr.", "M."), initials or numbers that go on ("3.14", "No. 5"), nor
 * within `code`. Blanks round a sentence are not its. Any bytes are taken. */
struct sentences sentences_of(struct arena *arena, const char *text);

#endif
