/* note.h - private notes and bookmarks of a learner. Every call names the person: nobody reaches another's. */
#ifndef NEXUS_NOTE_H
#define NEXUS_NOTE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { NOTE_CHARACTERS_MOST = 8000, NOTES_SHOWN_MOST = 500, NOTES_OF_LESSON_MOST = 200 };

/* The notes of a lesson, oldest first: rows {id, body, created_at, updated_at}. */
cJSON *note_list(struct db *db, int64_t user_id, int64_t lesson_id);

/* Notes and bookmarks by course, newest courses first: [{title, slug, kind, items: [{id (null for a bookmark), body, lesson,
 * url (null when the lesson is gone), created_at, updated_at, bookmark:bool}]}]. `words` narrows to those whose body, lesson
 * or course contains them, in any case and with or without accents; "" is all. *total is how many there are without it. */
cJSON *note_shelf(struct arena *arena, struct db *db, int64_t user_id, const char *words, int64_t *total);

/* One note: {id, body, updated_at, lesson_id, lesson, url}; NULL when there is none (or it was deleted). */
cJSON *note_find(struct arena *arena, struct db *db, int64_t user_id, int64_t note_id);

/* The changes need the write transaction; DB_NONE when there is no such note (or the person takes no part in the lesson's
 * course), DB_CONFLICT when a lesson would have more than NOTES_OF_LESSON_MOST. note_change gives DB_CONFLICT when the note has changed
 * since `seen` (its updated_at; 0: whatever it is). Deleting keeps the row for a day, so that it can be restored. */
enum db_result note_add(struct db *db, int64_t user_id, int64_t lesson_id, const char *body, int64_t now, int64_t *id);
enum db_result note_change(struct db *db, int64_t user_id, int64_t note_id, const char *body, int64_t seen, int64_t now);
enum db_result note_delete(struct db *db, int64_t user_id, int64_t note_id, int64_t now);
enum db_result note_restore(struct db *db, int64_t user_id, int64_t note_id);

/* Puts a bookmark on a lesson or takes it away; doing it twice is DB_OK. DB_NONE: putting it where they take no part. */
enum db_result note_bookmark(struct db *db, int64_t user_id, int64_t lesson_id, bool on, int64_t now);

#endif
