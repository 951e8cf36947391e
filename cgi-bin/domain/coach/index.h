/* index.h - keeps the passages of courses up to date. Called by the worker's job 'coach.index' (queued by the importer and
 * whoever answers a FAQ) and by `nexus coach reindex`. */
#ifndef NEXUS_COACH_INDEX_H
#define NEXUS_COACH_INDEX_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdint.h>

struct coach_indexed {
    int cut, same, removed; /* texts (lessons, the description, answered questions), not passages */
};

/* Cuts what changed of a course: its description, its lessons but the quizzes, its answered questions (which are rendered first). What is the same is
 * told by a hash and left alone; what is gone is taken out. Needs the write transaction. DB_OK or why not. */
enum db_result coach_index_course(struct arena *arena, struct db *db, int64_t course_id, struct coach_indexed *indexed);

/* Queues that for the worker, once however often it is asked for before it is done. Needs the write transaction. */
enum db_result coach_index_later(struct db *db, int64_t course_id, int64_t now);

/* Forgets all passages of a course, so that all are cut anew. Needs the write transaction. */
enum db_result coach_forget_course(struct db *db, int64_t course_id);

/* All courses: rows {id, slug}. */
cJSON *coach_index_courses(struct db *db);

#endif
