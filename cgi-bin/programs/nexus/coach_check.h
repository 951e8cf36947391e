/* coach_check.h - `nexus coach check`: tries the endpoint of nexus.conf. Called by coach.c. */
#ifndef NEXUS_COACH_CHECK_H
#define NEXUS_COACH_CHECK_H

#include "core/base/arena.h"

/* Asks the model for a word and a tool, the embedder for a vector; says how fast, what it costs, and the remedy when
 * something fails. The exit status: 0, or 1 when something is wrong. */
int coach_check(struct arena *arena);

#endif
