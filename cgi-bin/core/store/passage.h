/* passage.h - the passages in the database: which may be read by whom, found by words or by vectors.
 *
 * Called by domain/coach/search.c, which ranks what is found here; everybody else calls search_passages(). The scope is part
 * of every query, so what somebody may not read is never in memory:
 *     visitors       published courses' descriptions and preview lessons
 *     the enrolled   all lessons and answered questions of their published or archived courses
 *     instructors    the same of the courses they teach, in any state
 *     admins         everything
 * Lessons of kind 'quiz' and lessons that were removed are nobody's. */
#ifndef NEXUS_PASSAGE_H
#define NEXUS_PASSAGE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct passage_scope {
    int64_t user_id; /* 0: a visitor */
    bool admin;
    int64_t course_id, lesson_id; /* only this course, only this lesson; 0: any */
};

struct passage_row {
    int64_t id, course_id, lesson_id; /* lesson_id 0: of the course as a whole */
    const char *kind, *title, *heading, *anchor, *text;
    const char *course_slug, *course_title, *course_kind, *language, *lesson_slug; /* lesson_slug "" as lesson_id 0 */
    int64_t words, position;
    double score; /* what found it says: higher is better */
};

struct passage_rows {
    struct passage_row *row;
    size_t count;
};

/* The best `limit` by FTS5's BM25 for a match expression made of quoted words. All texts are the arena's. */
struct passage_rows passage_match(struct arena *arena, struct db *db, const char *match,
                                  const struct passage_scope *scope, int limit);

/* The passages of scope->lesson_id, or of the course's description when only course_id is set, in order; none when they may
 * not be read. */
struct passage_rows passage_list(struct arena *arena, struct db *db, const struct passage_scope *scope);

/* One by its id; false when there is none in scope. */
bool passage_find(struct arena *arena, struct db *db, int64_t id, const struct passage_scope *scope,
                  struct passage_row *row);

/* In how many passages a term (as terms.h names it) stands; how many passages and words there are. */
int64_t passage_frequency(struct db *db, const char *term);
void passage_totals(struct db *db, int64_t *passages, int64_t *words);

/* How well whole lessons match, best first: what search.h has indexed of them. */
struct passage_lesson {
    int64_t lesson_id;
    double score;
};
size_t passage_match_lessons(struct db *db, const char *match, struct passage_lesson *lessons, size_t most);

/* What a text means to a model of embeddings; vectors of different models are never compared. */
struct passage_meaning {
    const char *model;   /* NULL: nothing is known */
    const float *vector;
    size_t dimensions;
};

/* Stores the embedding of a passage, made of unit length; one of no dimensions says that there can't be one. Needs the write
 * transaction. DB_NONE: there is no such passage any more, or its text is another by now. */
enum db_result passage_vector_put(struct db *db, int64_t passage_id, const char *text, const struct passage_meaning *meaning);

/* Passages that have no vector of this model yet: {id, title, heading, text}; how many there are. */
cJSON *passage_vector_missing(struct db *db, const char *model, int limit);
int64_t passage_vector_missing_count(struct db *db, const char *model);

/* The best `limit` in scope by cosine, among those of the same model and dimensions; only in the courses given when there are any. */
struct passage_rows passage_nearest(struct arena *arena, struct db *db, const struct passage_meaning *meaning,
                                    const struct passage_scope *scope, const int64_t *courses, size_t course_count, int limit);

#endif
