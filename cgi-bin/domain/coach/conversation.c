/* conversation.c - asking, the answer's life, and what a learner does with a conversation. Called by the coach program.
 *
 * Reading is in conversation_read.c. */
#include "domain/coach/conversation.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/learning/activity.h"

#include <string.h>

/* The first line, cut between words: what a list of conversations shows. */
static char *title_of(struct arena *arena, const char *words)
{
    enum { LETTERS = 60 };
    const char *end = words + strcspn(words, "\n"), *at = words, *space = NULL;
    for (int count = 0; at < end && count < LETTERS; count++) {
        if (*at == ' ')
            space = at;
        utf8_next(&at, end);
    }
    if (at == end)
        return arena_strndup(arena, words, (size_t)(end - words));
    if (space == NULL)
        space = at;
    return arena_printf(arena, "%.*s…", (int)(space - words), words);
}

static enum db_result begin(struct arena *arena, struct db *db, const struct question_asked *asked, int64_t now, int64_t *id)
{
    return db_insert(db, id,
                     "INSERT INTO conversation (user_id, title, course_id, lesson_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                     asked->user_id, title_of(arena, asked->words), db_reference(asked->course_id), db_reference(asked->lesson_id), now);
}

/* The owner is looked at before anything else, and by the database. */
static enum db_result go_on(struct db *db, const struct question_asked *asked, int64_t now)
{
    return db_change(db,
                     "UPDATE conversation SET updated_at = ?3, resolved_at = NULL,"
                     " reopened_at = CASE WHEN resolved_at IS NULL THEN reopened_at ELSE ?3 END"
                     " WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL",
                     asked->user_id, asked->conversation_id, now);
}

enum db_result conversation_ask(struct arena *arena, struct db *db, const struct question_asked *asked, int64_t now,
                                int64_t *conversation_id, int64_t *question_id, int64_t *answer_id)
{
    *conversation_id = asked->conversation_id;
    enum db_result result = asked->conversation_id == 0 ? begin(arena, db, asked, now, conversation_id) : go_on(db, asked, now);
    if (result != DB_OK)
        return result;
    result = db_insert(db, question_id,
                       "INSERT INTO message (conversation_id, role, content, action, lesson_id, heading, created_at)"
                       " VALUES (?1, 'user', ?2, ?3, ?4, ?5, ?6)",
                       *conversation_id, asked->words, asked->action, db_reference(asked->lesson_id), asked->heading, now);
    if (result == DB_OK)
        result = activity_note(db, asked->user_id, ACTIVITY_COACH_ASKED, asked->course_id, asked->lesson_id, "", now);
    if (result != DB_OK)
        return result;
    return db_insert(db, answer_id,
                     "INSERT INTO message (conversation_id, role, state, action, rung, lesson_id, heading, created_at, beat_at)"
                     " VALUES (?1, 'assistant', 'streaming', ?2, ?3, ?4, ?5, ?6, ?6)",
                     *conversation_id, asked->action, asked->rung, db_reference(asked->lesson_id), asked->heading, now);
}

enum db_result conversation_keep(struct db *db, int64_t answer_id, const char *content, int64_t now)
{
    return db_change(db, "UPDATE message SET content = ?2, beat_at = ?3 WHERE id = ?1 AND state = 'streaming'", answer_id, content, now);
}

static enum db_result close_numbers(struct db *db, int64_t answer_id, const struct answer_given *given)
{
    return db_change(db,
                     "UPDATE message SET problem = ?2, model = ?3, abstained = ?4, tokens_in = ?5, tokens_out = ?6, cost = ?7,"
                     " first_ms = ?8 WHERE id = ?1",
                     answer_id, given->problem, given->model, given->abstained, given->tokens_in, given->tokens_out, given->cost,
                     given->first_ms);
}

enum db_result conversation_close(struct arena *arena, struct db *db, int64_t answer_id, const struct answer_given *given, int64_t now)
{
    const char *none = "[]";
    enum db_result result =
        db_change(db,
                  "UPDATE message SET content = ?2, html = ?3, state = ?4, source = ?5, rung = ?6, citations = ?7, card = ?8, sent = ?9,"
                  " beat_at = ?10 WHERE id = ?1 AND state = 'streaming'",
                  answer_id, given->content, given->html, given->state, given->source, given->rung,
                  given->citations == NULL ? none : json_write(arena, given->citations),
                  given->cards == NULL ? none : json_write(arena, given->cards),
                  given->sent, now);
    return result != DB_OK ? result : close_numbers(db, answer_id, given);
}

int64_t conversation_close_silent(struct db *db, int64_t now)
{
    int64_t count = db_integer(db, 0, "SELECT count(*) FROM message WHERE state = 'streaming' AND beat_at < ?1", now - CONVERSATION_SILENT);
    if (count > 0)
        db_change(db, "UPDATE message SET state = 'cut' WHERE state = 'streaming' AND beat_at < ?1", now - CONVERSATION_SILENT);
    return count;
}

enum db_result conversation_rename(struct db *db, int64_t user_id, int64_t id, const char *title)
{
    return db_change(db, "UPDATE conversation SET title = ?3 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, id, title);
}

enum db_result conversation_delete(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE conversation SET deleted_at = ?3 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, id, now);
}

enum db_result conversation_restore(struct db *db, int64_t user_id, int64_t id)
{
    return db_change(db, "UPDATE conversation SET deleted_at = NULL WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NOT NULL", user_id, id);
}

enum db_result conversation_resolve(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE conversation SET resolved_at = ?3 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, id, now);
}

