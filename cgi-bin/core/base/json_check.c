/* json_check.c - the strict reader in front of cJSON: one pass over the text, a function for each kind of value.
 *
 * Called by json.c. Depth is bounded, so the recursion is. Keys of the objects that are open lie on one stack; when an
 * object closes, its keys are sorted and neighbours compared: an object of a hundred thousand keys is no burden. */
#include "core/base/json_check.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct key {
    const char *bytes;
    size_t length, at;
};

struct check {
    struct arena *arena;
    const char *start, *at, *end;
    struct json_findings found;
    struct key *keys;
    size_t key_count, key_capacity;
    int depth;
};

static bool check_value(struct check *check);

static bool fail(struct check *check, const char *problem)
{
    check->found.problem = problem;
    check->found.at = (size_t)(check->at - check->start);
    return false;
}

/* The next byte, or NUL at the end (a NUL inside is no valid byte anywhere). */
static char peek(const struct check *check)
{
    return check->at < check->end ? *check->at : '\0';
}

static void skip_space(struct check *check)
{
    while (check->at < check->end && strchr(" \t\n\r", *check->at) != NULL && *check->at != '\0')
        check->at++;
}

static bool check_word(struct check *check, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(check->end - check->at) < length || memcmp(check->at, word, length) != 0)
        return fail(check, "Only true, false and null may stand without quotes.");
    check->at += length;
    return true;
}

/* Digits, and whether there was at least one. */
static bool skip_digits(struct check *check)
{
    const char *first = check->at;
    while (peek(check) >= '0' && peek(check) <= '9')
        check->at++;
    return check->at > first;
}

static bool check_finite(struct check *check, const char *first)
{
    char brief[JSON_NUMBER_BYTES_SHORT + 1];
    size_t length = (size_t)(check->at - first);
    const char *digits = brief;
    if (length >= sizeof brief) {
        check->found.long_numbers = true;
        digits = arena_strndup(check->arena, first, length);
    } else {
        memcpy(brief, first, length);
        brief[length] = '\0';
    }
    if (isfinite(strtod(digits, NULL)))
        return true;
    check->at = first;
    return fail(check, "A number is too large.");
}

static bool check_number(struct check *check)
{
    const char *first = check->at;
    bool fraction = false;
    if (peek(check) == '-')
        check->at++;
    if (peek(check) == '0')
        check->at++;
    else if (!skip_digits(check))
        return fail(check, "A number needs a digit here.");
    if (peek(check) >= '0' && peek(check) <= '9')
        return fail(check, "A number may not begin with 0.");
    if (peek(check) == '.') {
        fraction = true;
        check->at++;
        if (!skip_digits(check))
            return fail(check, "A number needs a digit here.");
    }
    if (peek(check) == 'e' || peek(check) == 'E') {
        fraction = true;
        check->at++;
        if (peek(check) == '+' || peek(check) == '-')
            check->at++;
        if (!skip_digits(check))
            return fail(check, "A number needs a digit here.");
    }
    /* A short number without exponent is finite: no need to ask. */
    return (!fraction && check->at - first <= JSON_NUMBER_BYTES_SHORT) || check_finite(check, first);
}

/* Four hex digits at *at, or -1. */
static int32_t hex_four(const char *at, const char *end)
{
    unsigned char bytes[2];
    char digits[5] = {0};
    if (end - at < 4)
        return -1;
    memcpy(digits, at, 4);
    return text_unhex(digits, bytes, 2) ? bytes[0] << 8 | bytes[1] : -1;
}

/* The code point of the escape at *at (behind its backslash), and *at moved behind it; -1 when it is none. */
static int32_t read_escape(const char **at, const char *end)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char letter = *at < end ? **at : '\0';
    if (letter != 'u') {
        const char *found = letter == '\0' ? NULL : strchr(letters, letter);
        *at += found != NULL;
        return found == NULL ? -1 : meanings[found - letters];
    }
    int32_t code = hex_four(*at + 1, end);
    if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF))
        return -1;
    *at += 5;
    if (code < 0xD800 || code > 0xDBFF)
        return code;
    int32_t low = end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' ? -1 : hex_four(*at + 2, end);
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    *at += 6;
    return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
}

/* A character beyond ASCII, of which `at` stands at the first byte. */
static bool check_character(struct check *check)
{
    const char *before = check->at;
    if (utf8_next(&check->at, check->end) != 0xFFFD || check->at - before > 1)
        return true;
    check->at = before;
    return fail(check, "The text is not valid UTF-8.");
}

