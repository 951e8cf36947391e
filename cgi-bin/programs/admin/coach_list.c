/* coach_list.c - GET /admin/coach/conversations: the conversations behind a figure, as a page and as CSV. Names nobody: who asked is
 * a number until a conversation is opened, and opening one is recorded (coach_read.c). */
#include "programs/admin/coach.h"
#include "programs/admin/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/coach/insight_deed.h"
#include "domain/coach/insight_group.h"
#include "programs/site/site.h"

#include <string.h>

enum { CSV_ROWS_MOST = 100000 };

/* What the address asks for beyond the period. A group of questions is found again by grouping again, what was done by counting again. */
static struct insight_filter filter_of(struct request *request)
{
    struct insight_filter filter = coach_filter(request);
    int64_t question = request_integer(request, "question", 0);
    if (question != 0) {
        cJSON *groups = insight_group(request->arena, insight_questions(request->db, &filter));
        filter.among = json_string(insight_group_of(groups, question), "among", ",");
        request_give_text(request, "asked", json_string(insight_group_of(groups, question), "question", ""));
    }
    const char *deed = request_text(request, "deed");
    if (*deed != '\0') {
        cJSON *deeds = insight_deeds(request->arena, insight_questions(request->db, &filter));
        filter.among = json_string(insight_deed_named(deeds, deed), "among", ",");
        request_give_text(request, "deed_name", coach_deed_name(request, deed));
    }
    filter.measure = request_text(request, "measure");
    filter.rating = (int)request_integer(request, "rating", 0);
    filter.lesson_id = request_integer(request, "lesson", 0);
    filter.section = request_has(request, "section") ? request_text(request, "section") : NULL;
    return filter;
}

static void dress_row(struct request *request, cJSON *row)
{
    const cJSON *sentiment = json_member(row, "sentiment");
    json_set_string(row, "url", arena_printf(request->arena, "/admin/coach/conversations/%lld", (long long)json_integer(row, "id", 0)));
    json_set_string(row, "sentiment_text", cJSON_IsNumber(sentiment) ? coach_decimal(request, sentiment->valuedouble) : NULL);
    json_set_string(row, "cost_text", coach_cost_text(request, (double)json_integer(row, "cost", 0)));
    json_set_string(row, "place", json_string(row, "lesson_title", json_string(row, "course_title", NULL)));
}

static void give_measures(struct request *request, const char *chosen)
{
    cJSON *measures = cJSON_CreateArray();
    for (size_t i = 0; coach_measures[i] != NULL; i++) {
        cJSON *measure = cJSON_CreateObject();
        json_set_string(measure, "value", coach_measures[i]);
        json_set_string(measure, "text", coach_measure_name(request, coach_measures[i]));
        json_set_bool(measure, "selected", text_equal(coach_measures[i], chosen));
        cJSON_AddItemToArray(measures, measure);
    }
    request_give(request, "measures", measures);
}

/* The same list for a spreadsheet: the path changes, the query stays. */
static const char *csv_url(struct request *request)
{
    return arena_printf(request->arena, "%s.csv%s%s", request->path, *request->query == '\0' ? "" : "?", request->query);
}

enum http_status coach_list_page(struct request *request)
{
    request_give_text(request, "asked", NULL);
    request_give_text(request, "deed_name", NULL);
    struct insight_filter filter = filter_of(request);
    int64_t page = request_integer(request, "page", 1);
    cJSON *totals = insight_totals(request->db, &filter, request->now), *row;
    cJSON *rows = insight_list(request->db, &filter, request->now, ADMIN_PER_PAGE, (page - 1) * ADMIN_PER_PAGE);
    site_ago_rows(request, rows, "created_at");
    cJSON_ArrayForEach(row, rows) dress_row(request, row);
    request_give_bool(request, "any", cJSON_GetArraySize(rows) > 0);
    request_give_text(request, "measure_name", coach_measure_name(request, filter.measure));
    request_give_text(request, "definition", coach_measure_words(request, filter.measure));
    request_give_integer(request, "rating", filter.rating);
    request_give_text(request, "section", filter.section);
    request_give_integer(request, "lesson", filter.lesson_id);
    request_give_text(request, "csv_url", csv_url(request));
    give_measures(request, filter.measure);
    coach_give_period(request, &filter, "/admin/coach/conversations");
    site_give_pages(request, page, ADMIN_PER_PAGE, json_integer(totals, "conversations", 0));
    request_give(request, "totals", totals);
    request_give(request, "conversations", rows);
    return HTTP_OK;
}

/* RFC 4180. What a spreadsheet would take for a formula begins with an apostrophe. */
static void append_cell(struct text *out, const char *value, bool last)
{
    text_append_char(out, '"');
    if (*value != '\0' && strchr("=+-@\t\r", *value) != NULL)
        text_append_char(out, '\'');
    for (; *value != '\0'; value++) {
        if (*value == '"')
            text_append_char(out, '"');
        text_append_char(out, *value);
    }
    text_append(out, last ? "\"\r\n" : "\",");
}

/* Numbers and flags stand bare. */
static void append_plain(struct text *out, const cJSON *row, const char *name, bool last)
{
    const cJSON *value = json_member(row, name);
    if (cJSON_IsNumber(value))
        text_append_number(out, value->valuedouble);
    else if (cJSON_IsBool(value))
        text_append(out, cJSON_IsTrue(value) ? "1" : "0");
    text_append(out, last ? "\r\n" : ",");
}

static void append_row(struct request *request, struct text *out, const cJSON *row)
{
    static const char *const words[] = {"title", "course_title", "lesson_title"};
    static const char *const plain[] = {"questions", "resolved", "reopened",    "durable", "tested",
                                        "learned",   "handed",   "abstentions", "rating",  "sentiment"};
    append_plain(out, row, "id", false);
    append_cell(out, clock_stamp(request->arena, json_integer(row, "created_at", 0)), false);
    append_cell(out, clock_stamp(request->arena, json_integer(row, "updated_at", 0)), false);
    append_plain(out, row, "asker", false);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        append_cell(out, json_string(row, words[i], ""), false);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        append_plain(out, row, plain[i], false);
    text_append_number(out, (double)json_integer(row, "cost", 0) / 1e6);
    text_append(out, "\r\n");
}

/* GET /admin/coach/conversations.csv: one row a conversation. */
enum http_status coach_list_csv(struct request *request)
{
    struct insight_filter filter = filter_of(request);
    const cJSON *rows = insight_list(request->db, &filter, request->now, CSV_ROWS_MOST, 0), *row;
    struct text out = text_in(request->arena);
    text_append(&out, "conversation,begun,last,asker,title,course,lesson,questions,resolved,reopened,durable,tested,learned,handed_over,"
                      "abstentions,rating,sentiment,cost\r\n");
    cJSON_ArrayForEach(row, rows) append_row(request, &out, row);
    request_add_header(request, "Content-Disposition", "attachment; filename=\"conversations.csv\"");
    return request_body(request, "text/csv; charset=utf-8", out.bytes, out.length);
}
