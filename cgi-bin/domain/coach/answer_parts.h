/* answer_parts.h - what answer.c, hint.c, next.c and the study*.c files have between them; everybody else uses answer.h. */
#ifndef NEXUS_ANSWER_PARTS_H
#define NEXUS_ANSWER_PARTS_H

#include "domain/coach/compose.h"
#include "domain/coach/extract.h"
#include "domain/coach/search.h"

enum { HINT_RUNGS = 3 };

/* Searches as the asker, near where they are. */
struct search_hits answer_search(struct composing *composing, const char *words);

/* 0..1 that what was found answers; 0.5 is the threshold. */
double answer_confidence(const struct search_hits *hits);

/* Says that the courses do not answer this; offers the nearest lessons and a person. `hits` may be NULL. */
void answer_abstain(struct composing *composing, const struct search_hits *hits);

/* Quotes sentences in the order in which they stand, with what they announce. */
void answer_quote(struct composing *composing, struct extract *chosen, size_t count);

/* hint.c: a question back, a pointer to the passage, the step itself. */
void hint_give(struct composing *composing, const struct search_hits *hits, int rung);
void hint_point(struct composing *composing, const struct search_hits *hits, const char *question); /* the second alone */

/* next.c: where to go on, and what was answered wrongly, as far as the question tells of it. */
void next_step(struct composing *composing);
void next_mistakes(struct composing *composing);

/* study.c, study_quiz.c: the quick actions on the lesson on show, or on what was named. */
void study_summarise(struct composing *composing, const char *topic);
void study_simple(struct composing *composing, const char *topic);
void study_example(struct composing *composing, const char *topic);
void study_translate(struct composing *composing);
void study_quiz(struct composing *composing, const char *topic);

/* The passages of the lesson on show; with a topic (or without a lesson) those of the lesson that is best about it. */
struct passage_rows study_passages(struct composing *composing, const char *topic);

#endif