/* A string from quote to quote; *escaped tells whether there was a backslash in it. */
static bool check_string(struct check *check, bool *escaped)
{
    *escaped = false;
    for (check->at++; check->at < check->end;) {
        unsigned char byte = (unsigned char)*check->at;
        if (byte == '"') {
            check->at++;
            return true;
        }
        if (byte < 0x20)
            return fail(check, "A control character in a string must be escaped.");
        if (byte == '\\') {
            *escaped = true;
            const char *behind = check->at + 1;
            int32_t code = read_escape(&behind, check->end);
            if (code < 0)
                return fail(check, "A string has an escape that is not allowed.");
            if (code == 0)
                check->found.nul_escapes = true;
            check->at = behind;
        } else if (byte < 0x80) {
            check->at++;
        } else if (!check_character(check)) {
            return false;
        }
    }
    return fail(check, "A string is not closed.");
}

static struct key unescape_key(struct arena *arena, struct key key)
{
    struct text text = text_in(arena);
    const char *end = key.bytes + key.length;
    for (const char *at = key.bytes; at < end;) {
        if (*at != '\\') {
            text_append_char(&text, *at++);
            continue;
        }
        at++;
        text_append_utf8(&text, (uint32_t)read_escape(&at, end));
    }
    return (struct key){text_string(&text), text.length, key.at};
}

static void push_key(struct check *check, struct key key)
{
    if (check->key_count == check->key_capacity) {
        size_t capacity = check->key_capacity == 0 ? 32 : check->key_capacity * 2;
        struct key *keys = arena_alloc_raw(check->arena, capacity * sizeof *keys);
        if (check->key_count > 0)
            memcpy(keys, check->keys, check->key_count * sizeof *keys);
        check->keys = keys;
        check->key_capacity = capacity;
    }
    check->keys[check->key_count++] = key;
}

static int compare_keys(const void *a, const void *b)
{
    const struct key *first = a, *second = b;
    size_t length = first->length < second->length ? first->length : second->length;
    int order = length == 0 ? 0 : memcmp(first->bytes, second->bytes, length);
    if (order != 0)
        return order;
    return (first->length > second->length) - (first->length < second->length);
}

/* Takes the keys from `base` on off the stack; false when two are the same. */
static bool check_keys(struct check *check, size_t base)
{
    size_t count = check->key_count - base;
    check->key_count = base;
    if (count < 2)
        return true;
    struct key *keys = check->keys + base;
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (compare_keys(&keys[i - 1], &keys[i]) != 0)
            continue;
        check->at = check->start + (keys[i - 1].at > keys[i].at ? keys[i - 1].at : keys[i].at);
        return fail(check, "An object has the same key twice.");
    }
    return true;
}

static bool check_key(struct check *check)
{
    const char *first = check->at;
    bool escaped;
    if (peek(check) != '"')
        return fail(check, "A key in quotes is missing here.");
    if (!check_string(check, &escaped))
        return false;
    struct key key = {first + 1, (size_t)(check->at - first) - 2, (size_t)(first - check->start)};
    push_key(check, escaped ? unescape_key(check->arena, key) : key);
    return true;
}

static bool check_pair(struct check *check)
{
    if (!check_key(check))
        return false;
    skip_space(check);
    if (peek(check) != ':')
        return fail(check, "A colon is missing behind the key.");
    check->at++;
    return check_value(check);
}

/* What is between the brackets of an array or object: items of `check_item` with commas between them. */
static bool check_items(struct check *check, char close, bool (*check_item)(struct check *))
{
    if (++check->depth > JSON_DEPTH_MOST)
        return fail(check, "The text is nested too deeply.");
    check->at++;
    skip_space(check);
    if (peek(check) == close) {
        check->at++;
        check->depth--;
        return true;
    }
    for (;;) {
        skip_space(check);
        if (!check_item(check))
            return false;
        skip_space(check);
        char next = peek(check);
        if (next != ',' && next != close)
            return fail(check, "A comma or a closing bracket is missing here.");
        check->at++;
        if (next == close)
            break;
    }
    check->depth--;
    return true;
}

static bool check_value(struct check *check)
{
    bool escaped;
    size_t base = check->key_count;
    skip_space(check);
    switch (peek(check)) {
    case '{': return check_items(check, '}', check_pair) && check_keys(check, base);
    case '[': return check_items(check, ']', check_value);
    case '"': return check_string(check, &escaped);
    case 't': return check_word(check, "true");
    case 'f': return check_word(check, "false");
    case 'n': return check_word(check, "null");
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        return check_number(check);
    default: return fail(check, "A value is missing here.");
    }
}

struct json_findings json_check(struct arena *arena, const char *bytes, size_t length)
{
    struct check check = {.arena = arena, .start = bytes, .at = bytes, .end = bytes + length};
    if (length > JSON_BYTES_MOST)
        fail(&check, "The text is too long.");
    else if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        fail(&check, "The text begins with a byte order mark.");
    else if (check_value(&check)) {
        skip_space(&check);
        if (check.at < check.end)
            fail(&check, "The text goes on behind its value.");
    }
    return check.found;
}
