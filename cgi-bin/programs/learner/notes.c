/* notes.c - notes: taking them beside a lesson, and all of them with the bookmarks on GET /notes. */
#include "programs/learner/pages.h"

#include "domain/catalog/outline.h"
#include "domain/learning/note.h"
#include "programs/site/site.h"

static void dress_shelf(struct request *request, cJSON *shelf)
{
    cJSON *course;
    cJSON_ArrayForEach(course, shelf)
    {
        cJSON *items = cJSON_GetObjectItem(course, "items");
        json_set_bool(course, "is_book", text_equal(json_string(course, "kind", ""), "book"));
        site_ago_rows(request, items, "updated_at");
    }
}

enum http_status notes_page(struct request *request)
{
    int64_t total = 0;
    const char *words = request_text(request, "q");
    cJSON *shelf = note_shelf(request->arena, request->db, request->identity.user_id, words, &total);
    dress_shelf(request, shelf);
    request_give(request, "shelf", shelf);
    request_give_integer(request, "total", total);
    request_give_text(request, "query", words);
    return HTTP_OK;
}

/* One note in a form of its own: for editing without JavaScript, and when an edit was refused. */
enum http_status note_page(struct request *request)
{
    cJSON *note = note_find(request->arena, request->db, request->identity.user_id, request_integer(request, "id", 0));
    if (note == NULL)
        return HTTP_NOT_FOUND;
    request_form_value(request, "body", json_string(note, "body", ""));
    request_give_text(request, "back", request_local_path(request_text(request, "back"), json_string(note, "url", "/notes")));
    bool differs = request->errors != NULL && !text_equal(request_text(request, "body"), json_string(note, "body", ""));
    request_give_text(request, "saved", differs ? json_string(note, "body", "") : NULL);
    request_give(request, "note", note);
    return HTTP_OK;
}

enum http_status note_take(struct request *request)
{
    int64_t id = 0;
    cJSON *lesson = outline_find_id(request->db, request_integer(request, "id", 0), request->identity.user_id);
    if (lesson == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = note_add(request->db, request->identity.user_id, json_integer(lesson, "id", 0), request_text(request, "body"),
                                     request->now, &id);
    if (result == DB_CONFLICT)
        return request_refuse(request, "body", tr(request, "This lesson has so many notes of yours that no more fit. Delete some first."));
    if (result != DB_OK)
        return request_result(request, result);
    request_give_integer(request, "id", id);
    return request_redirect_to(request, "/courses/%s/%s#note-%lld", json_string(lesson, "course_slug", ""), json_string(lesson, "slug", ""),
                               (long long)id);
}

/* The page that a note's form stood on; else its lesson. */
static const char *way_back(struct request *request, const cJSON *note)
{
    return request_local_path(request_text(request, "back"), json_string(note, "url", "/notes"));
}

static cJSON *find_note(struct request *request)
{
    return note_find(request->arena, request->db, request->identity.user_id, request_integer(request, "id", 0));
}

enum http_status note_edit(struct request *request)
{
    cJSON *note = find_note(request);
    if (note == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = note_change(request->db, request->identity.user_id, json_integer(note, "id", 0),
                                        request_text(request, "body"), request_integer(request, "seen", 0), request->now);
    if (result == DB_CONFLICT)
        return request_refuse(request, "body", tr(request, "This note was changed in another window. Save once more to put this text in its place."));
    return result != DB_OK ? request_result(request, result) : request_redirect(request, way_back(request, note));
}

enum http_status note_remove(struct request *request)
{
    cJSON *note = find_note(request);
    if (note == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t id = json_integer(note, "id", 0);
    enum db_result result = note_delete(request->db, request->identity.user_id, id, request->now);
    if (result != DB_OK)
        return request_result(request, result);
    const char *back = way_back(request, note);
    struct text undo = text_in(request->arena);
    text_printf(&undo, "/notes/%lld/restore?back=", (long long)id);
    text_append_url(&undo, back);
    request_flash(request, "note", tr(request, "Note deleted."), text_string(&undo));
    return request_redirect(request, back);
}

enum http_status note_put_back(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = note_restore(request->db, request->identity.user_id, request_integer(request, "id", 0));
    if (result != DB_OK)
        return request_result(request, result);
    return request_redirect(request, request_local_path(request_text(request, "back"), "/notes"));
}
