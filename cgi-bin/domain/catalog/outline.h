/* outline.h - the contents of a course as its pages show them, and one lesson among them. */
#ifndef NEXUS_OUTLINE_H
#define NEXUS_OUTLINE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct outline {
    cJSON *modules; /* [{title, summary, lessons: [{title, url, kind, minutes, done, current, preview, locked}]}] */
    int lessons, done, quizzes, previews;
    cJSON *previous, *next;   /* the neighbours of the current lesson, entries of the list; NULL at the ends */
    cJSON *first, *open;      /* the first lesson, and the first that is not done (behind the current one when there is any) */
};

/* Reads the outline with this person's marks (0: a visitor's) in two queries. `course_slug` makes the addresses, `current_id`
 * is the lesson on show (0: none), `open` whether all lessons may be read, else only the preview ones are not locked. */
struct outline outline_read(struct arena *arena, struct db *db, int64_t course_id, const char *course_slug, int64_t user_id,
                            int64_t current_id, bool open);

/* A lesson by its address, with its course and what this person did: id, slug, kind, title, html, minutes, number (1, 2, 3
 * through the course), preview:bool, removed:bool, course_id, course_slug, course_title, course_kind, language, state (of the
 * course), price, enrolment, lessons, lessons_done, last_lesson_id, opened_at, completed_at, bookmarked:bool, teaches:bool. NULL
 * when there is none. */
cJSON *outline_find_lesson(struct db *db, const char *course_slug, const char *lesson_slug, int64_t user_id);

/* A lesson by its id, for what is done to it: {id, kind, course_id, slug, course_slug}; NULL when there is none, or its course is
 * not for the public and this person never took part. */
cJSON *outline_find_id(struct db *db, int64_t lesson_id, int64_t user_id);

/* Lessons of all courses in their order, for choosing one in a report: [{id, title, course, course_id}], at most `limit`; and one lesson's
 * such row, in whatever state its course is, NULL when there is none. */
cJSON *outline_all(struct db *db, int limit);
cJSON *outline_name(struct db *db, int64_t lesson_id);

/* The titles of many: {id, title} of those that there are, in no order; a query for sixteen. */
cJSON *outline_named(struct db *db, const int64_t *ids, size_t count);

/* The lessons of a course in their order, or of all published courses one after the other (`course_id` 0): {lesson_id, course_id,
 * course_slug, course_title, slug, title, position}. */
cJSON *outline_lessons(struct db *db, int64_t course_id);

#endif
