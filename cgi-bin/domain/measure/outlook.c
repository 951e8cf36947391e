/* outlook.c - from roll-ups to a forecast, and from kept forecasts to how good they were. See outlook.h. */
#include "domain/measure/outlook.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/measure/sheet.h"

#include <math.h>

enum { WEEK = 7, STEP_NUMBERS = 5 };

bool outlook_fits(const struct figure *figure)
{
    return figure->kind != FIGURE_PEOPLE;
}

static int64_t first_day(struct store *store)
{
    return db_integer(store_rollup(store), 0, "SELECT min(day) FROM day_total WHERE dimension = ?1 AND value = 0", (int64_t)DAY_ALL);
}

struct sheet *outlook_past(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t today)
{
    int64_t first = first_day(store);
    if (first == 0 || first >= today)
        return NULL;
    return sheet_read(arena, store, zone, filter, today - first > OUTLOOK_PAST_DAYS ? today - OUTLOOK_PAST_DAYS : first, today - 1);
}

struct outlook outlook_make(struct arena *arena, const struct sheet *past, const struct figure *figure, size_t horizon)
{
    struct outlook outlook = {.figure = figure};
    if (past == NULL)
        return outlook;
    outlook.first = past->from;
    outlook.today = past->to + 1;
    outlook.count = (size_t)(outlook.today - outlook.first);
    double *values = arena_alloc(arena, outlook.count * sizeof *values);
    for (size_t i = 0; i < outlook.count; i++)
        values[i] = sheet_day(past, figure, outlook.first + (int64_t)i);
    outlook.past = values;
    outlook.enough = outlook.count >= OUTLOOK_LEAST_DAYS && forecast_make(arena, values, outlook.count, WEEK, horizon, &outlook.forecast);
    return outlook;
}

static cJSON *steps_of(const struct forecast *forecast)
{
    cJSON *steps = cJSON_CreateArray();
    for (size_t i = 0; i < forecast->horizon; i++) {
        const struct forecast_step *step = &forecast->steps[i];
        const double numbers[STEP_NUMBERS] = {step->point, step->low80, step->high80, step->low95, step->high95};
        cJSON_AddItemToArray(steps, cJSON_CreateDoubleArray(numbers, STEP_NUMBERS));
    }
    return steps;
}

static struct db_value real_or_null(double value)
{
    return isfinite(value) ? db_value_real(value) : DB_NULL;
}

enum db_result outlook_keep(struct arena *arena, struct db *db, const struct outlook *outlook, int64_t course_id, int64_t now)
{
    const struct forecast *forecast = &outlook->forecast;
    enum db_result result = db_change(db,
                                      "INSERT INTO forecast (figure, course_id, made_day, made_at, method, smape, naive_smape, steps)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (figure, course_id, made_day) DO NOTHING",
                                      outlook->figure->name, course_id, outlook->today, now, forecast->method, real_or_null(forecast->error.smape),
                                      real_or_null(forecast->naive_error.smape), json_write(arena, steps_of(forecast)));
    return result == DB_NONE ? DB_OK : result;
}

int64_t outlook_kept_day(struct db *db, const char *figure, int64_t course_id, int64_t today)
{
    return db_integer(db, 0, "SELECT max(made_day) FROM forecast WHERE figure = ?1 AND course_id = ?2 AND made_day <= ?3", figure, course_id,
                      today);
}

/* ---- what came ---- */

static double step_number(const cJSON *step, int at)
{
    const cJSON *number = cJSON_GetArrayItem(step, at);
    return cJSON_IsNumber(number) ? number->valuedouble : NAN;
}

/* 200 |y - f| / (|y| + |f|), two zeros 0: as in forecast.h. */
static double smape_of(double came, double said)
{
    double sum = fabs(came) + fabs(said);
    return sum == 0 ? 0 : 200 * fabs(came - said) / sum;
}

static void compare(cJSON *kept, const struct outlook *outlook)
{
    const cJSON *step, *steps = json_member(kept, "steps");
    int64_t day = json_integer(kept, "made_day", 0), days = 0, inside80 = 0, inside95 = 0;
    double error = 0;
    cJSON_ArrayForEach(step, steps)
    {
        int64_t at = day++ - outlook->first;
        if (at < 0 || at >= (int64_t)outlook->count || isnan(outlook->past[at]))
            continue;
        double came = outlook->past[at];
        days++;
        error += smape_of(came, step_number(step, 0));
        inside80 += came >= step_number(step, 1) && came <= step_number(step, 2);
        inside95 += came >= step_number(step, 3) && came <= step_number(step, 4);
    }
    json_set_integer(kept, "days", days);
    json_set(kept, "error", days == 0 ? cJSON_CreateNull() : cJSON_CreateNumber(error / (double)days));
    json_set_integer(kept, "inside80", inside80);
    json_set_integer(kept, "inside95", inside95);
}

cJSON *outlook_compare(struct db *db, const struct outlook *outlook, int64_t course_id, int limit)
{
    cJSON *rows = db_rows(db,
                          "SELECT made_day, method, smape, naive_smape, steps AS \"steps:json\" FROM forecast"
                          " WHERE figure = ?1 AND course_id = ?2 ORDER BY made_day DESC LIMIT ?3",
                          outlook->figure->name, course_id, limit);
    cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        compare(row, outlook);
        cJSON_DeleteItemFromObject(row, "steps");
    }
    return rows;
}
