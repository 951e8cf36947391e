/* tally.h - how often what happened, in one pass over the packs of a period: by name, day, hour of the week, person, course, country, device. For
 * the reports of events and their API. Exact for every filter; its cost grows with the events of the period (a hundred million a second or so). */
#ifndef NEXUS_TALLY_H
#define NEXUS_TALLY_H

#include "domain/measure/figure.h"
#include "domain/measure/store.h"

#include <stdbool.h>
#include <stdint.h>

enum { TALLY_HOURS = 24, TALLY_WEEKDAYS = 7 };

struct tally_question {
    const char *zone;            /* of days and hours */
    int64_t from, to;            /* days, both in */
    struct figure_filter filter; /* strictly: what is unknown does not pass */
    const char *name;            /* "" all */
    bool of_actor;               /* only of `actor` */
    int64_t actor;
};

/* How much of what: `key` is a course, country number, device, person; `name` of names only. */
struct tally_row {
    const char *name;
    int64_t key, events, people; /* people: different ones who were signed in; of names only */
    int64_t *days;               /* events of each day; of names only */
};

struct tally {
    int64_t events, people;
    int64_t *days; /* events of each day */
    int64_t hours[TALLY_WEEKDAYS][TALLY_HOURS]; /* from Monday */
    struct tally_row *names; /* each list: most first */
    struct tally_row *persons;
    struct tally_row *courses, *countries, *devices; /* key 0: unknown */
    int name_count, person_count, course_count, country_count, device_count;
};

/* NULL on failure (logged). Lives in `arena`. */
struct tally *tally_read(struct arena *arena, struct store *store, const struct tally_question *question);

/* The row of a name; NULL when it did not occur. */
const struct tally_row *tally_name(const struct tally *tally, const char *name);

#endif
