/* funnels_answer.c - a funnel's result as rows for pages, files and the API. See funnels.h. */
#include "programs/analytics/funnels.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/analytics/who.h"

#include <math.h>

enum { HOUR_MINUTES = 60, DAY_MINUTES = 24 * HOUR_MINUTES };

static enum funnel_segment_by segment_by(const struct request *request)
{
    const char *by = request_text(request, "by");
    return text_equal(by, "device")    ? FUNNEL_BY_DEVICE
           : text_equal(by, "country") ? FUNNEL_BY_COUNTRY
           : text_equal(by, "segment") ? FUNNEL_BY_COURSE
                                       : FUNNEL_BY_NONE;
}

bool funnels_ask(struct request *request, struct funnel_asked *asked)
{
    *asked = (struct funnel_asked){.row = funnel_find(request->db, request_integer(request, "id", 0))};
    if (asked->row == NULL || !funnel_read(asked->row, &asked->funnel))
        return false;
    asked->period = report_period(request);
    asked->question = (struct funnel_question){.funnel = &asked->funnel,
                                               .from = clock_day_start(asked->period.from, report_zone(request)),
                                               .until = clock_day_start(asked->period.to + 1, report_zone(request)),
                                               .filter = asked->period.filter,
                                               .by = segment_by(request)};
    return true;
}

const char *funnels_window_text(struct request *request, int64_t minutes)
{
    long long days = minutes / DAY_MINUTES, hours = minutes / HOUR_MINUTES;
    if (minutes % DAY_MINUTES == 0)
        return days == 1 ? tr(request, "1 day") : arena_printf(request->arena, tr(request, "%lld days"), days);
    if (minutes % HOUR_MINUTES == 0)
        return hours == 1 ? tr(request, "1 hour") : arena_printf(request->arena, tr(request, "%lld hours"), hours);
    return minutes == 1 ? tr(request, "1 minute") : arena_printf(request->arena, tr(request, "%lld minutes"), (long long)minutes);
}

const char *funnels_step_title(struct request *request, const struct funnel_step *step)
{
    struct text title = text_in(request->arena);
    text_append(&title, step->name);
    if (step->course_id != 0)
        text_printf(&title, ", %s", who_course(request, step->course_id));
    if (step->lesson_id != 0)
        text_printf(&title, ", %s", who_lesson(request, step->lesson_id));
    return text_string(&title);
}

static double share(int64_t part, int64_t whole)
{
    return whole == 0 ? NAN : 100.0 * (double)part / (double)whole;
}

static void set_share(struct request *request, cJSON *row, const char *name, double value)
{
    json_set(row, name, report_number(value));
    json_set_string(row, arena_printf(request->arena, "%s_text", name), report_value(request, FIGURE_PERCENT, value));
}

static void set_count(struct request *request, cJSON *row, const char *name, int64_t count)
{
    json_set_integer(row, name, count);
    json_set_string(row, arena_printf(request->arena, "%s_text", name), report_value(request, FIGURE_COUNT, (double)count));
}

static const char *people_url(struct request *request, const struct funnel_asked *asked, int step)
{
    const char *query = report_period_query(request);
    return arena_printf(request->arena, "/admin/analytics/funnels/%lld/people?step=%d%s%s", (long long)json_integer(asked->row, "id", 0), step,
                        *query == '\0' ? "" : "&", query);
}

static cJSON *step_row(struct request *request, const struct funnel_asked *asked, const struct funnel_result *result, int at)
{
    cJSON *row = cJSON_CreateObject();
    const struct funnel_figure *figure = &result->steps[at];
    int64_t before = at == 0 ? figure->users : result->steps[at - 1].users;
    int64_t next = at + 1 < result->count ? result->steps[at + 1].users : figure->users;
    json_set_integer(row, "number", at + 1);
    json_set_string(row, "event", asked->funnel.steps[at].name);
    json_set_string(row, "title", funnels_step_title(request, &asked->funnel.steps[at]));
    set_count(request, row, "users", figure->users);
    set_share(request, row, "from_first", share(figure->users, result->steps[0].users));
    set_share(request, row, "from_before", at == 0 ? NAN : share(figure->users, before));
    set_count(request, row, "lost", figure->users - next);
    set_share(request, row, "lost_share", at + 1 == result->count ? NAN : share(figure->users - next, figure->users));
    json_set(row, "median", report_number(figure->median));
    json_set_string(row, "median_text", report_value(request, FIGURE_SECONDS, figure->median));
    json_set_bool(row, "bottleneck", result->bottleneck == at + 1);
    json_set_bool(row, "last", at + 1 == result->count);
    json_set_string(row, "url", people_url(request, asked, at + 1));
    return row;
}

