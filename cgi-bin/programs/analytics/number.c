/* number.c - reading numbers. See number.h. Called by the forms of alerts and targets.
 *
 * A comma is ambiguous: "1,234" is a thousand to who reads English and a little more than one to others. It is read as our pages write
 * numbers in the language of the reader, so that a threshold can be copied from a table. */
#include "programs/analytics/number.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MOST = 24, GROUP = 3 };

/* The spaces that stand between groups of digits: a plain one, U+00A0, U+202F. */
static size_t space_at(const char *at)
{
    return *at == ' ' ? 1 : strncmp(at, "\u00A0", 2) == 0 ? 2 : strncmp(at, "\u202F", 3) == 0 ? 3 : 0;
}

/* Takes the signs out that only make groups: each has a digit before it and three behind it, then no digit. */
static bool join_groups(char *text, bool commas)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        size_t sign = commas && *from == ',' ? 1 : space_at(from);
        if (sign == 0) {
            *to++ = *from++;
            continue;
        }
        if (to == text || !isdigit((unsigned char)to[-1]) || strspn(from + sign, "0123456789") != GROUP)
            return false;
        from += sign;
    }
    *to = '\0';
    return true;
}

/* "1,234", "1,234,567.8", but not "0,234" or "12,5". */
static bool commas_group(const char *text)
{
    size_t first = strspn(text, "0123456789");
    const char *point = strchr(text, '.');
    if (first == 0 || first > GROUP || *text == '0' || text[first] != ',')
        return false;
    const char *comma = text + first;
    while (*comma == ',' && strspn(comma + 1, "0123456789") == GROUP)
        comma += 1 + GROUP;
    return *comma == '\0' || comma == point;
}

bool number_read(const struct request *request, const char *text, double *value)
{
    char *copy = arena_strdup(request->arena, text), *digits = copy + (*copy == '-'), *end = NULL;
    bool english = text_equal(request->language, "en") && commas_group(digits);
    if (!join_groups(digits, english))
        return false;
    char *comma = strchr(digits, ',');
    if (comma != NULL)
        *comma = '.';
    if (strlen(digits) > DIGITS_MOST || !isdigit((unsigned char)*digits) || strspn(digits, "0123456789.") != strlen(digits))
        return false;
    *value = strtod(copy, &end);
    return *end == '\0';
}
