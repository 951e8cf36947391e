/* chat.c - what is seen of the coach: GET /chat and /chat/:id (the page with the history), the panel behind the bubble, one message
 * once more after it changed, and what was sent to a model for it.
 *
 * These only show. Asking, stopping, renaming, rating and so on are forms that go to the coach program (POST /api/ai/...). */
#include "programs/learner/pages.h"

#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "domain/coach/citation.h"
#include "domain/coach/conversation.h"
#include "programs/site/site.h"

#include <string.h>

enum { CONVERSATIONS_A_PAGE = 20 };

/* ---- one message ---- */

static const char *action_text(struct request *request, const char *action)
{
    return text_equal(action, "summarise")   ? tr(request, "Summarise this")
           : text_equal(action, "quiz")      ? tr(request, "Quiz me")
           : text_equal(action, "simple")    ? tr(request, "Explain simply")
           : text_equal(action, "example")   ? tr(request, "Give an example")
           : text_equal(action, "translate") ? tr(request, "Translate")
           : text_equal(action, "next")      ? tr(request, "What next?")
                                             : NULL;
}

/* Where the words come from, said as it is. */
static const char *source_text(struct request *request, const cJSON *message)
{
    const char *source = json_string(message, "source", ""), *model = json_string(message, "model", "");
    if (text_equal(source, "model"))
        return *model == '\0' ? tr(request, "Written by a model")
                              : arena_printf(request->arena, tr(request, "Written by a model (%s)"), model);
    if (text_equal(source, "builtin"))
        return tr(request, "From the academy's own lessons, without a model");
    if (text_equal(source, "builtin-after-failure"))
        return tr(request, "The model did not answer; this is from the academy's own lessons");
    return NULL;
}

static const char *rung_text(struct request *request, int64_t rung)
{
    switch (rung) {
    case 1: return tr(request, "Step 1 of 4: a question back");
    case 2: return tr(request, "Step 2 of 4: a hint");
    case 3: return tr(request, "Step 3 of 4: a worked step");
    case 4: return tr(request, "Step 4 of 4: the answer");
    default: return NULL;
    }
}

static void dress_cards(cJSON *cards)
{
    cJSON *card;
    cJSON_ArrayForEach(card, cards)
    {
        const char *state = json_string(card, "state", "offered");
        bool stored = json_integer(card, "id", 0) != 0, done = text_equal(state, "done"), undone = text_equal(state, "undone");
        const char *url = request_local_path(json_string(card, "url", NULL), NULL);
        json_set_bool(card, "can_confirm", stored && !done && !undone);
        json_set_bool(card, "can_undo", stored && done);
        json_set_bool(card, "done", done);
        json_set_bool(card, "undone", undone);
        json_set_bool(card, "leads", !stored && url != NULL);
        json_set_string(card, "url", url);
    }
}

static cJSON *stars_of(int64_t rating)
{
    cJSON *stars = cJSON_CreateArray();
    for (int64_t value = 1; value <= 5; value++) {
        cJSON *star = cJSON_CreateObject();
        json_set_integer(star, "value", value);
        json_set_bool(star, "lit", value <= rating);
        cJSON_AddItemToArray(stars, star);
    }
    return stars;
}

/* What asks once more, below the newest answer: the question before, as it was asked; and the next rung of help where there is one. */
static void give_question(cJSON *message, const cJSON *question)
{
    int64_t rung = json_integer(message, "rung", 0);
    bool newest = question != NULL && message->next == NULL;
    cJSON *again = newest ? cJSON_CreateObject() : cJSON_CreateNull();
    if (newest) {
        json_set_string(again, "content", json_string(question, "content", ""));
        json_set_string(again, "action", json_string(question, "action", ""));
    }
    json_set(message, "again", again);
    json_set_integer(message, "next_rung", newest && rung > 0 && rung < 4 ? rung + 1 : 0);
}

static void dress_answer(struct request *request, cJSON *message, const cJSON *question)
{
    const char *state = json_string(message, "state", "complete");
    json_set_bool(message, "is_streaming", text_equal(state, "streaming"));
    json_set_bool(message, "is_cut", text_equal(state, "cut"));
    json_set_bool(message, "is_failed", text_equal(state, "failed"));
    json_set_string(message, "source_text", source_text(request, message));
    json_set_string(message, "rung_text", rung_text(request, json_integer(message, "rung", 0)));
    json_set(message, "stars", stars_of(json_integer(message, "rating", 0)));
    citation_link_all(request->arena, cJSON_GetObjectItemCaseSensitive(message, "citations"));
    json_set_bool(message, "cited", cJSON_GetArraySize(json_member(message, "citations")) > 0);
    dress_cards(cJSON_GetObjectItemCaseSensitive(message, "cards"));
    give_question(message, question);
}

