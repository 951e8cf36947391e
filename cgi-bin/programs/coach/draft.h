/* draft.h - answers while they grow: one thread, the scribe, stores all of them together a few times a second.
 *
 * A hundred streams that wrote on their own would take the database's one place for writing from everybody; together they
 * take it five times a second. The scribe also finds out which answers are to stop. As plain CGI there is no scribe. */
#ifndef NEXUS_COACH_DRAFT_H
#define NEXUS_COACH_DRAFT_H

#include "core/base/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct draft;

/* Starts the scribe; once, before requests. */
bool draft_begin(const struct config *config);

/* An answer that grows; NULL without a scribe. Every draft is closed before its answer is. */
struct draft *draft_open(int64_t answer_id, int64_t user_id);
void draft_append(struct draft *draft, const char *words, size_t length);
void draft_close(struct draft *draft);

/* Whether this answer is to stop. */
bool draft_stopped(struct draft *draft);

/* Tells it at once, when the answer grows in this process. */
void draft_stop(int64_t answer_id);

/* How many answers of this person grow. */
int draft_count(int64_t user_id);

#endif
