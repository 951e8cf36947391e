/* wishes.c - offers what a learner (by rules) or a model (by a tool call) wishes to be done. Called by speak.c, endpoint.c. */
#include "programs/coach/speech.h"

#include "core/base/json.h"
#include "domain/coach/action.h"

#include <string.h>

/* "Make a note of this": of what was answered last. */
static const char *last_answer(const cJSON *history)
{
    const char *last = "";
    const cJSON *message;
    cJSON_ArrayForEach(message, history)
        if (strcmp(json_string(message, "role", ""), "assistant") == 0)
            last = json_string(message, "content", "");
    return last;
}

static cJSON *offer(struct speech *speech, const cJSON *wish, const char *note, const char **reason)
{
    struct request *request = speech->request;
    const struct action_asker asker = {.user_id = request->identity.user_id,
                                       .admin = (request->identity.roles & ROLE_ADMIN) != 0,
                                       .language = request->language,
                                       .zone = request->identity.time_zone,
                                       .now = request->now,
                                       .place = &speech->exchange->place};
    cJSON *card = NULL;
    if (stream_borrow(speech->stream, request->arena) && request_begin_write(request)) {
        card = action_offer(request->arena, request->db, &asker, speech->exchange->answer_id, wish, note, reason);
        if (db_end(request->db, card != NULL) != DB_OK)
            card = NULL;
    }
    stream_give_back(speech->stream);
    return card;
}

void wish_offer(struct speech *speech, const cJSON *wish, const cJSON *history, bool aloud)
{
    const char *reason = NULL;
    const struct request *request = speech->request;
    cJSON *card = offer(speech, wish, last_answer(history), &reason);
    if (card == NULL) {
        const char *words = reason == NULL || *reason == '\0' ? tr(request, "I can't do that now.") : reason;
        if (aloud)
            speech_tell(speech, words);
        return;
    }
    bool leads = strcmp(json_string(card, "state", ""), "link") == 0;
    if (aloud)
        speech_tell(speech, leads ? tr(request, "Here is the way:") : tr(request, "I can do that. It is done when you confirm it:"));
    speech_card(speech, card);
}
