/* build_schedule.c - /admin/analytics/builder/:id/schedule: to which admins a report goes by mail, and when. */
#include "core/view/locale.h"
#include "domain/measure/builder_schedule.h"
#include "programs/analytics/build.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/overtaken.h"
#include "programs/analytics/recipients.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#define PATH "/admin/analytics/builder"
#define CHANGED "every recipients only_filled with_file hour"

static const struct { const char *value, *name; } rhythms[] = {
    {"hour", tr_noop("Every hour")}, {"day", tr_noop("Every day")}, {"week", tr_noop("Every Monday")}, {"month", tr_noop("On the 1st of a month")}};

static const char *rhythm_name(struct request *request, const char *every)
{
    for (size_t i = 0; i < sizeof rhythms / sizeof *rhythms; i++)
        if (text_equal(rhythms[i].value, every))
            return locale_words(request->language, rhythms[i].name);
    return every;
}

static const char *moment(struct request *request, int64_t at)
{
    return locale_time(request->arena, request->language, at, report_zone(request));
}

void build_give_mail(struct request *request, int64_t report_id)
{
    const cJSON *schedule = builder_schedule_find(request->db, report_id);
    int64_t next = json_integer(schedule, "next_at", 0), told = json_integer(schedule, "told_at", 0);
    const char *mail = NULL, *last = NULL;
    if (schedule != NULL && json_bool(schedule, "stopped", false) && next != 0)
        mail = tr(request, "Its mails are stopped.");
    else if (schedule != NULL)
        mail = next <= request->now ? tr(request, "It is sent within a minute or two.")
                                    : arena_printf(request->arena, tr(request, "By mail: %s; the next one %s."),
                                                   rhythm_name(request, json_string(schedule, "every", "")), moment(request, next));
    if (told != 0)
        last = arena_printf(request->arena, tr(request, "Last made %s: %lld rows, sent to %lld."), moment(request, told),
                            (long long)json_integer(schedule, "told_rows", 0), (long long)json_integer(schedule, "told_to", 0));
    request_give_text(request, "mail_text", mail);
    request_give_text(request, "told_text", last);
}

enum http_status built_schedule_page(struct request *request)
{
    const cJSON *report = builder_find(request->db, request_integer(request, "id", 0));
    if (report == NULL)
        return HTTP_NOT_FOUND;
    const cJSON *schedule = builder_schedule_find(request->db, json_integer(report, "id", 0));
    bool again = json_member(request->model, "errors") != NULL;
    const char *every = again ? request_text(request, "every") : json_string(schedule, "every", "week");
    cJSON *options = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof rhythms / sizeof *rhythms; i++)
        report_add_option(options, rhythms[i].value, locale_words(request->language, rhythms[i].name), every);
    request_form_value(request, "recipients", schedule == NULL ? request->identity.email : json_string(schedule, "recipients", ""));
    request_give(request, "every_options", options);
    request_give_bool(request, "only_filled", again ? request_has(request, "only_filled") : json_bool(schedule, "only_filled", true));
    request_give_bool(request, "with_file", again ? request_has(request, "with_file") : json_bool(schedule, "with_file", schedule == NULL));
    request_give_text(request, "name", json_string(report, "name", ""));
    request_give_integer(request, "id", json_integer(report, "id", 0));
    report_give_hours(request, again && request_has(request, "hour") ? request_integer(request, "hour", 0)
                                                                     : json_integer(schedule, "hour", BUILDER_SCHEDULE_HOUR));
    request_give_text(request, "zone", report_zone(request));
    request_give_bool(request, "is_on", schedule != NULL);
    request_give_bool(request, "stopped", json_bool(schedule, "stopped", false));
    overtaken_give(request, schedule, CHANGED, arena_printf(request->arena, PATH "/%lld/schedule", (long long)json_integer(report, "id", 0)));
    build_give_mail(request, json_integer(report, "id", 0));
    return HTTP_OK;
}

static enum http_status end(struct request *request, enum db_result result, const char *detail)
{
    int64_t id = request_integer(request, "id", 0);
    return report_finish(request, result, "builder.schedule", "built_report", id, detail, arena_printf(request->arena, PATH "/%lld", (long long)id));
}

static enum http_status clear(struct request *request, int64_t id, const cJSON *kept)
{
    if (overtaken(request, kept, NULL, CHANGED))
        return overtaken_refuse(request);
    request_flash(request, "note", tr(request, "Nobody gets this report by mail now."), NULL);
    enum db_result cleared = builder_schedule_clear(request->db, id);
    return end(request, cleared == DB_NONE ? DB_OK : cleared, "off");
}

static enum http_status set(struct request *request, int64_t id, const char *recipients, int count, const cJSON *kept)
{
    const char *every = request_text(request, "every");
    const struct builder_schedule schedule = {.every = every,
                                              .recipients = recipients,
                                              .language = request->language,
                                              .only_filled = request_has(request, "only_filled"),
                                              .with_file = request_has(request, "with_file"),
                                              .hour = request_integer(request, "hour", json_integer(kept, "hour", BUILDER_SCHEDULE_HOUR))};
    int64_t next = builder_schedule_next(every, schedule.hour, report_zone(request), request->now);
    enum db_result result = builder_schedule_set(request->db, id, &schedule, next, request->identity.user_id, request->now);
    if (result == DB_OK && overtaken(request, kept, builder_schedule_find(request->db, id), CHANGED))
        return overtaken_refuse(request);
    const char *saved = json_bool(kept, "stopped", false)
                            ? tr(request, "Saved. It stays stopped until it goes on.")
                            : arena_printf(request->arena, tr(request, "Saved. The next one goes out %s."), moment(request, next));
    request_flash(request, "good", saved, NULL);
    return end(request, result, arena_printf(request->arena, "%s, hour %lld, addresses: %d", every, (long long)schedule.hour, count));
}

enum http_status built_schedule_save(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    const char *recipients = "", *problem = NULL, *other = NULL;
    int count = recipients_read(request, false, &recipients, &problem);
    if (count < 0)
        return request_refuse(request, "recipients", problem);
    builder_schedule_admins(request->arena, request->db, recipients, &other);
    if (other != NULL)
        return request_refuse(
            request, "recipients",
            arena_printf(request->arena, tr(request, "“%s” is no admin's address; the rows may name people, so only admins get them."), other));
    if (!request_begin_write(request))
        return request_failed(request);
    const cJSON *kept = builder_schedule_find(request->db, id);
    return count == 0 ? clear(request, id, kept) : set(request, id, recipients, count, kept);
}

enum http_status built_schedule_now(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "good", tr(request, "It is sent within a minute or two."), NULL);
    return end(request, builder_schedule_want(request->db, request_integer(request, "id", 0)), "now");
}

enum http_status built_schedule_pause(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "Stopped: nobody gets it until it goes on."), NULL);
    return end(request, builder_schedule_stop(request->db, request_integer(request, "id", 0)), "stopped");
}

enum http_status built_schedule_go_on(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    const cJSON *kept = builder_schedule_find(request->db, id);
    int64_t next = builder_schedule_next(json_string(kept, "every", "day"), json_integer(kept, "hour", BUILDER_SCHEDULE_HOUR), report_zone(request),
                                         request->now);
    request_flash(request, "good", arena_printf(request->arena, tr(request, "It goes on. The next one goes out %s."), moment(request, next)), NULL);
    return end(request, builder_schedule_resume(request->db, id, next), "goes on");
}
