/* review.c - what an attempt came to: score, answers, points, feedback, and what would have been right when that may be shown. */
#include "programs/learner/pages.h"

#include "domain/assess/attempt.h"
#include "domain/assess/quiz.h"

#include <string.h>

/* "7.5" of hundredths, with the comma where the language has one. */
static char *points_text(struct request *request, int64_t hundredths)
{
    struct text text = text_in(request->arena);
    text_append_number(&text, (double)hundredths / POINT);
    char *words = arena_strdup(request->arena, text_string(&text));
    char *mark = strchr(words, '.');
    if (mark != NULL && text_equal(request->language, "fr"))
        *mark = ',';
    return words;
}

/* Rounded down, so that 69.9 % is not shown as the 70 % that were needed. */
void quiz_dress_result(struct request *request, cJSON *attempt)
{
    int64_t points = json_integer(attempt, "points", 0), most = json_integer(attempt, "points_most", 0);
    json_set_integer(attempt, "percent", most == 0 ? 0 : points * 100 / most);
    json_set_string(attempt, "points_text", points_text(request, points));
    json_set_string(attempt, "most_text", points_text(request, most));
}

static void give_questions(struct request *request, const cJSON *attempt)
{
    cJSON *questions = attempt_review(request->arena, attempt, attempt_questions(request->db, attempt)), *question;
    cJSON_ArrayForEach(question, questions)
    {
        quiz_dress_question(request, question, "review");
        json_set_string(question, "earned_text", points_text(request, json_integer(question, "earned", 0)));
    }
    request_give(request, "questions", questions);
}

enum http_status review_page(struct request *request)
{
    cJSON *attempt = attempt_find(request->db, request->identity.user_id, request_integer(request, "id", 0));
    if (attempt == NULL)
        return HTTP_NOT_FOUND;
    if (json_bool(attempt, "open", false))
        return request_redirect_to(request, "/attempts/%lld", (long long)json_integer(attempt, "id", 0));
    int64_t left = quiz_attempts_left(json_integer(attempt, "attempts_most", 0), json_integer(attempt, "used", 0));
    bool other_open = json_bool(attempt, "other_open", false), passed = json_bool(attempt, "passed", false);
    quiz_dress_result(request, attempt);
    quiz_give_frame(request, attempt);
    cJSON *result = cJSON_CreateObject();
    static const char *const names[] = {"percent", "points_text", "most_text", "passed", "pass_percent", "quiz_id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set(result, names[i], cJSON_Duplicate(json_member(attempt, names[i]), true));
    json_set_bool(result, "other_open", other_open);
    json_set_bool(result, "can_retry", !other_open && left != 0);
    json_set_bool(result, "limited", left > 0);
    json_set_integer(result, "attempts_left", left);
    json_set_bool(result, "key_later", !attempt_shows_key(attempt) && !other_open && !passed);
    request_give(request, "result", result);
    give_questions(request, attempt);
    return HTTP_OK;
}
