/* text.h - a growing string in an arena, and the few string helpers that everybody needs.
 *
 * A struct text starts as text_in(arena); its `bytes` are always NUL-terminated once something was appended
 * (text_string never gives NULL). Strings are UTF-8 throughout. */
#ifndef NEXUS_TEXT_H
#define NEXUS_TEXT_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    struct arena *arena;
    char *bytes;
    size_t length, capacity;
};

/* An empty text; text_reserve makes room for what is known to come. */
struct text text_in(struct arena *arena);
void text_reserve(struct text *text, size_t more);

void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const char *bytes, size_t length);
void text_append_char(struct text *text, char character);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends with & < > " ' as character references: safe in HTML text and in quoted attributes. */
void text_append_html(struct text *text, const char *bytes, size_t length);

/* Appends percent-encoded for one path segment or query value (RFC 3986 unreserved characters stay). */
void text_append_url(struct text *text, const char *string);

/* Appends a number the way JSON and the pages write it: "42" for an integer (exact up to 2^53, and -0 is "0"), else the
 * fewest digits that read back as the same double. What is not finite appends nothing. */
void text_append_integer(struct text *text, int64_t number);
void text_append_number(struct text *text, double number);

/* Appends one code point as UTF-8; a surrogate or a value past U+10FFFF becomes U+FFFD. */
void text_append_utf8(struct text *text, uint32_t code);

/* The NUL-terminated string, owned by the arena; "" for an empty text. */
const char *text_string(const struct text *text);

/* Whether `length` bytes are valid UTF-8 (shortest form, no surrogates) without NUL. */
bool utf8_valid(const char *bytes, size_t length);

/* The code point at *at, and *at moved behind it. Malformed bytes give U+FFFD and move by one. `end` bounds the read. */
uint32_t utf8_next(const char **at, const char *end);

/* How many code points a valid UTF-8 string has. */
size_t utf8_count(const char *string);

/* Lower case, diacritics folded to ASCII where they have a plain letter (Latin), for keys and comparing. */
char *text_fold(struct arena *arena, const char *string);

/* "What is Git?" -> "what-is-git": folded, runs of others become one '-', at most `most` bytes; "" when nothing is left. */
char *text_slug(struct arena *arena, const char *string, size_t most);

/* A copy without white space at both ends. */
char *text_trim(struct arena *arena, const char *string);

/* String tests that accept NULL (NULL is equal to nothing, not even NULL). */
bool text_equal(const char *a, const char *b);
bool text_starts(const char *string, const char *prefix);
bool text_ends(const char *string, const char *suffix);

/* A decimal integer that fills the whole string, between `least` and `most`; false otherwise. */
bool text_integer(const char *string, int64_t least, int64_t most, int64_t *value);

/* Lower-case hex of bytes, and back (false unless exactly 2*length hex digits). */
char *text_hex(struct arena *arena, const void *bytes, size_t length);
bool text_unhex(const char *hex, void *bytes, size_t length);

#endif
