/* front_matter.h - the header of a Markdown file: YAML between a first line "---" and the next. */
#ifndef NEXUS_FRONT_MATTER_H
#define NEXUS_FRONT_MATTER_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

struct front_matter {
    cJSON *values;    /* an object; empty when there is no header */
    const char *body; /* what follows, inside the text that was given */
    size_t length;
    int body_line;    /* the line of the file on which it begins */
};

/* Splits a file. False with *problem ("line 3: ...", in the arena) when the header is never closed, is no mapping or is
 * no acceptable YAML (yaml.h). A byte order mark and CRLF are accepted. */
bool front_matter_read(struct arena *arena, const char *text, size_t length, struct front_matter *parts,
                       const char **problem);

#endif
