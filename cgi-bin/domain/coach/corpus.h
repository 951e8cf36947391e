/* corpus.h - puts foreign texts where the coach's passages are, for measuring: labelled sets and made-up masses. Called by
 * `nexus coach eval` and `nexus coach bench` on a database of their own, never on an academy's. */
#ifndef NEXUS_CORPUS_H
#define NEXUS_CORPUS_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdint.h>

/* A published course; its id, or 0. */
int64_t corpus_add_course(struct db *db, const char *slug, const char *title);

/* A preview lesson that everybody may read, with its whole text for the evidence of lessons; its id, or 0. */
int64_t corpus_add_lesson(struct db *db, int64_t course_id, const char *slug, const char *title, const char *whole);

/* A passage of that lesson as it is, not cut; its id, or 0. */
int64_t corpus_add_passage(struct db *db, int64_t course_id, int64_t lesson_id, const char *title, const char *heading,
                           const char *text);

/* The lesson of a slug, or 0. */
int64_t corpus_find_lesson(struct db *db, const char *slug);

#endif
