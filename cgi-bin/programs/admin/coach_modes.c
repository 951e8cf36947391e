/* coach_modes.c - /teach/courses/:slug/coach: hints first, direct answers or no coach, for a course and for single lessons. */
#include "programs/admin/pages.h"
#include "programs/admin/teach.h"

#include "domain/catalog/course.h"
#include "domain/coach/mode.h"
#include "programs/site/site.h"

#include <string.h>

int64_t teach_give_course(struct request *request)
{
    const cJSON *course = course_find(request->db, request_text(request, "slug"), request->identity.user_id);
    bool admin = (request->identity.roles & ROLE_ADMIN) != 0;
    if (course == NULL || !(admin || json_bool(course, "teaches", false)))
        return 0;
    int64_t id = json_integer(course, "id", 0);
    cJSON *shown = cJSON_CreateObject();
    json_set_integer(shown, "id", id);
    json_set_string(shown, "slug", json_string(course, "slug", ""));
    json_set_string(shown, "title", json_string(course, "title", ""));
    request_give(request, "course", shown);
    return id;
}

/* A lesson's choice is "12:direct"; "12:" is as the course. */
static void give_choices(struct request *request, cJSON *lesson)
{
    const struct { const char *mode, *text; } all[] = {{"", tr(request, "As the course")},
                                                       {"hints", tr(request, "Hints first")},
                                                       {"direct", tr(request, "Direct answers")},
                                                       {"off", tr(request, "No coach")}};
    cJSON *choices = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cJSON *choice = cJSON_CreateObject();
        json_set_string(choice, "value", arena_printf(request->arena, "%lld:%s", (long long)json_integer(lesson, "id", 0), all[i].mode));
        json_set_string(choice, "text", all[i].text);
        json_set_bool(choice, "selected", text_equal(all[i].mode, json_string(lesson, "mode", "")));
        cJSON_AddItemToArray(choices, choice);
    }
    json_set(lesson, "choices", choices);
}

enum http_status coach_modes_page(struct request *request)
{
    int64_t id = teach_give_course(request);
    if (id == 0)
        return HTTP_NOT_FOUND;
    cJSON *lessons = mode_lessons(request->db, id), *lesson;
    const char *mode = mode_of_course(request->db, id);
    cJSON_ArrayForEach(lesson, lessons) give_choices(request, lesson);
    request_give(request, "lessons", lessons);
    request_give_bool(request, "any", cJSON_GetArraySize(lessons) > 0);
    request_give_bool(request, "is_hints", text_equal(mode, "hints"));
    request_give_bool(request, "is_direct", text_equal(mode, "direct"));
    request_give_bool(request, "is_off", text_equal(mode, "off"));
    request_give_text(request, "mode", mode);
    return HTTP_OK;
}

static bool is_mode(const char *mode)
{
    return *mode == '\0' || text_equal(mode, "hints") || text_equal(mode, "direct") || text_equal(mode, "off");
}

/* Lessons of another course are left alone; what is no choice of ours is refused. */
static enum db_result set_lesson(struct request *request, int64_t course_id, const char *choice)
{
    size_t digits = strcspn(choice, ":");
    int64_t lesson_id = 0;
    if (choice[digits] != ':' || !is_mode(choice + digits + 1) ||
        !text_integer(arena_strndup(request->arena, choice, digits), 1, INT64_MAX, &lesson_id))
        return DB_CONFLICT;
    enum db_result result = mode_set_lesson(request->db, course_id, lesson_id, choice + digits + 1);
    return result == DB_NONE ? DB_CONFLICT : result;
}

enum http_status coach_modes_save(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t id = teach_give_course(request);
    if (id == 0)
        return HTTP_NOT_FOUND;
    const char *mode = request_text(request, "mode"), *slug = request_text(request, "slug");
    enum db_result result = mode_set_course(request->db, id, mode);
    const cJSON *choices = request_list(request, "lessons"), *choice;
    cJSON_ArrayForEach(choice, choices)
        if (result == DB_OK)
            result = set_lesson(request, id, choice->valuestring);
    if (result == DB_CONFLICT)
        return request_refuse(request, "lessons", tr(request, "Choose one of the offered values."));
    if (result == DB_OK)
        result = site_audit(request, "coach.mode", "course", id, mode);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "The coach's ways in this course are saved."), NULL);
    return request_redirect_to(request, "/teach/courses/%s/coach", slug);
}
