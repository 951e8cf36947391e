/* funnels_form.c - making, changing, deleting funnels. Without JavaScript "Add a step" sends the form, and it comes back one row longer. */
#include "programs/analytics/funnels.h"
#include "programs/analytics/overtaken.h"
#include "programs/analytics/pages.h"

#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "domain/measure/scope.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

#define CHANGED "name steps window_minutes visitors"

enum { ROWS_AT_FIRST = 4, LESSONS_MOST = 500, ID_MOST = 2000000000 };

/* ---- the form ---- */

static const char *number_text(struct request *request, int64_t number)
{
    return number == 0 ? "" : arena_printf(request->arena, "%lld", (long long)number);
}

static void add_row(struct request *request, cJSON *rows, const char *event, int64_t course_id, const char *lesson)
{
    cJSON *row = cJSON_CreateObject();
    json_set_integer(row, "number", cJSON_GetArraySize(rows) + 1);
    json_set_string(row, "event", event);
    json_set(row, "courses", who_courses(request, course_id));
    json_set_string(row, "lesson", lesson);
    cJSON_AddItemToArray(rows, row);
}

static const char *item(const cJSON *list, int at)
{
    const cJSON *one = cJSON_GetArrayItem(list, at);
    return cJSON_IsString(one) ? one->valuestring : "";
}

static int64_t id_of(const char *text)
{
    int64_t id = 0;
    return text_integer(text, 1, ID_MOST, &id) ? id : 0;
}

static void give_typed_rows(struct request *request, cJSON *rows)
{
    const cJSON *steps = request_list(request, "step"), *courses = request_list(request, "course"), *lessons = request_list(request, "lesson");
    int count = cJSON_GetArraySize(steps) + (request_has(request, "more") ? 1 : 0);
    for (int i = 0; i < count && i < FUNNEL_STEPS_MOST; i++)
        add_row(request, rows, item(steps, i), id_of(item(courses, i)), item(lessons, i));
}

/* What occurred, and what could. */
static cJSON *names_of(struct request *request)
{
    struct store *store = report_store(request);
    cJSON *names = store == NULL ? cJSON_CreateArray() : scope_names(store_rollup(store)), *list = cJSON_CreateArray();
    for (const struct event_kind *kind = event_kinds; kind->name != NULL; kind++) {
        cJSON *name = cJSON_CreateObject();
        json_set_string(name, "name", kind->name);
        json_set_string(name, "means", locale_words(request->language, kind->means));
        cJSON_AddItemToArray(list, name);
    }
    const cJSON *known;
    cJSON_ArrayForEach(known, names)
    {
        if (event_kind_find(known->valuestring) != NULL)
            continue;
        cJSON *name = cJSON_CreateObject();
        json_set_string(name, "name", known->valuestring);
        json_set_string(name, "means", "");
        cJSON_AddItemToArray(list, name);
    }
    return list;
}

static void give_units(struct request *request, const char *chosen)
{
    const struct { const char *value, *text; } all[] = {
        {"minutes", tr(request, "minutes")}, {"hours", tr(request, "hours")}, {"days", tr(request, "days")}};
    cJSON *units = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cJSON *unit = cJSON_CreateObject();
        json_set_string(unit, "value", all[i].value);
        json_set_string(unit, "text", all[i].text);
        json_set_bool(unit, "selected", text_equal(all[i].value, chosen));
        cJSON_AddItemToArray(units, unit);
    }
    request_give(request, "units", units);
}

/* The largest unit that a window is whole in. */
static void give_window(struct request *request, int64_t minutes)
{
    bool days = minutes % (24 * 60) == 0, hours = minutes % 60 == 0;
    request_form_value(request, "window", number_text(request, days ? minutes / (24 * 60) : hours ? minutes / 60 : minutes));
    give_units(request, request_has(request, "unit") ? request_text(request, "unit") : days ? "days" : hours ? "hours" : "minutes");
}

static void give_form(struct request *request, const struct funnel *funnel, const char *name)
{
    cJSON *rows = cJSON_CreateArray();
    bool typed = request_has(request, "step");
    if (typed)
        give_typed_rows(request, rows);
    for (int i = 0; !typed && i < funnel->count; i++)
        add_row(request, rows, funnel->steps[i].name, funnel->steps[i].course_id, number_text(request, funnel->steps[i].lesson_id));
    while (cJSON_GetArraySize(rows) < ROWS_AT_FIRST)
        add_row(request, rows, "", 0, "");
    request_give_bool(request, "full", cJSON_GetArraySize(rows) >= FUNNEL_STEPS_MOST);
    request_give(request, "rows", rows);
    request_give(request, "names", names_of(request));
    request_give(request, "lessons", outline_all(request->db, LESSONS_MOST));
    request_form_value(request, "name", name);
    request_form_check(request, "visitors", funnel->visitors);
    give_window(request, funnel->minutes);
}

enum http_status funnel_new_page(struct request *request)
{
    const struct funnel_template *template = funnel_template_find(request_text(request, "template"));
    struct funnel funnel = {.minutes = template == NULL ? 7 * 24 * 60 : template->minutes, .visitors = template != NULL && template->visitors};
    for (; template != NULL && template->steps[funnel.count] != NULL; funnel.count++)
        funnel.steps[funnel.count].name = template->steps[funnel.count];
    give_form(request, &funnel, template == NULL ? "" : locale_words(request->language, template->name));
    overtaken_give(request, NULL, CHANGED, "");
    return HTTP_OK;
}

