/* who.c - numbers of people, courses and lessons become names; reading about one person leaves an audit line. See who.h. */
#include "programs/analytics/who.h"

#include "domain/account/people.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

static const char *number(struct request *request, int64_t id)
{
    return arena_printf(request->arena, "%lld", (long long)id);
}

/* `person` NULL: there is no such account any more. */
static cJSON *tell(struct request *request, int64_t user_id, const cJSON *person)
{
    cJSON *told = cJSON_CreateObject();
    const char *id = number(request, user_id), *name = json_string(person, "name", "");
    json_set_integer(told, "id", user_id);
    json_set_string(told, "name", *name == '\0' ? tr(request, "Deleted account") : name);
    json_set_string(told, "email", json_string(person, "email", ""));
    json_set_string(told, "url", *name == '\0' ? NULL : arena_printf(request->arena, "/admin/users/%s", id));
    json_set_string(told, "timeline_url", arena_printf(request->arena, "/admin/analytics/people/%s", id));
    return told;
}

static const cJSON *person_in(const cJSON *named, int64_t id)
{
    const cJSON *person;
    cJSON_ArrayForEach(person, named) if (json_integer(person, "id", 0) == id) return person;
    return NULL;
}

cJSON *who_list(struct request *request, const int64_t *ids, size_t count)
{
    enum { AT_ONCE = 16 };
    cJSON *list = cJSON_CreateArray();
    for (size_t from = 0; from < count; from += AT_ONCE) {
        size_t here = count - from < AT_ONCE ? count - from : AT_ONCE;
        const cJSON *named = people_named(request->db, ids + from, here);
        for (size_t i = 0; i < here; i++)
            cJSON_AddItemToArray(list, tell(request, ids[from + i], person_in(named, ids[from + i])));
    }
    return list;
}

cJSON *who_is(struct request *request, int64_t user_id)
{
    return cJSON_DetachItemFromArray(who_list(request, &user_id, 1), 0);
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

enum http_status who_note_file(struct request *request, const char *name, int64_t rows)
{
    if (!db_is_writing(request->db) && !request_begin_write(request))
        return request_failed(request);
    const char *detail = arena_printf(request->arena, "%s: %lld rows", name, (long long)rows);
    return request_result(request, site_audit(request, "analytics.export", "file", 0, detail));
}

enum http_status who_csv(struct request *request, const char *name, const cJSON *rows)
{
    enum http_status status = report_csv(request, name, rows); /* first: the write transaction should be short */
    return status == HTTP_OK ? who_note_file(request, name, cJSON_GetArraySize(rows) - 1) : status;
}

enum http_status who_people_csv(struct request *request, const char *name, const int64_t *ids, size_t count)
{
    cJSON *people = who_list(request, ids, count), *person, *rows = cJSON_CreateArray();
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray((const char *[]){"user_id", "name", "email"}, 3));
    cJSON_ArrayForEach(person, people)
    {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)json_integer(person, "id", 0)));
        cJSON_AddItemToArray(row, cJSON_CreateString(json_string(person, "name", "")));
        cJSON_AddItemToArray(row, cJSON_CreateString(json_string(person, "email", "")));
        cJSON_AddItemToArray(rows, row);
    }
    return who_csv(request, name, rows);
}
