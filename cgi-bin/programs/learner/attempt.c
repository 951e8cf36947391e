/* attempt.c - the questions of an open attempt, saving answers, handing in.
 *
 * static/js/quiz.js sends each answer as JSON when it is given; without JavaScript the form brings all of them at once. */
#include "programs/learner/pages.h"

#include "core/view/locale.h"
#include "domain/assess/attempt.h"
#include "programs/site/site.h"

#include <string.h>

enum { MILLISECONDS = 1000, PARTS_MOST = 100, ANSWERS_MOST = 500 };

/* Which template part shows a kind of question. */
static const char *part_of(const char *kind)
{
    static const struct { const char *kind, *part; } parts[] = {
        {"single", "options"}, {"multiple", "options"}, {"true_false", "truth"}, {"blank", "blank"},
        {"numeric", "words"},  {"short", "words"},      {"matching", "matching"}, {"ordering", "ordering"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i].kind, kind) == 0)
            return parts[i].part;
    return "words";
}

void quiz_dress_question(struct request *request, cJSON *question, const char *page)
{
    const char *kind = json_string(question, "kind", "");
    json_set_string(question, "template", arena_printf(request->arena, "learner/%s_%s", page, part_of(kind)));
    json_set_bool(question, "several", strcmp(kind, "multiple") == 0);
    json_set_bool(question, "number_wanted", strcmp(kind, "numeric") == 0);
}

static cJSON *show_questions(struct request *request, const cJSON *attempt, const cJSON *rows)
{
    cJSON *questions = cJSON_CreateArray();
    int64_t number = 1;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        struct question question =
            question_of(request->arena, row, json_integer(attempt, "seed", 0), json_bool(attempt, "shuffle", false));
        cJSON *shown = question_show(&question, json_member(row, "response"));
        json_set_integer(shown, "number", number++);
        json_set_integer(shown, "sequence", json_integer(row, "sequence", 0));
        quiz_dress_question(request, shown, "question");
        cJSON_AddItemToArray(questions, shown);
    }
    return questions;
}

static void give_time(struct request *request, const cJSON *attempt)
{
    int64_t due = json_integer(attempt, "due_at", 0), left = due > request->now ? due - request->now : 0;
    cJSON *time = cJSON_CreateObject();
    json_set_integer(time, "due", due);
    json_set_integer(time, "left", left);
    json_set_string(time, "left_text", arena_printf(request->arena, "%lld:%02lld", (long long)(left / 60), (long long)(left % 60)));
    json_set_string(time, "due_text", locale_time(request->arena, request->language, due, request->identity.time_zone));
    request_give(request, "time", due == 0 ? cJSON_CreateNull() : time);
    request_give_integer(request, "now", request->now * MILLISECONDS);
}

static cJSON *crumb(const char *title, const char *url)
{
    cJSON *entry = cJSON_CreateObject();
    json_set_string(entry, "title", title);
    json_set_string(entry, "url", url);
    return entry;
}

void quiz_give_frame(struct request *request, const cJSON *attempt)
{
    const char *course = json_string(attempt, "course_slug", "");
    char *course_url = arena_printf(request->arena, "/courses/%s", course);
    char *lesson_url = arena_printf(request->arena, "%s/%s", course_url, json_string(attempt, "lesson_slug", ""));
    cJSON *crumbs = cJSON_CreateArray();
    cJSON_AddItemToArray(crumbs, crumb(json_string(attempt, "course_title", ""), course_url));
    cJSON_AddItemToArray(crumbs, crumb(json_string(attempt, "title", ""), lesson_url));
    long long number = json_integer(attempt, "number", 1);
    cJSON_AddItemToArray(crumbs, crumb(arena_printf(request->arena, tr(request, "Attempt %lld"), number), NULL));
    request_give(request, "crumbs", crumbs);
    request_give_text(request, "lesson_url", lesson_url);
    request_give_text(request, "title", json_string(attempt, "title", ""));
    request_give_integer(request, "id", json_integer(attempt, "id", 0));
    request_give_integer(request, "number", json_integer(attempt, "number", 1));
}

static enum http_status go_to_review(struct request *request, int64_t id)
{
    return request_redirect_to(request, "/attempts/%lld/review", (long long)id);
}

