/* now.h - what happens at this moment: people of the last minutes, events a minute, the last ones. Asked for every few seconds by
 * whoever has the overview open; one query, and the packs of an hour or two. */
#ifndef NEXUS_NOW_H
#define NEXUS_NOW_H

#include "domain/measure/store.h"

#include <cjson/cJSON.h>

enum { NOW_MINUTES = 30, NOW_PEOPLE_MINUTES = 5, NOW_LAST = 6 };

struct now {
    int64_t people, visitors;      /* different ones, signed in and not, in the last NOW_PEOPLE_MINUTES */
    int64_t events[NOW_MINUTES];   /* by the minute; the last one ends now */
    struct now_event {
        const char *name;
        int64_t at, count;         /* when it happened last, and how often in the last NOW_MINUTES */
    } last[NOW_LAST];              /* names, the latest first; nothing says who */
    int last_count;
};

/* False on failure (logged). */
bool now_read(struct arena *arena, struct store *store, int64_t at, struct now *now);

/* As JSON, the same for all languages: {at, people, visitors, events, this_minute, minutes, last: list of {name, at, count}}. */
cJSON *now_model(const struct now *now, int64_t at);

#endif
