/* lesson.c - GET /courses/:slug/:lesson, where people read; completing, bookmarking, and the beats of reading time.
 *
 * A quiz stands at the same address; quiz.c fills in its own part of the page. */
#include "programs/learner/pages.h"

#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "domain/learning/note.h"
#include "domain/learning/progress.h"
#include "programs/site/site.h"

#include <string.h>

/* A lesson that was opened for the first time, or after another one, is noted once the page has gone out: reading never
 * waits for the disk. One request at a time. */
static struct {
    int64_t course_id, lesson_id;
} opened;

void lesson_afterwards(struct request *request)
{
    if (opened.lesson_id != 0 && db_begin_write(request->db) == DB_OK) {
        enum db_result result = progress_open(request->db, request->identity.user_id, opened.course_id, opened.lesson_id, request->now);
        db_end(request->db, result == DB_OK);
    }
    opened.lesson_id = 0;
    site_afterwards(request);
}

static void note_opening(const struct request *request, const cJSON *lesson)
{
    const char *purpose = request_header(request, "SEC_PURPOSE");
    if (purpose != NULL && strstr(purpose, "prefetch") != NULL)
        return; /* the browser was only guessing */
    if (request->identity.key != NULL)
        return; /* a program reads on, its person does not */
    int64_t id = json_integer(lesson, "id", 0);
    bool before = cJSON_IsNumber(json_member(lesson, "opened_at")), done = json_bool(lesson, "done", false);
    if (done || (before && json_integer(lesson, "last_lesson_id", 0) == id))
        return; /* looking back at what is done does not move the place to resume */
    opened.course_id = json_integer(lesson, "course_id", 0);
    opened.lesson_id = id;
}

static void give_course(struct request *request, const cJSON *lesson)
{
    cJSON *course = cJSON_CreateObject();
    int64_t lessons = json_integer(lesson, "lessons", 0), done = json_integer(lesson, "lessons_done", 0);
    const char *slug = json_string(lesson, "course_slug", "");
    json_set_string(course, "title", json_string(lesson, "course_title", ""));
    json_set_string(course, "slug", slug);
    json_set_string(course, "url", arena_printf(request->arena, "/courses/%s", slug));
    json_set_bool(course, "is_book", text_equal(json_string(lesson, "course_kind", ""), "book"));
    json_set_bool(course, "is_free", json_integer(lesson, "price", 0) == 0);
    json_set_integer(course, "progress", lessons == 0 ? 0 : done * 100 / lessons);
    json_set_integer(course, "done", done);
    json_set_integer(course, "lessons", lessons);
    request_give(request, "course", course);
}

static void give_neighbour(struct request *request, const char *name, const cJSON *entry)
{
    cJSON *neighbour = entry == NULL ? cJSON_CreateNull() : cJSON_CreateObject();
    if (entry != NULL) {
        json_set_string(neighbour, "url", json_string(entry, "url", NULL));
        json_set_string(neighbour, "title", json_string(entry, "title", NULL));
    }
    request_give(request, name, neighbour);
}

static void give_outline(struct request *request, const cJSON *lesson, bool open)
{
    struct outline outline = outline_read(request->arena, request->db, json_integer(lesson, "course_id", 0), json_string(lesson, "course_slug", ""),
                                          request->identity.user_id, json_integer(lesson, "id", 0), open);
    cJSON *contents = cJSON_CreateObject();
    json_set(contents, "modules", outline.modules);
    request_give(request, "outline", contents);
    give_neighbour(request, "previous", outline.previous);
    give_neighbour(request, "next", outline.next);
}

/* A form for a new note and the notes there are; only for those who take part. */
static void give_notes(struct request *request, int64_t lesson_id, bool taken)
{
    cJSON *notes = taken ? note_list(request->db, request->identity.user_id, lesson_id) : cJSON_CreateArray(), *note;
    cJSON_ArrayForEach(note, notes) json_set_bool(note, "edited", json_integer(note, "updated_at", 0) != json_integer(note, "created_at", 0));
    site_ago_rows(request, notes, "updated_at");
    request_give(request, "notes", notes);
    request_form_value(request, "body", NULL);
}

static void dress_lesson(struct request *request, cJSON *lesson)
{
    const cJSON *completed = json_member(lesson, "completed_at");
    bool done = cJSON_IsNumber(completed);
    json_set_bool(lesson, "done", done);
    json_set_string(
        lesson, "done_text",
        done ? locale_date(request->arena, request->language, (int64_t)completed->valuedouble, request->identity.time_zone)
             : NULL);
    json_set_string(lesson, "minutes_text", locale_minutes(request->arena, json_integer(lesson, "minutes", 0)));
    json_set_string(
        lesson, "url",
        arena_printf(request->arena, "/courses/%s/%s", json_string(lesson, "course_slug", ""), json_string(lesson, "slug", "")));
}

