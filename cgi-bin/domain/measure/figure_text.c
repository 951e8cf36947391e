/* figure_text.c - a figure's value in words, as pages, reports and mails write it. See figure.h. */
#include "domain/measure/figure.h"

#include "core/view/locale.h"

#include <math.h>

static char *duration_text(struct arena *arena, const char *language, double seconds)
{
    long whole = lround(seconds);
    if (whole < 60)
        return arena_printf(arena, locale_words(language, tr_noop("%ld s")), whole);
    if (whole < 3600)
        return arena_printf(arena, locale_words(language, tr_noop("%ld min %ld s")), whole / 60, whole % 60);
    if (whole < 48 * 3600)
        return arena_printf(arena, locale_words(language, tr_noop("%ld h %ld min")), whole / 3600, whole % 3600 / 60);
    return arena_printf(arena, locale_words(language, tr_noop("%ld days %ld h")), whole / 86400, whole % 86400 / 3600);
}

char *figure_text(struct arena *arena, const char *language, enum figure_unit unit, double value)
{
    if (isnan(value))
        return arena_strdup(arena, "–");
    if (unit == FIGURE_SECONDS)
        return duration_text(arena, language, value);
    if (unit == FIGURE_PERCENT)
        return arena_printf(arena, "%s %%", locale_decimal(arena, language, round(value * 10) / 10));
    if (fabs(value) < 100 && value != floor(value))
        return locale_decimal(arena, language, round(value * 10) / 10);
    return locale_number(arena, language, llround(value));
}
