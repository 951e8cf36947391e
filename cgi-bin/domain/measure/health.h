/* health.h - how the academy's machinery fares: what waits, what failed, how much room there is. For the page of the system's health and
 * the line about it on the overview. */
#ifndef NEXUS_HEALTH_H
#define NEXUS_HEALTH_H

#include "domain/measure/store.h"

struct health {
    int64_t free_bytes, database_bytes, events_bytes, spool_bytes; /* -1: can't be told */
    int64_t mail_queued, mail_failed, jobs_failed;
    int64_t worker_seen, collected; /* UTC seconds; 0 never */
    int64_t days_waiting;           /* whose rows are to be made again */
    int64_t set_aside;              /* damaged files: see keep_set_aside */
};

/* Nine small queries and a look into DATA. `store` may be NULL. */
struct health health_read(struct arena *arena, const struct config *config, struct db *db, struct store *store);

/* The worker says that it took what waited: every minute at most. */
void health_note_collected(struct store *store, int64_t now);

#endif
