/* chat.c - POST /api/ai/chat: looks whether the question may be asked, stores it, and hands over to the speaker. */
#include "programs/coach/pages.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/web/stream.h"
#include "domain/coach/limit.h"
#include "programs/coach/speech.h"
#include "programs/site/site.h"

#include <string.h>

enum { AT_ONCE_USUAL = 4 };

static int at_once(const struct request *request)
{
    int64_t most = AT_ONCE_USUAL;
    text_integer(config_value(request->config, "coach_at_once", ""), 1, 100000, &most);
    return (int)most;
}

/* A form without a script comes back to the page it was on, with the sentence and the question in the field. */
static enum http_status send_back(struct request *request, const char *sentence)
{
    int64_t conversation_id = request_integer(request, "conversation", 0);
    const char *words = request_text(request, "message");
    struct text address = text_in(request->arena);
    text_append(&address, "/chat");
    if (conversation_id != 0)
        text_printf(&address, "/%lld", (long long)conversation_id);
    text_append(&address, "?ask=");
    text_append_url(&address, strlen(words) <= CHAT_ASK_MOST ? words : "");
    if (conversation_id == 0 && *request_text(request, "course") != '\0') {
        text_append(&address, "&course=");
        text_append_url(&address, request_text(request, "course"));
        text_append(&address, "&lesson=");
        text_append_url(&address, request_text(request, "lesson"));
    }
    request_flash(request, "bad", sentence, NULL);
    return request_redirect(request, text_string(&address));
}

static bool is_form(const struct request *request)
{
    const char *accept = request_header(request, "ACCEPT");
    return !request->wants_json && (accept == NULL || strstr(accept, "text/event-stream") == NULL);
}

static enum http_status too_many(struct request *request, const char *sentence)
{
    if (is_form(request))
        return send_back(request, sentence);
    request_give_text(request, "problem", sentence);
    return HTTP_TOO_MANY;
}

static struct coach_place place_of(struct request *request, int64_t conversation_id, int64_t *begun_lesson_id)
{
    int64_t user_id = request->identity.user_id;
    bool admin = (request->identity.roles & ROLE_ADMIN) != 0;
    const cJSON *conversation = conversation_id == 0 ? NULL : conversation_find(request->db, user_id, conversation_id);
    *begun_lesson_id = json_integer(conversation, "lesson_id", 0);
    if (request_has(request, "blind"))
        return policy_place(request->db, user_id, admin, "", "");
    if (*request_text(request, "course") != '\0' || conversation == NULL)
        return policy_place(request->db, user_id, admin, request_text(request, "course"), request_text(request, "lesson"));
    return policy_place_of(request->db, user_id, admin, *begun_lesson_id, json_integer(conversation, "course_id", 0));
}

static enum http_status store_question(struct request *request, struct exchange *exchange)
{
    const struct coach_limits limits = limit_configured(request->config);
    const struct question_asked asked = {.user_id = request->identity.user_id,
                                         .conversation_id = exchange->conversation_id,
                                         .course_id = exchange->place.course_id,
                                         .lesson_id = exchange->place.lesson_id,
                                         .words = *exchange->words == '\0' ? exchange->title : exchange->words,
                                         .action = exchange->action,
                                         .heading = exchange->heading};
    if (!request_begin_write(request))
        return request_failed(request);
    enum http_status noted = site_note_reading(request, exchange->conversation_id);
    if (noted != HTTP_OK)
        return noted;
    enum db_result result = limit_take(request->db, &limits, asked.user_id, request->now);
    if (result == DB_NONE)
        return too_many(request, tr(request, "That was your last question for today. The coach is back tomorrow."));
    if (result == DB_OK)
        result = conversation_ask(request->arena, request->db, &asked, request->now, &exchange->conversation_id, &exchange->question_id,
                                  &exchange->answer_id);
    return request_result(request, result);
}

/* What a quick action without words is shown as. */
static const char *action_title(const struct request *request, const char *action)
{
    return strcmp(action, "summarise") == 0   ? tr(request, "Summarise this")
           : strcmp(action, "quiz") == 0      ? tr(request, "Quiz me")
           : strcmp(action, "simple") == 0    ? tr(request, "Explain simply")
           : strcmp(action, "example") == 0   ? tr(request, "Give an example")
           : strcmp(action, "translate") == 0 ? tr(request, "Translate this")
                                              : tr(request, "What next?");
}

enum http_status chat_ask(struct request *request)
{
    struct exchange *exchange = arena_alloc(request->arena, sizeof *exchange);
    const char *action = request_text(request, "action"), *words = request_text(request, "message");
    if (*words == '\0' && (*action == '\0' || strcmp(action, "ask") == 0))
        return is_form(request) ? send_back(request, tr(request, "Please write a question first."))
                                : request_refuse(request, "message", tr(request, "Please fill this in."));
    if (draft_count(request->identity.user_id) >= at_once(request))
        return too_many(request, tr(request, "Other answers of yours are still being written. Wait for them, or stop them."));
    if (!stream_admit(request))
        return HTTP_UNAVAILABLE;
    *exchange = (struct exchange){.conversation_id = request_integer(request, "conversation", 0),
                                  .words = words,
                                  .title = action_title(request, action),
                                  .heading = request_text(request, "heading"),
                                  .action = action,
                                  .rung_wanted = (int)request_integer(request, "rung", 0),
                                  .started = clock_microseconds()};
    exchange->place = place_of(request, exchange->conversation_id, &exchange->begun_lesson_id);
    enum http_status status = store_question(request, exchange);
    return status != HTTP_OK ? status : request_stream(request, chat_speak, exchange);
}
