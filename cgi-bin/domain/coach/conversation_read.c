/* conversation_read.c - lists of conversations, one of them, its messages. Called by the coach program and the pages of /chat. */
#include "domain/coach/conversation.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

/* Words to look for become a pattern: what is special in LIKE stands for itself. */
static const char *pattern_of(struct arena *arena, const char *words)
{
    struct text pattern = text_in(arena);
    text_append_char(&pattern, '%');
    for (; *words != '\0'; words++) {
        if (strchr("%_!", *words) != NULL)
            text_append_char(&pattern, '!');
        text_append_char(&pattern, *words);
    }
    text_append_char(&pattern, '%');
    return text_string(&pattern);
}

cJSON *conversation_list(struct arena *arena, struct db *db, int64_t user_id, const char *words, int limit, int64_t offset, int64_t *total)
{
    /* The first row counts, too: a page more or less costs no second question. A page behind the last has that row alone. */
    cJSON *rows = db_rows(db,
                          "WITH found AS (SELECT c.*, row_number() OVER (ORDER BY c.updated_at DESC, c.id DESC) AS place,"
                          " count(*) OVER () AS total FROM conversation c WHERE c.user_id = ?1 AND c.deleted_at IS NULL"
                          " AND (?2 OR lower(c.title) LIKE lower(?3) ESCAPE '!' OR EXISTS (SELECT 1 FROM message m"
                          " WHERE m.conversation_id = c.id AND lower(m.content) LIKE lower(?3) ESCAPE '!')))"
                          " SELECT c.id, c.title, k.slug AS course, k.title AS course_title, l.slug AS lesson, l.title AS lesson_title,"
                          " c.created_at, c.updated_at, c.resolved_at IS NOT NULL AS \"resolved:bool\", c.rating,"
                          " (SELECT count(*) FROM message m WHERE m.conversation_id = c.id) AS messages, c.total"
                          " FROM found c LEFT JOIN course k ON k.id = c.course_id LEFT JOIN lesson l ON l.id = c.lesson_id"
                          " WHERE c.place = 1 OR (c.place > ?5 AND c.place <= ?5 + ?4) ORDER BY c.place",
                          user_id, *words == '\0', pattern_of(arena, words), limit, offset),
          *row;
    *total = json_integer(rows->child, "total", 0);
    if (offset > 0 && rows->child != NULL)
        cJSON_DeleteItemFromArray(rows, 0);
    cJSON_ArrayForEach(row, rows) cJSON_DeleteItemFromObject(row, "total");
    return rows;
}

static cJSON *readers_of(struct db *db, int64_t id)
{
    return db_rows(db,
                   "SELECT s.name, CASE WHEN s.teaches THEN 'instructor' ELSE 'admin' END AS role, s.teaches AS \"is_instructor:bool\", s.at"
                   " FROM (SELECT r.id, coalesce(p.name, '') AS name, r.read_at AS at, EXISTS (SELECT 1 FROM course_instructor i"
                   " JOIN conversation c ON c.course_id = i.course_id WHERE c.id = ?1 AND i.user_id = r.reader_id) AS teaches"
                   " FROM conversation_read r LEFT JOIN person p ON p.id = r.reader_id WHERE r.conversation_id = ?1) s"
                   " ORDER BY s.at DESC, s.id DESC LIMIT 20",
                   id);
}

cJSON *conversation_find(struct db *db, int64_t user_id, int64_t id)
{
    cJSON *conversation =
        db_row(db,
               "SELECT c.id, c.title, c.course_id, c.lesson_id, k.slug AS course, k.title AS course_title, l.slug AS lesson,"
               " l.title AS lesson_title, c.created_at, c.updated_at, c.resolved_at IS NOT NULL AS \"resolved:bool\", c.rating,"
               " c.handed_over_at IS NOT NULL AS \"handed_over:bool\", c.handed_over_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message m"
               " WHERE m.conversation_id = c.id AND m.role = 'instructor' AND m.created_at >= c.handed_over_at) AS \"waits:bool\","
               " (SELECT count(*) FROM message m WHERE m.conversation_id = c.id) AS messages,"
               " EXISTS (SELECT 1 FROM conversation_read r WHERE r.conversation_id = c.id) AS \"was_read:bool\""
               " FROM conversation c LEFT JOIN course k ON k.id = c.course_id LEFT JOIN lesson l ON l.id = c.lesson_id"
               " WHERE c.id = ?2 AND c.user_id = ?1 AND c.deleted_at IS NULL",
               user_id, id);
    if (conversation != NULL)
        json_set(conversation, "readers", json_bool(conversation, "was_read", false) ? readers_of(db, id) : cJSON_CreateArray());
    return conversation;
}

