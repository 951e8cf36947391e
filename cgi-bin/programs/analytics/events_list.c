/* events_list.c - GET /admin/analytics/events/list: the explorer of single events, and its files; and /live, the newest as they come. */
#include "programs/analytics/events.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/base/csv_write.h"
#include "core/view/locale.h"
#include "domain/catalog/outline.h"
#include "domain/measure/keep.h"
#include "domain/measure/scope.h"
#include "programs/analytics/happened.h"
#include "programs/analytics/who.h"

#include <string.h>

enum { PER_PAGE = 50, LIVE_MOST = 50 };

static const char list_path[] = "/admin/analytics/events/list";

/* ---- the explorer ---- */

static void give_form(struct request *request, const struct events_asked *asked)
{
    static const char *const names[] = {"name", "person", "path", "property", "lesson"};
    struct store *store = report_store(request);
    cJSON *chosen = cJSON_CreateObject(), *person;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set_string(chosen, names[i], request_text(request, names[i]));
    cJSON_ArrayForEach(person, asked->persons)
    {
        const char *number = arena_printf(request->arena, "%lld", (long long)json_integer(person, "id", 0));
        json_set_string(person, "url", arena_printf(request->arena, "%s?person=%s&%s", list_path, number, report_period_query(request)));
    }
    request_give(request, "chosen", chosen);
    request_give(request, "names", store == NULL ? cJSON_CreateArray() : scope_names(store_rollup(store)));
    request_give_text(request, "problem", asked->problem);
    request_give(request, "persons", asked->problem == NULL ? cJSON_CreateArray() : asked->persons);
}

static void give_reach(struct request *request, const struct events_asked *asked, const struct explore_seen *seen)
{
    const char *next = events_next(request, asked, seen);
    request_give_text(request, "next", next == NULL ? NULL : arena_printf(request->arena, "%s?%s", list_path, next));
    request_give_integer(request, "passed", seen->passed);
    request_give_text(request, "passed_text", report_value(request, FIGURE_COUNT, (double)seen->passed));
    request_give_bool(request, "tired", seen->tired);
    request_give_text(request, "zone", report_zone(request));
    int64_t gone = report_store(request) == NULL ? -1 : keep_gone_until(report_store(request));
    request_give_text(request, "gone_text", gone < asked->period.from ? NULL : locale_day(request->arena, request->language, gone));
    request_give_text(request, "reached_text", locale_time(request->arena, request->language, asked->cursor.at, request->identity.time_zone));
}

enum http_status events_list_page(struct request *request)
{
    struct events_asked asked = events_ask(request);
    struct store *store = report_store(request);
    struct explore_seen seen = {0};
    struct happened_list list = {request, cJSON_CreateArray()};
    if (store != NULL && asked.problem == NULL &&
        !explore_events(request->arena, store, &asked.question, &asked.cursor, PER_PAGE, happened_take, &list, &seen))
        return HTTP_FAILED;
    report_give_period(request, &asked.period, list_path);
    give_form(request, &asked);
    request_give_bool(request, "filtered", true); /* the form stays open: one is here to look for something */
    give_reach(request, &asked, &seen);
    request_give_bool(request, "any", cJSON_GetArraySize(list.rows) > 0);
    request_give_bool(request, "first_page", *request_text(request, "before") == '\0');
    request_give(request, "events", happened_rows(&list));
    request_give_text(request, "query", events_query(request));
    return asked.problem == NULL ? events_note_reading(request, &asked) : HTTP_OK;
}

/* ---- files ---- */

/* Memory that is reserved is not used before it is written: a file does not grow by copies of itself. */
enum { FILE_ROOM = 64 << 20 };

struct file {
    struct arena *row; /* of the row under way */
    struct text text;
};

static void append_words(struct text *out, const char *words)
{
    text_append_char(out, ',');
    csv_append_words(out, words);
}

static void append_number(struct text *out, int64_t number)
{
    text_append_char(out, ',');
    text_append_integer(out, number);
}

static bool write_csv_row(void *context, const struct explored *one)
{
    struct file *file = context;
    const struct event *event = &one->event;
    arena_reset(file->row);
    csv_append_words(&file->text, clock_stamp(file->row, event->at));
    append_words(&file->text, event->name);
    append_number(&file->text, event->actor);
    append_number(&file->text, event->session);
    append_number(&file->text, event->course_id);
    append_number(&file->text, event->lesson_id);
    append_words(&file->text, event_device_name(event->device));
    append_words(&file->text, event->country);
    append_words(&file->text, event->page);
    append_words(&file->text, event->referrer);
    append_words(&file->text, event->properties);
    text_append(&file->text, "\r\n");
    return true;
}

