/* actions.c - POST /api/ai/actions/:id/confirm and /undo: the only place where the coach changes something for a learner. */
#include "programs/coach/pages.h"

#include "core/base/json.h"
#include "domain/coach/action.h"
#include "programs/site/site.h"

static struct action_asker asker_of(const struct request *request)
{
    return (struct action_asker){.user_id = request->identity.user_id,
                                 .admin = (request->identity.roles & ROLE_ADMIN) != 0,
                                 .language = request->language,
                                 .zone = request->identity.time_zone,
                                 .now = request->now};
}

static enum http_status answer(struct request *request, enum action_outcome outcome, cJSON *card, const char *verb)
{
    int64_t id = request_integer(request, "id", 0);
    if (outcome == ACTION_NONE)
        return HTTP_NOT_FOUND;
    if (outcome == ACTION_FAILED)
        return request_failed(request);
    if (outcome == ACTION_REFUSED)
        return HTTP_CONFLICT;
    if (outcome == ACTION_DONE) {
        const char *name = action_name(request->db, request->identity.user_id, id);
        enum db_result result = site_audit(request, arena_printf(request->arena, "coach.%s", verb), "coach_action", id, name);
        if (result != DB_OK)
            return request_result(request, result);
        request_flash(request, "good", json_string(card, "text", ""), json_string(card, "undo", NULL));
    }
    request_give(request, "card", card);
    const char *back = request_local_path(request_text(request, "back"), "/chat");
    return request->wants_json ? HTTP_OK : request_redirect(request, back);
}

enum http_status action_confirm_page(struct request *request)
{
    const struct action_asker asker = asker_of(request);
    cJSON *card = NULL;
    if (!request_begin_write(request))
        return request_failed(request);
    enum action_outcome outcome = action_confirm(request->arena, request->db, &asker, request_integer(request, "id", 0), &card);
    return answer(request, outcome, card, "do");
}

enum http_status action_undo_page(struct request *request)
{
    const struct action_asker asker = asker_of(request);
    cJSON *card = NULL;
    if (!request_begin_write(request))
        return request_failed(request);
    enum action_outcome outcome = action_undo(request->arena, request->db, &asker, request_integer(request, "id", 0), &card);
    return answer(request, outcome, card, "undo");
}
