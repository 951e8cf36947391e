/* passage_parts.h - what passage.c and passage_vector.c have between them: the columns of a passage and its scope. */
#ifndef NEXUS_PASSAGE_PARTS_H
#define NEXUS_PASSAGE_PARTS_H

#include "core/store/passage.h"

#define PASSAGE_COLUMNS                                                                                           \
    "p.id, p.course_id, p.lesson_id, p.words, p.position, p.kind, p.title, p.heading, p.anchor, p.text, c.slug, " \
    "c.title,"                                                                                                    \
    " c.kind, c.language, l.slug"

#define PASSAGE_JOINS "JOIN course c ON c.id = p.course_id LEFT JOIN lesson l ON l.id = p.lesson_id"

/* Who may read a passage; ?1 user, ?2 whether an admin, ?3 course, ?4 lesson (0: any). */
#define PASSAGE_SCOPE                                                                                          \
    "(?3 = 0 OR p.course_id = ?3) AND (?4 = 0 OR p.lesson_id = ?4)"                                            \
    " AND (p.lesson_id IS NULL OR (l.removed_at IS NULL AND l.kind <> 'quiz'))"                                \
    " AND (?2 = 1 OR (c.state = 'published' AND (p.kind = 'course' OR (p.kind = 'lesson' AND l.preview = 1)))" \
    " OR EXISTS (SELECT 1 FROM course_instructor i WHERE i.course_id = p.course_id AND i.user_id = ?1)"        \
    " OR (c.state IN ('published', 'archived') AND EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = ?1"     \
    " AND e.course_id = p.course_id AND e.state <> 'left')))"

struct db_steps;

/* The row that steps stand on; the columns are PASSAGE_COLUMNS and a score. */
struct passage_row passage_row_of(struct arena *arena, struct db_steps *steps);

#endif