static const char *message_path(struct request *request, int64_t conversation_id, int64_t id)
{
    return arena_printf(request->arena, "/chat/%lld#message-%lld", (long long)conversation_id, (long long)id);
}

static void dress_messages(struct request *request, int64_t conversation_id, cJSON *messages)
{
    const cJSON *question = NULL;
    cJSON *message;
    site_ago_rows(request, messages, "created_at");
    cJSON_ArrayForEach(message, messages)
    {
        const char *role = json_string(message, "role", "");
        bool mine = text_equal(role, "user");
        json_set_bool(message, "is_user", mine);
        json_set_bool(message, "is_instructor", text_equal(role, "instructor"));
        json_set_bool(message, "is_coach", text_equal(role, "assistant"));
        json_set_integer(message, "conversation", conversation_id);
        json_set_string(message, "action_text", action_text(request, json_string(message, "action", "")));
        json_set_string(message, "back", message_path(request, conversation_id, json_integer(message, "id", 0)));
        if (mine)
            question = message;
        else
            dress_answer(request, message, question);
    }
}

/* ---- the parts of the page ---- */

static void give_history(struct request *request, int64_t current)
{
    const char *words = request_text(request, "q");
    int64_t total = 0, page = request_integer(request, "page", 1);
    cJSON *list = conversation_list(request->arena, request->db, request->identity.user_id, words, CONVERSATIONS_A_PAGE,
                                    (page - 1) * CONVERSATIONS_A_PAGE, &total),
          *row;
    site_ago_rows(request, list, "updated_at");
    cJSON_ArrayForEach(row, list) json_set_bool(row, "current", json_integer(row, "id", 0) == current);
    request_give(request, "conversations", list);
    request_give_text(request, "query", words);
    site_give_pages(request, page, CONVERSATIONS_A_PAGE, total);
}

static cJSON *empty_context(struct request *request)
{
    cJSON *context = cJSON_CreateObject();
    static const char *const names[] = {"course", "lesson", "course_title", "lesson_title", "url"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set_string(context, names[i], NULL);
    json_set_string(context, "heading", request_text(request, "heading"));
    return context;
}

static void set_context(struct request *request, cJSON *context, const cJSON *course, const char *slug, const char *title)
{
    bool lesson = *request_text(request, "lesson") != '\0';
    json_set_string(context, "course", slug);
    json_set_string(context, "course_title", title);
    if (lesson) {
        json_set_string(context, "lesson", json_string(course, "slug", NULL));
        json_set_string(context, "lesson_title", json_string(course, "title", NULL));
    }
    json_set_string(context, "url",
                    lesson ? arena_printf(request->arena, "/courses/%s/%s", slug, json_string(course, "slug", ""))
                           : arena_printf(request->arena, "/courses/%s", slug));
}

/* The course and lesson that the address names, when this person may see them; else nothing. */
static void give_context(struct request *request)
{
    const char *slug = request_text(request, "course"), *lesson = request_text(request, "lesson");
    cJSON *context = empty_context(request), *row = NULL;
    if (*slug != '\0')
        row = *lesson != '\0' ? outline_find_lesson(request->db, slug, lesson, request->identity.user_id)
                              : course_find(request->db, slug, request->identity.user_id);
    if (row != NULL && course_visible(row, (request->identity.roles & ROLE_ADMIN) != 0))
        set_context(request, context, row, slug, json_string(row, *lesson != '\0' ? "course_title" : "title", ""));
    request_give(request, "context", context);
}

/* A conversation goes on where it was begun. */
static void give_context_of(struct request *request, const cJSON *conversation)
{
    cJSON *context = empty_context(request);
    const char *course = json_string(conversation, "course", NULL), *lesson = json_string(conversation, "lesson", NULL);
    json_set_string(context, "course", course);
    json_set_string(context, "course_title", json_string(conversation, "course_title", NULL));
    json_set_string(context, "lesson", lesson);
    json_set_string(context, "lesson_title", json_string(conversation, "lesson_title", NULL));
    if (course != NULL)
        json_set_string(context, "url",
                        lesson == NULL ? arena_printf(request->arena, "/courses/%s", course)
                                       : arena_printf(request->arena, "/courses/%s/%s", course, lesson));
    request_give(request, "context", context);
}

/* Its messages, or an empty thread when there is none; false: it is not theirs. */
static bool give_conversation(struct request *request, int64_t id)
{
    int64_t user_id = request->identity.user_id;
    cJSON *conversation = id == 0 ? NULL : conversation_find(request->db, user_id, id), *messages = cJSON_CreateArray();
    if (id != 0 && conversation == NULL)
        return false;
    if (conversation != NULL) {
        messages = conversation_messages(request->db, user_id, id, request->now);
        dress_messages(request, id, messages);
        site_ago_rows(request, cJSON_GetObjectItemCaseSensitive(conversation, "readers"), "at");
        json_set_string(conversation, "url", arena_printf(request->arena, "/chat/%lld", (long long)id));
    }
    request_give(request, "conversation", conversation == NULL ? cJSON_CreateNull() : conversation);
    request_give_bool(request, "begun", cJSON_GetArraySize(messages) > 0);
    request_give(request, "messages", messages);
    request_give_text(request, "ask", request_text(request, "ask"));
    return true;
}

/* ---- handlers ---- */

enum http_status chat_page(struct request *request)
{
    give_conversation(request, 0);
    give_context(request);
    chat_give_status(request);
    give_history(request, 0);
    return HTTP_OK;
}

enum http_status chat_conversation_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    enum http_status noted = site_note_reading(request, id);
    if (noted != HTTP_OK)
        return noted;
    if (!give_conversation(request, id))
        return HTTP_NOT_FOUND;
    give_context_of(request, json_member(request->model, "conversation"));
    chat_give_status(request);
    give_history(request, id);
    return HTTP_OK;
}

