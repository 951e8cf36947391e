/* zone.h - where in the world somebody probably is, from what they chose or their browser says: no list of addresses is asked. */
#ifndef NEXUS_ZONE_H
#define NEXUS_ZONE_H

#include "core/base/arena.h"

/* The ISO 3166 code of the country that a time zone's name belongs to ("Africa/Johannesburg" -> "ZA"), by the system's list;
 * "" for UTC and for names that are in no country. In the arena. Not for threads at the same time as itself. */
const char *zone_country(struct arena *arena, const char *zone);

/* The country that the first language of an Accept-Language header names ("en-ZA,en" -> "ZA"); "" when it names none that there is. */
const char *zone_country_of_language(struct arena *arena, const char *accept_language);

#endif
