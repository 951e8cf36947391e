/* trial.h - the demo's A/B test: the words of the button that enrols, running for some weeks. */
#ifndef NEXUS_TRIAL_H
#define NEXUS_TRIAL_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

enum { TRIAL_DAYS = 40 };

/* Starts the test TRIAL_DAYS before `now` and lets every learner meet it once: many just before they enrolled, more of them where the
 * button has the new words; the others when they had enrolled already, or did not. Who has which words is what pages would have shown
 * them. After the people lived, before story_tell counts. False when a database refused (logged). `db` not in a transaction. */
bool trial_run(struct arena *arena, const struct config *config, struct db *db, uint64_t seed, int64_t now);

#endif
