/* conversations.c - the learner's conversations: listed, searched, opened, renamed, deleted, brought back, settled, handed over. */
#include "programs/coach/pages.h"

#include "core/base/json.h"
#include "core/view/locale.h"
#include "domain/coach/conversation.h"
#include "domain/coach/handover.h"
#include "domain/coach/blocks.h"
#include "programs/site/site.h"

#include <string.h>

enum { A_PAGE = 30 };

enum http_status conversations_page(struct request *request)
{
    int64_t page = request_integer(request, "page", 1), total = 0;
    request->wants_json = true;
    cJSON *rows = conversation_list(request->arena, request->db, request->identity.user_id, request_text(request, "q"), A_PAGE,
                                    (page - 1) * A_PAGE, &total);
    site_ago_rows(request, rows, "updated_at");
    request_give(request, "conversations", rows);
    site_give_pages(request, page, A_PAGE, total);
    return HTTP_OK;
}

/* An answer that was cut before it could be rendered is rendered here. */
static void render_missing(struct request *request, cJSON *messages)
{
    cJSON *message;
    cJSON_ArrayForEach(message, messages)
    {
        const char *content = json_string(message, "content", "");
        bool own = strcmp(json_string(message, "role", ""), "user") == 0;
        if (!own && json_string(message, "html", NULL) == NULL)
            json_set_string(message, "html", blocks_html(request->arena, content, strlen(content), json_member(message, "citations")));
    }
}

enum http_status conversation_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), user_id = request->identity.user_id;
    request->wants_json = true;
    enum http_status noted = site_note_reading(request, id);
    if (noted != HTTP_OK)
        return noted;
    cJSON *conversation = conversation_find(request->db, user_id, id);
    if (conversation == NULL)
        return HTTP_NOT_FOUND;
    cJSON *messages = conversation_messages(request->db, user_id, id, request->now);
    render_missing(request, messages);
    request_give(request, "conversation", conversation);
    request_give(request, "messages", messages);
    return HTTP_OK;
}

/* All that change one end alike: on to its page, or the list when it is gone; as JSON the conversation. */
static enum http_status changed(struct request *request, enum db_result result, bool gone)
{
    int64_t id = request_integer(request, "id", 0);
    if (result != DB_OK)
        return request_result(request, result);
    request_give(request, "conversation", conversation_find(request->db, request->identity.user_id, id));
    return gone ? request_redirect(request, "/chat") : request_redirect_to(request, "/chat/%lld", (long long)id);
}

enum http_status conversation_change_title(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    return changed(request, conversation_rename(request->db, request->identity.user_id, request_integer(request, "id", 0),
                                                request_text(request, "title")), false);
}

enum http_status conversation_remove(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = conversation_delete(request->db, request->identity.user_id, id, request->now);
    if (result == DB_OK)
        request_flash(request, "note", tr(request, "The conversation is deleted."),
                      arena_printf(request->arena, "/api/ai/conversations/%lld/restore", (long long)id));
    return changed(request, result, true);
}

enum http_status conversation_bring_back(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    return changed(request, conversation_restore(request->db, request->identity.user_id, request_integer(request, "id", 0)), false);
}

enum http_status conversation_settle(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    return changed(request, conversation_resolve(request->db, request->identity.user_id, request_integer(request, "id", 0), request->now), false);
}

enum http_status conversation_hand_over(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = handover_ask(request->db, request->identity.user_id, request_integer(request, "id", 0), request->now);
    if (result == DB_OK)
        request_flash(request, "good", tr(request, "A person of the academy reads this and answers here; you also get a mail."), NULL);
    return changed(request, result, false);
}
