/* compare.c - normal forms of typed words and numbers. Called by the kinds of questions that are answered by typing. */
#include "domain/assess/compare.h"

#include "core/base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a keyboard or a phone puts where the author wrote something plainer. */
static uint32_t plain(uint32_t code)
{
    switch (code) {
    case '\t': case '\n': case '\r': case 0xa0: case 0x2009: case 0x202f: return ' ';
    case 0x2018: case 0x2019: case 0x2032: return '\'';
    case 0x201c: case 0x201d: case 0x201e: case 0x2033: return '"';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2212: return '-';
    default: return code;
    }
}

static char *plain_words(struct arena *arena, const char *words)
{
    struct text out = text_in(arena);
    const char *end = words + strlen(words);
    bool space = false;
    while (words < end) {
        uint32_t code = plain(utf8_next(&words, end));
        if (code == ' ') {
            space = out.length > 0;
            continue;
        }
        if (space)
            text_append_char(&out, ' ');
        space = false;
        text_append_utf8(&out, code);
    }
    return arena_strdup(arena, text_string(&out));
}

char *compare_normal(struct arena *arena, const char *words)
{
    return text_fold(arena, plain_words(arena, words));
}

bool compare_words(struct arena *arena, const char *given, const char *meant)
{
    return strcmp(compare_normal(arena, given), compare_normal(arena, meant)) == 0;
}

static void cut_unit(struct arena *arena, char *words, const char *unit)
{
    if (unit == NULL || *unit == '\0')
        return;
    const char *ending = compare_normal(arena, unit);
    if (text_ends(words, ending))
        words[strlen(words) - strlen(ending)] = '\0';
}

static size_t count_of(const char *words, char mark)
{
    size_t count = 0;
    for (; *words != '\0'; words++)
        count += *words == mark;
    return count;
}

/* The mark that separates the fraction, or 0. */
static char decimal_mark(const char *words)
{
    const char *point = strrchr(words, '.'), *comma = strrchr(words, ',');
    if (point != NULL && comma != NULL)
        return point > comma ? '.' : ',';
    char mark = point != NULL ? '.' : ',';
    return count_of(words, mark) == 1 ? mark : '\0';
}

bool compare_read_number(struct arena *arena, const char *words, const char *unit, double *number)
{
    char *typed = compare_normal(arena, words);
    cut_unit(arena, typed, unit);
    char mark = decimal_mark(typed);
    struct text plain_number = text_in(arena);
    for (const char *c = typed; *c != '\0'; c++) {
        if (*c == mark)
            text_append_char(&plain_number, '.');
        else if (strchr("+-e0123456789", *c) != NULL)
            text_append_char(&plain_number, *c);
        else if (strchr(" ,.'", *c) == NULL)
            return false;
    }
    const char *digits = text_string(&plain_number);
    char *end;
    double value = strtod(digits, &end);
    if (end == digits || *end != '\0' || !isfinite(value))
        return false;
    *number = value;
    return true;
}

bool compare_numbers(double given, double meant, double tolerance)
{
    return fabs(given - meant) <= tolerance * (1 + 1e-9) + 1e-9 * fabs(meant);
}
