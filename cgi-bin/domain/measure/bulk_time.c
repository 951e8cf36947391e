/* bulk_time.c - the many ways in which others write a moment. Called by bulk.c. */
#include "domain/measure/bulk.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 40 };

/* Milliseconds as seconds begin in the year 5138, microseconds as milliseconds in that year, too. */
static bool of_number(const char *text, int64_t *at)
{
    char *end;
    if (strspn(text, "-0123456789.") != strlen(text))
        return false;
    double number = strtod(text, &end);
    if (*end != '\0' || end == text)
        return false;
    number = floor(fabs(number) >= 1e14 ? number / 1e6 : fabs(number) >= 1e11 ? number / 1e3 : number);
    if (!(fabs(number) < 1e11))
        return false;
    *at = (int64_t)number;
    return true;
}

/* How far the clocks of a zone are ahead at a moment. */
static int64_t ahead(int64_t at, const char *zone)
{
    struct clock_parts parts = clock_parts(at, zone);
    return clock_day_of(parts.year, parts.month, parts.day) * CLOCK_DAY + parts.hour * CLOCK_HOUR + parts.minute * CLOCK_MINUTE + parts.second - at;
}

/* Twice, for the hours round a change of the clocks; an hour that does not exist comes out as the one behind it. */
static int64_t from_local(int64_t local, const char *zone)
{
    int64_t near = local - ahead(local, zone);
    return local - ahead(near, zone);
}

/* "2026-03-01", "2026-03-01 12:30", "2026-03-01T12:30:59.5" */
static bool of_local(const char *text, const char *zone, int64_t *at)
{
    char date[11] = "";
    int hour = 0, minute = 0, second = 0, used = 0;
    int64_t day;
    snprintf(date, sizeof date, "%s", text);
    if (!clock_day_read(date, &day))
        return false;
    const char *rest = text + strlen(date);
    if (*rest != '\0') {
        if ((*rest != 'T' && *rest != ' ') || sscanf(rest + 1, "%2d:%2d%n", &hour, &minute, &used) != 2 || used != 5)
            return false;
        rest += 1 + used;
        if (*rest == ':') {
            if (sscanf(rest + 1, "%2d%n", &second, &used) != 1 || used != 2)
                return false;
            rest += 1 + used;
            rest += *rest == '.' ? 1 + strspn(rest + 1, "0123456789") : 0;
        }
    }
    if (*rest != '\0' || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    *at = from_local(day * CLOCK_DAY + hour * CLOCK_HOUR + minute * CLOCK_MINUTE + second, zone);
    return true;
}

bool bulk_time(const char *text, const char *zone, int64_t *at)
{
    char stamp[TEXT_MOST];
    if (strlen(text) >= sizeof stamp || *text == '\0')
        return false;
    if (of_number(text, at) || of_local(text, zone, at))
        return true;
    snprintf(stamp, sizeof stamp, "%s", text);
    if (strlen(stamp) > 10 && stamp[10] == ' ')
        stamp[10] = 'T';
    if (text_ends(stamp, " UTC"))
        memcpy(stamp + strlen(stamp) - 4, "Z", 2);
    return clock_stamp_read(stamp, at);
}
