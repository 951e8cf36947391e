/* clock.h - the time, and a person's day.
 *
 * Everything in the database is UTC seconds. A day is the number of days since 1970-01-01 in somebody's own time zone;
 * it is computed here, never in SQL. NEXUS_CLOCK=+N in the environment moves the clock by N seconds, for tests. */
#ifndef NEXUS_CLOCK_H
#define NEXUS_CLOCK_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_MINUTE = 60, CLOCK_HOUR = 3600, CLOCK_DAY = 86400 };

/* UTC seconds now. */
int64_t clock_now(void);

/* Microseconds of a clock that never jumps; for measuring. */
int64_t clock_microseconds(void);

/* A moment taken apart in a time zone. */
struct clock_parts {
    int year, month, day, hour, minute, second; /* month and day from 1 */
    int weekday;                                /* 1 Monday ... 7 Sunday */
};
struct clock_parts clock_parts(int64_t time, const char *zone);

/* The day number of a moment in a time zone, and of a calendar date; 1970-01-01 is day 0. */
int64_t clock_day(int64_t time, const char *zone);
int64_t clock_day_of(int year, int month, int day);

/* The first moment of a day in a time zone; that of the next day ends it (days of 23 and 25 hours included). */
int64_t clock_day_start(int64_t day, const char *zone);

/* 1 Monday ... 7 Sunday of a day number. */
int clock_weekday(int64_t day);

/* "2026-11-20" of a day number, and back; false unless it is a real date in that form. */
char *clock_day_text(struct arena *arena, int64_t day);
bool clock_day_read(const char *text, int64_t *day);

/* "2026-11-20T21:05:00Z", for machines. */
char *clock_stamp(struct arena *arena, int64_t time);

/* A moment as machines write it (RFC 3339): "2026-11-20T21:05:00Z", with fractions of a second (dropped) or another offset such as
 * +02:00. False for anything else. */
bool clock_stamp_read(const char *text, int64_t *time);

/* Whether the system knows this IANA time zone. Only letters, digits and _ + - / are looked up. */
bool clock_zone_known(const char *zone);

#endif
