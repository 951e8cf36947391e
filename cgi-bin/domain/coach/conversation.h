/* conversation.h - what a learner and the coach said to each other. Every call names the learner: nobody reaches another's.
 *
 * A question and its answer are stored together, before the first word: the answer is 'streaming', is stored again and again
 * while it grows, and becomes 'complete', 'cut' (stopped, or the program was killed) or 'failed'. An answer that nobody has
 * touched for CONVERSATION_SILENT seconds is shown as cut; the worker closes it.
 *
 * Citations of a message: [{n, passage, title (of the lesson), heading, url (with the anchor), quote}]; n is the number in
 * the text. Cards: see action.h. Changes need the write transaction. */
#ifndef NEXUS_CONVERSATION_H
#define NEXUS_CONVERSATION_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { CONVERSATION_SILENT = 15, CONVERSATION_TITLE_MOST = 80, CONVERSATION_QUESTION_MOST = 4000 };

/* ---- asking ---- */

/* A question as it came in, and where it was asked; the ids are 0 where there is nothing. */
struct question_asked {
    int64_t user_id, conversation_id; /* 0: begin a conversation */
    int64_t course_id, lesson_id;
    const char *words, *action, *heading;
    int rung;
};

/* Stores the question and an empty answer that streams. Sets the ids. A new conversation's title are the first words; a
 * question in a resolved one opens it again. DB_NONE: no such conversation of this learner. */
enum db_result conversation_ask(struct arena *arena, struct db *db, const struct question_asked *asked, int64_t now,
                                int64_t *conversation_id, int64_t *question_id, int64_t *answer_id);

/* Stores what there is of an answer that streams. DB_NONE: it does not stream any more. */
enum db_result conversation_keep(struct db *db, int64_t answer_id, const char *content, int64_t now);

/* Closes an answer with all that belongs to it. */
struct answer_given {
    const char *content, *html; /* html NULL: not rendered */
    const char *state, *source, *problem, *model;
    const cJSON *citations, *cards;   /* NULL: none */
    const char *sent;                 /* JSON text; NULL: nothing was */
    int rung;
    bool abstained;
    int64_t tokens_in, tokens_out, cost, first_ms;
};
enum db_result conversation_close(struct arena *arena, struct db *db, int64_t answer_id, const struct answer_given *given, int64_t now);

/* The ids of the answers that are to stop: [id, ...]. */
cJSON *conversation_stops(struct db *db);

/* Closes what nobody writes any more. For the worker. Gives how many. */
int64_t conversation_close_silent(struct db *db, int64_t now);

/* ---- reading ---- */

/* A learner's conversations, newest first, those whose title or a message has all these words ("" all): rows {id, title,
 * course, course_title, lesson, lesson_title (slugs and titles, or null), created_at, updated_at, resolved:bool, messages,
 * rating}. `offset` and `limit` page; *total is how many there are. */
cJSON *conversation_list(struct arena *arena, struct db *db, int64_t user_id, const char *words, int limit, int64_t offset, int64_t *total);

/* One: the members of the list, and course_id, lesson_id, handed_over:bool, waits:bool (for a person to answer), was_read:bool, readers: [{name,
 * role ("instructor" of its course, or "admin"), is_instructor:bool, at}], the newest first. NULL: none of this learner (or
 * deleted). */
cJSON *conversation_find(struct db *db, int64_t user_id, int64_t id);

/* Its messages, oldest first: {id, role, author, content, html, state, source, action, rung, citations, cards, lesson, heading, abstained:bool,
 * problem, model, rating, rating_reason, has_sent:bool, created_at}. Each card has the state it is in now. */
cJSON *conversation_messages(struct db *db, int64_t user_id, int64_t id, int64_t now);

/* The newest messages before an answer, oldest first, at most `most`: {role, content, rung}; for the model, and for rungs. */
cJSON *conversation_history(struct db *db, int64_t user_id, int64_t id, int64_t before_id, int most);

/* One message of this learner: {id, conversation_id, role, state}; NULL when there is none. */
cJSON *conversation_message(struct db *db, int64_t user_id, int64_t message_id);

/* What went to the model for an answer (JSON text); NULL when nothing did or it is not theirs. */
const char *conversation_sent(struct db *db, int64_t user_id, int64_t message_id);

/* ---- what a learner does with them; DB_NONE: not theirs ---- */

enum db_result conversation_rename(struct db *db, int64_t user_id, int64_t id, const char *title);
enum db_result conversation_delete(struct db *db, int64_t user_id, int64_t id, int64_t now);
enum db_result conversation_restore(struct db *db, int64_t user_id, int64_t id);
enum db_result conversation_resolve(struct db *db, int64_t user_id, int64_t id, int64_t now);

/* Rates an answer 1 to 5; it is the conversation's rating, too. */
enum db_result conversation_rate(struct db *db, int64_t user_id, int64_t message_id, int rating, const char *reason);
enum db_result conversation_report(struct db *db, int64_t user_id, int64_t message_id, const char *reason, int64_t now);

/* Asks for an answer that streams to end. DB_NONE also when it does not stream. */
enum db_result conversation_stop(struct db *db, int64_t user_id, int64_t message_id, int64_t now);

/* Notes that somebody else (an instructor, an admin) read it; once an hour is enough. */
enum db_result conversation_note_reader(struct db *db, int64_t conversation_id, int64_t reader_id, int64_t now);

#endif
