/* yaml.h - YAML as people write it in course files, as JSON. Called by the importer only; pages do not link libyaml.
 *
 * Strict, because authors should hear of slips: no duplicate keys, anchors, aliases, tags or second document; keys are
 * scalars. Plain scalars are null, booleans, integers, floats or strings by the core schema of YAML 1.2 ("yes" is a string);
 * quoted ones are strings. */
#ifndef NEXUS_YAML_H
#define NEXUS_YAML_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum { YAML_BYTES_MOST = 1000 * 1000, YAML_DEPTH_MOST = 16, YAML_MEMBERS_MOST = 2000 };

/* The document's value; a JSON null for an empty one. NULL with *problem ("line 3: ...", in the arena) when it is not
 * acceptable. `first_line` is the number of the text's first line in its file. JSON is made as arena_own_json says. */
cJSON *yaml_read(struct arena *arena, const char *text, size_t length, int first_line, const char **problem);

/* The line on which a string, boolean, array or object read by yaml_read begins; 0 for NULL and for others. */
int yaml_line(const cJSON *value);

/* A scalar as it was written ("1.10" stays "1.10"); NULL for null, arrays, objects and NULL. */
const char *yaml_text(const cJSON *value);

#endif
