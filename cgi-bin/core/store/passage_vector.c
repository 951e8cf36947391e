/* passage_vector.c - embeddings beside the passages: stored with unit length, compared by their inner product.
 *
 * Every vector in scope is looked at, which is exact and fast enough for some ten thousand passages; who has more names the
 * courses to look into. See passage.h. */
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

enum db_result passage_vector_put(struct db *db, int64_t passage_id, const char *text, const struct passage_meaning *meaning)
{
    struct arena *arena = arena_new();
    const float *unit = unit_vector(arena, meaning->vector, meaning->dimensions);
    enum db_result result =
        db_change(db,
                  "INSERT INTO passage_vector (passage_id, model, vector) SELECT id, ?2, ?3 FROM passage WHERE id = ?1 AND text = ?4"
                  " ON CONFLICT (passage_id) DO UPDATE SET model = excluded.model, vector = excluded.vector",
                  passage_id, meaning->model, db_blob(unit, meaning->dimensions * sizeof *unit), text);
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

int64_t passage_vector_missing_count(struct db *db, const char *model)
{
    return db_integer(db, 0,
                      "SELECT count(*) FROM passage p LEFT JOIN passage_vector v ON v.passage_id = p.id WHERE v.model IS NULL OR v.model <> ?1",
                      model);
}

/* The best so far, best first. */
struct best {
    struct {
        int64_t id;
        double score;
    } *entry;
    size_t count, most;
};

static void keep(struct best *best, int64_t id, double score)
{
    size_t at = best->count;
    if (at == best->most && (best->most == 0 || best->entry[at - 1].score >= score))
        return;
    best->count += at < best->most;
    for (at = best->count - 1; at > 0 && best->entry[at - 1].score < score; at--)
        best->entry[at] = best->entry[at - 1];
    best->entry[at].id = id;
    best->entry[at].score = score;
}

/* Bytes of the database stand anywhere, hence the copy; four sums let the machine do four at a time. */
static double product_of(const float *unit, const void *bytes, size_t dimensions)
{
    enum { LANES = 4 };
    float sum[LANES] = {0}, part[LANES];
    size_t i = 0;
    for (; i + LANES <= dimensions; i += LANES) {
        memcpy(part, (const char *)bytes + i * sizeof *part, sizeof part);
        for (size_t lane = 0; lane < LANES; lane++)
            sum[lane] += unit[i + lane] * part[lane];
    }
    for (; i < dimensions; i++) {
        memcpy(part, (const char *)bytes + i * sizeof *part, sizeof *part);
        sum[0] += unit[i] * part[0];
    }
    return (double)sum[0] + sum[1] + sum[2] + sum[3];
}

/* Course by course: a course that may not be read is left with all its passages. */
static void look_through(struct db *db, const char *model, const float *unit, size_t dimensions, const struct passage_scope *scope,
                         struct best *best)
{
    struct db_steps *steps = db_steps(
        db,
        "SELECT p.id, v.vector FROM course c CROSS JOIN passage p CROSS JOIN passage_vector v LEFT JOIN lesson l ON l.id = p.lesson_id"
        " WHERE (?3 = 0 OR c.id = ?3) AND (?2 = 1 OR c.state = 'published'"
        " OR EXISTS (SELECT 1 FROM course_instructor i WHERE i.course_id = c.id AND i.user_id = ?1)"
        " OR EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = ?1 AND e.course_id = c.id))"
        " AND p.course_id = c.id AND v.passage_id = p.id AND v.model = ?5 AND " PASSAGE_SCOPE,
        scope->user_id, scope->admin, scope->course_id, scope->lesson_id, model);
    while (db_steps_next(steps)) {
        size_t length;
        const void *bytes = db_step_blob(steps, 1, &length);
        if (length == dimensions * sizeof *unit)
            keep(best, db_step_integer(steps, 0), product_of(unit, bytes, dimensions));
    }
}

struct passage_rows passage_nearest(struct arena *arena, struct db *db, const struct passage_meaning *meaning,
                                    const struct passage_scope *scope, const int64_t *courses, size_t course_count, int limit)
{
    struct best best = {.count = 0, .most = (size_t)limit};
    best.entry = arena_alloc(arena, best.most * sizeof *best.entry);
    struct passage_rows rows = {arena_alloc(arena, (size_t)limit * sizeof *rows.row), 0};
    const float *unit = unit_vector(arena, meaning->vector, meaning->dimensions);
    struct passage_scope part = *scope;
    if (course_count == 0)
        look_through(db, meaning->model, unit, meaning->dimensions, scope, &best);
    for (size_t i = 0; i < course_count; i++) {
        part.course_id = courses[i];
        if (scope->course_id == 0 || scope->course_id == courses[i])
            look_through(db, meaning->model, unit, meaning->dimensions, &part, &best);
    }
    for (size_t i = 0; i < best.count; i++)
        if (passage_find(arena, db, best.entry[i].id, scope, &rows.row[rows.count]))
            rows.row[rows.count++].score = best.entry[i].score;
    return rows;
}
