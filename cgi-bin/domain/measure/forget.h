/* forget.h - a person's own events: giving them to the person, and taking the person out of them. */
#ifndef NEXUS_FORGET_H
#define NEXUS_FORGET_H

#include "domain/measure/store.h"

#include <cjson/cJSON.h>

/* Asks the worker for forget_person, as the job "events.forget" of the main database. Called in the transaction in which a person
 * is erased. */
enum db_result forget_later(struct db *db, int64_t user_id, int64_t now);

/* Takes a person out of all events: in the months the actor becomes nobody, session, properties and key go; in the packs the same,
 * and the days are marked to be made again; the first day is forgotten. What happened stays countable, who it was is nowhere. Months
 * that were moved away are not reached. One that can't be opened keeps the person in none of the others. False on failure (logged): call
 * it again. */
bool forget_person(struct store *store, const char *zone, int64_t user_id);

/* What the roll-ups know of a person, newest hour first, at most so many: [{at, name, course_id, lesson_id, device, country}]. */
cJSON *forget_events_of(struct store *store, int64_t user_id, int most);

#endif
