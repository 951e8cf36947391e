/* funnels_api.c - /api/analytics/funnels: GET lists them and answers action=results, dropoff, journey; POST takes action=create (admins)
 * and action=track, by which whoever asks does a step themselves. */
#include "programs/analytics/funnels.h"
#include "programs/analytics/pages.h"

#include "programs/analytics/own.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

enum { LIMIT = 50 };

static bool is_admin(const struct request *request)
{
    return (request->identity.roles & ROLE_ADMIN) != 0;
}

static enum http_status give_all(struct request *request)
{
    cJSON *funnels = funnel_all(request->db);
    request_give_integer(request, "total", cJSON_GetArraySize(funnels));
    request_give(request, "funnels", funnels);
    return HTTP_OK;
}

static enum http_status give_results(struct request *request, const struct funnel_asked *asked)
{
    cJSON *answer = funnels_answer(request, asked);
    request_give(request, "funnel", asked->row);
    request_give(request, "results", answer);
    return answer == NULL ? HTTP_FAILED : HTTP_OK;
}

static enum http_status give_dropoff(struct request *request, const struct funnel_asked *asked)
{
    int64_t page = request_integer(request, "page", 1), limit = request_integer(request, "limit", LIMIT), total = 0;
    int step = (int)request_integer(request, "step", 1);
    if (step > asked->funnel.count)
        return request_refuse(request, "step", tr(request, "The funnel has no such step."));
    cJSON *people = funnels_people(request, asked, step, (page - 1) * limit, (int)limit, &total);
    request_give(request, "people", people);
    request_give_integer(request, "step", step);
    request_give_integer(request, "page", page);
    request_give_integer(request, "limit", limit);
    request_give_integer(request, "total", total);
    return people == NULL ? HTTP_FAILED : HTTP_OK;
}

static enum http_status give_journey(struct request *request, const struct funnel_asked *asked)
{
    int64_t user_id = request_integer(request, "user", 0);
    if (user_id == 0)
        return request_refuse(request, "user", tr(request, "Please fill this in."));
    cJSON *journey = funnels_journey(request, asked, user_id);
    request_give(request, "journey", journey);
    return journey == NULL ? HTTP_FAILED : who_note_reading(request, user_id, "journey through a funnel");
}

enum http_status funnels_api(struct request *request)
{
    struct funnel_asked asked;
    const char *action = request_text(request, "action");
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    if (*action == '\0')
        return give_all(request);
    if (!funnels_ask(request, &asked))
        return HTTP_NOT_FOUND;
    return text_equal(action, "results")   ? give_results(request, &asked)
           : text_equal(action, "dropoff") ? give_dropoff(request, &asked)
                                           : give_journey(request, &asked);
}

/* The event of a step, of the asker's own: only such as people may record themselves. */
static enum http_status track(struct request *request)
{
    struct funnel funnel;
    const cJSON *row = funnel_find(request->db, request_integer(request, "id", 0));
    int64_t at = request_integer(request, "number", 1);
    if (row == NULL || !funnel_read(row, &funnel))
        return HTTP_NOT_FOUND;
    if (at > funnel.count)
        return request_refuse(request, "number", tr(request, "The funnel has no such step."));
    const struct funnel_step *step = &funnel.steps[at - 1];
    cJSON *event = cJSON_CreateObject();
    json_set_string(event, "name", step->name);
    if (step->course_id != 0)
        json_set_integer(event, "course", step->course_id);
    if (step->lesson_id != 0)
        json_set_integer(event, "lesson", step->lesson_id);
    return own_event(request, event);
}

enum http_status funnels_api_change(struct request *request)
{
    request->wants_json = true;
    if (text_equal(request_text(request, "action"), "track"))
        return track(request);
    if (!is_admin(request))
        return HTTP_FORBIDDEN;
    if (*request_text(request, "name") == '\0')
        return request_refuse(request, "name", tr(request, "Please fill this in."));
    return funnel_create(request);
}
