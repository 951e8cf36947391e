/* explore.h - single events, newest first: what was recorded, word for word. For the explorer, timelines, the API and exports.
 *
 * They are found in the packs, hour by hour backwards (a hundred million entries a second), and only those that pass are looked up in
 * their month, by name and moment. So a page costs what it shows, and what it had to pass over; that is limited, and said. What was
 * stored a moment ago is found once it has been folded. */
#ifndef NEXUS_EXPLORE_H
#define NEXUS_EXPLORE_H

#include "domain/measure/event.h"
#include "domain/measure/figure.h"
#include "domain/measure/store.h"

#include <stdbool.h>
#include <stdint.h>

struct explore_question {
    const char *name;            /* "" any */
    bool of_actor;               /* only of `actor`: a person or a visitor */
    int64_t actor;
    struct figure_filter filter; /* strictly: what is unknown does not pass */
    int64_t lesson_id;           /* 0 any */
    const char *page;            /* what the path begins with; "" any */
    const char *key, *value;     /* a property, "" none; its value as text */
    int64_t from, until;         /* from <= at < until */
};

/* One event with the number it has in its month. Texts are good during the call. id 0: the month is not here any more, so what only
 * the month knows (page, session, properties) is empty. */
struct explored {
    struct event event;
    int64_t id;
    char month[STORE_MONTH_BYTES];
};

typedef bool (*explore_taker)(void *context, const struct explored *one); /* whether it wants another */

/* Where to go on: events of `at` but for the first `skip`, and all before. Begin with {until, 0}. */
struct explore_cursor {
    int64_t at, skip;
};

struct explore_seen {
    int64_t shown, passed; /* given to take; looked at in all */
    bool more, tired;      /* there may be more; it stopped because it had passed so many */
};

enum { EXPLORE_LOOKUPS_MOST = 20000, EXPLORE_PASSED_MOST = 20000000, EXPLORE_EXPORT_MOST = 100000 };

/* Gives up to `limit` events to `take` and moves the cursor. False on failure (logged). */
bool explore_events(struct arena *arena, struct store *store, const struct explore_question *question, struct explore_cursor *cursor, int limit,
                    explore_taker take, void *context, struct explore_seen *seen);

/* One event. False when there is none. The texts live in `arena`. */
bool explore_find(struct arena *arena, struct store *store, const char *month, int64_t id, struct explored *one);

/* What was stored after this one (of the newest two months), oldest first, at most `limit` and of those the newest; id 0: the newest
 * there are. */
bool explore_after(struct store *store, const char *month, int64_t id, int limit, explore_taker take, void *context);

#endif
