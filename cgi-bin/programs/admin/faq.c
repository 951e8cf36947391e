/* faq.c - /teach/courses/:slug/faq: questions answered for all; the coach reads and cites them. An entry can begin with a message of
 * a conversation (?from=): a person's answer, or a question that is asked often. */
#include "programs/admin/coach_read.h"
#include "programs/admin/pages.h"
#include "programs/admin/teach.h"

#include "domain/coach/faq.h"
#include "domain/coach/mode.h"
#include "programs/site/site.h"

/* A draft is shown to those who may see its conversation anyway: admins, or when it was handed over to this person, who teaches this course. */
static const cJSON *draft_of(struct request *request, int64_t course_id)
{
    int64_t from = request_integer(request, "from", 0);
    const cJSON *draft = from == 0 ? NULL : faq_draft(request->db, from);
    bool admin = (request->identity.roles & ROLE_ADMIN) != 0;
    bool handed = json_bool(draft, "handed", false) && json_integer(draft, "course_id", 0) == course_id;
    return admin || handed ? draft : NULL;
}

static void fill_form(struct request *request, int64_t course_id, const cJSON *draft)
{
    cJSON *options = cJSON_CreateArray(), *whole = cJSON_CreateObject(), *lesson, *lessons = mode_lessons(request->db, course_id);
    int64_t lesson_id = json_integer(draft, "lesson_id", 0);
    json_set_string(whole, "value", "");
    json_set_string(whole, "text", tr(request, "The whole course"));
    cJSON_AddItemToArray(options, whole);
    cJSON_ArrayForEach(lesson, lessons)
    {
        cJSON *option = cJSON_CreateObject();
        json_set_string(option, "value", arena_printf(request->arena, "%lld", (long long)json_integer(lesson, "id", 0)));
        json_set_string(option, "text", json_string(lesson, "title", ""));
        cJSON_AddItemToArray(options, option);
    }
    request_form_value(request, "question", json_string(draft, "question", NULL));
    request_form_value(request, "answer", json_string(draft, "answer", NULL));
    request_form_value(request, "lesson", lesson_id == 0 ? "" : arena_printf(request->arena, "%lld", (long long)lesson_id));
    request_form_options(request, "lesson", options);
}

enum http_status faq_page(struct request *request)
{
    int64_t id = teach_give_course(request);
    if (id == 0)
        return HTTP_NOT_FOUND;
    const cJSON *draft = draft_of(request, id);
    /* A draft shows words of a conversation. Shown again after a refused form it was noted already, and the page is read-only. */
    if (draft != NULL && text_equal(request->method, "GET")) {
        enum http_status status = read_record(request, json_integer(draft, "conversation_id", 0));
        if (status != HTTP_OK)
            return status;
    }
    cJSON *entries = faq_list(request->db, id);
    site_date_rows(request, entries, "created_at");
    request_give(request, "entries", entries);
    request_give_integer(request, "entries_count", cJSON_GetArraySize(entries));
    request_give_bool(request, "any", cJSON_GetArraySize(entries) > 0);
    request_give_bool(request, "drafted", draft != NULL);
    fill_form(request, id, draft);
    return HTTP_OK;
}

enum http_status faq_save(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t id = teach_give_course(request);
    if (id == 0)
        return HTTP_NOT_FOUND;
    const char *question = request_text(request, "question");
    enum db_result result = faq_add(request->db, id, request_integer(request, "lesson", 0), question, request_text(request, "answer"),
                                    request->identity.user_id, request->now);
    if (result == DB_OK)
        result = site_audit(request, "faq.add", "course", id, question);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "It is part of the FAQ. In a moment the coach can cite it."), NULL);
    return request_redirect_to(request, "/teach/courses/%s/faq", request_text(request, "slug"));
}

enum http_status faq_take_out(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t course_id = teach_give_course(request), id = request_integer(request, "id", 0);
    const char *slug = request_text(request, "slug");
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    enum db_result result = faq_remove(request->db, course_id, id, request->now);
    if (result == DB_NONE)
        return HTTP_NOT_FOUND;
    if (result == DB_OK)
        result = site_audit(request, "faq.remove", "faq", id, "");
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "It is no longer part of the FAQ."),
                  arena_printf(request->arena, "/teach/courses/%s/faq/%lld/restore", slug, (long long)id));
    return request_redirect_to(request, "/teach/courses/%s/faq", slug);
}

enum http_status faq_put_back(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t course_id = teach_give_course(request);
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    enum db_result result = faq_restore(request->db, course_id, request_integer(request, "id", 0), request->now);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    return request_redirect_to(request, "/teach/courses/%s/faq", request_text(request, "slug"));
}
