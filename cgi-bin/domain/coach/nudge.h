/* nudge.h - when the coach speaks first: a quiet card with its reason. Called by programs/learner/nudge.c.
 *
 * Rules: at most one card a day (the person's own) whatever happened to it; none while an attempt is open; none of a kind that was
 * refused ("never"), nor for NUDGE_LATER_DAYS of a kind that came at a bad time ("not now"); nothing is said twice. Kinds, the
 * first that fits:
 *   stuck      reading a lesson for NUDGE_STUCK_SECONDS and more (by the server's own count) without completing it
 *   back       nothing learned for NUDGE_AWAY_DAYS, with a course under way
 *   milestone  a course completed, or half of one, within the last two days
 *   browsing   the last three pages of the catalogue teach one skill, which the person takes no course in */
#ifndef NEXUS_NUDGE_H
#define NEXUS_NUDGE_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { NUDGE_STUCK_SECONDS = 240, NUDGE_AWAY_DAYS = 3, NUDGE_LATER_DAYS = 3, NUDGE_SEEN = 3 };

/* What the page saw; the rest is looked up. `lesson_id` 0: nobody is stuck. `seen`: slugs of courses or names of skills, or NULL. */
struct nudge_signs {
    int64_t lesson_id;
    const char *seen[NUDGE_SEEN];
};

/* What to say now: {kind, subject, course, course_title (slug and title), lesson, lesson_title, skill, days, finished:bool}, all
 * members there, null where they mean nothing; NULL: nothing. Reads only; at most five queries. `zone`: the person's time zone. */
cJSON *nudge_choose(struct db *db, int64_t user_id, const struct nudge_signs *signs, int64_t now, const char *zone);

/* Notes that it is shown. DB_CONFLICT: another one was, today. Needs the write transaction. */
enum db_result nudge_note(struct db *db, int64_t user_id, const cJSON *nudge, int64_t now, const char *zone, int64_t *id);

/* "Not now" and "never" (of its kind). DB_NONE: not theirs. Need the write transaction. */
enum db_result nudge_put_off(struct db *db, int64_t user_id, int64_t id, int64_t now);
enum db_result nudge_refuse(struct db *db, int64_t user_id, int64_t id, int64_t now);

/* Which kinds may come: {any, stuck, back, milestone, browsing}, all bool. */
cJSON *nudge_wishes(struct db *db, int64_t user_id);

/* Sets one of them. Needs the write transaction. */
enum db_result nudge_wish(struct db *db, int64_t user_id, const char *kind, bool wanted);

#endif
