/* experiment_fold.c - see experiment_fold.h. An actor's row has the variant of the earliest exposure, whatever came first to us, and
 * knows when there were several. */
#include "domain/measure/experiment_fold.h"

#include "core/base/arena.h"
#include "core/base/json.h"
#include "domain/measure/experiment.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void experiment_events_of(struct experiment_events *events, struct db *month)
{
    events->exposed = db_integer(month, 0, "SELECT id FROM name WHERE name = 'experiment.exposed'");
    events->converted = db_integer(month, 0, "SELECT id FROM name WHERE name = 'experiment.converted'");
}

void experiment_events_note(struct experiment_events *events, int64_t id, int64_t name_id)
{
    if (name_id == 0 || (name_id != events->exposed && name_id != events->converted))
        return;
    if (events->count == events->room) {
        events->room = events->room == 0 ? 256 : events->room * 2;
        events->ids = realloc(events->ids, events->room * sizeof *events->ids);
        assert(events->ids != NULL);
    }
    events->ids[events->count++] = id;
}

static bool expose(struct db *rollup, const char *experiment, const char *variant, int64_t actor, int64_t at)
{
    return db_change(rollup,
                     "INSERT INTO exposure (experiment, actor, variant, first_at, several) VALUES (?1, ?2, ?3, ?4, 0)"
                     " ON CONFLICT (experiment, actor) DO UPDATE SET"
                     " several = CASE WHEN exposure.variant <> excluded.variant THEN 1 ELSE exposure.several END,"
                     " variant = CASE WHEN excluded.first_at < exposure.first_at OR (excluded.first_at = exposure.first_at"
                     " AND excluded.variant < exposure.variant) THEN excluded.variant ELSE exposure.variant END,"
                     " first_at = CASE WHEN excluded.first_at < exposure.first_at THEN excluded.first_at ELSE exposure.first_at END",
                     experiment, actor, variant, at) == DB_OK;
}

static bool convert(struct db *rollup, const char *experiment, double value, int64_t actor, int64_t at)
{
    return db_change(rollup,
                     "INSERT INTO conversion (experiment, actor, at, value, times) VALUES (?1, ?2, ?3, ?4, 1)"
                     " ON CONFLICT (experiment, actor, at, value) DO UPDATE SET times = conversion.times + 1",
                     experiment, actor, at, value) == DB_OK;
}

/* What a conversion without a value is worth: one. */
static double value_of(const cJSON *properties)
{
    const cJSON *value = json_member(properties, "value");
    return cJSON_IsNumber(value) && isfinite(value->valuedouble) ? value->valuedouble : 1;
}

static bool fold_one(struct arena *scratch, struct db *rollup, struct db_steps *row, const struct experiment_events *events)
{
    size_t length = strlen(db_step_text(row, 3));
    cJSON *properties = json_read(scratch, db_step_text(row, 3), length, NULL);
    const char *experiment = json_string(properties, "experiment", ""), *variant = json_string(properties, "variant", "");
    int64_t at = db_step_integer(row, 0), name_id = db_step_integer(row, 1), actor = db_step_integer(row, 2);
    bool good = true;
    if (actor != 0 && experiment_name_fits(experiment) && name_id == events->converted)
        good = convert(rollup, experiment, value_of(properties), actor, at);
    else if (actor != 0 && experiment_name_fits(experiment) && experiment_word_fits(variant))
        good = expose(rollup, experiment, variant, actor, at);
    cJSON_Delete(properties);
    return good;
}

bool experiment_fold(struct db *rollup, struct db *month, const struct experiment_events *events)
{
    struct arena *scratch = arena_new();
    bool good = true;
    for (size_t i = 0; i < events->count && good; i++) {
        struct db_steps *row = db_steps(month, "SELECT at, name_id, actor, properties FROM event WHERE id = ?1", events->ids[i]);
        while (db_steps_next(row))
            good = good && fold_one(scratch, rollup, row, events);
        arena_reset(scratch);
    }
    arena_free(scratch);
    return good;
}

void experiment_forget_actor(struct db *rollup, int64_t actor)
{
    db_change(rollup, "DELETE FROM exposure WHERE actor = ?1", actor);
    db_change(rollup, "DELETE FROM conversion WHERE actor = ?1", actor);
}

void experiment_forget(struct db *rollup)
{
    db_change(rollup, "DELETE FROM exposure");
    db_change(rollup, "DELETE FROM conversion");
}