static enum http_status show_lesson(struct request *request, const char *course_slug, const char *lesson_slug)
{
    cJSON *lesson = outline_find_lesson(request->db, course_slug, lesson_slug, request->identity.user_id);
    bool admin = (request->identity.roles & ROLE_ADMIN) != 0;
    if (lesson == NULL || !course_visible(lesson, admin))
        return HTTP_NOT_FOUND;
    bool taken = course_taken(lesson), open = taken || admin || json_bool(lesson, "teaches", false);
    bool removed = json_bool(lesson, "removed", false), was_here = cJSON_IsNumber(json_member(lesson, "opened_at"));
    if (removed && !(taken && was_here))
        return HTTP_NOT_FOUND;
    request->course_id = json_integer(lesson, "course_id", 0);
    request->lesson_id = json_integer(lesson, "id", 0);
    dress_lesson(request, lesson);
    give_course(request, lesson);
    give_outline(request, lesson, open);
    request_give_bool(request, "taken", taken);
    request_give(request, "lesson", lesson);
    if (!open && !json_bool(lesson, "preview", false)) {
        json_set(lesson, "html", NULL);
        request->template = "learner/locked";
        return HTTP_OK;
    }
    if (taken && !removed)
        note_opening(request, lesson);
    give_notes(request, json_integer(lesson, "id", 0), taken);
    return text_equal(json_string(lesson, "kind", ""), "quiz") ? quiz_intro(request, lesson) : HTTP_OK;
}

enum http_status lesson_page(struct request *request)
{
    return show_lesson(request, request_text(request, "slug"), request_text(request, "lesson"));
}

/* The lesson once more, when a note could not be taken. */
enum http_status lesson_again(struct request *request)
{
    cJSON *lesson = outline_find_id(request->db, request_integer(request, "id", 0), request->identity.user_id);
    return lesson == NULL ? HTTP_NOT_FOUND : show_lesson(request, json_string(lesson, "course_slug", ""), json_string(lesson, "slug", ""));
}

static const char *path_of(struct request *request, const cJSON *lesson)
{
    return arena_printf(request->arena, "/courses/%s/%s", json_string(lesson, "course_slug", ""), json_string(lesson, "slug", ""));
}

static enum http_status finished_course(struct request *request, const cJSON *lesson)
{
    request_flash(request, "good", tr(request, "That was the last one: you have finished. Well done!"), NULL);
    return request_redirect_to(request, "/courses/%s", json_string(lesson, "course_slug", ""));
}

enum http_status lesson_complete(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), user_id = request->identity.user_id;
    cJSON *lesson = outline_find_id(request->db, id, request->identity.user_id);
    struct progress_change change = {0};
    if (lesson == NULL)
        return HTTP_NOT_FOUND;
    if (text_equal(json_string(lesson, "kind", ""), "quiz")) {
        request_flash(request, "note", tr(request, "A quiz is done when it is passed."), NULL);
        return request_redirect(request, path_of(request, lesson));
    }
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = progress_complete(request->db, user_id, id, request->now, request->identity.time_zone, &change);
    if (result != DB_OK)
        return request_result(request, result);
    if (change.course_completed)
        return finished_course(request, lesson);
    const char *next = progress_go_on(request->arena, request->db, user_id, id);
    if (change.changed)
        request_flash(request, "good", tr(request, "Marked as done."), arena_printf(request->arena, "/lessons/%lld/reopen", (long long)id));
    return request_redirect(request, next != NULL ? next : arena_printf(request->arena, "/courses/%s", json_string(lesson, "course_slug", "")));
}

enum http_status lesson_reopen(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    cJSON *lesson = outline_find_id(request->db, id, request->identity.user_id);
    struct progress_change change = {0};
    if (lesson == NULL)
        return HTTP_NOT_FOUND;
    if (text_equal(json_string(lesson, "kind", ""), "quiz"))
        return request_redirect(request, path_of(request, lesson)); /* passed is passed; there may be no attempt left */
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = progress_reopen(request->db, request->identity.user_id, id, request->now, request->identity.time_zone, &change);
    if (result != DB_OK)
        return request_result(request, result);
    return request_redirect(request, path_of(request, lesson));
}

enum http_status lesson_bookmark(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    bool on = text_equal(request_text(request, "value"), "on");
    cJSON *lesson = outline_find_id(request->db, id, request->identity.user_id);
    if (lesson == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = note_bookmark(request->db, request->identity.user_id, id, on, request->now);
    if (result != DB_OK)
        return request_result(request, result);
    return request_redirect(request, request_local_path(request_text(request, "back"), path_of(request, lesson)));
}

/* A beat of reading time from lesson.js. */
enum http_status lesson_time(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    progress_count_time(request->db, request->identity.user_id, request_integer(request, "id", 0), request_integer(request, "seconds", 0),
                        request->now, request->identity.time_zone);
    return db_failed(request->db) != DB_OK ? request_failed(request) : HTTP_NO_CONTENT;
}