static cJSON *find(struct request *request)
{
    return attempt_find(request->db, request->identity.user_id, request_integer(request, "id", 0));
}

/* Nobody came before the clock did: what was saved is graded now, on this visit. */
static enum http_status close_overdue(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    cJSON *attempt = find(request); /* once more, now that nobody else can change it */
    cJSON *questions = attempt_questions(request->db, attempt);
    enum db_result result = attempt_submit(request->arena, request->db, attempt, questions, request->now, request->identity.time_zone);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "note", tr(request, "The time was up. What you had saved was graded."), NULL);
    return go_to_review(request, json_integer(attempt, "id", 0));
}

enum http_status attempt_page(struct request *request)
{
    cJSON *attempt = find(request);
    if (attempt == NULL)
        return HTTP_NOT_FOUND;
    if (!json_bool(attempt, "open", false))
        return go_to_review(request, json_integer(attempt, "id", 0));
    if (attempt_is_overdue(attempt, request->now))
        return close_overdue(request);
    cJSON *rows = attempt_questions(request->db, attempt);
    quiz_give_frame(request, attempt);
    give_time(request, attempt);
    request_give_integer(request, "answered", attempt_answered(rows));
    request_give_integer(request, "total", cJSON_GetArraySize(rows));
    request_give(request, "questions", show_questions(request, attempt, rows));
    return HTTP_OK;
}

/* ---- saving ---- */

static const char *state_name(enum answer_state state)
{
    static const char *const names[] = {"saved", "older", "refused", "late", "failed"};
    return names[state];
}

/* What the answers of a request came to: how many of each state, and a receipt a question. */
struct saved {
    int count[ANSWER_FAILED + 1];
    cJSON *receipts;
};

static void add_receipt(struct request *request, const cJSON *attempt, const cJSON *questions, int64_t id, enum answer_state state,
                        struct saved *saved)
{
    cJSON *receipt = cJSON_CreateObject();
    json_set_integer(receipt, "question", id);
    json_set_string(receipt, "state", state_name(state));
    const cJSON *row;
    cJSON_ArrayForEach(row, questions)
    {
        if (json_integer(row, "id", 0) != id)
            continue;
        struct question question =
            question_of(request->arena, row, json_integer(attempt, "seed", 0), json_bool(attempt, "shuffle", false));
        json_set_integer(receipt, "sequence", json_integer(row, "sequence", 0));
        json_set(receipt, "values", question_values(&question, json_member(row, "response")));
    }
    cJSON_AddItemToArray(saved->receipts, receipt);
    saved->count[state]++;
}

static void save_json(struct request *request, const cJSON *attempt, cJSON *questions, struct saved *saved)
{
    const cJSON *answer;
    cJSON_ArrayForEach(answer, json_member(request->json, "answers"))
    {
        int64_t id = json_integer(answer, "question", 0);
        enum answer_state state = attempt_save(request->arena, request->db, attempt, questions, id, json_member(answer, "values"),
                                               json_integer(answer, "sequence", 0), request->now);
        add_receipt(request, attempt, questions, id, state, saved);
    }
}

/* The values of a question in a form: q12, or q12.0, q12.1 ... for its parts; nothing at all means: taken back. */
static cJSON *form_values(struct request *request, const char *id)
{
    char *name = arena_printf(request->arena, "q%s", id);
    cJSON *values = request_list(request, name);
    for (int part = 0; part < PARTS_MOST; part++) {
        char *part_name = arena_printf(request->arena, "%s.%d", name, part);
        if (!request_has(request, part_name))
            break;
        cJSON_AddItemToArray(values, cJSON_CreateString(request_text(request, part_name)));
    }
    return values;
}

static int64_t stored_sequence(const cJSON *questions, int64_t id)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, questions)
        if (json_integer(row, "id", 0) == id)
            return json_integer(row, "sequence", 0);
    return 0;
}

/* A form knows when it was made: what was saved since then, from elsewhere, is newer and stays; what it was made from gives
 * way. */
