/* coach_insight.c - GET /admin/coach: what was asked, what helped, what it cost; and the same as records for programs.
 *
 * Every figure has its definition under it and leads to the conversations behind it: the address names the measure, and both
 * pages count by the same statement (domain/coach/insight.c). */
#include "programs/admin/coach.h"
#include "programs/admin/pages.h"

#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/coach/sentiment.h"
#include "domain/coach/insight_deed.h"
#include "domain/coach/insight_group.h"
#include "programs/site/site.h"

#include <math.h>

#define LIST "/admin/coach/conversations"

static const char *link_to(struct request *request, const char *what)
{
    return arena_printf(request->arena, LIST "?%s%s%s", coach_period_query(request), *what == '\0' ? "" : "&", what);
}

/* ---- figures ---- */

struct figure {
    const char *key, *measure, *label, *definition, *value, *note;
    int64_t conversations; /* behind it: as many rows has the list */
};

static void add_figure(struct request *request, cJSON *figures, const struct figure *figure)
{
    cJSON *told = cJSON_CreateObject();
    const char *what = *figure->measure == '\0' ? "" : arena_printf(request->arena, "measure=%s", figure->measure);
    json_set_string(told, "key", figure->key);
    json_set_string(told, "label", figure->label);
    json_set_string(told, "value", figure->value);
    json_set_string(told, "note", figure->note);
    json_set_string(told, "definition", figure->definition);
    json_set_integer(told, "conversations", figure->conversations);
    json_set_string(told, "url", link_to(request, what));
    cJSON_AddItemToArray(figures, told);
}

static const char *number_text(struct request *request, const cJSON *totals, const char *name)
{
    return locale_number(request->arena, request->language, json_integer(totals, name, 0));
}

/* "60 %" of a part; NULL of nothing. */
static const char *share_text(struct request *request, int64_t part, int64_t whole)
{
    return whole == 0 ? NULL : arena_printf(request->arena, "%.0f %%", 100.0 * (double)part / (double)whole);
}

static const char *mean_text(struct request *request, const cJSON *totals, const char *name)
{
    const cJSON *mean = json_member(totals, name);
    return cJSON_IsNumber(mean) ? coach_decimal(request, mean->valuedouble) : "–";
}

/* Counts of all conversations of the period, or of what is in them. */
static void add_count(struct request *request, cJSON *figures, const cJSON *totals, const char *key, const char *label, const char *definition)
{
    add_figure(request, figures,
               &(struct figure){.key = key,
                                .measure = "",
                                .label = label,
                                .definition = definition,
                                .value = number_text(request, totals, key),
                                .conversations = json_integer(totals, "conversations", 0)});
}

static void add_counts(struct request *request, cJSON *figures, const cJSON *totals)
{
    add_count(request, figures, totals, "conversations", tr(request, "Conversations"),
              tr(request, "Begun in this period; those that their learner deleted are not counted."));
    add_count(request, figures, totals, "askers", tr(request, "Askers"), tr(request, "Different learners who began them."));
    add_count(request, figures, totals, "questions", tr(request, "Questions"),
              tr(request, "Everything learners wrote or chose in these conversations."));
}

/* A figure that is the number of conversations with a measure, with its share of another. */
static void add_measure(struct request *request, cJSON *figures, const cJSON *totals, const char *measure, const char *of, const char *note)
{
    int64_t part = json_integer(totals, measure, 0);
    const char *share = share_text(request, part, json_integer(totals, of, 0));
    add_figure(request, figures,
               &(struct figure){measure, measure, coach_measure_name(request, measure), coach_measure_words(request, measure),
                                number_text(request, totals, measure), share == NULL ? NULL : arena_printf(request->arena, note, share), part});
}

