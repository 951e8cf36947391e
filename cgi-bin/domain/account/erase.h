/* erase.h - deleting an account: what is about the person goes, what others rely on stays without them. */
#ifndef NEXUS_ERASE_H
#define NEXUS_ERASE_H

#include "core/store/database.h"

#include <stdint.h>

/* Deletes the person with everything that hangs on them (each table says so itself, by ON DELETE). Certificates stay
 * verifiable without name; the audit keeps its lines, which hold no name. Their address goes from the lists of
 * reports and alerts, with what has nobody left then, and mails to it go. An empty person of state 'erased' keeps the number,
 * so that it is never given to somebody else. Events lie in databases of their own: the caller
 * puts forget_later (domain/measure) into the same transaction. DB_NONE when there is no such person. Needs a write transaction. */
enum db_result erase_person(struct db *db, int64_t user_id, int64_t now);

#endif
