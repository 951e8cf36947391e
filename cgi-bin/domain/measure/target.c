/* target.c - the targets of key figures. See target.h; called by the pages and the API of the analytics. */
#include "domain/measure/target.h"

#include "core/base/text.h"

enum { TARGETS_MOST = 200 };

const struct target *target_list(struct arena *arena, struct db *db, int *count)
{
    struct target *targets = arena_alloc(arena, TARGETS_MOST * sizeof *targets);
    struct db_steps *row = db_steps(db, "SELECT figure, value, days FROM target ORDER BY figure LIMIT ?1", TARGETS_MOST);
    for (*count = 0; db_steps_next(row); ++*count)
        targets[*count] = (struct target){arena_strdup(arena, db_step_text(row, 0)), db_step_real(row, 1), (int)db_step_integer(row, 2)};
    return targets;
}

const struct target *target_find(const struct target *targets, int count, const struct figure *figure)
{
    for (int i = 0; i < count; i++)
        if (text_equal(targets[i].figure, figure->name))
            return &targets[i];
    return NULL;
}

double target_of(const struct target *target, const struct figure *figure, int64_t days)
{
    return figure_adds(figure) ? target->value * (double)days / target->days : target->value;
}

enum db_result target_set(struct db *db, const struct target *target, int64_t user_id, int64_t now)
{
    return db_change(db,
                     "INSERT INTO target (figure, value, days, set_by, set_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (figure) DO UPDATE"
                     " SET value = excluded.value, days = excluded.days, set_by = excluded.set_by, set_at = excluded.set_at",
                     target->figure, target->value, target->days, user_id, now);
}

enum db_result target_clear(struct db *db, const struct figure *figure)
{
    return db_change(db, "DELETE FROM target WHERE figure = ?1", figure->name);
}
