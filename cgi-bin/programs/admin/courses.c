/* courses.c - every course with its state; publishing and archiving. */
#include "programs/admin/pages.h"

#include "domain/catalog/course.h"
#include "programs/site/site.h"

enum http_status courses_page(struct request *request)
{
    cJSON *courses = course_list_all(request->db, request_text(request, "q")), *course;
    site_date_rows(request, courses, "updated_at");
    cJSON_ArrayForEach(course, courses)
    {
        const char *state = json_string(course, "state", "");
        json_set_bool(course, "is_published", text_equal(state, "published"));
        json_set_bool(course, "is_archived", text_equal(state, "archived"));
    }
    request_give_text(request, "query", request_text(request, "q"));
    request_give_bool(request, "any", cJSON_GetArraySize(courses) > 0);
    request_give(request, "courses", courses);
    return HTTP_OK;
}

enum http_status course_state(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    const char *state = request_text(request, "state");
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = course_set_state(request->db, id, state, request->now);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "A course without lessons can't be published."));
    if (result == DB_OK)
        result = site_audit(request, "course.state", "course", id, state);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "The course's state is saved."), NULL);
    return request_redirect(request, "/admin/courses");
}
