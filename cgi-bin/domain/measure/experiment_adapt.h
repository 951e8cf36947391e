/* experiment_adapt.h - adaptive experiments (bandits): the shares of new people follow what succeeds, once a day.
 *
 * Nobody is moved: a person keeps the seat that was noted when they met it first, a visitor's number is another one tomorrow
 * anyway, and shares of a day that has begun never change. Each day is so a small experiment with known shares, and what it
 * showed is weighed by them. */
#ifndef NEXUS_EXPERIMENT_ADAPT_H
#define NEXUS_EXPERIMENT_ADAPT_H

#include "domain/measure/experiment_result.h"

/* Of those who take part, what every arm is given at least, in 1/10000 (but never nothing): it goes on learning, and weights stay bounded. */
enum { EXPERIMENT_FLOOR = 1000 };

/* Shares are worked out at most once an hour, and not in the last minute of a day, when they might be seen too late. */
enum { EXPERIMENT_LEARN_EVERY = 3600, EXPERIMENT_LEARN_LAST = 60 };

/* A copy of what deciding needs - name, salt, goal, factors, arms with the shares in force at `now` - that holds on its own. */
struct experiment experiment_hold(struct arena *arena, const struct experiment *experiment, int64_t now);

/* Whether the worker should work the shares of the day after `now` out. */
bool experiment_learns(const struct experiment *experiment, int64_t now);

/* Tomorrow's shares from what is known: randomised probability matching (Scott, A modern Bayesian look at the multi-armed bandit, 2010,
 * after Thompson 1933): each arm's chance to be the best, drawn towards equal so that none is below the floor. They add up to what
 * the arms have together. Without anybody they stay as they are. */
void experiment_learn(const struct experiment *experiment, const struct experiment_results *results, int64_t now, int64_t *shares);

/* Notes them for the day after `now`, in a write transaction; DB_NONE when the experiment does not run any more. */
enum db_result experiment_share_tomorrow(struct db *db, const struct experiment *experiment, const int64_t *shares, int64_t now);

/* The arm that a person has for good, or -1; and giving it, in a write transaction: who has one keeps it. */
int experiment_seat(struct db *db, int64_t experiment_id, int64_t user_id);
enum db_result experiment_sit(struct db *db, int64_t experiment_id, int64_t user_id, int arm);

#endif
