/* search.h - the one place of full-text search: what can be found is put here, and found again with typing errors.
 *
 * Called by the importer (put, remove) and by the catalogue's pages (find). Behind it stand SQLite's FTS5 tables of
 * 0002-catalog.sql; another database would get another search.c. */
#ifndef NEXUS_SEARCH_H
#define NEXUS_SEARCH_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* Makes a course ("course") or lesson ("lesson") findable, or replaces what was there. Title and body are plain text.
 * Needs db_begin_write. */
enum db_result search_put(struct db *db, const char *kind, int64_t subject, int64_t course_id, const char *language,
                          const char *title, const char *body);

/* Takes it out again; DB_NONE when it was not there. */
enum db_result search_remove(struct db *db, const char *kind, int64_t subject);

struct search_filter {
    const char *kind;     /* "course" or "lesson"; NULL: both */
    const char *language; /* NULL: any */
    int64_t course_id;    /* 0: any */
    bool unpublished;     /* also what is in courses that are not published */
};

/* What was found: {"rows": [...], "more": bool, "corrected": string or null}. A row has kind, subject, course_id,
 * title_html, snippet_html (safe HTML: all escaped, <mark> round what matched) and score (higher is better), best
 * first, a title counting ten times a body. All words must occur. The query is words, never syntax; its last word may be
 * a beginning (3 letters or more). A word that occurs nowhere is replaced by the nearest that does (one slip in 4 to 7
 * letters, two in longer ones; the commoner of equals): "corrected" is then the query as it was searched. Never NULL; no
 * rows when the query has no word. Both texts are of the arena given to db_use_arena. */
cJSON *search_find(struct arena *arena, struct db *db, const char *query, const struct search_filter *filter, int limit,
                   int offset);

#endif