static void save_form(struct request *request, const cJSON *attempt, cJSON *questions, struct saved *saved)
{
    int64_t made = 0, now = request->now * MILLISECONDS, id;
    const cJSON *entry;
    text_integer(request_text(request, "sequence"), 0, now, &made);
    cJSON_ArrayForEach(entry, request_list(request, "q"))
    {
        if (!text_integer(entry->valuestring, 1, INT64_MAX, &id))
            continue;
        int64_t stored = stored_sequence(questions, id);
        int64_t sequence = stored > made ? made : stored >= now ? stored + 1 : now;
        enum answer_state state = attempt_save(request->arena, request->db, attempt, questions, id,
                                               form_values(request, entry->valuestring), sequence, request->now);
        add_receipt(request, attempt, questions, id, state, saved);
    }
}

static struct saved save(struct request *request, const cJSON *attempt, cJSON *questions)
{
    struct saved saved = {.receipts = cJSON_CreateArray()};
    if (request->json != NULL) {
        request->wants_json = true;
        save_json(request, attempt, questions, &saved);
    } else {
        save_form(request, attempt, questions, &saved);
    }
    return saved;
}

/* The one sentence that matters most. */
static void flash_saved(struct request *request, const struct saved *saved)
{
    if (saved->count[ANSWER_LATE] > 0)
        request_flash(request, "bad", tr(request, "The time was up: these answers came too late. What you had saved before is safe."), NULL);
    else if (saved->count[ANSWER_REFUSED] > 0)
        request_flash(request, "bad", tr(request, "An answer could not be saved: it is too long, or does not fit the question."), NULL);
    else if (saved->count[ANSWER_OLDER] > 0)
        request_flash(request, "note",
                      tr(request, "Some answers were changed in another window meanwhile. The newer ones were kept; please look at them."), NULL);
    else
        request_flash(request, "good", tr(request, "Your answers are saved."), NULL);
}

/* More than a quiz has questions would only keep the other writers waiting. */
static bool too_many(const struct request *request)
{
    return cJSON_GetArraySize(json_member(request->json, "answers")) > ANSWERS_MOST;
}

/* Begins the transaction, finds the attempt and saves the answers that came. HTTP_OK, or why not. */
static enum http_status take_answers(struct request *request, cJSON **attempt, cJSON **questions, struct saved *saved)
{
    if (too_many(request))
        return HTTP_TOO_LARGE;
    if (!request_begin_write(request))
        return request_failed(request);
    *attempt = find(request);
    if (*attempt == NULL)
        return db_failed(request->db) == DB_OK ? HTTP_NOT_FOUND : request_failed(request);
    *questions = attempt_questions(request->db, *attempt);
    *saved = save(request, *attempt, *questions);
    return saved->count[ANSWER_FAILED] > 0 ? request_failed(request) : HTTP_OK;
}

enum http_status attempt_answer(struct request *request)
{
    cJSON *attempt = NULL, *questions = NULL;
    struct saved saved;
    enum http_status status = take_answers(request, &attempt, &questions, &saved);
    if (status != HTTP_OK)
        return status;
    request_give(request, "answers", saved.receipts);
    request_give_integer(request, "answered", attempt_answered(questions));
    request_give_integer(request, "total", cJSON_GetArraySize(questions));
    request_give_integer(request, "now", request->now * MILLISECONDS);
    request_give_bool(request, "open", json_bool(attempt, "open", false) && !attempt_is_overdue(attempt, request->now));
    if (request->wants_json)
        return HTTP_OK;
    flash_saved(request, &saved);
    return request_redirect_to(request, "/attempts/%lld", (long long)json_integer(attempt, "id", 0));
}

enum http_status attempt_hand_in(struct request *request)
{
    cJSON *attempt = NULL, *questions = NULL;
    struct saved saved;
    enum http_status status = take_answers(request, &attempt, &questions, &saved);
    if (status != HTTP_OK)
        return status;
    if (saved.count[ANSWER_LATE] + saved.count[ANSWER_REFUSED] > 0)
        flash_saved(request, &saved);
    enum db_result result = attempt_submit(request->arena, request->db, attempt, questions, request->now, request->identity.time_zone);
    return result == DB_OK ? go_to_review(request, json_integer(attempt, "id", 0)) : request_result(request, result);
}
