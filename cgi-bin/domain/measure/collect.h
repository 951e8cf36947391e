/* collect.h - what the worker does every round: facts of the main database and what waits in the spool become events, and these
 * the roll-ups. */
#ifndef NEXUS_COLLECT_H
#define NEXUS_COLLECT_H

#include "domain/measure/store.h"

/* The academy's own time zone, by which reports have days: `time_zone` of the configuration, UTC where there is none. */
const char *collect_zone(const struct config *config);

/* Takes what waits and stores it. Gives the number of new events, -1 on failure (logged): nothing is lost, the next call takes
 * it. `db` is the main database, not in a transaction. */
int64_t collect_events(struct arena *arena, const struct config *config, struct db *db, struct store *store);

/* Only what waits in the spool. */
int64_t collect_spooled(struct arena *arena, const struct config *config, struct store *store);

#endif
