/* demo.h - the demo academy: a few accounts to sign in with, and learners with believable histories, from a seed.
 *
 * Called by `nexus demo` (which `nexus serve` runs in demo mode, once). Histories are lived through the same functions that
 * serve real learners, with the clock of the past, so that every count is what it would have been. */
#ifndef NEXUS_DEMO_H
#define NEXUS_DEMO_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

#define DEMO_PASSWORD "nexus-demo"

/* Adds the accounts that the demo names: an admin, two instructors, the learner Ada. One write transaction. */
bool demo_add_accounts(struct arena *arena, struct db *db, const struct config *config, int64_t now);

/* Adds `count` learners with names and places from the text of people.txt, and lives their lives up to `now`; one write
 * transaction a person. The same seed gives the same people. False when the database refused, or the text has no names. */
bool demo_add_learners(struct arena *arena, struct db *db, const char *people, int count, uint64_t seed, int64_t now);

/* Ada's own history: one course completed, one half way, one begun, goals, notes. After the courses were imported. */
bool demo_live_ada(struct arena *arena, struct db *db, int64_t now);

/* Lets the learners talk with the coach by the text of questions.yaml (db/demo/README.md tells its keys), after the courses and the
 * learners: in the last 60 days, each at a lesson that they had open, answered by the built-in coach from the courses, which are indexed
 * first. The same seed and learners give the same conversations. False when the database refused, or the text is no YAML. */
bool demo_tell_talks(struct arena *arena, struct db *db, const char *yaml, uint64_t seed, int64_t now);

#endif
