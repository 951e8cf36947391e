/* passage.c - reads passages within a scope. See passage.h; vectors are passage_vector.c's.
 *
 * One condition, PASSAGE_SCOPE, stands in every query that gives text. Its parameters are ?1 user, ?2 admin, ?3 course,
 * ?4 lesson. */
#include "core/store/passage.h"

#include "core/store/passage_parts.h"

#include <string.h>

struct passage_row passage_row_of(struct arena *arena, struct db_steps *steps)
{
    struct passage_row row = {.id = db_step_integer(steps, 0),
                              .course_id = db_step_integer(steps, 1),
                              .lesson_id = db_step_integer(steps, 2),
                              .words = db_step_integer(steps, 3),
                              .position = db_step_integer(steps, 4),
                              .score = db_step_real(steps, 15)};
    const char **texts[] = {&row.kind,        &row.title,        &row.heading,     &row.anchor,   &row.text,
                            &row.course_slug, &row.course_title, &row.course_kind, &row.language, &row.lesson_slug};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_strdup(arena, db_step_text(steps, 5 + (int)i));
    return row;
}

static struct passage_rows read_rows(struct arena *arena, struct db_steps *steps, int limit)
{
    struct passage_rows rows = {arena_alloc_raw(arena, (size_t)limit * sizeof *rows.row), 0};
    while ((int)rows.count < limit && db_steps_next(steps))
        rows.row[rows.count++] = passage_row_of(arena, steps);
    db_steps_end(steps);
    return rows;
}

/* FTS5 sorts all matches by rank before the first row is given, so the scope is asked only of those that come first. */
struct passage_rows passage_match(struct arena *arena, struct db *db, const char *match,
                                  const struct passage_scope *scope, int limit)
{
    return read_rows(arena,
                     db_steps(db,
                              "SELECT " PASSAGE_COLUMNS
                              ", -t.rank FROM passage_text t CROSS JOIN passage p ON p.id = t.rowid " PASSAGE_JOINS
                              " WHERE passage_text MATCH ?5 AND t.rank MATCH 'bm25(2.0, 1.5, 1.0)' AND " PASSAGE_SCOPE
                              " ORDER BY t.rank LIMIT ?6",
                              scope->user_id, scope->admin, scope->course_id, scope->lesson_id, match, limit),
                     limit);
}

struct passage_rows passage_list(struct arena *arena, struct db *db, const struct passage_scope *scope)
{
    enum { MOST = 400 };
    return read_rows(arena,
                     db_steps(db,
                              "SELECT " PASSAGE_COLUMNS ", 0.0 FROM passage p " PASSAGE_JOINS
                              " WHERE p.kind = CASE WHEN ?4 = 0 THEN 'course' ELSE 'lesson' END AND " PASSAGE_SCOPE
                              " ORDER BY p.position LIMIT ?5",
                              scope->user_id, scope->admin, scope->course_id, scope->lesson_id, (int)MOST),
                     MOST);
}

bool passage_find(struct arena *arena, struct db *db, int64_t id, const struct passage_scope *scope,
                  struct passage_row *row)
{
    struct passage_rows rows = read_rows(arena,
                                         db_steps(db,
                                                  "SELECT " PASSAGE_COLUMNS ", 0.0 FROM passage p " PASSAGE_JOINS
                                                  " WHERE p.id = ?5 AND " PASSAGE_SCOPE,
                                                  scope->user_id, scope->admin, scope->course_id, scope->lesson_id, id),
                                         1);
    if (rows.count > 0)
        *row = rows.row[0];
    return rows.count > 0;
}

int64_t passage_frequency(struct db *db, const char *term)
{
    return db_integer(db, 0, "SELECT doc FROM passage_vocabulary WHERE term = ?1", term);
}

void passage_totals(struct db *db, int64_t *passages, int64_t *words)
{
    struct db_steps *steps =
        db_steps(db, "SELECT coalesce(sum(passages), 0), coalesce(sum(words), 0) FROM passage_source");
    *passages = *words = 0;
    while (db_steps_next(steps)) {
        *passages = db_step_integer(steps, 0);
        *words = db_step_integer(steps, 1);
    }
}

size_t passage_match_lessons(struct db *db, const char *match, struct passage_lesson *lessons, size_t most)
{
    size_t count = 0;
    struct db_steps *steps =
        db_steps(db,
                 "SELECT d.subject, -t.rank FROM search_text t CROSS JOIN search_document d ON d.id = t.rowid"
                 " WHERE search_text MATCH ?1 AND t.rank MATCH 'bm25(1.0, 1.0)' AND d.kind = 'lesson'"
                 " ORDER BY t.rank LIMIT ?2",
                 match, (int64_t)most);
    while (count < most && db_steps_next(steps))
        lessons[count++] = (struct passage_lesson){db_step_integer(steps, 0), db_step_real(steps, 1)};
    db_steps_end(steps);
    return count;
}
