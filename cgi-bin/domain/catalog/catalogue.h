/* catalogue.h - the list of what can be learned here: filtered, sorted, searched. */
#ifndef NEXUS_CATALOGUE_H
#define NEXUS_CATALOGUE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* "" means any. */
struct catalogue_filter {
    const char *level, *language, *kind;
    const char *price; /* free, paid */
    const char *skill; /* a skill's name */
    const char *sort;  /* newest, popular, title, length */
    int64_t page;      /* from 1 */
};

enum { CATALOGUE_PAGE = 12 };

/* A page of published courses as card rows (as course_newest, with enrolled and progress of this person); *total is how
 * many there are on all pages (0 also for a page behind the last). */
cJSON *catalogue_list(struct db *db, const struct catalogue_filter *filter, int64_t user_id, int64_t *total);

/* As catalogue_list for the courses of a search's `hits` (rows with course_id, best first): in the order of the hits when
 * `by_rank`, else as the filter sorts. */
cJSON *catalogue_found(struct arena *arena, struct db *db, const struct catalogue_filter *filter, const cJSON *hits, bool by_rank,
                       int64_t user_id, int64_t *total);

/* What the published courses can be filtered by: rows {facet: level|language|skill|kind, value, count}; skills by how
 * often they are taught. */
cJSON *catalogue_facets(struct db *db);

/* The published courses' {id, title}, by title, for a choice. */
cJSON *catalogue_titles(struct db *db);

/* How many rows catalogue_address takes at once. */
enum { CATALOGUE_FOUND = 14 };

/* Moves a search's rows (kind, subject, course_id, ...; at most CATALOGUE_FOUND) into a new array, each with slug,
 * course_title and course_kind, and lesson_slug (null for a course); a row whose course or lesson is gone is left out. Of a
 * lesson that the person may not read (no preview, not enrolled, not teaching) the snippet is empty. */
cJSON *catalogue_address(struct db *db, cJSON *rows, int64_t user_id);

#endif
