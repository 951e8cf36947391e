/* when.c - days, hours and distances in two languages. Called for reminders. */
#include "domain/coach/when.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { HOUR_USUAL = 9, DAYS_MOST = 730 };

int64_t when_of_day(int64_t day, int hour, int minute, const char *zone)
{
    int64_t wanted = day * CLOCK_DAY + hour * CLOCK_HOUR + minute * CLOCK_MINUTE, time = wanted;
    for (int i = 0; i < 2; i++) { /* the second step is for a change of the clocks in between */
        struct clock_parts there = clock_parts(time, zone);
        int64_t shown = clock_day_of(there.year, there.month, there.day) * CLOCK_DAY + there.hour * CLOCK_HOUR + there.minute * CLOCK_MINUTE +
                        there.second;
        time += wanted - shown;
    }
    return time;
}

/* Where a whole word stands; NULL when it does not. */
static const char *find_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at++) {
        bool starts = at == words || !isalnum((unsigned char)at[-1]);
        if (starts && !isalnum((unsigned char)at[length]))
            return at;
    }
    return NULL;
}

static bool any_word(const char *words, const char *const *list)
{
    for (; *list != NULL; list++)
        if (find_word(words, *list) != NULL)
            return true;
    return false;
}

/* "in 2 hours", "dans 3 jours". */
static bool read_distance(const char *words, int64_t now, int64_t *time)
{
    static const struct { const char *unit; int seconds; } units[] = {{"min", 60}, {"hour", CLOCK_HOUR}, {"heure", CLOCK_HOUR},
                                                                      {"day", CLOCK_DAY}, {"jour", CLOCK_DAY}, {"week", 7 * CLOCK_DAY},
                                                                      {"semaine", 7 * CLOCK_DAY}};
    const char *at = find_word(words, "in");
    if (at == NULL)
        at = find_word(words, "dans");
    if (at == NULL)
        return false;
    int count = 0, used = 0;
    at += strcspn(at, " ");
    at += strspn(at, " ");
    if (sscanf(at, "%4d%n", &count, &used) != 1) {
        used = (int)strcspn(at, " ");
        count = strncmp(at, "a ", 2) == 0 || strncmp(at, "an ", 3) == 0 || strncmp(at, "une ", 4) == 0 || strncmp(at, "un ", 3) == 0;
    }
    at += used;
    at += strspn(at, " ");
    for (size_t i = 0; count > 0 && i < sizeof units / sizeof *units; i++) {
        if (strncmp(at, units[i].unit, strlen(units[i].unit)) == 0) {
            *time = now + (int64_t)count * units[i].seconds;
            return true;
        }
    }
    return false;
}

static bool read_weekday(const char *words, int64_t today, int64_t *day)
{
    static const char *const names[2][7] = {{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
                                            {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}};
    for (int i = 0; i < 7; i++) {
        if (find_word(words, names[0][i]) == NULL && find_word(words, names[1][i]) == NULL)
            continue;
        int ahead = (i + 1 - clock_weekday(today) + 7) % 7;
        *day = today + (ahead == 0 ? 7 : ahead);
        return true;
    }
    return false;
}

/* A date, "tomorrow", a weekday, "today"; false: no day is named. */
static bool read_day(const char *words, int64_t today, int64_t *day)
{
    static const char *const tomorrow[] = {"tomorrow", "demain", NULL}, *const soon[] = {"today", "tonight", "aujourd'hui", "ce soir", NULL};
    for (const char *at = words; *at != '\0'; at++) {
        char date[11];
        snprintf(date, sizeof date, "%s", at);
        if (isdigit((unsigned char)*at) && clock_day_read(date, day))
            return true;
    }
    *day = any_word(words, tomorrow) ? today + 1 : today;
    return read_weekday(words, today, day) || *day != today || any_word(words, soon);
}

/* "18:00", "18h30", "18 h", "6 pm", "at 7"; false: no hour is named. */
static bool read_hour(const char *words, int *hour, int *minute)
{
    for (const char *at = words; *at != '\0'; at++) {
        if (!isdigit((unsigned char)*at) || (at > words && (isdigit((unsigned char)at[-1]) || at[-1] == '-' || at[-1] == ':')))
            continue;
        int used = 0;
        *hour = *minute = 0;
        bool exact = sscanf(at, "%2d:%2d%n", hour, minute, &used) == 2 || sscanf(at, "%2dh%2d%n", hour, minute, &used) == 2 ||
                     sscanf(at, "%2d h %2d%n", hour, minute, &used) == 2;
        if (!exact) {
            *minute = 0;
            if (sscanf(at, "%2d%n", hour, &used) != 1 || isdigit((unsigned char)at[used]))
                continue;
        }
        const char *behind = at + used + strspn(at + used, " ");
        bool afternoon = strncmp(behind, "pm", 2) == 0, morning = strncmp(behind, "am", 2) == 0;
        bool french = *behind == 'h' && !isalpha((unsigned char)behind[1]), named = at >= words + 3 && strncmp(at - 3, "at ", 3) == 0;
        *hour += afternoon && *hour < 12 ? 12 : 0;
        if ((exact || afternoon || morning || french || named) && *hour < 24 && *minute < 60)
            return true;
    }
    return false;
}

bool when_read(struct arena *arena, const char *words, int64_t now, const char *zone, int64_t *time)
{
    const char *folded = text_fold(arena, words);
    int64_t today = clock_day(now, zone), day;
    int hour = HOUR_USUAL, minute = 0;
    if (!read_distance(folded, now, time)) {
        bool has_day = read_day(folded, today, &day);
        bool has_hour = read_hour(folded, &hour, &minute);
        if (!has_day && !has_hour)
            return false;
        if (!has_hour) {
            hour = find_word(folded, "tonight") != NULL || find_word(folded, "ce soir") != NULL ? 20 : HOUR_USUAL;
            minute = 0;
        }
        *time = when_of_day(day, hour, minute, zone);
        if (!has_day && *time <= now)
            *time = when_of_day(day + 1, hour, minute, zone);
    }
    return *time > now && *time < now + (int64_t)DAYS_MOST * CLOCK_DAY;
}