static cJSON *card_with(cJSON *messages, int64_t message_id, int64_t action_id)
{
    cJSON *message, *card;
    cJSON_ArrayForEach(message, messages)
    {
        if (json_integer(message, "id", 0) != message_id)
            continue;
        cJSON_ArrayForEach(card, json_member(message, "cards"))
            if (json_integer(card, "id", 0) == action_id)
                return card;
    }
    return NULL;
}

static bool have_cards(const cJSON *messages)
{
    const cJSON *message;
    cJSON_ArrayForEach(message, messages) if (cJSON_GetArraySize(json_member(message, "cards")) > 0) return true;
    return false;
}

/* A card was stored as it was offered; what became of it stands with the action. */
static void refresh_cards(struct db *db, int64_t user_id, int64_t id, cJSON *messages)
{
    if (!have_cards(messages))
        return;
    cJSON *actions = db_rows(db,
                             "SELECT a.id, a.message_id, a.state FROM coach_action a JOIN message m ON m.id = a.message_id"
                             " WHERE m.conversation_id = ?2 AND a.user_id = ?1 AND a.state <> 'offered'",
                             user_id, id),
          *action;
    cJSON_ArrayForEach(action, actions)
    {
        cJSON *card = card_with(messages, json_integer(action, "message_id", 0), json_integer(action, "id", 0));
        if (card != NULL)
            json_set_string(card, "state", json_string(action, "state", ""));
    }
}

cJSON *conversation_messages(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    cJSON *messages =
        db_rows(db,
                "SELECT m.id, m.role, p.name AS author, m.content, m.html,"
                " CASE WHEN m.state = 'streaming' AND m.beat_at < ?3 THEN 'cut' ELSE m.state END AS state, m.source, m.action, m.rung,"
                " m.citations AS \"citations:json\", m.card AS \"cards:json\", l.slug AS lesson, m.heading, m.abstained AS \"abstained:bool\","
                " m.problem, m.model, m.rating, m.rating_reason, m.sent IS NOT NULL AS \"has_sent:bool\", m.created_at"
                " FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN person p ON p.id = m.author_id"
                " LEFT JOIN lesson l ON l.id = m.lesson_id"
                " WHERE c.id = ?2 AND c.user_id = ?1 AND c.deleted_at IS NULL ORDER BY m.id",
                user_id, id, now - CONVERSATION_SILENT);
    refresh_cards(db, user_id, id, messages);
    return messages;
}

cJSON *conversation_history(struct db *db, int64_t user_id, int64_t id, int64_t before_id, int most)
{
    return db_rows(db,
                   "SELECT role, content, rung FROM (SELECT m.id, m.role, m.content, m.rung FROM message m"
                   " JOIN conversation c ON c.id = m.conversation_id WHERE c.id = ?2 AND c.user_id = ?1 AND m.id < ?3 AND m.content <> ''"
                   " ORDER BY m.id DESC LIMIT ?4) AS newest ORDER BY id",
                   user_id, id, before_id, most);
}

cJSON *conversation_message(struct db *db, int64_t user_id, int64_t message_id)
{
    return db_row(db,
                  "SELECT m.id, m.conversation_id, m.role, m.state FROM message m JOIN conversation c ON c.id = m.conversation_id"
                  " WHERE m.id = ?2 AND c.user_id = ?1 AND c.deleted_at IS NULL",
                  user_id, message_id);
}

const char *conversation_sent(struct db *db, int64_t user_id, int64_t message_id)
{
    return db_text(db,
                   "SELECT m.sent FROM message m JOIN conversation c ON c.id = m.conversation_id"
                   " WHERE m.id = ?2 AND c.user_id = ?1 AND c.deleted_at IS NULL",
                   user_id, message_id);
}

cJSON *conversation_stops(struct db *db)
{
    cJSON *ids = cJSON_CreateArray(), *row;
    cJSON *rows = db_rows(db, "SELECT id FROM message WHERE state = 'streaming' AND stop_at IS NOT NULL");
    cJSON_ArrayForEach(row, rows) cJSON_AddItemToArray(ids, cJSON_CreateNumber((double)json_integer(row, "id", 0)));
    return ids;
}
