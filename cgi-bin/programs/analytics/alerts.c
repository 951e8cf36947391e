/* alerts.c - /admin/analytics/alerts: rules that watch a figure and send a mail, and what they found. */
#include "programs/analytics/daily.h"
#include "programs/analytics/number.h"
#include "programs/analytics/overtaken.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/recipients.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/measure/alert.h"
#include "domain/measure/outlook.h"
#include "domain/measure/unusual.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/analytics/alerts"
#define CHANGED "title figure course_id condition threshold recipients"

enum { HISTORY_SHOWN = 60 };

static const char *condition_words(struct request *request, const char *condition)
{
    if (text_equal(condition, "above"))
        return tr(request, "is above");
    return text_equal(condition, "below") ? tr(request, "is below") : tr(request, "is unusual");
}

static double number_of(const cJSON *row, const char *name)
{
    const cJSON *number = json_member(row, name);
    return cJSON_IsNumber(number) ? number->valuedouble : NAN;
}

/* Adds to a rule what the pages say of it. */
static void dress(struct request *request, cJSON *alert)
{
    const struct figure *figure = figure_find(json_string(alert, "figure", ""));
    enum figure_unit unit = figure == NULL ? FIGURE_COUNT : figure->unit;
    const char *label = figure == NULL ? json_string(alert, "figure", "") : locale_words(request->language, figure->label);
    double threshold = number_of(alert, "threshold");
    int64_t fired = json_integer(alert, "fired_day", 0), until = json_integer(alert, "snoozed_until", 0);
    json_set_string(alert, "label", label);
    json_set_string(alert, "recipients", recipients_shown(request, json_string(alert, "recipients", "")));
    json_set_string(alert, "condition_text", condition_words(request, json_string(alert, "condition", "")));
    json_set_string(alert, "threshold_text", isnan(threshold) ? NULL : report_value(request, unit, threshold));
    json_set_string(alert, "fired_text", fired == 0 ? NULL : locale_day(request->arena, request->language, fired));
    json_set_string(alert, "snoozed_text",
                    until <= request->now ? NULL : locale_date(request->arena, request->language, until, request->identity.time_zone));
}

enum http_status alerts_page(struct request *request)
{
    cJSON *alerts = alert_list(request->db), *alert;
    cJSON_ArrayForEach(alert, alerts) dress(request, alert);
    request_give_bool(request, "any", alerts->child != NULL);
    request_give(request, "alerts", alerts);
    return HTTP_OK;
}

/* ---- the form ---- */

static void give_options(struct request *request)
{
    cJSON *conditions = cJSON_CreateArray(), *courses = cJSON_CreateArray();
    const cJSON *course, *known = course_list_all(request->db, "");
    report_add_option(conditions, "below", condition_words(request, "below"), NULL);
    report_add_option(conditions, "above", condition_words(request, "above"), NULL);
    report_add_option(conditions, "unusual", condition_words(request, "unusual"), NULL);
    report_add_option(courses, "", tr(request, "All courses"), NULL);
    cJSON_ArrayForEach(course, known)
        report_add_option(courses, arena_printf(request->arena, "%lld", (long long)json_integer(course, "id", 0)),
                          json_string(course, "title", ""), NULL);
    request_form_options(request, "figure", daily_choices(request, NULL));
    request_form_options(request, "condition", conditions);
    request_form_options(request, "course", courses);
}

enum http_status alert_new_page(struct request *request)
{
    request_form_value(request, "condition", "below");
    request_form_value(request, "recipients", request->identity.email);
    request_give(request, "alert", cJSON_CreateNull());
    overtaken_give(request, NULL, CHANGED, PATH);
    give_options(request);
    return HTTP_OK;
}

static void give_history(struct request *request, const cJSON *alert)
{
    const struct figure *figure = figure_find(json_string(alert, "figure", ""));
    enum figure_unit unit = figure == NULL ? FIGURE_COUNT : figure->unit;
    int64_t course_id = json_integer(alert, "course_id", 0);
    const char *course = course_id == 0 ? "" : arena_printf(request->arena, "&course=%lld", (long long)course_id);
    cJSON *history = alert_history(request->db, json_integer(alert, "id", 0), HISTORY_SHOWN), *row;
    cJSON_ArrayForEach(row, history)
    {
        double low = number_of(row, "low"), high = number_of(row, "high");
        const char *cause = json_string(row, "cause", "");
        cause = unusual_cause_words(request->arena, request->db, request->language, json_read(request->arena, cause, strlen(cause), NULL));
        json_set_string(row, "cause_text", *cause == '\0' ? "–" : cause);
        json_set_string(row, "day_text", locale_day(request->arena, request->language, json_integer(row, "day", 0)));
        const char *day = clock_day_text(request->arena, json_integer(row, "day", 0)), *name = json_string(alert, "figure", "");
        json_set_string(row, "url", arena_printf(request->arena, "/admin/analytics/metric/%s?from=%s&to=%s%s", name, day, day, course));
        json_set_string(row, "value_text", report_value(request, unit, number_of(row, "value")));
        json_set_string(row, "band_text",
                        isnan(low) ? NULL
                                   : arena_printf(request->arena, "%s – %s", report_value(request, unit, low), report_value(request, unit, high)));
    }
    request_give_bool(request, "any", history->child != NULL);
    request_give(request, "history", history);
}