static cJSON *bottleneck_of(const cJSON *steps, const struct funnel_result *result)
{
    if (result->bottleneck == 0)
        return cJSON_CreateNull();
    const cJSON *to = cJSON_GetArrayItem(steps, result->bottleneck - 1), *from = cJSON_GetArrayItem(steps, result->bottleneck - 2);
    cJSON *told = cJSON_CreateObject();
    json_set_integer(told, "number", result->bottleneck);
    json_set_string(told, "title", json_string(to, "title", ""));
    json_set_string(told, "before", json_string(from, "title", ""));
    json_set_integer(told, "lost", json_integer(from, "lost", 0));
    json_set_string(told, "lost_text", json_string(from, "lost_text", ""));
    json_set_string(told, "share_text", json_string(from, "lost_share_text", ""));
    json_set_string(told, "url", json_string(from, "url", ""));
    return told;
}

static const char *segment_label(struct request *request, enum funnel_segment_by by, int64_t value)
{
    if (value == 0)
        return tr(request, "unknown");
    if (by == FUNNEL_BY_COURSE)
        return who_course(request, value);
    if (by == FUNNEL_BY_COUNTRY)
        return event_country_text(request->arena, value);
    return value == EVENT_PHONE ? tr(request, "Phone") : value == EVENT_TABLET ? tr(request, "Tablet") : tr(request, "Computer");
}

static cJSON *segments_of(struct request *request, const struct funnel_result *result, enum funnel_segment_by by)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < result->segment_count; i++) {
        const struct funnel_segment *segment = &result->segments[i];
        cJSON *row = cJSON_CreateObject(), *steps = cJSON_CreateArray();
        json_set_string(row, "label", segment_label(request, by, segment->value));
        json_set_integer(row, "value", segment->value);
        for (int step = 0; step < result->count; step++) {
            cJSON *cell = cJSON_CreateObject();
            set_count(request, cell, "users", segment->users[step]);
            set_share(request, cell, "from_first", share(segment->users[step], segment->users[0]));
            json_set_bool(cell, "first", step == 0);
            cJSON_AddItemToArray(steps, cell);
        }
        json_set(row, "steps", steps);
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

cJSON *funnels_answer(struct request *request, const struct funnel_asked *asked)
{
    static const struct funnel_result nothing;
    struct store *store = report_store(request);
    const struct funnel_result *result = store == NULL ? &nothing : funnel_measure(request->arena, store, &asked->question);
    if (result == NULL)
        return NULL;
    cJSON *answer = cJSON_CreateObject(), *steps = cJSON_CreateArray();
    for (int i = 0; i < result->count; i++)
        cJSON_AddItemToArray(steps, step_row(request, asked, result, i));
    json_set(answer, "steps", steps);
    json_set(answer, "bottleneck", bottleneck_of(steps, result));
    json_set(answer, "segments", segments_of(request, result, asked->question.by));
    json_set_integer(answer, "segment_others", result->segment_others);
    json_set_integer(answer, "visitors", result->visitors);
    json_set_bool(answer, "any", result->count > 0 && result->steps[0].users > 0);
    return answer;
}

cJSON *funnels_people(struct request *request, const struct funnel_asked *asked, int step, int64_t offset, int limit, int64_t *total)
{
    int count = 0;
    struct store *store = report_store(request);
    *total = 0;
    if (store == NULL)
        return cJSON_CreateArray();
    const struct funnel_person *people = funnel_people(request->arena, store, &asked->question, step, offset, limit, &count, total);
    const char *query = report_period_query(request), *zone = request->identity.time_zone;
    int64_t *ids = arena_alloc(request->arena, ((size_t)count + 1) * sizeof *ids);
    for (int i = 0; people != NULL && i < count; i++)
        ids[i] = people[i].user_id;
    cJSON *row, *list = who_list(request, ids, people == NULL ? 0 : (size_t)count);
    int i = 0;
    cJSON_ArrayForEach(row, list)
    {
        json_set_string(row, "journey_url", arena_printf(request->arena, "/admin/analytics/funnels/%lld/people/%lld%s%s",
                                                         (long long)json_integer(asked->row, "id", 0), (long long)people[i].user_id,
                                                         *query == '\0' ? "" : "?", query));
        json_set_integer(row, "began", people[i].began);
        json_set_integer(row, "arrived", people[i].arrived);
        json_set_string(row, "began_text", locale_time(request->arena, request->language, people[i].began, zone));
        json_set_string(row, "arrived_text", locale_time(request->arena, request->language, people[i].arrived, zone));
        i++;
    }
    return people == NULL ? NULL : list;
}
