/* throttle.h - counting what must not happen too often. Names are made by the caller and hold no personal data in clear. */
#ifndef NEXUS_THROTTLE_H
#define NEXUS_THROTTLE_H

#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

/* Counts one more of `name`; the counter starts anew `seconds` after its first. Gives the count after this one, or 0 when the
 * database failed. Needs a write transaction. */
int64_t throttle_count(struct db *db, const char *name, int seconds, int64_t now);

/* The count so far, and (when not NULL) when it starts anew. */
int64_t throttle_look(struct db *db, const char *name, int64_t now, int64_t *until);

/* Marks `name` for `seconds` from now, whatever it was: throttle_look gives 1 and the end. Needs a write transaction. */
void throttle_hold(struct db *db, const char *name, int64_t seconds, int64_t now);

/* Forgets a counter, and all that are over. */
void throttle_forget(struct db *db, const char *name);
void throttle_sweep(struct db *db, int64_t now);

#endif
