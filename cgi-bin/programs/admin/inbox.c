/* inbox.c - /teach/inbox: conversations that learners handed over, to those who teach their courses, and to admins; answering them;
 * and answers that learners reported, to admins. */
#include "programs/admin/coach_read.h"
#include "programs/admin/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/account/person.h"
#include "domain/coach/handover.h"
#include "domain/coach/insight.h"
#include "programs/site/site.h"

static struct handover_reader reader_of(const struct request *request)
{
    return (struct handover_reader){.user_id = request->identity.user_id, .admin = (request->identity.roles & ROLE_ADMIN) != 0};
}

/* How long somebody waits: more than a day is said loudly, more than three louder. */
static void dress_waiting(struct request *request, cJSON *row)
{
    int64_t waits = request->now - json_integer(row, "handed_over_at", request->now);
    json_set_bool(row, "is_late", waits > CLOCK_DAY && waits <= 3 * CLOCK_DAY);
    json_set_bool(row, "is_very_late", waits > 3 * CLOCK_DAY);
    json_set_string(row, "place", json_string(row, "lesson_title", json_string(row, "course_title", NULL)));
}

static void add_tab(struct request *request, cJSON *tabs, const char *box, const char *text, int64_t count)
{
    cJSON *tab = cJSON_CreateObject();
    json_set_string(tab, "path", *box == '\0' ? "/teach/inbox" : arena_printf(request->arena, "/teach/inbox?box=%s", box));
    json_set_string(tab, "text", text);
    json_set_integer(tab, "count", count);
    json_set_bool(tab, "current", text_equal(box, request_text(request, "box")));
    cJSON_AddItemToArray(tabs, tab);
}

static int64_t give_tabs(struct request *request, const struct handover_reader *reader)
{
    cJSON *tabs = cJSON_CreateArray();
    int64_t waiting = handover_count(request->db, reader, false), answered = handover_count(request->db, reader, true);
    int64_t reports = reader->admin ? handover_report_count(request->db) : 0;
    const char *box = request_text(request, "box");
    add_tab(request, tabs, "", tr(request, "Waiting"), waiting);
    add_tab(request, tabs, "answered", tr(request, "Answered"), answered);
    if (reader->admin)
        add_tab(request, tabs, "reports", tr(request, "Reported answers"), reports);
    request_give(request, "tabs", tabs);
    return text_equal(box, "answered") ? answered : text_equal(box, "reports") ? reports : waiting;
}

static void give_reports(struct request *request, int64_t offset)
{
    cJSON *reports = handover_reports(request->db, ADMIN_PER_PAGE, offset);
    site_ago_rows(request, reports, "created_at");
    request_give(request, "reports", reports);
}

static void give_waiting(struct request *request, const struct handover_reader *reader, bool answered, int64_t offset)
{
    cJSON *rows = handover_list(request->db, reader, answered, ADMIN_PER_PAGE, offset), *row;
    cJSON_ArrayForEach(row, rows) dress_waiting(request, row);
    site_ago_rows(request, rows, "handed_over_at");
    site_ago_rows(request, rows, "answered_at");
    request_give(request, "conversations", rows);
}

enum http_status inbox_page(struct request *request)
{
    struct handover_reader reader = reader_of(request);
    const char *box = request_text(request, "box");
    bool reports = text_equal(box, "reports"), answered = text_equal(box, "answered");
    int64_t page = request_integer(request, "page", 1), offset = (page - 1) * ADMIN_PER_PAGE;
    if (reports && !reader.admin)
        return HTTP_FORBIDDEN;
    int64_t total = give_tabs(request, &reader);
    if (reports)
        give_reports(request, offset);
    else
        give_waiting(request, &reader, answered, offset);
    request_give_bool(request, "in_reports", reports);
    request_give_bool(request, "in_answered", answered);
    request_give_bool(request, "any", total > 0);
    request_give(request, "courses", handover_courses(request->db, &reader));
    site_give_pages(request, page, ADMIN_PER_PAGE, total);
    return HTTP_OK;
}

/* The conversation when this reader may see it in the inbox, else NULL. */
static cJSON *find(struct request *request, int64_t id)
{
    struct handover_reader reader = reader_of(request);
    return handover_reaches(request->db, &reader, id) ? insight_conversation(request->db, id) : NULL;
}

/* The newest message of a person, 0 when there is none: what a FAQ entry is made from. */
static int64_t last_reply(const cJSON *messages)
{
    int64_t id = 0;
    const cJSON *message;
    cJSON_ArrayForEach(message, messages)
        if (json_bool(message, "from_person", false))
            id = json_integer(message, "id", 0);
    return id;
}

enum http_status inbox_conversation_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), reply = 0;
    cJSON *conversation = find(request, id);
    if (conversation == NULL)
        return HTTP_NOT_FOUND;
    /* Shown again after a refused form, the page is read-only: that it was read is noted already. */
    if (text_equal(request->method, "GET")) {
        enum http_status status = read_record(request, id);
        if (status != HTTP_OK)
            return status;
    }
    const char *course = json_string(conversation, "course", NULL);
    read_give_transcript(request, conversation);
    reply = course == NULL ? 0 : last_reply(json_member(request->model, "messages"));
    request_give_text(request, "faq_url",
                      reply == 0 ? NULL : arena_printf(request->arena, "/teach/courses/%s/faq?from=%lld", course, (long long)reply));
    return HTTP_OK;
}

/* The learner is told where the answer stands, and what it is. */
static enum db_result tell_learner(struct request *request, const cJSON *conversation, const char *words)
{
    cJSON *model = cJSON_CreateObject();
    json_set_string(model, "name", json_string(conversation, "name", ""));
    json_set_string(model, "author", request->identity.name);
    json_set_string(model, "title", json_string(conversation, "title", ""));
    json_set_string(model, "words", words);
    json_set_string(model, "link",
                    arena_printf(request->arena, "%s/chat/%lld", request->config->base_url, (long long)json_integer(conversation, "id", 0)));
    return site_mail(request, json_integer(conversation, "user_id", 0), json_string(conversation, "email", ""),
                     json_string(conversation, "language", "en"), "mail/coach_answer", model);
}

enum http_status inbox_reply(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    const char *words = request_text(request, "words");
    if (!request_begin_write(request))
        return request_failed(request);
    cJSON *conversation = find(request, id);
    if (conversation == NULL)
        return HTTP_NOT_FOUND;
    enum db_result result = handover_reply(request->db, id, request->identity.user_id, words, request->now);
    if (result == DB_OK)
        result = site_audit(request, "coach.reply", "conversation", id, "");
    if (result == DB_OK)
        result = tell_learner(request, conversation, words);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "Your answer is in the conversation, and on its way by mail."), NULL);
    return request_redirect_to(request, "/teach/inbox/%lld", (long long)id);
}

enum http_status report_close(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t id = request_integer(request, "id", 0);
    enum db_result result = handover_close_report(request->db, id, request->now);
    if (result == DB_OK)
        result = site_audit(request, "coach.report_closed", "report", id, "");
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    return request_redirect(request, "/teach/inbox?box=reports");
}
