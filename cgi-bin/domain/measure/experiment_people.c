/* experiment_people.c - see experiment_people.h. The participants come in order of actor; what others did is looked up by halving. */
#include "domain/measure/experiment_people.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/measure/day.h"
#include "domain/measure/pack.h"

#include <string.h>

/* When an experiment ends that has not ended. */
static int64_t end_of(const struct experiment *experiment, int64_t now)
{
    return experiment->ended_at != 0 ? experiment->ended_at : now + 1;
}

static struct experiment_person *find(const struct experiment_people *people, int64_t actor)
{
    size_t low = 0, high = people->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (people->list[middle].actor < actor)
            low = middle + 1;
        else
            high = middle;
    }
    return low < people->count && people->list[low].actor == actor ? &people->list[low] : NULL;
}

static void read_exposed(struct arena *arena, struct db *rollup, const struct experiment *experiment, int64_t until, struct experiment_people *people)
{
    int64_t most = db_integer(rollup, 0, "SELECT count(*) FROM exposure WHERE experiment = ?1", experiment->name);
    people->list = arena_alloc_raw(arena, ((size_t)most + 1) * sizeof *people->list);
    struct db_steps *row = db_steps(rollup,
                                    "SELECT actor, variant, first_at, several FROM exposure WHERE experiment = ?1 AND first_at >= ?2"
                                    " AND first_at < ?3 ORDER BY actor",
                                    experiment->name, experiment->started_at, until);
    while (db_steps_next(row)) {
        int arm = experiment_arm_find(experiment, db_step_text(row, 1));
        bool several = db_step_integer(row, 3) != 0;
        people->several += several;
        if (arm >= 0 && !several && (int64_t)people->count < most)
            people->list[people->count++] =
                (struct experiment_person){.actor = db_step_integer(row, 0), .first_at = db_step_integer(row, 2), .arm = arm};
    }
}

void experiment_people_count(struct db *rollup, const struct experiment *experiment, double *counts, double *expected)
{
    memset(counts, 0, EXPERIMENT_ARMS_MOST * sizeof *counts);
    memset(expected, 0, EXPERIMENT_ARMS_MOST * sizeof *expected);
    struct db_steps *row = db_steps(rollup,
                                    "SELECT variant, first_at / 86400, count(*) FROM exposure WHERE experiment = ?1 AND first_at >= ?2"
                                    " AND several = 0 GROUP BY 1, 2",
                                    experiment->name, experiment->started_at);
    while (db_steps_next(row)) {
        int arm = experiment_arm_find(experiment, db_step_text(row, 0));
        double people = (double)db_step_integer(row, 2);
        if (arm < 0)
            continue;
        counts[arm] += people;
        experiment_expect(experiment, db_step_integer(row, 1), people, expected);
    }
}

/* ---- what they did ---- */

static void count_one(struct experiment_people *people, int64_t actor, int64_t at, double value)
{
    struct experiment_person *person = find(people, actor);
    if (person == NULL || at < person->first_at)
        return;
    person->value += value;
    if (person->converted_at == 0 || at < person->converted_at)
        person->converted_at = at;
}

static void read_own(struct db *rollup, const struct experiment *experiment, int64_t until, struct experiment_people *people)
{
    struct db_steps *row = db_steps(rollup, "SELECT actor, at, value, times FROM conversion WHERE experiment = ?1 AND at >= ?2 AND at < ?3",
                                    experiment->name, experiment->started_at, until);
    while (db_steps_next(row))
        count_one(people, db_step_integer(row, 0), db_step_integer(row, 1), db_step_real(row, 2) * (double)db_step_integer(row, 3));
}

