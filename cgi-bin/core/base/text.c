/* text.c - the growing string, UTF-8, and the small string helpers.
 *
 * Called by everybody; see text.h for the contracts. A text doubles when it is full; the old bytes stay in the arena
 * until it goes, so whoever knows a size says so with text_reserve. Folding to plain letters is in text_fold.c. */
#include "core/base/text.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_FIRST = 64, REPLACEMENT = 0xFFFD };

struct text text_in(struct arena *arena)
{
    return (struct text){.arena = arena};
}

static void grow(struct text *text, size_t more)
{
    assert(more < SIZE_MAX / 4 && text->length < SIZE_MAX / 4);
    size_t needed = text->length + more + 1;
    size_t capacity = text->capacity < TEXT_BYTES_FIRST / 2 ? TEXT_BYTES_FIRST : text->capacity * 2;
    if (capacity < needed)
        capacity = needed;
    char *bytes = arena_alloc_raw(text->arena, capacity);
    if (text->length > 0)
        memcpy(bytes, text->bytes, text->length);
    bytes[text->length] = '\0';
    text->bytes = bytes;
    text->capacity = capacity;
}

void text_reserve(struct text *text, size_t more)
{
    if (more >= text->capacity - text->length)
        grow(text, more);
}

void text_append(struct text *text, const char *string)
{
    if (string != NULL)
        text_append_bytes(text, string, strlen(string));
}

void text_append_bytes(struct text *text, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    text_reserve(text, length);
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_append_char(struct text *text, char character)
{
    text_append_bytes(text, &character, 1);
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->capacity - text->length;
    int length = vsnprintf(room > 0 ? text->bytes + text->length : NULL, room, format, arguments);
    assert(length >= 0);
    if ((size_t)length >= room) {
        text_reserve(text, (size_t)length);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    }
    text->length += (size_t)length;
    va_end(again);
    va_end(arguments);
}

static const char *html_reference(char character)
{
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

/* Whether one of eight bytes may need a reference. Three tests do for five characters, because & and ' differ in
 * the lowest bit only, < and > in the second. */
static bool eight_are_special(const char *bytes)
{
    const uint64_t each = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quote = word ^ each * '"';
    uint64_t ampersand = (word & each * 0xFE) ^ each * '&';
    uint64_t angle = (word & each * 0xFD) ^ each * '<';
    return ((((quote - each) & ~quote) | ((ampersand - each) & ~ampersand) | ((angle - each) & ~angle)) & high) != 0;
}

void text_append_html(struct text *text, const char *bytes, size_t length)
{
    const char *end = bytes + length, *run = bytes, *at = bytes;
    while (at < end) {
        if (end - at >= 8 && !eight_are_special(at)) {
            at += 8;
            continue;
        }
        const char *stop = end - at < 8 ? end : at + 8;
        for (; at < stop; at++) {
            const char *reference = html_reference(*at);
            if (reference == NULL)
                continue;
            text_append_bytes(text, run, (size_t)(at - run));
            text_append(text, reference);
            run = at + 1;
        }
    }
    text_append_bytes(text, run, (size_t)(end - run));
}

static bool is_letter_or_digit(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

void text_append_url(struct text *text, const char *string)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; string != NULL && *string != '\0'; string++) {
        unsigned char byte = (unsigned char)*string;
        if (is_letter_or_digit(*string) || strchr("-._~", *string) != NULL)
            text_append_char(text, *string);
        else
            text_append_bytes(text, (char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
    }
}

void text_append_integer(struct text *text, int64_t number)
{
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        digits[--first] = '-';
    text_append_bytes(text, digits + first, sizeof digits - first);
}

void text_append_number(struct text *text, double number)
{
    const double exact = 9007199254740992.0; /* 2^53 */
    if (number >= -exact && number <= exact && number == (double)(int64_t)number) {
        text_append_integer(text, (int64_t)number);
        return;
    }
    if (!isfinite(number))
        return;
    /* Fifteen digits survive the way through a double, so fewer need not be tried, but for the smallest numbers. */
    char digits[32];
    int precision = fabs(number) < DBL_MIN ? 1 : DBL_DIG;
    do {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
    } while (strtod(digits, NULL) != number && precision++ < DBL_DECIMAL_DIG);
    text_append(text, digits);
}

void text_append_utf8(struct text *text, uint32_t code)
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = REPLACEMENT;
    char last = (char)(0x80 | (code & 0x3F)), third = (char)(0x80 | (code >> 6 & 0x3F));
    char second = (char)(0x80 | (code >> 12 & 0x3F));
    if (code < 0x80)
        text_append_char(text, (char)code);
    else if (code < 0x800)
        text_append_bytes(text, (char[]){(char)(0xC0 | code >> 6), last}, 2);
    else if (code < 0x10000)
        text_append_bytes(text, (char[]){(char)(0xE0 | code >> 12), third, last}, 3);
    else
        text_append_bytes(text, (char[]){(char)(0xF0 | code >> 18), second, third, last}, 4);
}

const char *text_string(const struct text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

uint32_t utf8_next(const char **at, const char *end)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    assert(*at < end);
    unsigned char lead = (unsigned char)*(*at)++;
    if (lead < 0x80)
        return lead;
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || end - *at < length - 1)
        return REPLACEMENT;
    uint32_t code = lead & (0x7Fu >> length);
    for (int i = 0; i < length - 1; i++) {
        unsigned char next = (unsigned char)(*at)[i];
        if ((next & 0xC0) != 0x80)
            return REPLACEMENT;
        code = code << 6 | (next & 0x3Fu);
    }
    if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return REPLACEMENT;
    *at += length - 1;
    return code;
}

bool utf8_valid(const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        const char *before = at;
        uint32_t code = utf8_next(&at, end);
        /* A true U+FFFD is three bytes long, a malformed byte moved by one. */
        if (code == 0 || (code == REPLACEMENT && at - before == 1))
            return false;
    }
    return true;
}