static void append_json(struct text *out, const char *name, const char *words)
{
    text_printf(out, ",\"%s\":", name);
    json_append_string(out, words);
}

/* Properties are a JSON object already. */
static bool write_json_line(void *context, const struct explored *one)
{
    struct file *file = context;
    const struct event *event = &one->event;
    arena_reset(file->row);
    text_printf(&file->text, "{\"at\":\"%s\"", clock_stamp(file->row, event->at));
    append_json(&file->text, "name", event->name);
    text_printf(&file->text, ",\"actor\":%lld,\"session\":%lld,\"course\":%lld,\"lesson\":%lld", (long long)event->actor, (long long)event->session,
                (long long)event->course_id, (long long)event->lesson_id);
    append_json(&file->text, "device", event_device_name(event->device));
    append_json(&file->text, "country", event->country);
    append_json(&file->text, "page", event->page);
    append_json(&file->text, "referrer", event->referrer);
    text_printf(&file->text, ",\"properties\":%s}\n", *event->properties == '\0' ? "{}" : event->properties);
    return true;
}

/* The newest EXPLORE_EXPORT_MOST; "X-More: yes" when there are more. */
static enum http_status give_file(struct request *request, const char *head, explore_taker write, const char *type, const char *name)
{
    struct events_asked asked = events_ask(request);
    struct store *store = report_store(request);
    struct explore_seen seen = {0};
    struct file file = {.text = text_in(request->arena)};
    if (asked.problem != NULL)
        return request_refuse(request, strchr(asked.problem, '=') != NULL ? "property" : "person", asked.problem);
    text_reserve(&file.text, FILE_ROOM);
    text_append(&file.text, head);
    file.row = arena_new_small();
    bool read = store == NULL || explore_events(request->arena, store, &asked.question, &asked.cursor, EXPLORE_EXPORT_MOST, write, &file, &seen);
    arena_free(file.row);
    enum http_status status = read ? events_note_reading(request, &asked) : HTTP_FAILED;
    if (status == HTTP_OK)
        status = who_note_file(request, name, seen.shown);
    if (status != HTTP_OK)
        return status;
    request_add_header(request, "Content-Disposition", arena_printf(request->arena, "attachment; filename=\"%s\"", name));
    request_add_header(request, "X-More", seen.more ? "yes" : "no");
    return request_body(request, type, text_string(&file.text), file.text.length);
}

enum http_status events_csv(struct request *request)
{
    static const char head[] = "\"at\",\"name\",\"actor\",\"session\",\"course\",\"lesson\",\"device\",\"country\",\"page\",\"referrer\","
                               "\"properties\"\r\n";
    return give_file(request, head, write_csv_row, "text/csv; charset=utf-8", "events.csv");
}

enum http_status events_jsonl(struct request *request)
{
    return give_file(request, "", write_json_line, "application/x-ndjson", "events.jsonl");
}

/* ---- as they come ---- */

/* "2026-11.42" apart; nothing begins at the newest. */
static void read_after(struct request *request, const char **month, int64_t *id)
{
    const char *text = request_text(request, "after"), *dot = strchr(text, '.');
    *month = "";
    *id = 0;
    if (dot != NULL && text_integer(dot + 1, 0, INT64_MAX, id))
        *month = arena_strndup(request->arena, text, (size_t)(dot - text));
}

enum http_status events_live_page(struct request *request)
{
    const char *month;
    int64_t id;
    struct store *store = report_store(request);
    struct happened_list list = {request, cJSON_CreateArray()};
    read_after(request, &month, &id);
    if (store != NULL && !explore_after(store, month, id, LIVE_MOST, happened_take, &list))
        return HTTP_FAILED;
    cJSON *newest_first = cJSON_CreateArray();
    happened_rows(&list);
    for (int i = cJSON_GetArraySize(list.rows); i > 0 && cJSON_GetArraySize(newest_first) < LIVE_MOST; i--)
        cJSON_AddItemToArray(newest_first, cJSON_DetachItemFromArray(list.rows, i - 1));
    const char *last = json_string(cJSON_GetArrayItem(newest_first, 0), "id", request_text(request, "after"));
    request_give_text(request, "last", last);
    request_give_bool(request, "any", cJSON_GetArraySize(newest_first) > 0);
    request_give(request, "events", newest_first);
    return HTTP_OK;
}
