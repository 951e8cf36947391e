/* reminder.h - a mail at a time the learner chose. The worker sends what is due. */
#ifndef NEXUS_COACH_REMINDER_H
#define NEXUS_COACH_REMINDER_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { REMINDER_TEXT_MOST = 200, REMINDERS_MOST = 50 };

/* A new one; DB_CONFLICT when this person has REMINDERS_MOST that wait. Needs the write transaction, as do the others. */
enum db_result reminder_add(struct db *db, int64_t user_id, int64_t lesson_id, const char *text, int64_t due_at, int64_t now, int64_t *id);
enum db_result reminder_delete(struct db *db, int64_t user_id, int64_t id, int64_t now);

/* Those that wait, soonest first: {id, text, due_at, lesson, url_course, url_lesson}. */
cJSON *reminder_list(struct db *db, int64_t user_id);

/* What is due: {id, user_id, name, email, language, text, course (slug), lesson (slug), lesson_title}; only of active people. */
cJSON *reminder_due(struct db *db, int64_t now, int most);
enum db_result reminder_sent(struct db *db, int64_t id, int64_t now);

#endif
