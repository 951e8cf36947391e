/* experiment_plan.c - see experiment_plan.h. Called by the planner's page and the form of a new test. */
#include "domain/measure/experiment_plan.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/measure/day.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/pack.h"
#include "domain/measure/stats_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Ids, sorted and counted once each in the end. */
struct crowd {
    struct arena *arena;
    int64_t *ids;
    size_t count, room;
};

static void add(struct crowd *crowd, int64_t id)
{
    if (crowd->count == crowd->room) {
        int64_t *before = crowd->ids;
        crowd->room = crowd->room == 0 ? 1024 : crowd->room * 2;
        crowd->ids = arena_alloc_raw(crowd->arena, crowd->room * sizeof *crowd->ids);
        if (before != NULL)
            memcpy(crowd->ids, before, crowd->count * sizeof *crowd->ids);
    }
    crowd->ids[crowd->count++] = id;
}

static int by_id(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int64_t different(struct crowd *crowd)
{
    int64_t count = 0;
    if (crowd->count > 0)
        qsort(crowd->ids, crowd->count, sizeof *crowd->ids, by_id);
    for (size_t i = 0; i < crowd->count; i++)
        count += i == 0 || crowd->ids[i] != crowd->ids[i - 1];
    return count;
}

static int64_t count_people(struct arena *arena, struct db *rollup, int64_t course_id, int64_t from, int64_t to)
{
    struct crowd crowd = {.arena = arena};
    int64_t dimension = course_id == 0 ? DAY_ALL : DAY_COURSE;
    struct db_steps *row = db_steps(rollup, "SELECT people FROM day_people WHERE dimension = ?1 AND value = ?2 AND day >= ?3 AND day <= ?4",
                                    dimension, course_id, from, to);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 0, &length);
        struct people_reader reader = people_read(bytes, length);
        for (int64_t id; people_next(&reader, &id);)
            add(&crowd, id);
    }
    return different(&crowd);
}

static int64_t count_doers(struct arena *arena, struct db *rollup, const char *goal, int64_t course_id, int64_t from, int64_t until)
{
    struct crowd crowd = {.arena = arena};
    int64_t most = db_integer(rollup, 0, "SELECT max(id) FROM context") + 1;
    unsigned char *fits = arena_alloc(arena, (size_t)most);
    struct db_steps *context = db_steps(rollup, "SELECT id FROM context WHERE course_id = ?1 OR ?1 = 0", course_id);
    while (db_steps_next(context))
        fits[db_step_integer(context, 0)] = 1;
    struct db_steps *row = db_steps(rollup,
                                    "SELECT hour, bytes FROM pack WHERE name_id = (SELECT id FROM name WHERE name = ?1) AND hour >= ?2"
                                    " AND hour <= ?3",
                                    goal, from / CLOCK_HOUR, until / CLOCK_HOUR);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        struct pack_reader reader = pack_read(bytes, length, db_step_integer(row, 0));
        for (struct occurrence one; pack_next(&reader, &one);)
            if (one.actor > 0 && one.at >= from && one.at < until && (int64_t)one.context < most && fits[one.context])
                add(&crowd, one.actor);
    }
    return different(&crowd);
}

struct experiment_traffic experiment_traffic_of(struct arena *arena, struct store *store, const char *zone, const char *goal, int64_t course_id,
                                                int64_t today)
{
    struct db *rollup = store_rollup(store);
    int64_t first = today - EXPERIMENT_TRAFFIC_DAYS + 1, from = clock_day_start(first, zone), until = clock_day_start(today + 1, zone);
    return (struct experiment_traffic){.people = count_people(arena, rollup, course_id, first, today),
                                       .doers = count_doers(arena, rollup, goal, course_id, from, until)};
}

struct experiment_need experiment_plan_of(const struct experiment_plan *plan, double people_a_day)
{
    double alpha = (1 - plan->level / 100) / plan->comparisons;
    double size = ceil(ceil(stats_share_size(plan->base, plan->base + plan->effect, alpha, plan->power / 100)) / plan->side);
    double all = size * plan->arms, a_day = people_a_day * plan->share;
    return (struct experiment_need){.an_arm = size, .all = all, .days = isnan(all) ? NAN : a_day > 0 ? ceil(all / a_day) : INFINITY};
}

void experiment_plan_shape(struct experiment_plan *plan, const char *shape)
{
    double levels_most = 1, factors = 0, effects = 0;
    plan->arms = 1;
    for (char *end; *shape != '\0'; shape = *end == 'x' ? end + 1 : end) {
        double levels = (double)strtol(shape, &end, 10);
        if (end == shape)
            break;
        plan->arms *= levels;
        levels_most = fmax(levels_most, levels);
        effects += levels - 1;
        factors++;
    }
    plan->comparisons = effects;
    plan->side = factors > 1 ? plan->arms / levels_most : 1;
}

double experiment_size_of(const struct experiment *experiment)
{
    bool factors = experiment->factor_count > 0;
    const struct experiment_plan plan = {.base = (double)experiment->base / EXPERIMENT_WHOLE,
                                         .effect = (double)experiment->effect / EXPERIMENT_WHOLE,
                                         .level = (double)experiment->level,
                                         .power = (double)experiment->power,
                                         .arms = (double)experiment->arm_count,
                                         .comparisons = (double)(factors ? experiment_effect_count(experiment) : experiment->arm_count - 1),
                                         .side = factors ? (double)(experiment->arm_count / experiment_levels_most(experiment)) : 1,
                                         .share = 1};
    return experiment_plan_of(&plan, 0).an_arm;
}

cJSON *experiment_goals(struct db *rollup)
{
    cJSON *goals = cJSON_CreateArray();
    const cJSON *rows, *row;
    for (const struct event_kind *kind = event_kinds; kind->name != NULL; kind++)
        if (strcmp(kind->name, "experiment.exposed") != 0)
            cJSON_AddItemToArray(goals, cJSON_CreateString(kind->name));
    rows = rollup == NULL ? cJSON_CreateArray() : db_rows(rollup, "SELECT name FROM name ORDER BY name LIMIT 500");
    cJSON_ArrayForEach(row, rows)
        if (event_kind_find(json_string(row, "name", "")) == NULL)
            cJSON_AddItemToArray(goals, cJSON_CreateString(json_string(row, "name", "")));
    return goals;
}
