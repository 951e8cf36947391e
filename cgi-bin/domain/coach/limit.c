/* limit.c - counters by day. Called by the coach program before an answer (questions, budget) and after it (spending), by pages that
 * show them, and by the worker that tells the admins. */
#include "domain/coach/limit.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include "domain/operate/setting.h"

#include <math.h>
#include <stdlib.h>

#define BUDGET_TOLD "coach_budget_told"

enum { MILLION = 1000000, WARNING_PERCENT = 80, DAILY_USUAL = 200 };

/* A decimal number of at least 0; the fallback when it is none. */
static double decimal(const char *text, double fallback)
{
    char *end = NULL;
    double value = text == NULL ? fallback : strtod(text, &end);
    return text == NULL || end == text || !isfinite(value) || value < 0 ? fallback : value;
}

struct coach_limits limit_configured(const struct config *config)
{
    struct coach_limits limits = {.daily = DAILY_USUAL};
    double budget = decimal(config_value(config, "coach_monthly_budget", NULL), -1);
    text_integer(config_value(config, "coach_daily", ""), 0, MILLION, &limits.daily);
    limits.monthly = budget < 0 || budget > MILLION ? -1 : llround(budget * MILLION);
    limits.price_in = decimal(config_value(config, "coach_price_in", NULL), 0);
    limits.price_out = decimal(config_value(config, "coach_price_out", NULL), 0);
    limits.price_embed = decimal(config_value(config, "coach_price_embed", NULL), 0);
    return limits;
}

enum db_result limit_take(struct db *db, const struct coach_limits *limits, int64_t user_id, int64_t now)
{
    int64_t day = clock_day(now, "UTC"), most = limits->daily == 0 ? INT64_MAX : limits->daily;
    enum db_result result = db_change(db,
                                      "INSERT INTO coach_usage (user_id, day, questions) VALUES (?1, ?2, 1)"
                                      " ON CONFLICT (user_id, day) DO UPDATE SET questions = coach_usage.questions + 1"
                                      " WHERE coach_usage.questions < ?3",
                                      user_id, day, most);
    if (result != DB_OK)
        return result;
    return db_change(db,
                     "INSERT INTO coach_spending (day, questions) VALUES (?1, 1)"
                     " ON CONFLICT (day) DO UPDATE SET questions = coach_spending.questions + 1",
                     day);
}

int64_t limit_taken(struct db *db, int64_t user_id, int64_t now)
{
    return db_integer(db, 0, "SELECT questions FROM coach_usage WHERE user_id = ?1 AND day = ?2", user_id, clock_day(now, "UTC"));
}

int64_t limit_spent(struct db *db, int64_t now)
{
    struct clock_parts today = clock_parts(now, "UTC");
    return db_integer(db, 0, "SELECT sum(cost) FROM coach_spending WHERE day >= ?1", clock_day_of(today.year, today.month, 1));
}

bool limit_few_left(const struct coach_limits *limits, int64_t taken)
{
    return limits->daily > 0 && taken * 100 >= limits->daily * WARNING_PERCENT;
}

enum coach_budget limit_budget(struct db *db, const struct coach_limits *limits, int64_t now)
{
    return limits->monthly < 0 ? BUDGET_OPEN : limit_level(limits, limit_spent(db, now));
}

enum coach_budget limit_level(const struct coach_limits *limits, int64_t spent)
{
    if (limits->monthly < 0)
        return BUDGET_OPEN;
    if (spent >= limits->monthly)
        return BUDGET_SPENT;
    return spent >= limits->monthly / 100 * WARNING_PERCENT ? BUDGET_WARNING : BUDGET_OPEN;
}

/* ---- telling the admins, once a month and level ---- */

/* A number for month and level together: 202611 and BUDGET_SPENT are 2026112. */
static int64_t mark_of(int64_t now, enum coach_budget level)
{
    struct clock_parts today = clock_parts(now, "UTC");
    return ((int64_t)today.year * 100 + today.month) * 10 + (int64_t)level;
}

enum coach_budget limit_untold(struct db *db, const struct coach_limits *limits, int64_t now)
{
    enum coach_budget level = limit_budget(db, limits, now);
    return level != BUDGET_OPEN && mark_of(now, level) > setting_integer(db, BUDGET_TOLD, 0) ? level : BUDGET_OPEN;
}

enum db_result limit_note_told(struct db *db, enum coach_budget level, int64_t now)
{
    return setting_set_integer(db, BUDGET_TOLD, mark_of(now, level));
}

/* A price for a million tokens, in units, is the price of one token in millionths. */
int64_t limit_cost(const struct coach_limits *limits, int64_t tokens_in, int64_t tokens_out)
{
    return llround((double)tokens_in * limits->price_in + (double)tokens_out * limits->price_out);
}

int64_t limit_cost_of_vectors(const struct coach_limits *limits, int64_t tokens)
{
    return llround((double)tokens * limits->price_embed);
}

enum db_result limit_spend(struct db *db, int64_t user_id, int64_t tokens_in, int64_t tokens_out, int64_t cost, int64_t now)
{
    int64_t day = clock_day(now, "UTC");
    enum db_result result = DB_OK;
    if (user_id != 0)
        result = db_change(db,
                           "INSERT INTO coach_usage (user_id, day, tokens_in, tokens_out, cost) VALUES (?1, ?2, ?3, ?4, ?5)"
                           " ON CONFLICT (user_id, day) DO UPDATE SET tokens_in = coach_usage.tokens_in + excluded.tokens_in,"
                           " tokens_out = coach_usage.tokens_out + excluded.tokens_out, cost = coach_usage.cost + excluded.cost",
                           user_id, day, tokens_in, tokens_out, cost);
    if (result != DB_OK)
        return result;
    return db_change(db,
                     "INSERT INTO coach_spending (day, tokens_in, tokens_out, cost) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (day)"
                     " DO UPDATE SET tokens_in = coach_spending.tokens_in + excluded.tokens_in,"
                     " tokens_out = coach_spending.tokens_out + excluded.tokens_out, cost = coach_spending.cost + excluded.cost",
                     day, tokens_in, tokens_out, cost);
}