static void add_resolution(struct request *request, cJSON *figures, const cJSON *totals)
{
    add_measure(request, figures, totals, "resolved", "conversations", tr(request, "%s of all conversations"));
    add_measure(request, figures, totals, "reopened", "closed", tr(request, "%s of those ever said to be answered"));
    add_measure(request, figures, totals, "durable", "settled", tr(request, "%s of those resolved 7 days ago or opened again"));
    add_measure(request, figures, totals, "learned", "tested", tr(request, "%s of those followed by an attempt"));
    add_measure(request, figures, totals, "abstained", "conversations", tr(request, "%s of all conversations"));
    add_measure(request, figures, totals, "handed", "conversations", tr(request, "%s of all conversations"));
}

static void add_mean(struct request *request, cJSON *figures, const cJSON *totals, const char *key, const char *measure, const char *label,
                     const char *note)
{
    int64_t count = json_integer(totals, measure, 0);
    add_figure(request, figures,
               &(struct figure){.key = key,
                                .measure = measure,
                                .label = label,
                                .definition = coach_measure_words(request, measure),
                                .value = mean_text(request, totals, key),
                                .note = arena_printf(request->arena, note, (long long)count),
                                .conversations = count});
}

static void add_costs(struct request *request, cJSON *figures, const cJSON *totals)
{
    double cost = (double)json_integer(totals, "cost", 0);
    int64_t all = json_integer(totals, "conversations", 0), questions = json_integer(totals, "resolved_questions", 0);
    add_figure(request, figures,
               &(struct figure){.key = "cost_per_conversation",
                                .measure = "paid",
                                .label = tr(request, "Cost of a conversation"),
                                .definition = tr(request, "What the model cost, divided by all conversations. Behind it: those that a model "
                                                          "answered."),
                                .value = coach_cost_text(request, all == 0 ? 0 : cost / (double)all),
                                .note = arena_printf(request->arena, tr(request, "%s in all"), coach_cost_text(request, cost)),
                                .conversations = json_integer(totals, "paid", 0)});
    add_figure(request, figures,
               &(struct figure){.key = "cost_per_resolved",
                                .measure = "resolved",
                                .label = tr(request, "Cost of a resolved question"),
                                .definition = tr(request, "What the model cost in all, divided by the questions in conversations that the coach "
                                                          "resolved."),
                                .value = questions == 0 && cost > 0 ? "–" : coach_cost_text(request, questions == 0 ? 0 : cost / (double)questions),
                                .note = arena_printf(request->arena, tr(request, "%lld resolved questions"), (long long)questions),
                                .conversations = json_integer(totals, "resolved", 0)});
}

static void give_ratings(struct request *request, const cJSON *totals)
{
    cJSON *ratings = cJSON_CreateArray();
    for (int stars = 5; stars >= 1; stars--) {
        cJSON *row = cJSON_CreateObject();
        int64_t count = json_integer(totals, arena_printf(request->arena, "rating_%d", stars), 0);
        json_set_integer(row, "stars", stars);
        json_set_integer(row, "conversations", count);
        json_set_string(row, "share", share_text(request, count, json_integer(totals, "rated", 0)));
        json_set_string(row, "url", link_to(request, arena_printf(request->arena, "rating=%d", stars)));
        cJSON_AddItemToArray(ratings, row);
    }
    request_give_bool(request, "any_ratings", json_integer(totals, "rated", 0) > 0);
    request_give(request, "ratings", ratings);
}

/* ---- what was asked most ---- */

static const char *trend_text(struct request *request, int64_t count, int64_t before)
{
    if (before == 0)
        return tr(request, "new");
    if (count == before)
        return tr(request, "as before");
    return arena_printf(request->arena, count > before ? tr(request, "up from %lld") : tr(request, "down from %lld"), (long long)before);
}

static void dress_place(struct request *request, cJSON *row)
{
    const char *course = json_string(row, "course", NULL), *lesson = json_string(row, "lesson", NULL);
    json_set_string(row, "place", lesson != NULL ? json_string(row, "lesson_title", NULL) : json_string(row, "course_title", NULL));
    json_set_string(row, "place_url",
                    course == NULL   ? NULL
                    : lesson == NULL ? arena_printf(request->arena, "/courses/%s", course)
                                     : arena_printf(request->arena, "/courses/%s/%s", course, lesson));
}

