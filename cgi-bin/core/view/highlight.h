/* highlight.h - program text as HTML with its words marked, made once when a lesson is imported.
 *
 * The text itself is never changed: take the tags away and undo the escaping, and it is what was given. A language is a
 * row of a table (highlight.c); an unknown one is only escaped. The classes, for the stylesheet:
 *     hl-k keyword   hl-s string   hl-c comment   hl-n number or constant   hl-f function, command or tag
 *     hl-p prompt, property, attribute or directive   hl-v variable   hl-a added line   hl-d deleted line (diff) */
#ifndef NEXUS_HIGHLIGHT_H
#define NEXUS_HIGHLIGHT_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends `length` bytes of code as HTML. `language` is a name as it stands behind a fence ("python", "sh", "c++"),
 * compared without case; NULL, "" or an unknown name: only escaped. */
void highlight_append(struct text *out, const char *language, const char *code, size_t length);

/* Whether the table knows this name. */
bool highlight_knows(const char *language);

#endif
