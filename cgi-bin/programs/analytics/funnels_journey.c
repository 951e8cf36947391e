/* funnels_journey.c - one person's events with the steps among them, and the people of a step: pages and file. */
#include "programs/analytics/funnels.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/analytics/happened.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

enum { PER_PAGE = 50, JOURNEY_MOST = 500, FILE_MOST = 100000 };

/* The event of each step is the first that fits at its moment and is no other step's. */
static void mark_steps(cJSON *rows, const struct funnel *funnel, const int64_t *at, int reached)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows) json_set(row, "step", cJSON_CreateNull());
    for (int step = 0; step < reached; step++)
        cJSON_ArrayForEach(row, rows)
        {
            const struct funnel_step *wanted = &funnel->steps[step];
            bool fits = json_integer(row, "at", 0) == at[step] && text_equal(json_string(row, "name", ""), wanted->name) &&
                        (wanted->course_id == 0 || wanted->course_id == json_integer(row, "course_id", 0)) &&
                        (wanted->lesson_id == 0 || wanted->lesson_id == json_integer(row, "lesson_id", 0));
            if (!fits || cJSON_IsNumber(json_member(row, "step")))
                continue;
            json_set_integer(row, "step", step + 1);
            break;
        }
}

static cJSON *turned_round(cJSON *rows)
{
    cJSON *turned = cJSON_CreateArray();
    for (int i = cJSON_GetArraySize(rows); i > 0; i--)
        cJSON_AddItemToArray(turned, cJSON_DetachItemFromArray(rows, i - 1));
    return turned;
}

cJSON *funnels_journey(struct request *request, const struct funnel_asked *asked, int64_t user_id)
{
    struct store *store = report_store(request);
    cJSON *journey = cJSON_CreateObject();
    int64_t at[FUNNEL_STEPS_MOST] = {0};
    struct happened_list list = {request, cJSON_CreateArray()};
    int reached = store == NULL ? 0 : funnel_journey(request->arena, store, &asked->question, user_id, at);
    if (reached < 0)
        return NULL;
    int64_t from = reached > 0 ? at[0] : asked->question.from;
    int64_t until = reached > 0 ? at[0] + asked->funnel.minutes * CLOCK_MINUTE + 1 : asked->question.until;
    struct explore_question question = {.name = "", .of_actor = true, .actor = user_id, .page = "", .key = "", .value = "", .from = from,
                                        .until = until};
    struct explore_cursor cursor = {.at = until};
    struct explore_seen seen = {0};
    if (store != NULL && !explore_events(request->arena, store, &question, &cursor, JOURNEY_MOST, happened_take, &list, &seen))
        return NULL;
    cJSON *rows = turned_round(happened_rows(&list));
    mark_steps(rows, &asked->funnel, at, reached);
    json_set_integer(journey, "reached", reached);
    json_set_bool(journey, "cut", seen.more);
    json_set(journey, "events", rows);
    return journey;
}

static const char *people_url(struct request *request, long long id, int step, const char *query)
{
    return arena_printf(request->arena, "/admin/analytics/funnels/%lld/people?step=%d%s%s", id, step, *query == '\0' ? "" : "&", query);
}

static void give_steps(struct request *request, const struct funnel_asked *asked, int chosen, bool with_links)
{
    cJSON *steps = cJSON_CreateArray();
    const char *query = report_period_query(request);
    long long id = json_integer(asked->row, "id", 0);
    for (int i = 0; i < asked->funnel.count; i++) {
        cJSON *step = cJSON_CreateObject();
        json_set_integer(step, "number", i + 1);
        json_set_string(step, "title", funnels_step_title(request, &asked->funnel.steps[i]));
        json_set_bool(step, "current", i + 1 == chosen);
        json_set_string(step, "url", with_links ? people_url(request, id, i + 1, query) : NULL);
        cJSON_AddItemToArray(steps, step);
    }
    request_give(request, "steps", steps);
}

static void give_frame(struct request *request, const struct funnel_asked *asked)
{
    request_give(request, "funnel", asked->row);
    request_give_text(request, "window_text", funnels_window_text(request, asked->funnel.minutes));
    request_give_text(request, "from_text", locale_day(request->arena, request->language, asked->period.from));
    request_give_text(request, "to_text", locale_day(request->arena, request->language, asked->period.to));
    request_give_text(request, "period_query", report_period_query(request));
}

static int step_of(const struct request *request, const struct funnel_asked *asked)
{
    int step = (int)request_integer(request, "step", 1);
    return step > asked->funnel.count ? asked->funnel.count : step;
}

enum http_status funnel_people_page(struct request *request)
{
    struct funnel_asked asked;
    if (!funnels_ask(request, &asked))
        return HTTP_NOT_FOUND;
    int step = step_of(request, &asked);
    int64_t page = request_integer(request, "page", 1), total = 0;
    cJSON *people = funnels_people(request, &asked, step, (page - 1) * PER_PAGE, PER_PAGE, &total);
    if (people == NULL)
        return HTTP_FAILED;
    give_frame(request, &asked);
    give_steps(request, &asked, step, true);
    request_give_integer(request, "step", step);
    request_give_bool(request, "finished", step == asked.funnel.count);
    request_give_text(request, "step_title", funnels_step_title(request, &asked.funnel.steps[step - 1]));
    request_give_bool(request, "any", total > 0);
    request_give(request, "people", people);
    site_give_pages(request, page, PER_PAGE, total);
    return HTTP_OK;
}

enum http_status funnel_people_csv(struct request *request)
{
    struct funnel_asked asked;
    if (!funnels_ask(request, &asked))
        return HTTP_NOT_FOUND;
    int64_t total = 0;
    cJSON *people = funnels_people(request, &asked, step_of(request, &asked), 0, FILE_MOST, &total), *person, *rows = cJSON_CreateArray();
    if (people == NULL)
        return HTTP_FAILED;
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray((const char *[]){"user_id", "name", "email", "began", "arrived"}, 5));
    cJSON_ArrayForEach(person, people)
    {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)json_integer(person, "id", 0)));
        cJSON_AddItemToArray(row, cJSON_CreateString(json_string(person, "name", "")));
        cJSON_AddItemToArray(row, cJSON_CreateString(json_string(person, "email", "")));
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_stamp(request->arena, json_integer(person, "began", 0))));
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_stamp(request->arena, json_integer(person, "arrived", 0))));
        cJSON_AddItemToArray(rows, row);
    }
    return who_csv(request, "funnel-people", rows);
}

enum http_status funnel_journey_page(struct request *request)
{
    struct funnel_asked asked;
    int64_t user_id = request_integer(request, "user_id", 0);
    if (!funnels_ask(request, &asked))
        return HTTP_NOT_FOUND;
    cJSON *journey = funnels_journey(request, &asked, user_id);
    if (journey == NULL)
        return HTTP_FAILED;
    give_frame(request, &asked);
    give_steps(request, &asked, (int)json_integer(journey, "reached", 0), false);
    request_give_integer(request, "reached", json_integer(journey, "reached", 0));
    request_give_bool(request, "finished", json_integer(journey, "reached", 0) == asked.funnel.count);
    request_give_bool(request, "cut", json_bool(journey, "cut", false));
    request_give(request, "person", who_is(request, user_id));
    request_give_bool(request, "any", cJSON_GetArraySize(cJSON_GetObjectItem(journey, "events")) > 0);
    request_give(request, "events", cJSON_DetachItemFromObject(journey, "events"));
    long long id = json_integer(asked.row, "id", 0);
    return who_note_reading(request, user_id, arena_printf(request->arena, "journey through funnel %lld", id));
}
