/* who.c - numbers of people, courses and lessons become names; reading about one person leaves an audit line. See who.h. */
#include "programs/analytics/who.h"

#include "domain/account/people.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "programs/site/site.h"

static const char *number(struct request *request, int64_t id)
{
    return arena_printf(request->arena, "%lld", (long long)id);
}

cJSON *who_is(struct request *request, int64_t user_id)
{
    cJSON *person = people_find(request->db, user_id), *told = cJSON_CreateObject();
    json_set_integer(told, "id", user_id);
    json_set_string(told, "name", person == NULL ? arena_printf(request->arena, tr(request, "Account %lld"), (long long)user_id)
                                                 : json_string(person, "name", ""));
    json_set_string(told, "email", json_string(person, "email", ""));
    json_set_string(told, "url", person == NULL ? NULL : arena_printf(request->arena, "/admin/users/%lld", (long long)user_id));
    json_set_string(told, "timeline_url", arena_printf(request->arena, "/admin/analytics/people/%lld", (long long)user_id));
    return told;
}

const char *who_course(struct request *request, int64_t course_id)
{
    const char *title = course_id == 0 ? "" : course_title(request->db, course_id);
    return title != NULL ? title : number(request, course_id);
}

const char *who_lesson(struct request *request, int64_t lesson_id)
{
    return lesson_id == 0 ? "" : json_string(outline_name(request->db, lesson_id), "title", number(request, lesson_id));
}

cJSON *who_courses(struct request *request, int64_t chosen)
{
    cJSON *options = cJSON_CreateArray(), *courses = course_list_all(request->db, "");
    const cJSON *course;
    cJSON_ArrayForEach(course, courses)
    {
        cJSON *option = cJSON_CreateObject();
        int64_t id = json_integer(course, "id", 0);
        json_set_string(option, "value", number(request, id));
        json_set_string(option, "text", json_string(course, "title", ""));
        json_set_bool(option, "selected", id == chosen);
        cJSON_AddItemToArray(options, option);
    }
    return options;
}

enum http_status who_note_reading(struct request *request, int64_t user_id, const char *what)
{
    if (user_id == request->identity.user_id)
        return HTTP_OK;
    if (!db_is_writing(request->db) && !request_begin_write(request))
        return request_failed(request);
    return request_result(request, site_audit(request, "analytics.read", "user", user_id, what));
}