/* The same conversation, for the panel that static/js/coach.js opens; where it is opened is what it is about. */
enum http_status chat_panel(struct request *request)
{
    int64_t id = request_integer(request, "conversation", 0);
    enum http_status noted = site_note_reading(request, id);
    if (noted != HTTP_OK)
        return noted;
    if (!give_conversation(request, id))
        return HTTP_NOT_FOUND;
    give_context(request);
    chat_give_status(request);
    request->template = "learner/chat_panel";
    return HTTP_OK;
}

static cJSON *with_id(const cJSON *rows, int64_t id)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows) if (json_integer(row, "id", 0) == id) return row;
    return NULL;
}

/* One message as it stands on the page: after it was answered, rated, or its card was confirmed. */
enum http_status chat_message(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), user_id = request->identity.user_id;
    int64_t conversation_id = json_integer(conversation_message(request->db, user_id, id), "conversation_id", 0);
    if (conversation_id == 0)
        return HTTP_NOT_FOUND;
    enum http_status noted = site_note_reading(request, conversation_id);
    if (noted != HTTP_OK)
        return noted;
    cJSON *messages = conversation_messages(request->db, user_id, conversation_id, request->now);
    dress_messages(request, conversation_id, messages);
    cJSON *message = with_id(messages, id);
    if (message == NULL)
        return HTTP_NOT_FOUND;
    request_give(request, "message", cJSON_Duplicate(message, true));
    request->template = "learner/chat_message";
    return HTTP_OK;
}

static const char *role_text(struct request *request, const char *role)
{
    return text_equal(role, "system")      ? tr(request, "Instructions")
           : text_equal(role, "user")      ? tr(request, "You")
           : text_equal(role, "assistant") ? tr(request, "Coach")
                                           : role;
}

enum http_status chat_sent_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), user_id = request->identity.user_id;
    cJSON *message = conversation_message(request->db, user_id, id);
    const char *sent = conversation_sent(request->db, user_id, id);
    if (message == NULL || sent == NULL)
        return HTTP_NOT_FOUND;
    enum http_status noted = site_note_reading(request, json_integer(message, "conversation_id", 0));
    if (noted != HTTP_OK)
        return noted;
    cJSON *rows = json_read(request->arena, sent, strlen(sent), NULL), *row, *list = cJSON_CreateArray();
    cJSON_ArrayForEach(row, rows)
    {
        cJSON *entry = cJSON_CreateObject();
        json_set_string(entry, "role", role_text(request, json_string(row, "role", "")));
        json_set_string(entry, "content", json_string(row, "content", ""));
        cJSON_AddItemToArray(list, entry);
    }
    request_give(request, "sent", list);
    request_give_text(request, "back", message_path(request, json_integer(message, "conversation_id", 0), id));
    return HTTP_OK;
}
