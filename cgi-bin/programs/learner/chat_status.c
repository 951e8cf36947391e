/* chat_status.c - how the coach helps here, what it sees and what is left of today, for the page itself: static/js/chat.js asks the coach program
 * (GET /api/ai/status) and shows the same, newer. Called by the pages of chat.c. */
#include "programs/learner/pages.h"

#include "core/view/locale.h"
#include "domain/coach/limit.h"
#include "domain/coach/policy.h"
#include "programs/site/site.h"

#include <string.h>

/* Sentences that the script fills in, too, have {name} where a value goes. */
static const char *filled(struct request *request, const char *sentence, const char *name, const char *value)
{
    const char *at = strstr(sentence, name);
    return at == NULL ? sentence : arena_printf(request->arena, "%.*s%s%s", (int)(at - sentence), sentence, value, at + strlen(name));
}

static const char *number(struct request *request, int64_t value)
{
    return arena_printf(request->arena, "%lld", (long long)value);
}

static const char *left_text(struct request *request, const struct coach_limits *limits, int64_t left)
{
    const char *sentence = filled(request, tr(request, "{left} of {most} questions left today"), "{left}", number(request, left));
    return limits->daily == 0 ? NULL : filled(request, sentence, "{most}", number(request, limits->daily));
}

/* The one thing to be said before a question is asked; the most pressing first, as chat.js has it. */
static const char *warning(struct request *request, const struct coach_place *place, const struct coach_limits *limits, int64_t taken)
{
    int64_t left = taken < limits->daily ? limits->daily - taken : 0;
    const struct exam_question here = {.user_id = request->identity.user_id, .lesson_id = place->lesson_id, .words = ""};
    const char *exam = policy_exam(request->arena, request->db, &here, request->now);
    if (exam != NULL)
        return filled(request, tr(request, "While your attempt at “{quiz}” is open, I don’t help with it."), "{quiz}", exam);
    if (place->mode == COACH_OFF)
        return tr(request, "The coach is switched off here.");
    if (limits->daily > 0 && left == 0)
        return tr(request, "That was your last question for today. The coach is back tomorrow.");
    if (limit_few_left(limits, taken))
        return filled(request, tr(request, "You have {left} questions left today."), "{left}", number(request, left));
    if (limit_budget(request->db, limits, request->now) != BUDGET_OPEN)
        return tr(request, "The academy has nearly used up what it spends on the model this month; then answers come from the lessons alone.");
    return NULL;
}

void chat_give_status(struct request *request)
{
    int64_t user_id = request->identity.user_id;
    const cJSON *context = json_member(request->model, "context");
    const struct coach_limits limits = limit_configured(request->config);
    const struct coach_place place = policy_place(request->db, user_id, (request->identity.roles & ROLE_ADMIN) != 0,
                                                  json_string(context, "course", ""), json_string(context, "lesson", ""));
    int64_t taken = limit_taken(request->db, user_id, request->now);
    cJSON *status = cJSON_CreateObject();
    json_set_string(status, "mode", place.mode == COACH_OFF      ? NULL
                                    : place.mode == COACH_DIRECT ? tr(request, "Direct answers")
                                                                 : tr(request, "Hints first"));
    json_set_string(status, "left", left_text(request, &limits, taken < limits.daily ? limits.daily - taken : 0));
    json_set_string(status, "warning", warning(request, &place, &limits, taken));
    request_give(request, "status", status);
    request_give(request, "sees", site_sees(request, &place));
}
