/* clock.c - time zones through the C library: TZ is set when it differs from the zone in force, which is cheap for a
 * process that answers one request at a time; threads take turns. Called by the domain wherever a person's day matters. */
#include "core/base/clock.h"

#include "core/base/text.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { QUARTER = 900 };

static int64_t clock_offset;

static void read_offset(void)
{
    const char *moved = getenv("NEXUS_CLOCK");
    clock_offset = moved == NULL ? 0 : strtoll(moved, NULL, 10);
}

int64_t clock_now(void)
{
    static pthread_once_t known = PTHREAD_ONCE_INIT;
    pthread_once(&known, read_offset);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec + clock_offset;
}

int64_t clock_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Reading a zone's file costs more than a query: the zone in force stays in force until another is asked for. The variable
 * is one buffer of ours that never moves, so that getenv in another thread walks over a list that stays as it is. */
static void use_zone(const char *zone)
{
    enum { NAME_BYTES = 4 }; /* TZ=: */
    static char variable[NAME_BYTES + 64] = "TZ=:?";
    static bool placed;
    if (placed && strcmp(zone, variable + NAME_BYTES) == 0)
        return;
    snprintf(variable + NAME_BYTES, sizeof variable - NAME_BYTES, "%s", zone);
    if (!placed)
        putenv(variable);
    placed = true;
    tzset();
}

static pthread_mutex_t zone_turn = PTHREAD_MUTEX_INITIALIZER;

/* The C library reads a zone's rule anew for every moment behind its table, which is every moment of today. Offsets change
 * at quarters of an hour, so what a quarter had is remembered. */
static long offset_of(int64_t time, const char *zone)
{
    static _Thread_local struct {
        int64_t quarter;
        long offset;
        char zone[40];
    } known[64];
    int64_t quarter = time / QUARTER;
    size_t slot = (size_t)quarter % (sizeof known / sizeof *known);
    if (known[slot].quarter == quarter && strcmp(known[slot].zone, zone) == 0)
        return known[slot].offset;
    time_t seconds = (time_t)time;
    struct tm parts = {0};
    pthread_mutex_lock(&zone_turn);
    use_zone(zone);
    localtime_r(&seconds, &parts);
    pthread_mutex_unlock(&zone_turn);
    if (strlen(zone) < sizeof known[slot].zone) {
        known[slot].quarter = quarter;
        known[slot].offset = parts.tm_gmtoff;
        snprintf(known[slot].zone, sizeof known[slot].zone, "%s", zone);
    }
    return parts.tm_gmtoff;
}

static struct tm local_time(int64_t time, const char *zone)
{
    bool utc = zone == NULL || *zone == '\0' || strlen(zone) > 60 || strcmp(zone, "UTC") == 0;
    time_t shifted = (time_t)(utc ? time : time + offset_of(time, zone));
    struct tm parts;
    if (gmtime_r(&shifted, &parts) == NULL)
        parts = (struct tm){.tm_year = 70, .tm_mday = 1};
    return parts;
}

struct clock_parts clock_parts(int64_t time, const char *zone)
{
    struct tm parts = local_time(time, zone);
    return (struct clock_parts){.year = parts.tm_year + 1900,
                                .month = parts.tm_mon + 1,
                                .day = parts.tm_mday,
                                .hour = parts.tm_hour,
                                .minute = parts.tm_min,
                                .second = parts.tm_sec,
                                .weekday = parts.tm_wday == 0 ? 7 : parts.tm_wday};
}

/* Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last of the year. */
int64_t clock_day_of(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

int64_t clock_day(int64_t time, const char *zone)
{
    struct tm parts = local_time(time, zone);
    return clock_day_of(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

/* Zones lie within 14 hours of UTC and change at quarters of an hour: the first quarter that is in the day, by halving. */
int64_t clock_day_start(int64_t day, const char *zone)
{
    int64_t before = day * CLOCK_DAY / QUARTER - 64, within = day * CLOCK_DAY / QUARTER + 64;
    while (within - before > 1) {
        int64_t middle = before + (within - before) / 2;
        if (clock_day(middle * QUARTER, zone) < day)
            before = middle;
        else
            within = middle;
    }
    return within * QUARTER;
}

int clock_weekday(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7) + 1; /* day 0 was a Thursday */
}

char *clock_day_text(struct arena *arena, int64_t day)
{
    time_t seconds = (time_t)(day * CLOCK_DAY);
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL)
        return arena_strdup(arena, "");
    return arena_printf(arena, "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

bool clock_day_read(const char *text, int64_t *day)
{
    int year, month, date, used = 0;
    if (text == NULL || sscanf(text, "%4d-%2d-%2d%n", &year, &month, &date, &used) != 3 || used != 10 || text[10] != '\0')
        return false;
    struct tm parts = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = date, .tm_hour = 12};
    time_t seconds = timegm(&parts);
    if (parts.tm_mon != month - 1 || parts.tm_mday != date || year < 1900 || seconds == (time_t)-1)
        return false;
    *day = clock_day_of(year, month, date);
    return true;
}

char *clock_stamp(struct arena *arena, int64_t time)
{
    time_t seconds = (time_t)time;
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL)
        return arena_strdup(arena, "");
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                        parts.tm_min, parts.tm_sec);
}

/* Two digits; -1 for anything else. */
static int two_digits(const char *text)
{
    bool digits = text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
    return digits ? (text[0] - '0') * 10 + text[1] - '0' : -1;
}

/* "Z" or "+02:00" to the end, as seconds. */
static bool stamp_offset(const char *text, int64_t *seconds)
{
    *seconds = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if ((text[0] != '+' && text[0] != '-') || strlen(text) != 6 || text[3] != ':')
        return false;
    int hours = two_digits(text + 1), minutes = two_digits(text + 4);
    *seconds = (hours * CLOCK_HOUR + minutes * CLOCK_MINUTE) * (text[0] == '-' ? -1 : 1);
    return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}

bool clock_stamp_read(const char *text, int64_t *time)
{
    int64_t day, offset;
    if (text == NULL || strnlen(text, 20) < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return false;
    char date[11] = "";
    memcpy(date, text, 10);
    int hour = two_digits(text + 11), minute = two_digits(text + 14), second = two_digits(text + 17);
    const char *rest = text + 19;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    bool clock = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    if (!clock || !clock_day_read(date, &day) || !stamp_offset(rest, &offset))
        return false;
    *time = day * CLOCK_DAY + hour * CLOCK_HOUR + minute * CLOCK_MINUTE + second - offset;
    return true;
}

/* The folders and lists that lie beside the zones are none. */
static bool is_zone_file(const char *path)
{
    char magic[4] = "";
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    bool zone = descriptor >= 0 && read(descriptor, magic, sizeof magic) == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
    if (descriptor >= 0)
        close(descriptor);
    return zone;
}

bool clock_zone_known(const char *zone)
{
    size_t length = zone == NULL ? 0 : strlen(zone);
    if (length == 0 || length > 60 || zone[0] == '/' || strstr(zone, "..") != NULL)
        return false;
    if (strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != length)
        return false;
    char path[128];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    return strcmp(zone, "UTC") == 0 || is_zone_file(path);
}
