/* import_store_quiz.c - writes a quiz and its questions. A question that changed becomes a new version; the old one is
 * retired and stays for the attempts that have it. Called by import_store.c within its transaction. */
#include "core/base/json.h"
#include "domain/catalog/import_parts.h"

#include <string.h>

static enum db_result store_settings(struct db *db, const struct imported_quiz *quiz, int64_t lesson_id, int64_t *quiz_id,
                                     bool *differs)
{
    *quiz_id = db_integer(db, 0, "SELECT id FROM quiz WHERE lesson_id = ?1", lesson_id);
    *differs = *quiz_id == 0;
    if (*quiz_id == 0)
        return db_insert(db, quiz_id,
                         "INSERT INTO quiz (lesson_id, pass_percent, time_limit, attempts_most, shuffle, draw)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         lesson_id, quiz->pass_percent, quiz->time_limit, quiz->attempts_most, quiz->shuffle, quiz->draw);
    enum db_result result = db_change(db,
        "UPDATE quiz SET pass_percent = ?2, time_limit = ?3, attempts_most = ?4, shuffle = ?5, draw = ?6 WHERE id = ?1"
        " AND (pass_percent <> ?2 OR time_limit <> ?3 OR attempts_most <> ?4 OR shuffle <> ?5 OR draw <> ?6)",
        *quiz_id, quiz->pass_percent, quiz->time_limit, quiz->attempts_most, quiz->shuffle, quiz->draw);
    *differs = result == DB_OK;
    return result == DB_NONE ? DB_OK : result;
}

static bool same(const struct imported_question *question, const cJSON *known)
{
    return strcmp(question->kind, json_string(known, "kind", "")) == 0 &&
           strcmp(question->prompt, json_string(known, "prompt", "")) == 0 &&
           strcmp(question->feedback, json_string(known, "feedback", "")) == 0 &&
           strcmp(question->body, json_string(known, "body", "")) == 0 &&
           question->points == json_integer(known, "points", 0);
}

static enum db_result insert_version(struct db *db, int64_t quiz_id, const struct imported_question *question,
                                     int64_t version)
{
    int64_t id = 0;
    return db_insert(db, &id,
                     "INSERT INTO question (quiz_id, key, version, kind, position, points, prompt, feedback, body)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     quiz_id, question->key, version, question->kind, question->position, question->points, question->prompt,
                     question->feedback, question->body);
}

/* The newest version of this key is the one to compare with; it may be retired, and come back. */
static enum db_result store_question(struct db *db, int64_t quiz_id, const struct imported_question *question, int64_t now,
                                     bool *differs)
{
    const cJSON *known = db_row(db,
        "SELECT id, version, kind, points, prompt, feedback, body FROM question WHERE quiz_id = ?1 AND key = ?2"
        " ORDER BY version DESC LIMIT 1", quiz_id, question->key);
    int64_t id = json_integer(known, "id", 0);
    enum db_result result;
    if (known != NULL && same(question, known)) {
        result = db_change(db,
            "UPDATE question SET position = ?2, retired_at = NULL WHERE id = ?1"
            " AND (position <> ?2 OR retired_at IS NOT NULL)", id, question->position);
        *differs = *differs || result == DB_OK;
        return result == DB_NONE ? DB_OK : result;
    }
    *differs = true;
    result = known == NULL ? DB_NONE
                           : db_change(db, "UPDATE question SET retired_at = ?2 WHERE id = ?1 AND retired_at IS NULL", id, now);
    if (result != DB_OK && result != DB_NONE)
        return result;
    return insert_version(db, quiz_id, question, json_integer(known, "version", 0) + 1);
}

static bool remains(const struct imported_quiz *quiz, const char *key)
{
    for (const struct imported_question *question = quiz->questions; question != NULL; question = question->next) {
        if (strcmp(question->key, key) == 0)
            return true;
    }
    return false;
}

static enum db_result retire_others(struct db *db, const struct imported_quiz *quiz, int64_t quiz_id, int64_t now,
                                    bool *differs)
{
    const cJSON *row, *rows = db_rows(db, "SELECT id, key FROM question WHERE quiz_id = ?1 AND retired_at IS NULL", quiz_id);
    cJSON_ArrayForEach(row, rows)
    {
        if (remains(quiz, json_string(row, "key", "")))
            continue;
        enum db_result result = db_change(db, "UPDATE question SET retired_at = ?2 WHERE id = ?1", json_integer(row, "id", 0), now);
        if (result != DB_OK)
            return result;
        *differs = true;
    }
    return DB_OK;
}

enum db_result import_store_quiz(struct import_job *job, struct db *db, const struct imported_lesson *lesson,
                                 int64_t lesson_id, int64_t now, bool *changed)
{
    (void)job;
    int64_t quiz_id = 0;
    enum db_result result = store_settings(db, lesson->quiz, lesson_id, &quiz_id, changed);
    for (const struct imported_question *question = lesson->quiz->questions; question != NULL && result == DB_OK;
         question = question->next) {
        if (!question->refused)
            result = store_question(db, quiz_id, question, now, changed);
    }
    return result == DB_OK ? retire_others(db, lesson->quiz, quiz_id, now, changed) : result;
}
