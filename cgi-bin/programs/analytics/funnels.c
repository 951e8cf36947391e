/* funnels.c - GET /admin/analytics/funnels: those that are kept, and beginnings; GET /admin/analytics/funnels/:id: one of them. */
#include "programs/analytics/funnels.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "programs/site/site.h"

/* ---- the list ---- */

static void dress(struct request *request, cJSON *row)
{
    const cJSON *step;
    struct text way = text_in(request->arena);
    cJSON_ArrayForEach(step, json_member(row, "steps")) text_printf(&way, "%s%s", way.length == 0 ? "" : " → ", json_string(step, "event", ""));
    json_set_string(row, "way", text_string(&way));
    json_set_string(row, "window_text", funnels_window_text(request, json_integer(row, "window_minutes", 0)));
    json_set_string(row, "url", arena_printf(request->arena, "/admin/analytics/funnels/%lld", (long long)json_integer(row, "id", 0)));
}

static cJSON *templates_of(struct request *request)
{
    cJSON *list = cJSON_CreateArray();
    for (const struct funnel_template *template = funnel_templates; template->key != NULL; template++) {
        cJSON *row = cJSON_CreateObject();
        struct text way = text_in(request->arena);
        for (int i = 0; template->steps[i] != NULL; i++)
            text_printf(&way, "%s%s", i == 0 ? "" : " → ", template->steps[i]);
        json_set_string(row, "name", locale_words(request->language, template->name));
        json_set_string(row, "means", locale_words(request->language, template->means));
        json_set_string(row, "way", text_string(&way));
        json_set_string(row, "url", arena_printf(request->arena, "/admin/analytics/funnels/new?template=%s", template->key));
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

enum http_status funnels_page(struct request *request)
{
    cJSON *funnels = funnel_all(request->db), *row;
    cJSON_ArrayForEach(row, funnels) dress(request, row);
    site_date_rows(request, funnels, "updated_at");
    request_give_bool(request, "any", cJSON_GetArraySize(funnels) > 0);
    request_give(request, "funnels", funnels);
    request_give(request, "templates", templates_of(request));
    return HTTP_OK;
}

/* ---- one ---- */

static void draw(struct request *request, const cJSON *steps)
{
    struct chart_step drawn[FUNNEL_STEPS_MOST];
    size_t count = 0;
    const cJSON *step;
    cJSON_ArrayForEach(step, steps)
    {
        const char *came = json_string(step, "from_before_text", "");
        drawn[count] = (struct chart_step){.label = json_string(step, "title", ""),
                                           .text = json_string(step, "users_text", ""),
                                           .value = (double)json_integer(step, "users", 0),
                                           .conversion = count == 0 ? NULL : arena_printf(request->arena, tr(request, "%s went on"), came)};
        count++;
    }
    struct text svg = text_in(request->arena);
    struct chart_about about = {.id = "funnel", .title = tr(request, "People at each step"), .language = request->language,
                                .description = tr(request, "The table below has the same figures.")};
    chart_funnel(&svg, &about, drawn, count);
    request_give_text(request, "chart", text_string(&svg));
}

static void give_ways_to_split(struct request *request, const char *path)
{
    const struct { const char *key, *text; } ways[] = {{"", tr(request, "Not split")},
                                                       {"device", tr(request, "By device")},
                                                       {"country", tr(request, "By country")},
                                                       {"segment", tr(request, "By course")}};
    cJSON *list = cJSON_CreateArray();
    const char *query = report_period_query(request), *chosen = request_text(request, "by");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        cJSON *way = cJSON_CreateObject();
        json_set_string(way, "text", ways[i].text);
        json_set_string(way, "url", arena_printf(request->arena, "%s?by=%s%s%s#segments", path, ways[i].key, *query == '\0' ? "" : "&", query));
        json_set_bool(way, "current", text_equal(ways[i].key, chosen));
        cJSON_AddItemToArray(list, way);
    }
    request_give(request, "ways", list);
}

enum http_status funnel_page(struct request *request)
{
    struct funnel_asked asked;
    if (!funnels_ask(request, &asked))
        return HTTP_NOT_FOUND;
    cJSON *answer = funnels_answer(request, &asked), *member;
    if (answer == NULL)
        return HTTP_FAILED;
    while ((member = cJSON_DetachItemFromArray(answer, 0)) != NULL)
        request_give(request, arena_strdup(request->arena, member->string), member);
    dress(request, asked.row);
    const char *path = json_string(asked.row, "url", "");
    report_give_period(request, &asked.period, path);
    give_ways_to_split(request, path);
    draw(request, json_member(request->model, "steps"));
    request_give_text(request, "by", request_text(request, "by"));
    request_give_bool(request, "split", asked.question.by != FUNNEL_BY_NONE);
    request_give_bool(request, "open", asked.question.until + asked.funnel.minutes * CLOCK_MINUTE > request->now);
    request_give_bool(request, "with_visitors", asked.funnel.visitors);
    request_give(request, "funnel", asked.row);
    return HTTP_OK;
}

enum http_status funnel_csv(struct request *request)
{
    struct funnel_asked asked;
    if (!funnels_ask(request, &asked))
        return HTTP_NOT_FOUND;
    cJSON *answer = funnels_answer(request, &asked), *rows = cJSON_CreateArray();
    static const char *const columns[] = {"number", "title", "users", "from_first", "from_before", "lost", "median"};
    const char *const heads[] = {"step", "event", "people", "percent_of_first", "percent_of_step_before", "lost", "median_seconds"};
    const cJSON *step;
    if (answer == NULL)
        return HTTP_FAILED;
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray(heads, 7));
    cJSON_ArrayForEach(step, json_member(answer, "steps"))
    {
        cJSON *row = cJSON_CreateArray();
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            cJSON_AddItemToArray(row, cJSON_Duplicate(json_member(step, columns[i]), true));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "funnel", rows);
}
