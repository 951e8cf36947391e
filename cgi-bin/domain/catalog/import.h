/* import.h - brings courses and books into the database: Nexus's own folders, mdBooks, folders or archives of Markdown.
 *
 * Called by `nexus course import` and by what loads the demo academy. Importing again updates in place: a course is known by
 * its slug, a module and a lesson by theirs, a question by its key, so progress, notes and answers stay. */
#ifndef NEXUS_IMPORT_H
#define NEXUS_IMPORT_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

enum import_change {
    IMPORT_NEW,
    IMPORT_CHANGED,
    IMPORT_UNCHANGED,
    IMPORT_REMOVED, /* gone from the source: hidden, kept for those who were there */
    IMPORT_REFUSED, /* not taken; what stood there before stays */
    IMPORT_NOTE,    /* taken, but the author should look */
    IMPORT_CHANGES
};

struct import_line {
    enum import_change change;
    const char *path; /* in the source */
    int line;         /* 0: the whole file */
    const char *text;
    struct import_line *next;
};

/* Begin with {0}, or {.publish = true}. */
struct import_report {
    bool publish; /* given by the caller: the course is published, whatever the source says */
    struct import_line *first, *last;
    unsigned counts[IMPORT_CHANGES];
    int64_t course_id; /* 0: nothing was stored */
    const char *slug;
};

/* Reads `path` (a folder, or a zip) and stores it in one write transaction. False when nothing was stored; the report,
 * in the arena, says why, and says line by line what was taken, changed, left, removed and refused. The database must not be
 * in a transaction, and its rows and the JSON belong to `arena` (db_use_arena, arena_own_json are called here). */
bool import_course(struct arena *arena, struct db *db, const struct config *config, const char *path,
                   struct import_report *report);

/* "new", "changed", ... */
const char *import_change_name(enum import_change change);

#endif
