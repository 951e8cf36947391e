/* annotations.c - /admin/analytics/annotations: what happened on a day, so that charts explain themselves. */
#include "programs/analytics/overtaken.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/measure/annotation.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#define PATH "/admin/analytics/annotations"
#define CHANGED "day words"

enum { SHOWN_MOST = 500, DAY_MOST = 100000 };

enum http_status annotations_page(struct request *request)
{
    cJSON *list = annotation_list(request->db, 0, DAY_MOST, SHOWN_MOST), *row, *newest_first = cJSON_CreateArray();
    cJSON_ArrayForEach(row, list)
    {
        json_set_string(row, "date", clock_day_text(request->arena, json_integer(row, "day", 0)));
        json_set_string(row, "day_text", locale_day(request->arena, request->language, json_integer(row, "day", 0)));
    }
    while ((row = list->child) != NULL)
        cJSON_InsertItemInArray(newest_first, 0, cJSON_DetachItemViaPointer(list, row));
    request_form_value(request, "day", clock_day_text(request->arena, report_today(request)));
    request_give_bool(request, "any", newest_first->child != NULL);
    request_give(request, "annotations", newest_first);
    return HTTP_OK;
}

enum http_status annotation_page(struct request *request)
{
    cJSON *annotation = annotation_find(request->db, request_integer(request, "id", 0));
    if (annotation == NULL && !overtaken_is_new(request))
        return HTTP_NOT_FOUND;
    request_form_value(request, "day", clock_day_text(request->arena, json_integer(annotation, "day", 0)));
    request_form_value(request, "words", json_string(annotation, "words", ""));
    overtaken_give(request, annotation, CHANGED, PATH);
    request_give(request, "annotation", annotation == NULL ? cJSON_CreateNull() : annotation);
    return HTTP_OK;
}

/* Does what a form asks for, notes it in the audit log, and goes back to the list. */
enum http_status annotation_save(struct request *request)
{
    int64_t day = 0, id = 0;
    if (!clock_day_read(request_text(request, "day"), &day) || day < 0 || day > DAY_MOST)
        return request_refuse(request, "day", tr(request, "Choose a day, such as 2026-11-20."));
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = annotation_add(request->db, &id, day, request_text(request, "words"), request->identity.user_id, request->now);
    request_flash(request, "good", tr(request, "Charts of days show it from now on."), NULL);
    return report_finish(request, result, "annotation.add", "annotation", id, request_text(request, "words"), PATH);
}

enum http_status annotation_edit(struct request *request)
{
    int64_t day = 0, id = request_integer(request, "id", 0);
    if (!clock_day_read(request_text(request, "day"), &day) || day < 0 || day > DAY_MOST)
        return request_refuse(request, "day", tr(request, "Choose a day, such as 2026-11-20."));
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "good", tr(request, "Saved."), NULL);
    const char *words = request_text(request, "words");
    const cJSON *shown = annotation_find(request->db, id);
    enum db_result result = annotation_change(request->db, id, day, words);
    if (result == DB_NONE)
        return overtaken_gone(request);
    if (result == DB_OK && overtaken(request, shown, annotation_find(request->db, id), CHANGED))
        return overtaken_refuse(request);
    return report_finish(request, result, "annotation.change", "annotation", id, words, PATH);
}

enum http_status annotation_take_out(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "The annotation is removed."), arena_printf(request->arena, PATH "/%lld/restore", (long long)id));
    return report_finish(request, annotation_remove(request->db, id, request->now), "annotation.remove", "annotation", id, "", PATH);
}

enum http_status annotation_put_back(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    return report_finish(request, annotation_restore(request->db, id), "annotation.restore", "annotation", id, "", PATH);
}