enum http_status funnel_edit_page(struct request *request)
{
    struct funnel funnel;
    cJSON *row = funnel_find(request->db, request_integer(request, "id", 0));
    if (row == NULL)
        return overtaken_is_new(request) ? funnel_new_page(request) : HTTP_NOT_FOUND;
    funnel_read(row, &funnel);
    give_form(request, &funnel, json_string(row, "name", ""));
    overtaken_give(request, row, CHANGED, arena_printf(request->arena, "/admin/analytics/funnels/%lld", (long long)json_integer(row, "id", 0)));
    request_give(request, "funnel", row);
    return HTTP_OK;
}

/* ---- reading it ---- */

static bool refuse(struct request *request, const char *field, const char *sentence)
{
    request_refuse(request, field, sentence);
    return false;
}

static bool refuse_step(struct request *request, int row, const char *sentence)
{
    return refuse(request, "step", arena_printf(request->arena, "%s %s", arena_printf(request->arena, tr(request, "Step %d:"), row + 1), sentence));
}

/* An empty course or lesson is none; a lesson must be of the course, where both are chosen. */
static bool is_subject(struct request *request, const struct funnel_step *step, const char *course, const char *lesson)
{
    const cJSON *chosen = step->lesson_id == 0 ? NULL : outline_name(request->db, step->lesson_id);
    bool has_course = *course == '\0' || (step->course_id != 0 && course_title(request->db, step->course_id) != NULL);
    bool has_lesson = *lesson == '\0' || chosen != NULL;
    return has_course && has_lesson && (step->course_id == 0 || chosen == NULL || json_integer(chosen, "course_id", 0) == step->course_id);
}

static bool read_step(struct request *request, struct funnel *funnel, int row, const char *name, const char *course, const char *lesson)
{
    struct funnel_step step = {.name = name, .course_id = id_of(course), .lesson_id = id_of(lesson)};
    if (!event_name_fits(name))
        return refuse_step(request, row, tr(request, "a name has letters, digits, dots and dashes, such as course.enrolled."));
    if (!is_subject(request, &step, course, lesson))
        return refuse_step(request, row, tr(request, "there is no such course or lesson. Choose one from the list."));
    funnel->steps[funnel->count++] = step;
    return true;
}

static bool read_form(struct request *request, struct funnel *funnel)
{
    const char *unit = request_text(request, "unit");
    const cJSON *steps = request_list(request, "step"), *courses = request_list(request, "course"), *lessons = request_list(request, "lesson");
    int64_t minutes = text_equal(unit, "days") ? 24 * 60 : text_equal(unit, "hours") ? 60 : 1;
    *funnel = (struct funnel){.minutes = request_integer(request, "window", 1) * minutes, .visitors = request_has(request, "visitors")};
    if (funnel->minutes > FUNNEL_MINUTES_MOST)
        return refuse(request, "window", tr(request, "At most 366 days."));
    for (int i = 0; i < cJSON_GetArraySize(steps); i++) {
        const char *name = text_trim(request->arena, item(steps, i));
        if (*name == '\0')
            continue;
        if (funnel->count == FUNNEL_STEPS_MOST)
            return refuse(request, "step", tr(request, "At most 8 steps."));
        if (!read_step(request, funnel, i, name, item(courses, i), item(lessons, i)))
            return false;
    }
    return funnel->count >= FUNNEL_STEPS_LEAST || refuse(request, "step", tr(request, "A funnel has at least 2 steps."));
}

static enum http_status after_change(struct request *request, enum db_result result, const char *action, int64_t id, const char *sentence)
{
    if (result == DB_NONE)
        return HTTP_NOT_FOUND;
    if (result == DB_CONFLICT)
        request->sentence = tr(request, "There are as many funnels as there may be. Delete one first.");
    if (result == DB_OK)
        result = site_audit(request, action, "funnel", id, request_text(request, "name"));
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", sentence, NULL);
    request_give_integer(request, "id", id);
    return request_redirect_to(request, "/admin/analytics/funnels/%lld", (long long)id);
}

enum http_status funnel_create(struct request *request)
{
    struct funnel funnel;
    int64_t id = 0;
    if (request_has(request, "more") || !read_form(request, &funnel))
        return HTTP_INVALID;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result =
        funnel_add(request->arena, request->db, request_text(request, "name"), &funnel, request->identity.user_id, request->now, &id);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "There are as many funnels as there may be. Delete one first."));
    return after_change(request, result, "funnel.create", id, tr(request, "The funnel is kept."));
}

enum http_status funnel_save(struct request *request)
{
    struct funnel funnel;
    int64_t id = request_integer(request, "id", 0);
    if (funnel_find(request->db, id) == NULL)
        return overtaken_gone(request);
    if (request_has(request, "more") || !read_form(request, &funnel))
        return HTTP_INVALID;
    if (!request_begin_write(request))
        return request_failed(request);
    const cJSON *shown = funnel_find(request->db, id);
    enum db_result result = funnel_change(request->arena, request->db, id, request_text(request, "name"), &funnel, request->now);
    if (result == DB_OK && overtaken(request, shown, funnel_find(request->db, id), CHANGED))
        return overtaken_refuse(request);
    return after_change(request, result, "funnel.change", id, tr(request, "The funnel is changed."));
}

enum http_status funnel_remove(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    const cJSON *row = funnel_find(request->db, id);
    if (row == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = funnel_delete(request->db, id, request->now);
    if (result == DB_OK)
        result = site_audit(request, "funnel.delete", "funnel", id, json_string(row, "name", ""));
    if (result != DB_OK)
        return request_result(request, result);
    const char *undo = arena_printf(request->arena, "/admin/analytics/funnels/%lld/restore", (long long)id);
    request_flash(request, "note", tr(request, "The funnel is deleted."), undo);
    return request_redirect(request, "/admin/analytics/funnels");
}

enum http_status funnel_put_back(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    return after_change(request, funnel_restore(request->db, id, request->now), "funnel.restore", id, tr(request, "The funnel is back."));
}