enum db_result conversation_rate(struct db *db, int64_t user_id, int64_t message_id, int rating, const char *reason)
{
    enum db_result result = db_change(db,
                                      "UPDATE message SET rating = ?3, rating_reason = ?4 WHERE id = ?2 AND role <> 'user' AND"
                                      " conversation_id IN (SELECT id FROM conversation WHERE user_id = ?1 AND deleted_at IS NULL)",
                                      user_id, message_id, rating, reason);
    if (result != DB_OK)
        return result;
    return db_change(db,
                     "UPDATE conversation SET rating = ?3, rating_reason = ?4 WHERE user_id = ?1"
                     " AND id = (SELECT conversation_id FROM message WHERE id = ?2)",
                     user_id, message_id, rating, reason);
}

enum db_result conversation_report(struct db *db, int64_t user_id, int64_t message_id, const char *reason, int64_t now)
{
    return db_change(db,
                     "INSERT INTO message_report (message_id, user_id, reason, created_at) SELECT m.id, ?1, ?3, ?4 FROM message m"
                     " JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?2 AND m.role <> 'user' AND c.user_id = ?1"
                     " AND c.deleted_at IS NULL"
                     " ON CONFLICT (message_id, user_id) DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at,"
                     " closed_at = NULL",
                     user_id, message_id, reason, now);
}

enum db_result conversation_stop(struct db *db, int64_t user_id, int64_t message_id, int64_t now)
{
    return db_change(db,
                     "UPDATE message SET stop_at = ?3 WHERE id = ?2 AND state = 'streaming'"
                     " AND conversation_id IN (SELECT id FROM conversation WHERE user_id = ?1)",
                     user_id, message_id, now);
}

enum db_result conversation_note_reader(struct db *db, int64_t conversation_id, int64_t reader_id, int64_t now)
{
    enum { HOUR = 3600 };
    enum db_result result = db_change(db,
                                      "INSERT INTO conversation_read (conversation_id, reader_id, read_at) SELECT ?1, ?2, ?3 FROM conversation c"
                                      " WHERE c.id = ?1 AND c.user_id <> ?2 AND NOT EXISTS (SELECT 1 FROM conversation_read r"
                                      " WHERE r.conversation_id = ?1 AND r.reader_id = ?2 AND r.read_at > ?4)",
                                      conversation_id, reader_id, now, now - HOUR);
    return result == DB_NONE ? DB_OK : result;
}
