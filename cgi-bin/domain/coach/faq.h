/* faq.h - questions that a person answered for all: kept with the course, read by the coach, which then cites them. Called by the
 * pages of /teach. A change queues the course for the coach's index. Changes need the write transaction. */
#ifndef NEXUS_FAQ_H
#define NEXUS_FAQ_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { FAQ_QUESTION_MOST = 300, FAQ_ANSWER_MOST = 4000 };

/* A course's entries, newest first: {id, question, answer (Markdown), html (null: not rendered yet), lesson, lesson_title, author, created_at}. */
cJSON *faq_list(struct db *db, int64_t course_id);

/* Adds one; the lesson is left out when it is none of this course. */
enum db_result faq_add(struct db *db, int64_t course_id, int64_t lesson_id, const char *question, const char *answer, int64_t author_id,
                       int64_t now);

/* Takes one out, and back in. DB_NONE: none of this course, or so already. */
enum db_result faq_remove(struct db *db, int64_t course_id, int64_t id, int64_t now);
enum db_result faq_restore(struct db *db, int64_t course_id, int64_t id, int64_t now);

/* What an entry begins with, from a message: a person's answer with the question before it, or a learner's question with the
 * answer a person gave after it ("" when none did): {conversation_id, course_id, handed:bool (over to a person), lesson_id (null: none), question,
 * answer}. NULL: no such
 * message. Who may see that conversation is the caller's to ask. */
cJSON *faq_draft(struct db *db, int64_t message_id);

#endif
