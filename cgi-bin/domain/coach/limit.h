/* limit.h - how much may be asked and spent: questions of a learner a day, money of the academy a month (UTC both).
 *
 * Settings: coach_daily (200 questions; 0: any number), coach_monthly_budget (units of the currency; none: no bound),
 * coach_price_in, coach_price_out, coach_price_embed (units of the currency for a million tokens). Costs are millionths of the currency. */
#ifndef NEXUS_COACH_LIMIT_H
#define NEXUS_COACH_LIMIT_H

#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

struct coach_limits {
    int64_t daily, monthly; /* questions; millionths, -1: no bound */
    double price_in, price_out, price_embed;
};

struct coach_limits limit_configured(const struct config *config);

/* Counts one more question of today. DB_NONE: they are used up, nothing was counted. Needs the write transaction. */
enum db_result limit_take(struct db *db, const struct coach_limits *limits, int64_t user_id, int64_t now);
int64_t limit_taken(struct db *db, int64_t user_id, int64_t now);

enum coach_budget { BUDGET_OPEN, BUDGET_WARNING /* 80 % is spent */, BUDGET_SPENT };
enum coach_budget limit_budget(struct db *db, const struct coach_limits *limits, int64_t now);
enum coach_budget limit_level(const struct coach_limits *limits, int64_t spent);

/* What this month has cost so far. */
int64_t limit_spent(struct db *db, int64_t now);

/* Whether the learner has few questions left today: a fifth of them or fewer. */
bool limit_few_left(const struct coach_limits *limits, int64_t taken);

/* What admins are still to be told: the level that is reached this month and that limit_note_told was not called for, or one above it, in
 * this month; BUDGET_OPEN: nothing. Noting needs the write transaction. */
enum coach_budget limit_untold(struct db *db, const struct coach_limits *limits, int64_t now);
enum db_result limit_note_told(struct db *db, enum coach_budget level, int64_t now);

/* What tokens cost: of an answer, of texts that were made into vectors. */
int64_t limit_cost(const struct coach_limits *limits, int64_t tokens_in, int64_t tokens_out);
int64_t limit_cost_of_vectors(const struct coach_limits *limits, int64_t tokens);

/* Adds what an answer took; user 0: what nobody asked for (the index). Needs the write transaction. */
enum db_result limit_spend(struct db *db, int64_t user_id, int64_t tokens_in, int64_t tokens_out, int64_t cost, int64_t now);

#endif
