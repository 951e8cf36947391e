/* goal.c - learning goals. Called by the goals page and the dashboard. */
#include "domain/learning/goal.h"

#include "core/base/json.h"
#include "domain/learning/activity.h"

enum { COURSES_SUGGESTED = 3 };

static cJSON *find_goal(cJSON *goals, int64_t id)
{
    cJSON *goal;
    cJSON_ArrayForEach(goal, goals) if (json_integer(goal, "id", 0) == id) return goal;
    return NULL;
}

/* Moves rows that name a goal_id into their goals' lists called `name`, at most `most` each. */
static void deal(cJSON *goals, cJSON *rows, const char *name, int most)
{
    cJSON *goal;
    cJSON_ArrayForEach(goal, goals) json_set(goal, name, cJSON_CreateArray());
    for (cJSON *row = rows->child, *next; row != NULL; row = next) {
        next = row->next;
        cJSON *list = cJSON_GetObjectItem(find_goal(goals, json_integer(row, "goal_id", 0)), name);
        if (list != NULL && cJSON_GetArraySize(list) < most)
            cJSON_AddItemToArray(list, cJSON_DetachItemViaPointer(rows, row));
    }
}

static void give_progress(cJSON *goal)
{
    const cJSON *skills = json_member(goal, "skills"), *skill;
    int64_t sum = 0, count = cJSON_GetArraySize(skills);
    cJSON_ArrayForEach(skill, skills) sum += json_integer(skill, "progress", 0);
    if (cJSON_IsNumber(json_member(goal, "reached_at")))
        json_set_integer(goal, "progress", 100);
    else
        json_set(goal, "progress", count == 0 ? cJSON_CreateNull() : cJSON_CreateNumber((double)(sum / count)));
}

cJSON *goal_list(struct db *db, int64_t user_id, bool open_only, int limit)
{
    cJSON *goals = db_rows(db,
                           "SELECT id, title, target_day, reached_at FROM goal WHERE user_id = ?1 AND deleted_at IS NULL"
                           " AND (?2 = 0 OR reached_at IS NULL) ORDER BY reached_at IS NOT NULL, reached_at DESC, target_day IS NULL,"
                           " target_day, id LIMIT ?3",
                           user_id, (int)open_only, limit);
    if (goals->child == NULL)
        return goals;
    cJSON *skills = db_rows(db,
                            "SELECT g.id AS goal_id, s.name, coalesce(max(CASE WHEN e.state = 'completed' THEN 100"
                            " WHEN c.lesson_count > 0 THEN e.lessons_done * 100 / c.lesson_count END), 0) AS progress"
                            " FROM goal g JOIN goal_skill gs ON gs.goal_id = g.id JOIN skill s ON s.id = gs.skill_id"
                            " LEFT JOIN course_skill cs ON cs.skill_id = s.id"
                            " LEFT JOIN enrolment e ON e.user_id = g.user_id AND e.course_id = cs.course_id AND e.state <> 'left'"
                            " LEFT JOIN course c ON c.id = e.course_id WHERE g.user_id = ?1 AND g.deleted_at IS NULL"
                            " GROUP BY g.id, gs.skill_id, s.name ORDER BY g.id, gs.skill_id",
                            user_id);
    deal(goals, skills, "skills", GOAL_SKILLS_MOST);
    cJSON *goal;
    cJSON_ArrayForEach(goal, goals) give_progress(goal);
    return goals;
}

void goal_give_courses(struct db *db, int64_t user_id, cJSON *goals)
{
    cJSON *rows = db_rows(db,
                          "SELECT g.id AS goal_id, c.slug, c.title, c.kind, count(*) AS skills FROM goal g"
                          " JOIN goal_skill gs ON gs.goal_id = g.id JOIN course_skill cs ON cs.skill_id = gs.skill_id"
                          " JOIN course c ON c.id = cs.course_id AND c.state = 'published'"
                          " LEFT JOIN enrolment e ON e.user_id = g.user_id AND e.course_id = c.id AND e.state <> 'left'"
                          " WHERE g.user_id = ?1 AND g.reached_at IS NULL AND g.deleted_at IS NULL AND e.id IS NULL"
                          " GROUP BY g.id, c.id, c.slug, c.title, c.kind, c.learner_count ORDER BY g.id, 5 DESC, c.learner_count DESC, c.id",
                          user_id);
    deal(goals, rows, "courses", COURSES_SUGGESTED);
}

