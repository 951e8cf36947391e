/* annotation.c - what happened on a day. See annotation.h. */
#include "domain/measure/annotation.h"

cJSON *annotation_list(struct db *db, int64_t from, int64_t to, int limit)
{
    return db_rows(db,
                   "SELECT a.id, a.day, a.words, p.name AS by, a.created_at FROM annotation a LEFT JOIN person p ON p.id = a.user_id"
                   " WHERE a.removed_at IS NULL AND a.day BETWEEN ?1 AND ?2 ORDER BY a.day, a.id LIMIT ?3",
                   from, to, limit);
}

cJSON *annotation_find(struct db *db, int64_t id)
{
    return db_row(db, "SELECT id, day, words FROM annotation WHERE id = ?1 AND removed_at IS NULL", id);
}

enum db_result annotation_add(struct db *db, int64_t *id, int64_t day, const char *words, int64_t user_id, int64_t now)
{
    int64_t same = db_integer(db, 0,
                              "SELECT max(id) FROM annotation WHERE removed_at IS NULL AND day = ?1 AND words = ?2 AND user_id = ?3"
                              " AND created_at > ?4",
                              day, words, user_id, now - ANNOTATION_TWICE_SECONDS);
    if (same != 0) {
        *id = same;
        return DB_OK;
    }
    return db_insert(db, id, "INSERT INTO annotation (day, words, user_id, created_at) VALUES (?1, ?2, ?3, ?4)", day, words,
                     db_reference(user_id), now);
}

enum db_result annotation_change(struct db *db, int64_t id, int64_t day, const char *words)
{
    return db_change(db, "UPDATE annotation SET day = ?2, words = ?3 WHERE id = ?1 AND removed_at IS NULL", id, day, words);
}

enum db_result annotation_remove(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE annotation SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL", id, now);
}

enum db_result annotation_restore(struct db *db, int64_t id)
{
    return db_change(db, "UPDATE annotation SET removed_at = NULL WHERE id = ?1 AND removed_at IS NOT NULL", id);
}
