/* json.h - JSON from outside, read strictly, and small helpers round cJSON.
 *
 * cJSON accepts more than RFC 8259 (trailing bytes, invalid UTF-8, duplicate keys, numbers such as 01), so json_read
 * checks the whole text first and only then lets cJSON build the tree. Used for request bodies, imports, files. */
#ifndef NEXUS_JSON_H
#define NEXUS_JSON_H

#include "core/base/arena.h"
#include "core/base/text.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_DEPTH_MOST = 64, JSON_BYTES_MOST = 4 * 1024 * 1024 };

/* Whether `length` bytes are one valid JSON text by RFC 8259: UTF-8 without BOM, no NUL, nesting of at most
 * JSON_DEPTH_MOST, at most JSON_BYTES_MOST bytes, no duplicate keys in an object (compared after unescaping), numbers
 * by the grammar and finite as a double, lone surrogate escapes refused. On false, *problem (when not NULL) is a
 * static English sentence and *at (when not NULL) the byte offset of it. */
bool json_valid(struct arena *arena, const char *bytes, size_t length, const char **problem, size_t *at);

/* The tree of a valid text, or NULL with *problem set as above; NULL also for a text with \u0000 in a string, which is
 * valid but would be cut there (a key, too). Numbers of any length are read. Owned by `arena`, when
 * arena_own_json(arena) is in force; otherwise by the caller. */
cJSON *json_read(struct arena *arena, const char *bytes, size_t length, const char **problem);

/* Members of an object; the fallback when absent, null, or of another type. Keys are compared exactly. */
const char *json_string(const cJSON *object, const char *key, const char *fallback);
int64_t json_integer(const cJSON *object, const char *key, int64_t fallback);
bool json_bool(const cJSON *object, const char *key, bool fallback);
const cJSON *json_member(const cJSON *object, const char *key);

/* Adds or replaces a member. An integer keeps every digit up to 2^53. json_set_string stores null for NULL. */
void json_set_string(cJSON *object, const char *key, const char *value);
void json_set_integer(cJSON *object, const char *key, int64_t value);
void json_set_bool(cJSON *object, const char *key, bool value);
void json_set(cJSON *object, const char *key, cJSON *value);

/* Appends a text as JSON has it, quotes included. */
void json_append_string(struct text *out, const char *string);

/* Compact text of a value, in the arena. */
char *json_write(struct arena *arena, const cJSON *value);

#endif
