/* fold.h - from the months' events to the roll-ups. Called by the worker every few seconds, by the importer and by
 * `nexus events rebuild`. */
#ifndef NEXUS_FOLD_H
#define NEXUS_FOLD_H

#include "domain/measure/store.h"

/* Further names, but for those of event_kinds, are counted together as "other": of whoever is signed in, and of visitors. */
enum { FOLD_NAMES_MOST = 2000, FOLD_VISITOR_NAMES_MOST = FOLD_NAMES_MOST / 2 };

/* Puts up to `most` events that are not in the packs yet into them and marks their days, in one transaction of the roll-ups.
 * `zone` decides what a day is. Gives how many there were, -1 on failure (logged). Call until it gives 0. A month that can't be read
 * keeps none of the others waiting: store_refused tells of it. */
int64_t fold_events(struct store *store, const char *zone, int64_t most);

/* Makes the rows of marked days again, at most `most` days (oldest first), each in one transaction. Gives how many were made,
 * -1 on failure. */
int64_t fold_days(struct store *store, const char *zone, int most);

/* Whether days are being made that have been over for long, or none ever were: after an import, a change of zone or with new roll-ups
 * the reports are not complete for a while. Days that late events belong to (31 at most) don't count. */
bool fold_is_behind(struct store *store, int64_t today);

/* Empties the roll-ups, so that folding begins at the first event; also what a change of the academy's zone needs. */
bool fold_forget(struct store *store);

#endif