/* Which contexts are about the course: a byte a number. */
static const unsigned char *contexts_of(struct arena *arena, struct db *rollup, int64_t course_id, int64_t *most)
{
    *most = db_integer(rollup, 0, "SELECT max(id) FROM context") + 1;
    unsigned char *fits = arena_alloc(arena, (size_t)*most);
    struct db_steps *row = db_steps(rollup, "SELECT id FROM context WHERE course_id = ?1 OR ?1 = 0", course_id);
    while (db_steps_next(row))
        fits[db_step_integer(row, 0)] = 1;
    return fits;
}

static void read_goal(struct arena *arena, struct db *rollup, const struct experiment *experiment, int64_t until, struct experiment_people *people)
{
    int64_t most;
    const unsigned char *fits = contexts_of(arena, rollup, experiment->course_id, &most);
    struct db_steps *row = db_steps(rollup,
                                    "SELECT hour, bytes FROM pack WHERE name_id = (SELECT id FROM name WHERE name = ?1)"
                                    " AND hour >= ?2 AND hour <= ?3",
                                    experiment->goal, experiment->started_at / CLOCK_HOUR, until / CLOCK_HOUR);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        struct pack_reader reader = pack_read(bytes, length, db_step_integer(row, 0));
        for (struct occurrence one; pack_next(&reader, &one);)
            if (one.at < until && (int64_t)one.context < most && fits[one.context])
                count_one(people, one.actor, one.at, 1);
    }
}

/* ---- what was known before ---- */

/* People of a day are in order, and so are the participants: both are walked side by side. */
static void count_day(const struct experiment_people *people, const int64_t *first_days, int64_t day, struct people_reader reader)
{
    size_t at = 0;
    for (int64_t id; people_next(&reader, &id);) {
        while (at < people->count && people->list[at].actor < id)
            at++;
        if (at < people->count && people->list[at].actor == id && day < first_days[at] && day >= first_days[at] - EXPERIMENT_PRIOR_DAYS)
            people->list[at].prior += 1;
    }
}

static void read_prior(struct arena *arena, struct db *rollup, const char *zone, const struct experiment_people *people)
{
    int64_t *first_days = arena_alloc(arena, (people->count + 1) * sizeof *first_days), least = INT64_MAX, most = INT64_MIN;
    for (size_t i = 0; i < people->count; i++) {
        first_days[i] = clock_day(people->list[i].first_at, zone);
        least = first_days[i] < least ? first_days[i] : least;
        most = first_days[i] > most ? first_days[i] : most;
    }
    if (people->count == 0)
        return;
    struct db_steps *row = db_steps(rollup, "SELECT day, people FROM day_people WHERE dimension = ?1 AND value = 0 AND day >= ?2 AND day < ?3",
                                    (int64_t)DAY_ALL, least - EXPERIMENT_PRIOR_DAYS, most);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        count_day(people, first_days, db_step_integer(row, 0), people_read(bytes, length));
    }
}

struct experiment_people experiment_people_read(struct arena *arena, struct store *store, const char *zone, const struct experiment *experiment,
                                                int64_t now)
{
    struct db *rollup = store_rollup(store);
    struct experiment_people people = {0};
    int64_t until = end_of(experiment, now);
    if (experiment->started_at == 0)
        return people;
    read_exposed(arena, rollup, experiment, until, &people);
    if (strcmp(experiment->goal, EXPERIMENT_OWN_GOAL) == 0)
        read_own(rollup, experiment, until, &people);
    else
        read_goal(arena, rollup, experiment, until, &people);
    read_prior(arena, rollup, zone, &people);
    return people;
}

struct experiment_people experiment_people_again(struct arena *arena, struct store *store, const struct experiment *experiment,
                                                 const struct experiment_people *people, int64_t now)
{
    struct experiment_people again = *people;
    again.list = arena_alloc_raw(arena, (people->count + 1) * sizeof *again.list);
    for (size_t i = 0; i < people->count; i++) {
        again.list[i] = people->list[i];
        again.list[i].converted_at = 0;
        again.list[i].value = 0;
    }
    read_goal(arena, store_rollup(store), experiment, end_of(experiment, now), &again);
    return again;
}
