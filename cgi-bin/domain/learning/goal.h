/* goal.h - what a learner wants to be able to do, and by when: a title, a day, skills. */
#ifndef NEXUS_GOAL_H
#define NEXUS_GOAL_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { GOAL_TITLE_MOST = 120, GOALS_MOST = 50, GOAL_SKILLS_MOST = 12 };

/* The goals of a person, open ones first, by date: rows {id, title, target_day, reached_at, skills: [{name, progress}],
 * progress}. Progress is in percent: of a skill, that of the furthest course that teaches it; of a goal, the mean of its
 * skills (null without skills, 100 when reached). `open_only` leaves the reached ones out. Two queries. */
cJSON *goal_list(struct db *db, int64_t user_id, bool open_only, int limit);

/* Adds to each open goal `courses`: at most three published courses {slug, title, skills (how many of the goal's they teach)}
 * the person does not take, the ones that teach most of its skills first. One query. */
void goal_give_courses(struct db *db, int64_t user_id, cJSON *goals);

/* Every skill that a published course teaches, {name}, by name. */
cJSON *goal_skills(struct db *db);

/* A goal with its skills as an array of names: {id, title, target_day, reached_at, skills}; NULL when there is none. */
cJSON *goal_find(struct db *db, int64_t user_id, int64_t goal_id);

/* The changes need the write transaction; DB_NONE when there is no such goal, DB_CONFLICT beyond GOALS_MOST. target_day -1:
 * no date. `skills` is an array of names; unknown names are left out. */
enum db_result goal_add(struct db *db, int64_t user_id, const char *title, int64_t target_day, const cJSON *skills, int64_t now);
enum db_result goal_change(struct db *db, int64_t user_id, int64_t goal_id, const char *title, int64_t target_day, const cJSON *skills);
enum db_result goal_reach(struct db *db, int64_t user_id, int64_t goal_id, bool reached, int64_t now, const char *zone);
enum db_result goal_delete(struct db *db, int64_t user_id, int64_t goal_id, int64_t now);
enum db_result goal_restore(struct db *db, int64_t user_id, int64_t goal_id);

#endif