static void dress_group(struct request *request, cJSON *group)
{
    int64_t count = json_integer(group, "count", 0), before = json_integer(group, "before", 0), id = json_integer(group, "id", 0);
    const char *course = json_string(group, "course", NULL);
    json_set_string(group, "trend", trend_text(request, count, before));
    json_set_bool(group, "rising", count > before);
    json_set_bool(group, "several", cJSON_GetArraySize(json_member(group, "examples")) > 1);
    json_set_string(group, "url", link_to(request, arena_printf(request->arena, "question=%lld", (long long)id)));
    json_set_string(group, "faq_url", course == NULL ? NULL : arena_printf(request->arena, "/teach/courses/%s/faq?from=%lld", course, (long long)id));
    cJSON_DeleteItemFromObject(group, "among");
    dress_place(request, group);
}

static cJSON *give_groups(struct request *request, cJSON *questions)
{
    cJSON *groups = insight_group(request->arena, questions), *group;
    request_give_integer(request, "groups_count", cJSON_GetArraySize(groups));
    for (cJSON *next, *rest = cJSON_GetArrayItem(groups, COACH_GROUPS_SHOWN); rest != NULL; rest = next) {
        next = rest->next;
        cJSON_Delete(cJSON_DetachItemViaPointer(groups, rest));
    }
    cJSON_ArrayForEach(group, groups) dress_group(request, group);
    request_give_bool(request, "any_groups", cJSON_GetArraySize(groups) > 0);
    request_give(request, "groups", groups);
    return groups;
}

/* ---- what people had it do ---- */

static void give_deeds(struct request *request, cJSON *questions)
{
    cJSON *deeds = insight_deeds(request->arena, questions), *deed;
    cJSON_ArrayForEach(deed, deeds)
    {
        const char *name = json_string(deed, "deed", "");
        json_set_string(deed, "text", coach_deed_name(request, name));
        if (!coach_deed_has_card(name))
            json_set(deed, "confirmed", cJSON_CreateNull());
        json_set_string(deed, "url", link_to(request, arena_printf(request->arena, "deed=%s", name)));
        cJSON_DeleteItemFromObject(deed, "among");
    }
    request_give_bool(request, "any_deeds", cJSON_GetArraySize(deeds) > 0);
    request_give(request, "deeds", deeds);
}

/* ---- where lessons confuse ---- */

static void dress_section(struct request *request, cJSON *row, int number)
{
    struct text what = text_in(request->arena);
    const cJSON *rate = json_member(row, "rate");
    text_printf(&what, "lesson=%lld&section=", (long long)json_integer(row, "lesson_id", 0));
    text_append_url(&what, json_string(row, "section", ""));
    json_set_integer(row, "number", number);
    const char *section = json_string(row, "section", "");
    json_set_string(row, "section_text", *section == '\0' ? tr(request, "Before the first heading") : section);
    json_set_string(row, "rate_text", cJSON_IsNumber(rate) ? arena_printf(request->arena, "%.0f", rate->valuedouble) : "–");
    json_set_string(row, "url", link_to(request, text_string(&what)));
    dress_place(request, row);
}

static cJSON *give_confusion(struct request *request, const struct insight_filter *filter)
{
    cJSON *sections = insight_confusion(request->db, filter, COACH_SECTIONS_SHOWN), *row;
    struct chart_bar bars[COACH_SECTIONS_SHOWN] = {0};
    size_t count = 0;
    cJSON_ArrayForEach(row, sections)
    {
        const cJSON *rate = json_member(row, "rate");
        dress_section(request, row, (int)count + 1);
        bars[count] = (struct chart_bar){.label = arena_printf(request->arena, "%zu", count + 1),
                                         .text = json_string(row, "rate_text", ""),
                                         .value = cJSON_IsNumber(rate) ? rate->valuedouble : 0};
        count++;
    }
    struct text chart = text_in(request->arena);
    chart_bars(&chart,
               &(struct chart_about){.id = "confusion", .title = tr(request, "Questions per 100 views, by lesson section"),
                                     .description = tr(request, "The table beside the chart has the same figures.")},
               bars, count);
    request_give_text(request, "chart", text_string(&chart));
    request_give_bool(request, "any_sections", count > 0);
    request_give(request, "sections", sections);
    return sections;
}

