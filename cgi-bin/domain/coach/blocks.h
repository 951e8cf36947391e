/* blocks.h - Markdown that is still being written: which blocks are finished, and their HTML; citations become links. */
#ifndef NEXUS_COACH_BLOCKS_H
#define NEXUS_COACH_BLOCKS_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stddef.h>

/* How many bytes of a text are finished blocks: up to the last empty line that is in no code block. */
size_t blocks_finished(const char *markdown, size_t length);

/* The safe HTML; [1] becomes a link where `citations` ([{n, url}]) know the number. NULL when the text can't be rendered. */
char *blocks_html(struct arena *arena, const char *markdown, size_t length, const cJSON *citations);

/* The text with the numbers of its citations raised by `by`. */
char *blocks_renumber(struct arena *arena, const char *markdown, int by);

/* Those of the citations that the text names. */
cJSON *blocks_cited(const char *markdown, const cJSON *citations);

#endif
