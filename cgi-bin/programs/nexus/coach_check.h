/* coach_check.h - `nexus coach check`: tries the endpoints of nexus.conf. Called by coach.c. */
#ifndef NEXUS_COACH_CHECK_H
#define NEXUS_COACH_CHECK_H

#include "core/base/arena.h"
#include "core/net/model.h"

/* Asks the model for a word and a tool, the embedder for a vector; says how fast, what it costs, and the remedy when
 * something fails. The exit status: 0, or 1 when something is wrong. */
int coach_check(struct arena *arena);

/* Says what is wrong with the endpoint of embeddings, and the remedy; true when it answered. */
bool coach_tell_embedder(struct arena *arena, const struct model_answer *answer, const struct model_endpoint *endpoint);

#endif
