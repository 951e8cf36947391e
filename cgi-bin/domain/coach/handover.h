/* handover.h - a conversation given to a person: asked for by its learner, answered by who teaches the course (or an admin).
 *
 * It waits from the moment it was handed over until a person writes in it. Instructors see what was handed over in courses
 * they teach, and nothing else; admins see all, also what belongs to no course. Called by the coach's API, the pages of
 * /teach, and the worker that tells them. Changes need the write transaction. */
#ifndef NEXUS_HANDOVER_H
#define NEXUS_HANDOVER_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { HANDOVER_REPLY_MOST = 4000 };

/* Who looks. */
struct handover_reader {
    int64_t user_id;
    bool admin;
};

/* The learner asks for a person. One that waits keeps its age; one that was answered waits again. It is open again when it was said to
 * be answered. DB_NONE: not their conversation. */
enum db_result handover_ask(struct db *db, int64_t user_id, int64_t conversation_id, int64_t now);

/* What was handed over, the oldest that waits first (answered: the newest answer first): {id, title, course, course_title, lesson,
 * lesson_title, learner (name), handed_over_at, answered_at, answerer}; and how many. */
cJSON *handover_list(struct db *db, const struct handover_reader *reader, bool answered, int limit, int64_t offset);
int64_t handover_count(struct db *db, const struct handover_reader *reader, bool answered);

/* What landed in whose inbox and nobody was told of yet: rows ordered by reader, the oldest first: {reader_id, name, email, language, id,
 * title, course_title (null: none)}. Readers are those who teach the course, or the admins when nobody does. A reader who was told within
 * HANDOVER_QUIET seconds has no rows: what lands meanwhile waits for the next mail. */
enum { HANDOVER_QUIET = 3600 };
cJSON *handover_untold(struct db *db, int64_t now);

/* Notes that a reader was told of all that landed before `now`. */
enum db_result handover_note_told(struct db *db, int64_t reader_id, int64_t now);

/* Whether this reader may see a conversation because it was handed over. */
bool handover_reaches(struct db *db, const struct handover_reader *reader, int64_t conversation_id);

/* Writes into the conversation as a person. DB_NONE: no such conversation, or deleted. */
enum db_result handover_reply(struct db *db, int64_t conversation_id, int64_t author_id, const char *words, int64_t now);

/* Answers that learners reported and nobody looked at yet, oldest first: {id, reason, created_at, conversation_id, content, course_title};
 * and closing one. For admins. */
cJSON *handover_reports(struct db *db, int limit, int64_t offset);
int64_t handover_report_count(struct db *db);
enum db_result handover_close_report(struct db *db, int64_t report_id, int64_t now);

/* The courses whose coach this person may look after: {id, slug, title, entries (of the FAQ), mode}. */
cJSON *handover_courses(struct db *db, const struct handover_reader *reader);

#endif
