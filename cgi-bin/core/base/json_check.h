/* json_check.h - what json.c and json_check.c have between them; for everybody else there is json_valid. */
#ifndef NEXUS_JSON_CHECK_H
#define NEXUS_JSON_CHECK_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { JSON_NUMBER_BYTES_SHORT = 63 }; /* cJSON reads no more of a number */

struct json_findings {
    const char *problem; /* NULL when the text is valid */
    size_t at;
    bool nul_escapes;  /* some string has \u0000: valid, but nothing that a C string can hold */
    bool long_numbers; /* some number has more than JSON_NUMBER_BYTES_SHORT bytes */
};

/* Checks a text by the rules of json_valid. */
struct json_findings json_check(struct arena *arena, const char *bytes, size_t length);

#endif
