/* status.c - GET /api/ai/status: how the coach helps here, what it sees, what is left of today. For the page round it. */
#include "programs/coach/pages.h"

#include "domain/coach/limit.h"
#include "domain/coach/policy.h"
#include "programs/coach/speech.h"
#include "programs/site/site.h"

enum http_status status_page(struct request *request)
{
    int64_t user_id = request->identity.user_id;
    request->wants_json = true;
    bool admin = (request->identity.roles & ROLE_ADMIN) != 0;
    const struct coach_limits limits = limit_configured(request->config);
    struct coach_place place = policy_place(request->db, user_id, admin, request_text(request, "course"), request_text(request, "lesson"));
    const struct exam_question here = {.user_id = user_id, .lesson_id = place.lesson_id, .words = ""};
    request_give_bool(request, "model", endpoint_set(request));
    request_give_integer(request, "questions", limit_taken(request->db, user_id, request->now));
    request_give_integer(request, "questions_most", limits.daily);
    request_give_bool(request, "budget_warning", limit_budget(request->db, &limits, request->now) != BUDGET_OPEN);
    request_give_text(request, "mode", place.mode == COACH_DIRECT ? "direct" : place.mode == COACH_OFF ? "off" : "hints");
    request_give_text(request, "blocked", policy_exam(request->arena, request->db, &here, request->now));
    request_give(request, "sees", site_sees(request, &place));
    return HTTP_OK;
}