cJSON *goal_skills(struct db *db)
{
    return db_rows(db, "SELECT s.name FROM skill s WHERE EXISTS (SELECT 1 FROM course_skill cs JOIN course c ON c.id = cs.course_id"
                       " WHERE cs.skill_id = s.id AND c.state = 'published') ORDER BY s.name LIMIT 300");
}

cJSON *goal_find(struct db *db, int64_t user_id, int64_t goal_id)
{
    cJSON *goal = db_row(db, "SELECT id, title, target_day, reached_at FROM goal WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL",
                         user_id, goal_id);
    if (goal == NULL)
        return NULL;
    cJSON *rows = db_rows(db, "SELECT s.name FROM goal_skill gs JOIN skill s ON s.id = gs.skill_id WHERE gs.goal_id = ?1 ORDER BY s.name", goal_id);
    cJSON *names = cJSON_CreateArray(), *row;
    cJSON_ArrayForEach(row, rows) cJSON_AddItemToArray(names, cJSON_CreateString(json_string(row, "name", "")));
    json_set(goal, "skills", names);
    return goal;
}

static struct db_value day_value(int64_t day)
{
    return day < 0 ? DB_NULL : (struct db_value){.kind = DB_KIND_INTEGER, .integer = day};
}

static enum db_result set_skills(struct db *db, int64_t goal_id, const cJSON *skills)
{
    enum db_result result = db_change(db, "DELETE FROM goal_skill WHERE goal_id = ?1", goal_id);
    const cJSON *skill;
    int count = 0;
    cJSON_ArrayForEach(skill, skills)
    {
        if (result != DB_OK && result != DB_NONE)
            return result;
        if (cJSON_IsString(skill) && count++ < GOAL_SKILLS_MOST)
            result = db_change(db,
                               "INSERT INTO goal_skill (goal_id, skill_id) SELECT ?1, id FROM skill WHERE name = ?2 ON CONFLICT DO NOTHING",
                               goal_id, skill->valuestring);
    }
    return result == DB_NONE ? DB_OK : result;
}

enum db_result goal_add(struct db *db, int64_t user_id, const char *title, int64_t target_day, const cJSON *skills, int64_t now)
{
    int64_t id = 0;
    enum db_result result = db_insert(db, &id,
                                      "INSERT INTO goal (user_id, title, target_day, created_at) SELECT ?1, ?2, ?3, ?4"
                                      " WHERE (SELECT count(*) FROM goal WHERE user_id = ?1 AND deleted_at IS NULL) < ?5",
                                      user_id, title, day_value(target_day), now, GOALS_MOST);
    if (result == DB_NONE)
        return DB_CONFLICT;
    return result != DB_OK ? result : set_skills(db, id, skills);
}

enum db_result goal_change(struct db *db, int64_t user_id, int64_t goal_id, const char *title, int64_t target_day, const cJSON *skills)
{
    enum db_result result = db_change(db, "UPDATE goal SET title = ?3, target_day = ?4 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL",
                                      user_id, goal_id, title, day_value(target_day));
    return result != DB_OK ? result : set_skills(db, goal_id, skills);
}

enum db_result goal_reach(struct db *db, int64_t user_id, int64_t goal_id, bool reached, int64_t now, const char *zone)
{
    enum db_result result;
    if (!reached)
        result = db_change(db, "UPDATE goal SET reached_at = NULL WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, goal_id);
    else
        result = db_change(db,
                           "UPDATE goal SET reached_at = ?3 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL AND reached_at IS NULL",
                           user_id, goal_id, now);
    if (result == DB_OK && reached)
        return activity_record(db, user_id, ACTIVITY_GOAL_REACHED, 0, 0, now, zone);
    bool there = result == DB_NONE && goal_find(db, user_id, goal_id) != NULL;
    return there ? DB_OK : result; /* reached before: a double click */
}

enum db_result goal_delete(struct db *db, int64_t user_id, int64_t goal_id, int64_t now)
{
    return db_change(db, "UPDATE goal SET deleted_at = ?3 WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NULL", user_id, goal_id, now);
}

enum db_result goal_restore(struct db *db, int64_t user_id, int64_t goal_id)
{
    enum db_result result = db_change(db,
                                      "UPDATE goal SET deleted_at = NULL WHERE id = ?2 AND user_id = ?1 AND deleted_at IS NOT NULL"
                                      " AND (SELECT count(*) FROM goal WHERE user_id = ?1 AND deleted_at IS NULL) < ?3",
                                      user_id, goal_id, GOALS_MOST);
    bool there = result == DB_NONE && db_integer(db, 0, "SELECT 1 FROM goal WHERE id = ?2 AND user_id = ?1", user_id, goal_id) != 0;
    return there ? DB_CONFLICT : result;
}
