/* form.h - parsers of what browsers send: queries, forms, multipart bodies, cookies. Bytes from outside: fuzzed. */
#ifndef NEXUS_FORM_H
#define NEXUS_FORM_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct upload;

enum { FORM_FIELDS_MOST = 1000 };

/* Collects name and value; `upload` is NULL but for files. */
struct form {
    struct arena *arena;
    struct parameter *parameters;
    size_t count, capacity;
};

void form_add(struct form *form, const char *name, const char *value, struct upload *upload);

/* "a=1&b=%20x+y". Invalid escapes stay as they are; names and values that aren't UTF-8 without NUL are refused (false), as are
 * more than FORM_FIELDS_MOST. */
bool form_read_urlencoded(struct form *form, const char *bytes, size_t length);

/* RFC 7578 with the boundary of `content_type`. Parts with a file name become uploads that point into `bytes`. */
bool form_read_multipart(struct form *form, const char *content_type, const char *bytes, size_t length);

/* The value of a cookie in a Cookie header; NULL when it isn't there. */
char *form_cookie(struct arena *arena, const char *header, const char *name);

/* Decodes %XX (and '+' when `plus`) in place; gives the new length. */
size_t form_decode(char *bytes, size_t length, bool plus);

#endif
