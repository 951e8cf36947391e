/* goals.c - GET /goals and what can be done to a goal. */
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/learning/goal.h"
#include "programs/site/site.h"

/* What templates can't see for themselves: whether lists hold something, which entry is the last. */
static void mark_lists(cJSON *goal)
{
    const cJSON *courses = json_member(goal, "courses");
    cJSON *skill, *course;
    json_set_bool(goal, "has_skills", json_member(goal, "skills") != NULL && json_member(goal, "skills")->child != NULL);
    json_set_bool(goal, "has_courses", courses != NULL && courses->child != NULL);
    cJSON_ArrayForEach(skill, json_member(goal, "skills")) json_set_bool(skill, "full", json_integer(skill, "progress", 0) == 100);
    cJSON_ArrayForEach(course, courses) json_set_bool(course, "last", course->next == NULL);
}

/* The day as words, and how it stands: overdue, days left. Shared with the dashboard. */
void goals_dress(struct request *request, cJSON *goals)
{
    int64_t today = clock_day(request->now, request->identity.time_zone);
    cJSON *goal;
    cJSON_ArrayForEach(goal, goals)
    {
        const cJSON *target = json_member(goal, "target_day");
        bool dated = cJSON_IsNumber(target), reached = cJSON_IsNumber(json_member(goal, "reached_at"));
        int64_t day = json_integer(goal, "target_day", 0);
        json_set_bool(goal, "reached", reached);
        json_set_string(goal, "day_text", dated ? locale_day(request->arena, request->language, day) : NULL);
        json_set_bool(goal, "overdue", dated && !reached && day < today);
        json_set_bool(goal, "due_today", dated && !reached && day == today);
        json_set_integer(goal, "days_left", dated && !reached && day > today ? day - today : 0);
        mark_lists(goal);
        json_set_bool(goal, "has_progress", cJSON_IsNumber(json_member(goal, "progress")));
    }
    site_date_rows(request, goals, "reached_at");
}

/* The skills as check boxes, ticked as in the form. */
static void give_skill_boxes(struct request *request, const cJSON *chosen)
{
    cJSON *skills = goal_skills(request->db), *skill;
    cJSON_ArrayForEach(skill, skills)
    {
        bool checked = false;
        const cJSON *name;
        cJSON_ArrayForEach(name, chosen) checked = checked || text_equal(name->valuestring, json_string(skill, "name", ""));
        json_set_bool(skill, "checked", checked);
    }
    request_give(request, "skill_boxes", skills);
    request_give_bool(request, "has_skill_boxes", skills->child != NULL);
    request_give_bool(request, "skills_open", chosen != NULL && chosen->child != NULL);
}

/* The form's values: what was typed, else the given ones. */
static void give_form(struct request *request, const char *title, const char *day, const cJSON *skills)
{
    request_form_value(request, "title", title);
    request_form_value(request, "target", day);
    const cJSON *field = json_member(json_member(request->model, "form"), "skills");
    give_skill_boxes(request, json_bool(field, "typed", false) ? json_member(field, "value") : skills);
}

enum http_status goals_page(struct request *request)
{
    cJSON *goals = goal_list(request->db, request->identity.user_id, false, GOALS_MOST), *none = cJSON_CreateArray();
    goal_give_courses(request->db, request->identity.user_id, goals);
    goals_dress(request, goals);
    request_give(request, "goals", goals);
    give_form(request, "", "", none);
    return HTTP_OK;
}

enum http_status goal_page(struct request *request)
{
    cJSON *goal = goal_find(request->db, request->identity.user_id, request_integer(request, "id", 0));
    if (goal == NULL)
        return HTTP_NOT_FOUND;
    const cJSON *target = json_member(goal, "target_day");
    const char *day = cJSON_IsNumber(target) ? clock_day_text(request->arena, (int64_t)target->valuedouble) : "";
    give_form(request, json_string(goal, "title", ""), day, json_member(goal, "skills"));
    request_give(request, "goal", goal);
    return HTTP_OK;
}

static int64_t target_day(const struct request *request)
{
    int64_t day = -1;
    return clock_day_read(request_text(request, "target"), &day) ? day : -1;
}

enum http_status goal_create(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = goal_add(request->db, request->identity.user_id, request_text(request, "title"), target_day(request),
                                     request_list(request, "skills"), request->now);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "That is a lot of goals. Delete one first, so that the others get a chance."));
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "Your goal is set."), NULL);
    return request_redirect(request, "/goals");
}

enum http_status goal_edit(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = goal_change(request->db, request->identity.user_id, request_integer(request, "id", 0), request_text(request, "title"),
                                        target_day(request), request_list(request, "skills"));
    return result != DB_OK ? request_result(request, result) : request_redirect(request, "/goals");
}

enum http_status goal_mark(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    bool reached = text_equal(request_text(request, "value"), "yes");
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = goal_reach(request->db, request->identity.user_id, id, reached, request->now, request->identity.time_zone);
    if (result != DB_OK)
        return request_result(request, result);
    if (reached)
        request_flash(request, "good", tr(request, "Goal reached. Congratulations!"),
                      arena_printf(request->arena, "/goals/%lld/reach?value=no", (long long)id));
    return request_redirect(request, "/goals");
}

enum http_status goal_remove(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = goal_delete(request->db, request->identity.user_id, id, request->now);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "note", tr(request, "Goal deleted."), arena_printf(request->arena, "/goals/%lld/restore", (long long)id));
    return request_redirect(request, "/goals");
}

enum http_status goal_put_back(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = goal_restore(request->db, request->identity.user_id, request_integer(request, "id", 0));
    if (result == DB_CONFLICT) {
        request_flash(request, "bad", tr(request, "That is a lot of goals. Delete one first, so that the others get a chance."), NULL);
        return request_redirect(request, "/goals");
    }
    return result != DB_OK ? request_result(request, result) : request_redirect(request, "/goals");
}
