/* note.c - notes and bookmarks. Called by the lesson page and by "my notes". */
#include "domain/learning/note.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

cJSON *note_list(struct db *db, int64_t user_id, int64_t lesson_id)
{
    return db_rows(db,
                   "SELECT id, body, created_at, updated_at FROM note WHERE user_id = ?1 AND lesson_id = ?2 AND deleted_at IS NULL ORDER BY id",
                   user_id, lesson_id);
}

static cJSON *all_rows(struct db *db, int64_t user_id)
{
    return db_rows(
        db,
        "SELECT n.id, l.id AS lesson_id, n.body, n.created_at, n.updated_at, 0 AS \"bookmark:bool\", l.title AS lesson, l.slug "
        "AS lesson_slug,"
        " l.removed_at IS NOT NULL AS \"removed:bool\", l.position, c.id AS course_id, c.slug, c.title, c.kind"
        " FROM note n JOIN lesson l ON l.id = n.lesson_id JOIN course c ON c.id = l.course_id"
        " WHERE n.user_id = ?1 AND n.deleted_at IS NULL"
        " UNION ALL SELECT NULL, l.id, '', b.created_at, b.created_at, 1, l.title, l.slug, l.removed_at IS NOT NULL, l.position,"
        " c.id, c.slug, c.title, c.kind"
        " FROM bookmark b JOIN lesson l ON l.id = b.lesson_id JOIN course c ON c.id = l.course_id WHERE b.user_id = ?1"
        " ORDER BY 11 DESC, 10, 6 DESC, 1 LIMIT ?2",
        user_id, NOTES_SHOWN_MOST);
}

static bool row_contains(struct arena *arena, const cJSON *row, const char *folded)
{
    static const char *const members[] = {"body", "lesson", "title"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (strstr(text_fold(arena, json_string(row, members[i], "")), folded) != NULL)
            return true;
    return false;
}

static const char *lesson_url(struct arena *arena, const cJSON *row)
{
    if (json_bool(row, "removed", false))
        return NULL;
    return arena_printf(arena, "/courses/%s/%s", json_string(row, "slug", ""), json_string(row, "lesson_slug", ""));
}

/* The course's entry that rows are put into; a new one where the course changes. */
static cJSON *items_of(cJSON *shelf, const cJSON *row, int64_t *course_id)
{
    if (json_integer(row, "course_id", 0) != *course_id) {
        cJSON *course = cJSON_CreateObject();
        json_set_string(course, "title", json_string(row, "title", ""));
        json_set_string(course, "slug", json_string(row, "slug", ""));
        json_set_string(course, "kind", json_string(row, "kind", ""));
        json_set(course, "items", cJSON_CreateArray());
        cJSON_AddItemToArray(shelf, course);
        *course_id = json_integer(row, "course_id", 0);
    }
    return cJSON_GetObjectItem(cJSON_GetArrayItem(shelf, cJSON_GetArraySize(shelf) - 1), "items");
}

cJSON *note_shelf(struct arena *arena, struct db *db, int64_t user_id, const char *words, int64_t *total)
{
    cJSON *rows = all_rows(db, user_id), *shelf = cJSON_CreateArray();
    const char *folded = text_fold(arena, words);
    int64_t course_id = 0;
    *total = cJSON_GetArraySize(rows);
    for (cJSON *row = rows->child, *next; row != NULL; row = next) {
        next = row->next;
        if (*folded != '\0' && !row_contains(arena, row, folded))
            continue;
        json_set_string(row, "url", lesson_url(arena, row));
        cJSON *items = items_of(shelf, row, &course_id);
        cJSON_AddItemToArray(items, cJSON_DetachItemViaPointer(rows, row));
    }
    return shelf;
}

cJSON *note_find(struct arena *arena, struct db *db, int64_t user_id, int64_t note_id)
{
    cJSON *note = db_row(db,
                         "SELECT n.id, n.body, n.updated_at, n.lesson_id, l.title AS lesson, l.slug AS lesson_slug, c.slug,"
                         " l.removed_at IS NOT NULL AS \"removed:bool\" FROM note n JOIN lesson l ON l.id = n.lesson_id"
                         " JOIN course c ON c.id = l.course_id WHERE n.id = ?2 AND n.user_id = ?1 AND n.deleted_at IS NULL",
                         user_id, note_id);
    if (note != NULL)
        json_set_string(note, "url", lesson_url(arena, note));
    return note;
}

static bool has_room(struct db *db, int64_t user_id, int64_t lesson_id)
{
    return db_integer(db, 0, "SELECT count(*) FROM note WHERE user_id = ?1 AND lesson_id = ?2 AND deleted_at IS NULL", user_id, lesson_id) <
           NOTES_OF_LESSON_MOST;
}

enum db_result note_add(struct db *db, int64_t user_id, int64_t lesson_id, const char *body, int64_t now, int64_t *id)
{
    if (!has_room(db, user_id, lesson_id))
        return DB_CONFLICT;
    return db_insert(db, id,
                     "INSERT INTO note (user_id, lesson_id, body, created_at, updated_at) SELECT ?1, l.id, ?3, ?4, ?4 FROM lesson l"
                     " JOIN enrolment e ON e.user_id = ?1 AND e.course_id = l.course_id AND e.state <> 'left' WHERE l.id = ?2",
                     user_id, lesson_id, body, now);
}

enum db_result note_change(struct db *db, int64_t user_id, int64_t note_id, const char *body, int64_t seen, int64_t now)
{
    enum db_result result = db_change(db,
                                      "UPDATE note SET body = ?3, updated_at = CASE WHEN ?4 > updated_at THEN ?4 ELSE updated_at + 1 END"
                                      " WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL AND (?5 = 0 OR updated_at = ?5 OR body = ?3)",
                                      user_id, note_id, body, now, seen);
    bool there = result == DB_NONE &&
                 db_integer(db, 0, "SELECT 1 FROM note WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, note_id) != 0;
    return there ? DB_CONFLICT : result;
}

enum db_result note_delete(struct db *db, int64_t user_id, int64_t note_id, int64_t now)
{
    return db_change(db, "UPDATE note SET deleted_at = ?3 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, note_id, now);
}

enum db_result note_restore(struct db *db, int64_t user_id, int64_t note_id)
{
    int64_t lesson_id = db_integer(db, 0, "SELECT lesson_id FROM note WHERE id = ?2 AND user_id = ?1", user_id, note_id);
    if (!has_room(db, user_id, lesson_id))
        return DB_CONFLICT;
    return db_change(db, "UPDATE note SET deleted_at = NULL WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NOT NULL", user_id, note_id);
}

enum db_result note_bookmark(struct db *db, int64_t user_id, int64_t lesson_id, bool on, int64_t now)
{
    if (on)
        return db_change(db,
                         "INSERT INTO bookmark (user_id, lesson_id, created_at) SELECT ?1, l.id, ?3 FROM lesson l"
                         " JOIN enrolment e ON e.user_id = ?1 AND e.course_id = l.course_id AND e.state <> 'left' WHERE l.id = ?2"
                         " ON CONFLICT (user_id, lesson_id) DO UPDATE SET created_at = bookmark.created_at",
                         user_id, lesson_id, now);
    enum db_result result = db_change(db, "DELETE FROM bookmark WHERE user_id = ?1 AND lesson_id = ?2", user_id, lesson_id);
    return result == DB_NONE ? DB_OK : result;
}
