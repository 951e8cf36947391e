/* when.h - a moment in words, as people type it: "tomorrow at 18:00", "demain à 18 h 30", "in 2 hours", "vendredi". */
#ifndef NEXUS_COACH_WHEN_H
#define NEXUS_COACH_WHEN_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* The moment that English or French words name, seen from `now` in a time zone; also "2026-11-20 18:00". Without an hour it
 * is 9:00. False when they name none, or one that is over or more than two years away. */
bool when_read(struct arena *arena, const char *words, int64_t now, const char *zone, int64_t *time);

/* UTC seconds of a day number and an hour there. In the hour that a clock skips it is the hour after. */
int64_t when_of_day(int64_t day, int hour, int minute, const char *zone);

#endif
