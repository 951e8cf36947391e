/* schedules.c - /admin/analytics/reports/:kind/schedule: who gets a report by mail. */
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/measure/schedule.h"
#include "programs/analytics/overtaken.h"
#include "programs/analytics/recipients.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#define PATH "/admin/analytics/reports"
#define CHANGED "recipients files hour"

static enum summary_kind kind_of(const struct request *request)
{
    return summary_kind_read(request_text(request, "kind"));
}

static const struct { const char *value, *name; } choices[] = {
    {"pdf", tr_noop("PDF")}, {"csv", tr_noop("CSV")}, {"both", tr_noop("PDF and CSV")}, {"none", tr_noop("No file")}};

static void give_files(struct request *request, const char *files)
{
    cJSON *options = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        report_add_option(options, choices[i].value, locale_words(request->language, choices[i].name), files);
    request_give(request, "files_options", options);
    request_give_text(request, "files", files);
}

enum http_status schedule_page(struct request *request)
{
    enum summary_kind kind = kind_of(request);
    if (kind == SUMMARY_KINDS)
        return HTTP_NOT_FOUND;
    const cJSON *schedule = schedule_find(request->db, kind);
    request_form_value(request, "recipients", schedule == NULL ? request->identity.email : json_string(schedule, "recipients", ""));
    bool again = json_member(request->model, "errors") != NULL;
    give_files(request, again && request_has(request, "files") ? request_text(request, "files") : json_string(schedule, "files", "pdf"));
    request_give_text(request, "kind", summary_kind_names[kind]);
    request_give_text(request, "title", locale_words(request->language, summary_kind_titles[kind]));
    report_give_hours(request, again && request_has(request, "hour") ? request_integer(request, "hour", 0)
                                                                     : json_integer(schedule, "hour", SCHEDULE_HOUR));
    request_give_text(request, "zone", report_zone(request));
    request_give_bool(request, "is_on", schedule != NULL);
    request_give_bool(request, "stopped", json_bool(schedule, "stopped", false));
    overtaken_give(request, schedule, CHANGED, arena_printf(request->arena, PATH "/%s/schedule", summary_kind_names[kind]));
    return HTTP_OK;
}

static enum http_status finish(struct request *request, enum db_result result, const char *detail)
{
    const char *what = arena_printf(request->arena, "%s: %s", request_text(request, "kind"), detail);
    return report_finish(request, result, "report.schedule", "report", 0, what, PATH);
}

static enum http_status clear(struct request *request, enum summary_kind kind, const cJSON *kept)
{
    if (overtaken(request, kept, NULL, CHANGED))
        return overtaken_refuse(request);
    request_flash(request, "note", tr(request, "Nobody gets this report by mail now."), NULL);
    enum db_result cleared = schedule_clear(request->db, kind);
    return finish(request, cleared == DB_NONE ? DB_OK : cleared, "off");
}

enum http_status schedule_save(struct request *request)
{
    enum summary_kind kind = kind_of(request);
    const char *recipients = "", *problem = NULL;
    if (kind == SUMMARY_KINDS)
        return HTTP_NOT_FOUND;
    int count = recipients_read(request, false, &recipients, &problem);
    if (count < 0)
        return request_refuse(request, "recipients", problem);
    if (!request_begin_write(request))
        return request_failed(request);
    const cJSON *kept = schedule_find(request->db, kind);
    if (count == 0)
        return clear(request, kind, kept);
    const struct schedule schedule = {.recipients = recipients,
                                      .language = request->language,
                                      .files = request_has(request, "files") ? request_text(request, "files") : json_string(kept, "files", "pdf"),
                                      .hour = request_integer(request, "hour", json_integer(kept, "hour", SCHEDULE_HOUR))};
    int64_t told = summary_period(kind, report_today(request) - 1).to;
    enum db_result result = schedule_set(request->db, kind, &schedule, told, request->identity.user_id, request->now);
    if (result == DB_OK && overtaken(request, kept, schedule_find(request->db, kind), CHANGED))
        return overtaken_refuse(request);
    request_flash(request, "good",
                  json_bool(kept, "stopped", false) ? tr(request, "Saved. It stays stopped until it goes on.")
                                                    : tr(request, "Saved. The next one goes out when its time is over."),
                  NULL);
    return finish(request, result, arena_printf(request->arena, "%s, hour %lld, addresses: %d", schedule.files, (long long)schedule.hour, count));
}

enum http_status schedule_now(struct request *request)
{
    enum summary_kind kind = kind_of(request);
    if (kind == SUMMARY_KINDS)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "good", tr(request, "The latest one is sent within a minute or two."), NULL);
    return finish(request, schedule_told(request->db, kind, 0), "sent now");
}

enum http_status schedule_pause(struct request *request)
{
    enum summary_kind kind = kind_of(request);
    if (kind == SUMMARY_KINDS)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "Stopped: nobody gets it until it goes on."), NULL);
    return finish(request, schedule_stop(request->db, kind), "stopped");
}

enum http_status schedule_go_on(struct request *request)
{
    enum summary_kind kind = kind_of(request);
    if (kind == SUMMARY_KINDS)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "good", tr(request, "It goes on. The next one goes out when its time is over."), NULL);
    return finish(request, schedule_resume(request->db, kind, summary_period(kind, report_today(request) - 1).to), "goes on");
}
