/* nudge.c - the quiet card of the coach: GET /coach/nudge gives one or nothing, its two buttons, and the wishes on /profile/privacy.
 *
 * static/js/nudge.js asks once a page, and lesson.js when somebody has been on a lesson for long; whether there is something to
 * say is decided here (domain/coach/nudge.h). */
#include "programs/learner/pages.h"

#include "domain/coach/nudge.h"
#include "programs/site/experiment.h"
#include "programs/site/site.h"

#include <string.h>

/* The last three things that were looked at; fewer: browsing is nothing yet. */
static struct nudge_signs read_signs(struct request *request)
{
    struct nudge_signs signs = {.lesson_id = request_integer(request, "lesson", 0)};
    cJSON *seen = request_list(request, "seen");
    for (int i = 0; i < NUDGE_SEEN && i < cJSON_GetArraySize(seen); i++)
        signs.seen[i] = cJSON_GetArrayItem(seen, i)->valuestring;
    return signs;
}

static const char *lesson_path(struct request *request, const cJSON *nudge)
{
    const char *course = json_string(nudge, "course", ""), *lesson = json_string(nudge, "lesson", NULL);
    return lesson == NULL ? arena_printf(request->arena, "/courses/%s", course) : arena_printf(request->arena, "/courses/%s/%s", course, lesson);
}

/* The coach, with a question to begin with; it is not sent by itself. */
static const char *chat_path(struct request *request, const cJSON *nudge, const char *ask)
{
    struct text path = text_in(request->arena);
    text_append(&path, "/chat?ask=");
    text_append_url(&path, ask);
    if (json_string(nudge, "lesson", NULL) != NULL)
        text_printf(&path, "&course=%s&lesson=%s", json_string(nudge, "course", ""), json_string(nudge, "lesson", ""));
    return text_string(&path);
}

static void give_words(struct request *request, cJSON *nudge, const char *title, const char *reason, const char *label, const char *url)
{
    json_set_string(nudge, "title", title);
    json_set_string(nudge, "reason", reason);
    json_set_string(nudge, "label", label);
    json_set_string(nudge, "url", url);
    request_give(request, "nudge", nudge);
}

static void say_back(struct request *request, cJSON *nudge)
{
    const char *lesson = json_string(nudge, "lesson_title", json_string(nudge, "course_title", ""));
    const char *reason = arena_printf(request->arena, tr(request, "You see this because you have been away for %lld days."),
                                      (long long)json_integer(nudge, "days", 0));
    give_words(request, nudge, arena_printf(request->arena, tr(request, "Welcome back. You stopped at “%s”."), lesson), reason,
               tr(request, "Go on there"), lesson_path(request, nudge));
}

static void say_milestone(struct request *request, cJSON *nudge)
{
    const char *course = json_string(nudge, "course_title", "");
    if (json_bool(nudge, "finished", false))
        give_words(request, nudge, arena_printf(request->arena, tr(request, "You have finished “%s”. Well done!"), course),
                   tr(request, "You see this because you completed a course."), tr(request, "Find what comes next"), "/dashboard");
    else
        give_words(request, nudge, arena_printf(request->arena, tr(request, "Half of “%s” is behind you."), course),
                   tr(request, "You see this because you are halfway through a course."), tr(request, "Go on"), lesson_path(request, nudge));
}

static void say(struct request *request, cJSON *nudge)
{
    const char *kind = json_string(nudge, "kind", "");
    if (text_equal(kind, "stuck"))
        give_words(request, nudge, tr(request, "Shall we look at this together?"),
                   tr(request, "You see this because you have been on this lesson for over five minutes."), tr(request, "Ask the coach"),
                   chat_path(request, nudge, tr(request, "Explain the main idea of this lesson simply.")));
    else if (text_equal(kind, "back"))
        say_back(request, nudge);
    else if (text_equal(kind, "milestone"))
        say_milestone(request, nudge);
    else
        give_words(request, nudge,
                   arena_printf(request->arena, tr(request, "Shall I help you choose something about %s?"), json_string(nudge, "skill", "")),
                   tr(request, "You see this because you looked at several pages about it."), tr(request, "Ask the coach"),
                   chat_path(request, nudge,
                             arena_printf(request->arena, tr(request, "Which course about %s suits me?"), json_string(nudge, "skill", ""))));
}

enum http_status nudge_page(struct request *request)
{
    struct nudge_signs signs = read_signs(request);
    int64_t id = 0;
    cJSON *nudge = nudge_choose(request->db, request->identity.user_id, &signs, request->now, request->identity.time_zone);
    if (nudge == NULL || strcmp(experiment_variant(request, "coach-cards"), "quiet") == 0) /* met only where there is something to say */
        return HTTP_NO_CONTENT;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = nudge_note(request->db, request->identity.user_id, nudge, request->now, request->identity.time_zone, &id);
    if (result == DB_CONFLICT)
        return HTTP_NO_CONTENT; /* another window was faster */
    if (result != DB_OK)
        return request_result(request, result);
    json_set_integer(nudge, "id", id);
    say(request, nudge);
    request->template = "learner/nudge";
    return HTTP_OK;
}

static enum http_status answer(struct request *request, enum db_result (*change)(struct db *, int64_t, int64_t, int64_t), const char *sentence)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = change(request->db, request->identity.user_id, request_integer(request, "id", 0), request->now);
    if (result != DB_OK)
        return request_result(request, result);
    request_give_text(request, "text", sentence);
    return request_redirect(request, "/dashboard");
}

enum http_status nudge_later(struct request *request)
{
    return answer(request, nudge_put_off, tr(request, "Not now."));
}

enum http_status nudge_never(struct request *request)
{
    return answer(request, nudge_refuse, tr(request, "You won't see this again. “My data” in your account has all the choices."));
}

static const char *const kinds[] = {"any", "stuck", "back", "milestone", "browsing"};

/* The choices on the page of privacy. */
void nudges_give(struct request *request)
{
    cJSON *wishes = nudge_wishes(request->db, request->identity.user_id);
    request_give(request, "nudges", wishes);
}

enum http_status nudges_change(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        enum db_result result = nudge_wish(request->db, request->identity.user_id, kinds[i], request_has(request, kinds[i]));
        if (result != DB_OK)
            return request_result(request, result);
    }
    request_flash(request, "good", tr(request, "Saved."), NULL);
    return request_redirect(request, "/profile/privacy#coach");
}
