/* passage_vector.c - embeddings beside the passages: stored with unit length, compared by their inner product.
 *
 * Every vector in scope is looked at, which is exact and fast enough for a course or a small academy; who has more narrows
 * by course. See passage.h. */
#include "core/store/passage_parts.h"

#include <math.h>
#include <string.h>

static double length_of(const float *vector, size_t dimensions)
{
    double sum = 0;
    for (size_t i = 0; i < dimensions; i++)
        sum += (double)vector[i] * vector[i];
    return sqrt(sum);
}

static float *unit_vector(struct arena *arena, const float *vector, size_t dimensions)
{
    float *unit = arena_alloc(arena, (dimensions + 1) * sizeof *unit);
    double length = length_of(vector, dimensions);
    for (size_t i = 0; i < dimensions && length > 0; i++)
        unit[i] = (float)(vector[i] / length);
    return unit;
}

enum db_result passage_vector_put(struct db *db, int64_t passage_id, const char *model, const float *vector,
                                  size_t dimensions)
{
    struct arena *arena = arena_new();
    const float *unit = unit_vector(arena, vector, dimensions);
    enum db_result result =
        db_change(db,
                  "INSERT INTO passage_vector (passage_id, model, vector) VALUES (?1, ?2, ?3)"
                  " ON CONFLICT (passage_id) DO UPDATE SET model = excluded.model, vector = excluded.vector",
                  passage_id, model, db_blob(unit, dimensions * sizeof *unit));
    arena_free(arena);
    return result;
}

cJSON *passage_vector_missing(struct db *db, const char *model, int limit)
{
    return db_rows(
        db,
        "SELECT p.id, p.title, p.heading, p.text FROM passage p LEFT JOIN passage_vector v ON v.passage_id = p.id"
        " WHERE v.model IS NULL OR v.model <> ?1 ORDER BY p.id LIMIT ?2",
        model, limit);
}

/* Keeps the best, best first. */
static void keep(struct passage_lesson *best, size_t *count, size_t most, int64_t id, double score)
{
    size_t at = *count;
    if (at == most && (most == 0 || best[at - 1].score >= score))
        return;
    *count += at < most;
    for (at = *count - 1; at > 0 && best[at - 1].score < score; at--)
        best[at] = best[at - 1];
    best[at] = (struct passage_lesson){id, score};
}

struct passage_rows passage_nearest(struct arena *arena, struct db *db, const char *model, const float *vector,
                                    size_t dimensions, const struct passage_scope *scope, int limit)
{
    struct passage_lesson *best = arena_alloc(arena, (size_t)limit * sizeof *best);
    struct passage_rows rows = {arena_alloc(arena, (size_t)limit * sizeof *rows.row), 0};
    const float *unit = unit_vector(arena, vector, dimensions);
    size_t count = 0, length;
    struct db_steps *steps =
        db_steps(db,
                 "SELECT p.id, v.vector FROM passage_vector v JOIN passage p ON p.id = v.passage_id " PASSAGE_JOINS
                 " WHERE v.model = ?5 AND " PASSAGE_SCOPE,
                 scope->user_id, scope->admin, scope->course_id, scope->lesson_id, model);
    while (db_steps_next(steps)) {
        const void *bytes = db_step_blob(steps, 1, &length);
        if (length != dimensions * sizeof *unit)
            continue;
        double product = 0;
        for (size_t i = 0; i < dimensions; i++) {
            float value;
            memcpy(&value, (const char *)bytes + i * sizeof value, sizeof value);
            product += (double)unit[i] * value;
        }
        keep(best, &count, (size_t)limit, db_step_integer(steps, 0), product);
    }
    for (size_t i = 0; i < count; i++)
        if (passage_find(arena, db, best[i].lesson_id, scope, &rows.row[rows.count]))
            rows.row[rows.count++].score = best[i].score;
    return rows;
}
