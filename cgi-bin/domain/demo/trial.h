/* trial.h - the demo's A/B tests, one of each kind: the words of the button that enrols; words and a note on the same card, some time ago; and
 * a greeting whose shares follow success. */
#ifndef NEXUS_TRIAL_H
#define NEXUS_TRIAL_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

enum { TRIAL_DAYS = 40 };

/* Starts the tests TRIAL_DAYS before `now` (the one of the card as long before that, and ends it there) and lets every learner meet each of them
 * once. On the course's page many meet it just before they enrolled, more of them where the words are new; the others when they had
 * enrolled already, or did not. The greeting is met on some day, its shares move each midnight as the worker would have moved them, and
 * who took it up is made up. Who has which variant is what pages would have shown them. After the people lived, before story_tell
 * counts. False when a database refused (logged). `db` not in a transaction. */
bool trial_run(struct arena *arena, const struct config *config, struct db *db, uint64_t seed, int64_t now);

#endif
