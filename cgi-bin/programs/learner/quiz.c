/* quiz.c - the way into a quiz: its rules, what was done before, and the button that starts or goes on. quiz_intro is called by
 * the page of a lesson. */
#include "programs/learner/pages.h"

#include "core/view/locale.h"
#include "domain/assess/attempt.h"
#include "domain/assess/quiz.h"
#include "programs/site/site.h"

/* "10 min", or "90 s" where minutes don't say it. */
static const char *limit_text(struct request *request, int64_t seconds)
{
    if (seconds == 0)
        return NULL;
    return seconds % 60 == 0 ? locale_minutes(request->arena, seconds / 60) : arena_printf(request->arena, "%lld s", (long long)seconds);
}

/* Moves the open attempt out of the list; NULL when there is none. */
static cJSON *take_open(cJSON *attempts)
{
    cJSON *attempt;
    cJSON_ArrayForEach(attempt, attempts)
        if (json_bool(attempt, "open", false))
            return cJSON_DetachItemViaPointer(attempts, attempt);
    return NULL;
}

static bool any_passed(const cJSON *attempts)
{
    const cJSON *attempt;
    cJSON_ArrayForEach(attempt, attempts)
        if (json_bool(attempt, "passed", false))
            return true;
    return false;
}

enum http_status quiz_intro(struct request *request, cJSON *lesson)
{
    int64_t user_id = request->identity.user_id;
    cJSON *quiz = quiz_of_lesson(request->db, json_integer(lesson, "id", 0), user_id), *attempt;
    if (quiz == NULL)
        return HTTP_NOT_FOUND;
    cJSON *attempts = quiz_attempts(request->db, json_integer(quiz, "id", 0), user_id);
    int64_t left = quiz_attempts_left(json_integer(quiz, "attempts_most", 0), cJSON_GetArraySize(attempts));
    cJSON *open = take_open(attempts);
    bool enrolled = json_bool(quiz, "enrolled", false);
    cJSON_ArrayForEach(attempt, attempts) quiz_dress_result(request, attempt);
    site_ago_rows(request, attempts, "submitted_at");
    json_set_string(quiz, "limit_text", limit_text(request, json_integer(quiz, "time_limit", 0)));
    json_set_integer(quiz, "attempts_left", left);
    json_set_bool(quiz, "none_left", left == 0 && open == NULL);
    json_set_bool(quiz, "can_start", enrolled && left != 0 && open == NULL && json_integer(quiz, "questions", 0) > 0);
    json_set_bool(quiz, "again", cJSON_GetArraySize(attempts) > 0);
    json_set_bool(quiz, "passed", any_passed(attempts));
    json_set_bool(quiz, "limited", json_integer(quiz, "attempts_most", 0) > 0);
    json_set_bool(quiz, "tried", cJSON_GetArraySize(attempts) > 0);
    json_set(quiz, "attempts", attempts);
    json_set(quiz, "open", open != NULL ? open : cJSON_CreateNull());
    request_give(request, "quiz", quiz);
    request->template = "learner/quiz";
    return HTTP_OK;
}

enum http_status attempt_begin(struct request *request)
{
    int64_t id = 0;
    const char *path = "/courses";
    if (!request_begin_write(request))
        return request_failed(request);
    switch (attempt_start(request->arena, request->db, request->identity.user_id, request_integer(request, "id", 0), request->now, &id, &path)) {
    case ATTEMPT_STARTED:
    case ATTEMPT_RESUMED:
        return request_redirect_to(request, "/attempts/%lld", (long long)id);
    case ATTEMPT_NONE_LEFT:
        request_flash(request, "note", tr(request, "You have used all attempts at this quiz."), NULL);
        return request_redirect(request, path);
    case ATTEMPT_NOT_ENROLLED:
        request_flash(request, "note", tr(request, "Enrol in the course first, then take the quiz."), NULL);
        return request_redirect(request, path);
    case ATTEMPT_NO_QUIZ:
        return HTTP_NOT_FOUND;
    case ATTEMPT_FAILED:
        break;
    }
    return request_failed(request);
}
