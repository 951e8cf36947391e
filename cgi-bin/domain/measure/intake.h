/* intake.h - events that browsers and programs send: each is looked at by itself, the good ones are taken, the others refused with a
 * reason. Called by POST /api/analytics/track. */
#ifndef NEXUS_INTAKE_H
#define NEXUS_INTAKE_H

#include "core/store/database.h"
#include "domain/measure/event.h"

#include <cjson/cJSON.h>

enum {
    INTAKE_EVENTS_MOST = 1000,
    INTAKE_BODY_MOST = 1024 * 1024, /* bytes of JSON */
    INTAKE_ADDRESS_MOST = 2000,     /* of page and referrer as they are sent */
    INTAKE_ID_MOST = 100,
    INTAKE_MEMBERS_MOST = 50,       /* of an object or list in properties, which may hold one more level */
    INTAKE_LATE_DAYS = 31,
    INTAKE_EARLY = 5 * 60           /* seconds in the future: clocks are wrong */
};

struct intake {
    struct event *events; /* those that are good: at, name, course, lesson, properties and key are set, page and referrer are as they
                           * were sent ("" where they were not), the rest is the sender's */
    size_t count;
    cJSON *refused; /* [{index, reason}]: where it stood in the body, and a sentence marked for translation */
};

/* The list of events in a body: its "events", or the body itself as the only one. NULL when it is neither (an event is an object with
 * a name). Sets *count, which may be above INTAKE_EVENTS_MOST: then nothing should be read. */
const cJSON *intake_list(const cJSON *body, int *count);

/* Looks at such a list. `sender` says who sends it and, in `at`, what time it is; of the database only courses and lessons are asked:
 * those that the sender may not see are as if they were not there.
 * What the sender calls `id` becomes a key together with the actor: nobody can take another's. */
struct intake intake_read(struct arena *arena, struct db *db, const cJSON *list, const struct event *sender);

/* The JSON Schema of a body, for the description of the API. */
extern const char intake_schema[];

#endif
