/* messages.c - what a learner does with one answer: rates, stops, reports it, looks what was sent for it. */
#include "programs/coach/pages.h"

#include "core/base/json.h"
#include "domain/coach/conversation.h"
#include "programs/coach/draft.h"
#include "programs/site/site.h"

#include <string.h>

/* Back to the conversation; as JSON {message: {id, conversation_id, role, state}}. */
static enum http_status changed(struct request *request, int64_t message_id, enum db_result result)
{
    if (result != DB_OK)
        return request_result(request, result);
    cJSON *message = conversation_message(request->db, request->identity.user_id, message_id);
    int64_t conversation_id = json_integer(message, "conversation_id", 0);
    request_give(request, "message", message);
    return request_redirect_to(request, "/chat/%lld", (long long)conversation_id);
}

enum http_status message_feedback(struct request *request)
{
    int64_t id = request_integer(request, "message", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    return changed(request, id,
                   conversation_rate(request->db, request->identity.user_id, id, (int)request_integer(request, "rating", 0),
                                     request_text(request, "reason")));
}

/* An answer that has ended meanwhile is as good as stopped. */
enum http_status message_stop(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = conversation_stop(request->db, request->identity.user_id, id, request->now);
    if (result == DB_OK)
        draft_stop(id);
    if (result == DB_NONE && conversation_message(request->db, request->identity.user_id, id) != NULL)
        result = DB_OK;
    return changed(request, id, result);
}

enum http_status message_report(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = conversation_report(request->db, request->identity.user_id, id, request_text(request, "reason"), request->now);
    if (result == DB_OK)
        result = site_audit(request, "coach.report", "message", id, "");
    return changed(request, id, result);
}

enum http_status message_sent(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), user_id = request->identity.user_id;
    request->wants_json = true;
    const char *sent = conversation_sent(request->db, user_id, id);
    if (sent == NULL)
        return HTTP_NOT_FOUND;
    int64_t conversation_id = json_integer(conversation_message(request->db, user_id, id), "conversation_id", 0);
    enum http_status noted = site_note_reading(request, conversation_id);
    if (noted != HTTP_OK)
        return noted;
    request_give(request, "sent", cJSON_CreateRaw(sent));
    return HTTP_OK;
}
