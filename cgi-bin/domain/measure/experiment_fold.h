/* experiment_fold.h - exposures and conversions of experiments from a month's events to the roll-ups: the part of folding that needs
 * the events' properties. Called by fold.c, in its transaction; the order of arrival does not matter. */
#ifndef NEXUS_EXPERIMENT_FOLD_H
#define NEXUS_EXPERIMENT_FOLD_H

#include "core/store/database.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Events whose properties are to be read: noted while a month is read, by the numbers that the month gives their names. */
struct experiment_events {
    int64_t exposed, converted; /* 0: the month has none */
    int64_t *ids;               /* to be freed */
    size_t count, room;
};

/* Looks the month's names up. */
void experiment_events_of(struct experiment_events *events, struct db *month);

/* Notes an event when it is one of them. */
void experiment_events_note(struct experiment_events *events, int64_t id, int64_t name_id);

/* Puts the noted events into the roll-ups; one whose properties don't say which experiment is passed over. False on failure (logged). */
bool experiment_fold(struct db *rollup, struct db *month, const struct experiment_events *events);

/* Takes a person out of both tables. */
void experiment_forget_actor(struct db *rollup, int64_t actor);

/* Empties both tables. */
void experiment_forget(struct db *rollup);

#endif