enum http_status alert_page(struct request *request)
{
    cJSON *alert = alert_find(request->db, request_integer(request, "id", 0));
    if (alert == NULL)
        return overtaken_is_new(request) ? alert_new_page(request) : HTTP_NOT_FOUND;
    double threshold = number_of(alert, "threshold");
    int64_t course_id = json_integer(alert, "course_id", 0);
    struct text number = text_in(request->arena);
    if (!isnan(threshold))
        text_append_number(&number, threshold);
    request_form_value(request, "title", json_string(alert, "title", ""));
    request_form_value(request, "figure", json_string(alert, "figure", ""));
    request_form_value(request, "condition", json_string(alert, "condition", ""));
    request_form_value(request, "threshold", text_string(&number));
    request_form_value(request, "recipients", json_string(alert, "recipients", ""));
    request_form_value(request, "course", course_id == 0 ? "" : arena_printf(request->arena, "%lld", (long long)course_id));
    give_options(request);
    overtaken_give(request, alert, CHANGED, arena_printf(request->arena, PATH "/%lld", (long long)json_integer(alert, "id", 0)));
    give_history(request, alert);
    dress(request, alert);
    request_give(request, "alert", alert);
    return HTTP_OK;
}

static bool read_threshold(const struct request *request, double *value)
{
    return number_read(request, request_text(request, "threshold"), value) && fabs(*value) < 1e15;
}

static bool course_is_known(struct request *request, int64_t id)
{
    const cJSON *course, *known = course_list_all(request->db, "");
    cJSON_ArrayForEach(course, known)
        if (json_integer(course, "id", 0) == id)
            return true;
    return false;
}

static enum http_status read_form(struct request *request, struct alert *alert)
{
    const struct figure *figure = figure_find(request_text(request, "figure"));
    *alert = (struct alert){.id = request_integer(request, "id", 0),
                            .course_id = request_integer(request, "course", 0),
                            .title = request_text(request, "title"),
                            .figure = request_text(request, "figure"),
                            .condition = request_text(request, "condition"),
                            .threshold = NAN};
    const char *problem = NULL;
    int count = recipients_read(request, true, &alert->recipients, &problem);
    if (count == 0)
        problem = tr(request, "Somebody has to hear of it: give a mail address or a web address.");
    enum http_status status = HTTP_OK; /* all that is wrong is said at once */
    if (figure == NULL || !outlook_fits(figure))
        status = request_refuse(request, "figure", tr(request, "Choose one of the offered values."));
    if (!text_equal(alert->condition, "unusual") && !read_threshold(request, &alert->threshold))
        status = request_refuse(request, "threshold", tr(request, "Give a number to compare with."));
    if (problem != NULL)
        status = request_refuse(request, "recipients", problem);
    if (alert->course_id != 0 && !course_is_known(request, alert->course_id))
        status = request_refuse(request, "course", tr(request, "Choose one of the offered values."));
    return status;
}

enum http_status alert_save(struct request *request)
{
    struct alert alert;
    enum http_status status = read_form(request, &alert);
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t before = report_today(request) - 1;
    bool is_new = alert.id == 0;
    const cJSON *shown = is_new ? NULL : alert_find(request->db, alert.id);
    enum db_result result = is_new ? alert_add(request->db, &alert, request->identity.user_id, before - 1, request->now, &alert.id)
                                   : alert_change(request->db, &alert, before - 1);
    if (is_new && result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "There are as many alerts as there may be. Delete one first."));
    if (!is_new && result == DB_NONE)
        return overtaken_gone(request);
    if (!is_new && result == DB_OK && overtaken(request, shown, alert_find(request->db, alert.id), CHANGED))
        return overtaken_refuse(request);
    request_flash(request, "good", tr(request, "Saved. It looks at each day when it is over, beginning with yesterday."), NULL);
    return report_finish(request, result, is_new ? "alert.add" : "alert.change", "alert", alert.id, alert.title, PATH);
}

enum http_status alert_sleep(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), days = strtol(request_text(request, "days"), NULL, 10);
    if (!request_begin_write(request))
        return request_failed(request);
    const char *said = days == 0 ? tr(request, "It sends mails again.") : tr(request, "No mails until then; what it finds is kept in its history.");
    request_flash(request, "note", said, NULL);
    int64_t until = days == 0 ? 0 : request->now + days * CLOCK_DAY;
    return report_finish(request, alert_snooze(request->db, id, until), "alert.snooze", "alert", id, request_text(request, "days"), PATH);
}

enum http_status alert_take_out(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "The alert is deleted."), arena_printf(request->arena, PATH "/%lld/restore", (long long)id));
    return report_finish(request, alert_delete(request->db, id, request->now), "alert.delete", "alert", id, "", PATH);
}

enum http_status alert_put_back(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = alert_restore(request->db, id);
    if (result == DB_CONFLICT)
        request->sentence = tr(request, "There are as many alerts as there may be. Delete one first.");
    return report_finish(request, result, "alert.restore", "alert", id, "", PATH);
}
