/* coach_read.c - GET /admin/coach/conversations/:id: a conversation as it was. Opening it is recorded where its learner sees it, and
 * in the audit log. Also what the inbox of /teach needs to show one. */
#include "programs/admin/coach.h"
#include "programs/admin/coach_read.h"
#include "programs/admin/pages.h"

#include "core/view/locale.h"
#include "domain/coach/conversation.h"
#include "programs/site/site.h"

static void dress_message(struct request *request, cJSON *message)
{
    const char *role = json_string(message, "role", "");
    json_set_bool(message, "from_learner", text_equal(role, "user"));
    json_set_bool(message, "from_person", text_equal(role, "instructor"));
    json_set_bool(message, "is_cut", text_equal(json_string(message, "state", ""), "cut"));
    json_set_bool(message, "is_rendered", json_string(message, "html", NULL) != NULL);
    json_set_bool(message, "any_citations", cJSON_GetArraySize(json_member(message, "citations")) > 0);
    json_set_string(message, "at_text",
                    locale_time(request->arena, request->language, json_integer(message, "created_at", 0), request->identity.time_zone));
}

static const char *time_or_null(struct request *request, const cJSON *row, const char *name)
{
    int64_t at = json_integer(row, name, 0);
    return at == 0 ? NULL : locale_time(request->arena, request->language, at, request->identity.time_zone);
}

static void dress_conversation(struct request *request, cJSON *conversation)
{
    static const char *const times[] = {"created_at", "resolved_at", "reopened_at", "handed_over_at"};
    const cJSON *sentiment = json_member(conversation, "sentiment");
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        json_set_string(conversation, arena_printf(request->arena, "%s_text", times[i]), time_or_null(request, conversation, times[i]));
    json_set_string(conversation, "sentiment_text", cJSON_IsNumber(sentiment) ? coach_decimal(request, sentiment->valuedouble) : NULL);
    cJSON_DeleteItemFromObject(conversation, "email");
    cJSON_DeleteItemFromObject(conversation, "language");
}

static enum db_result record(struct request *request, int64_t id)
{
    enum db_result result = conversation_note_reader(request->db, id, request->identity.user_id, request->now);
    return result == DB_OK ? site_audit(request, "coach.read", "conversation", id, "") : result;
}

void read_give_transcript(struct request *request, cJSON *conversation)
{
    int64_t id = json_integer(conversation, "id", 0), owner = json_integer(conversation, "user_id", 0);
    cJSON *messages = conversation_messages(request->db, owner, id, request->now), *message;
    cJSON_ArrayForEach(message, messages) dress_message(request, message);
    dress_conversation(request, conversation);
    request_give(request, "messages", messages);
    request_give(request, "conversation", conversation);
}

enum http_status read_record(struct request *request, int64_t id)
{
    if (!request_begin_write(request))
        return request_failed(request);
    return request_result(request, record(request, id));
}

enum http_status coach_read_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    cJSON *conversation = insight_conversation(request->db, id);
    if (conversation == NULL)
        return HTTP_NOT_FOUND;
    enum http_status status = read_record(request, id);
    if (status != HTTP_OK)
        return status;
    read_give_transcript(request, conversation);
    return HTTP_OK;
}
