/* likeness.h - whether two texts ask the same: by the words that carry meaning. For exams and exercises. */
#ifndef NEXUS_COACH_LIKENESS_H
#define NEXUS_COACH_LIKENESS_H

#include "core/base/arena.h"

#include <stdbool.h>

/* Whether `words` ask what a question's prompt (HTML) asks: most of the prompt's words of meaning are among them, by their
 * beginnings, so that forms of a word count as one. */
bool likeness_same_question(struct arena *arena, const char *prompt, const char *words);

#endif