size_t utf8_count(const char *string)
{
    size_t count = 0;
    for (; *string != '\0'; string++)
        count += ((unsigned char)*string & 0xC0) != 0x80;
    return count;
}

static bool is_space(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

char *text_trim(struct arena *arena, const char *string)
{
    if (string == NULL)
        return NULL;
    size_t length = strlen(string);
    while (length > 0 && is_space(string[length - 1]))
        length--;
    for (; length > 0 && is_space(*string); string++)
        length--;
    return arena_strndup(arena, string, length);
}

bool text_equal(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

bool text_starts(const char *string, const char *prefix)
{
    return string != NULL && prefix != NULL && strncmp(string, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *string, const char *suffix)
{
    if (string == NULL || suffix == NULL)
        return false;
    size_t length = strlen(string), tail = strlen(suffix);
    return tail <= length && memcmp(string + length - tail, suffix, tail) == 0;
}

bool text_integer(const char *string, int64_t least, int64_t most, int64_t *value)
{
    if (string == NULL)
        return false;
    bool negative = *string == '-';
    const char *at = string + negative;
    int64_t sum = 0;
    if (*at == '\0')
        return false;
    for (; *at != '\0'; at++) {
        /* Summed with its sign, so that INT64_MIN has a way in. */
        int digit = *at - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_add_overflow(sum, negative ? -digit : digit, &sum))
            return false;
    }
    if (sum < least || sum > most)
        return false;
    *value = sum;
    return true;
}

char *text_hex(struct arena *arena, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *hex = arena_alloc_raw(arena, 2 * length + 1);
    for (size_t i = 0; i < length; i++) {
        hex[2 * i] = digits[from[i] >> 4];
        hex[2 * i + 1] = digits[from[i] & 15];
    }
    hex[2 * length] = '\0';
    return hex;
}

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    return character >= 'A' && character <= 'F' ? character - 'A' + 10 : -1;
}

bool text_unhex(const char *hex, void *bytes, size_t length)
{
    unsigned char *to = bytes;
    if (hex == NULL || strlen(hex) != 2 * length)
        return false;
    for (size_t i = 0; i < length; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        to[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