static void give_moods(struct request *request, const struct insight_filter *filter)
{
    cJSON *moods = insight_moods(request->db, filter, COACH_MOODS_SHOWN), *row;
    cJSON_ArrayForEach(row, moods)
    {
        json_set_string(row, "sentence", insight_sentence(request->arena, json_string(row, "content", ""), sentiment_of_message));
        json_set_string(row, "sentiment_text", coach_decimal(request, json_member(row, "sentiment")->valuedouble));
        json_set_string(row, "url", arena_printf(request->arena, LIST "/%lld", (long long)json_integer(row, "id", 0)));
        cJSON_DeleteItemFromObject(row, "content");
    }
    request_give_bool(request, "any_moods", cJSON_GetArraySize(moods) > 0);
    request_give(request, "moods", moods);
}

static cJSON *totals_of(struct request *request, const struct insight_filter *filter)
{
    cJSON *totals = insight_totals(request->db, filter, request->now), *figures = cJSON_CreateArray();
    add_counts(request, figures, totals);
    add_resolution(request, figures, totals);
    add_mean(request, figures, totals, "rating", "rated", tr(request, "Rating, mean"), tr(request, "%lld rated"));
    add_mean(request, figures, totals, "sentiment", "felt", tr(request, "Sentiment, mean"), tr(request, "%lld looked at"));
    add_costs(request, figures, totals);
    request_give(request, "figures", figures);
    return totals;
}

enum http_status coach_insight_page(struct request *request)
{
    struct insight_filter filter = coach_filter(request);
    cJSON *totals = totals_of(request, &filter);
    coach_give_budget(request);
    give_ratings(request, totals);
    request_give(request, "totals", totals);
    request_give_bool(request, "any", json_integer(totals, "conversations", 0) > 0);
    cJSON *questions = insight_questions(request->db, &filter);
    give_groups(request, questions);
    give_deeds(request, questions);
    give_confusion(request, &filter);
    give_moods(request, &filter);
    coach_give_period(request, &filter, "/admin/coach");
    return HTTP_OK;
}

/* ---- the same as records ---- */

static cJSON *record(const char *type, const char *content, int64_t frequency, const cJSON *row, bool resolved)
{
    cJSON *insight = cJSON_CreateObject();
    json_set_string(insight, "type", type);
    json_set_string(insight, "content", content);
    json_set_integer(insight, "frequency", frequency);
    json_set_string(insight, "related_to", json_string(row, "place_url", NULL));
    json_set_bool(insight, "resolved", resolved);
    json_set_string(insight, "url", json_string(row, "url", NULL));
    return insight;
}

/* GET /api/admin/ai/insights: {insights: [{type (question, confusion, suggestion), content, frequency, related_to, resolved, url}]}. What
 * the coach did not find is a suggestion: somebody could answer it for all. */
enum http_status coach_insight_records(struct request *request)
{
    struct insight_filter filter = coach_filter(request);
    cJSON *insights = cJSON_CreateArray();
    const cJSON *groups = give_groups(request, insight_questions(request->db, &filter)), *sections = give_confusion(request, &filter), *row;
    cJSON_ArrayForEach(row, groups)
    {
        const char *question = json_string(row, "question", "");
        bool resolved = json_bool(row, "resolved", false);
        cJSON_AddItemToArray(insights, record("question", question, json_integer(row, "count", 0), row, resolved));
        if (json_integer(row, "unanswered", 0) > 0)
            cJSON_AddItemToArray(insights, record("suggestion", question, json_integer(row, "unanswered", 0), row, resolved));
    }
    cJSON_ArrayForEach(row, sections)
        cJSON_AddItemToArray(insights, record("confusion", json_string(row, "section_text", ""), json_integer(row, "questions", 0), row, false));
    request->model = cJSON_CreateObject();
    request->wants_json = true;
    request_give(request, "insights", insights);
    return HTTP_OK;
}
