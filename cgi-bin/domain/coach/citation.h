/* citation.h - the address that opens a lesson at the words an answer rests on. Called by the pages of the chat and by the coach
 * program, so that both give the same address. */
#ifndef NEXUS_CITATION_H
#define NEXUS_CITATION_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>

/* The address of a lesson ("/courses/x/y#part") with the quoted words in it, twice: as ?quote= for static/js/lesson.js, which marks
 * them, and as a text fragment (#part:~:text=first words,last words) for browsers without scripts. The address itself when there
 * is no quote; NULL when it does not lead into this site. In the arena. */
char *citation_link(struct arena *arena, const char *url, const char *quote);

/* Adds `link` to each citation of an answer: [{n, title, heading, url, quote}]. */
void citation_link_all(struct arena *arena, cJSON *citations);

#endif
