/* health.c - GET /admin/analytics/health: whether the machinery is well, how long answers take, what failed; and what to do. */
#include "programs/analytics/health.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/measure/health.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"

#include <math.h>

enum { HOURS = 24, HOURS_MOST = 168 };

enum state { GOOD, WARN, BAD };

struct check {
    const char *label, *value, *advice, *url;
    enum state state;
    bool brief; /* on the overview, too */
};

static void add(cJSON *checks, const struct check *check)
{
    static const char *const names[] = {"good", "warn", "bad"};
    cJSON *told = cJSON_CreateObject();
    json_set_string(told, "label", check->label);
    json_set_string(told, "value", check->value);
    json_set_string(told, "state", names[check->state]);
    json_set_bool(told, "is_good", check->state == GOOD);
    json_set_bool(told, "is_warn", check->state == WARN);
    json_set_bool(told, "is_bad", check->state == BAD);
    json_set_string(told, "advice", check->state == GOOD ? NULL : check->advice);
    json_set_string(told, "url", check->url);
    json_set_bool(told, "brief", check->brief);
    cJSON_AddItemToArray(checks, told);
}

static enum state limit(double value, double warn, double bad)
{
    return value >= bad ? BAD : value >= warn ? WARN : GOOD;
}

static const char *bytes_text(struct request *request, int64_t bytes)
{
    return locale_bytes(request->arena, request->language, bytes);
}

static const char *ago_text(struct request *request, int64_t at)
{
    return at == 0 ? tr(request, "never") : locale_ago(request->arena, request->language, at, request->now, request->identity.time_zone);
}

static const char *number_text(struct request *request, int64_t number)
{
    return locale_number(request->arena, request->language, number);
}

static const char *time_text(struct request *request, double microseconds)
{
    if (isnan(microseconds))
        return "–";
    double milliseconds = microseconds / 1000, step = milliseconds < 1 ? 100 : milliseconds < 10 ? 10 : 1;
    return arena_printf(request->arena, "%s ms", locale_decimal(request->arena, request->language, round(milliseconds * step) / step));
}

/* ---- the checks ---- */

static void check_answers(struct request *request, cJSON *checks, const struct served_report *day)
{
    if (day == NULL || day->all.answers == 0)
        return;
    double share = 100 * (double)day->all.failed / (double)day->all.answers;
    add(checks,
        &(struct check){tr(request, "Answers that failed, 24 hours"),
                        arena_printf(request->arena, tr(request, "%s of %s"), number_text(request, day->all.failed),
                                     number_text(request, day->all.answers)),
                        tr(request, "Look for lines of the level error in log/nexus.log at the hours of the table below."), NULL,
                        day->all.failed == 0 ? GOOD : limit(share, 0, 1), true});
    add(checks,
        &(struct check){
            tr(request, "95 of 100 answers within, 24 hours"), time_text(request, day->all.p95),
            tr(request,
               "See below which program is slow. A full disk, a busy neighbour on the machine or a very long report are the usual causes."),
            NULL, limit(day->all.p95, 500000, 2000000), true});
}

static void check_worker(struct request *request, cJSON *checks, const struct health *health)
{
    double silent = (double)(request->now - health->worker_seen), behind = (double)(request->now - health->collected);
    const char *wake = tr(
        request, "Start the worker: it belongs to nexus serve and nexus.service; on shared hosting, see that cron calls it every minute.");
    add(checks,
        &(struct check){tr(request, "The worker was seen"), ago_text(request, health->worker_seen), wake, NULL, limit(silent, 240, 600), false});
    add(checks,
        &(struct check){
            tr(request, "Events were taken"), ago_text(request, health->collected),
            health->worker_seen == 0 || silent > 240 ? wake : tr(request, "The worker runs but can't store events: nexus doctor says why."),
            NULL, limit(behind, 300, 900), false});
    add(checks,
        &(struct check){tr(request, "Events that wait"), bytes_text(request, health->spool_bytes),
                        tr(request, "They are safe in events/incoming and are taken when the worker runs; if this grows, it can't keep up."), NULL,
                        limit((double)health->spool_bytes, 20e6, 200e6), true});
    add(checks,
        &(struct check){tr(request, "Days to be counted again"), number_text(request, health->days_waiting),
                        tr(request, "After an import this takes some minutes; reports of these days are not complete until then."), NULL,
                        limit((double)health->days_waiting, 10, 1000), false});
    if (health->set_aside > 0)
        add(checks,
            &(struct check){tr(request, "Damaged files set aside"), number_text(request, health->set_aside),
                            tr(request, "Reports go on without them. Get out of events/damaged-* and events/unreadable-* what can be had, then "
                                        "delete them: nobody is ever erased from them."),
                            NULL, WARN, false});
}

static void check_queues(struct request *request, cJSON *checks, const struct health *health)
{
    add(checks,
        &(struct check){tr(request, "Mail that could not be sent"), number_text(request, health->mail_failed),
                        tr(request, "The list says why; correct the mail server's settings, then send again."), "/admin/mail?state=failed",
                        limit((double)health->mail_failed, 1, 1), false});
    add(checks,
        &(struct check){tr(request, "Mail that waits"), number_text(request, health->mail_queued),
                        tr(request, "More than a hundred wait: the mail server is slow or away."), "/admin/mail?state=queued",
                        limit((double)health->mail_queued, 100, 1000), true});
    add(checks,
        &(struct check){tr(request, "Jobs that failed"), number_text(request, health->jobs_failed),
                        tr(request, "The list says why, and tries again."), "/admin/jobs?state=failed",
                        limit((double)health->jobs_failed, 1, 1), true});
}

static void check_room(struct request *request, cJSON *checks, const struct health *health)
{
    bool known = health->free_bytes >= 0;
    add(checks,
        &(struct check){tr(request, "Free on the disk"), bytes_text(request, health->free_bytes),
                        tr(request, "Make room: old backups and logs are the first to look at, then old months of events (nexus events)."), NULL,
                        !known ? WARN : health->free_bytes < 300e6 ? BAD : health->free_bytes < 1e9 ? WARN : GOOD, true});
    add(checks, &(struct check){tr(request, "The database"), bytes_text(request, health->database_bytes), NULL, NULL, GOOD, false});
    add(checks, &(struct check){tr(request, "Events and reports"), bytes_text(request, health->events_bytes), NULL, NULL, GOOD, false});
}

bool health_day(struct request *request, struct store *store, struct served_report *day)
{
    int64_t now = request->now / CLOCK_HOUR;
    return served_read(request->arena, store, now - HOURS + 1, now, day);
}

cJSON *health_checks(struct request *request, const struct served_report *day)
{
    struct health health = health_read(request->arena, request->config, request->db, report_store(request));
    cJSON *checks = cJSON_CreateArray();
    check_worker(request, checks, &health);
    check_answers(request, checks, day);
    check_queues(request, checks, &health);
    check_room(request, checks, &health);
    return checks;
}

/* ---- the page ---- */

static const char *write_time(struct arena *arena, const void *context, double value)
{
    struct request *request = *(struct request *const *)context;
    (void)arena;
    return time_text(request, value * 1000);
}

static const char *hour_text(struct request *request, int64_t hour)
{
    struct clock_parts parts = clock_parts(hour * CLOCK_HOUR, report_zone(request));
    return arena_printf(request->arena, "%s, %02d:00",
                        locale_day_short(request->arena, request->language, clock_day(hour * CLOCK_HOUR, report_zone(request))),
                        parts.hour);
}

static void give_chart(struct request *request, const struct served_report *report, int64_t from)
{
    size_t count = (size_t)report->hours;
    const char **labels = arena_alloc(request->arena, count * sizeof *labels);
    double *values = arena_alloc(request->arena, count * sizeof *values);
    struct text svg = text_in(request->arena);
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        labels[i] = hour_text(request, from + (int64_t)i);
        values[i] = report->p95[i] / 1000;
    }
    for (size_t i = count; i-- > 0;) {
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "label", labels[i]);
        json_set_string(row, "answers", number_text(request, report->answers[i]));
        json_set_string(row, "failed", number_text(request, report->failed[i]));
        json_set_string(row, "p95", time_text(request, report->p95[i]));
        cJSON_AddItemToArray(rows, row);
    }
    struct chart_about about = {.id = "served",
                                .title = tr(request, "Within this time came 95 of 100 answers"),
                                .description = tr(request, "The table under the chart has the same figures."),
                                .language = request->language,
                                .write = write_time,
                                .context = &request};
    struct chart_series series = {.name = tr(request, "95 of 100"), .values = values};
    chart_lines(&svg, &about, &(struct chart_line){.labels = labels, .count = count, .series = &series, .series_count = 1, .partial = true});
    const char *csv = arena_printf(request->arena, "/admin/analytics/health.csv?hours=%zu", count);
    cJSON *chart = report_chart("served", about.title, text_string(&svg), csv, report_json_url(request));
    json_set(chart, "rows", rows);
    request_give(request, "chart", chart);
}

static void add_program(struct request *request, cJSON *rows, const char *name, const struct served *served)
{
    cJSON *row = cJSON_CreateObject();
    json_set_string(row, "program", name);
    json_set_string(row, "answers", number_text(request, served->answers));
    json_set_string(row, "failed", number_text(request, served->failed));
    json_set_string(row, "p50", time_text(request, served->p50));
    json_set_string(row, "p95", time_text(request, served->p95));
    json_set_string(row, "p99", time_text(request, served->p99));
    cJSON_AddItemToArray(rows, row);
}

static void give_programs(struct request *request, const struct served_report *report)
{
    cJSON *rows = cJSON_CreateArray();
    for (int i = 0; i < report->count; i++)
        add_program(request, rows, report->programs[i].program, &report->programs[i]);
    if (report->count > 1)
        add_program(request, rows, tr(request, "All together"), &report->all);
    request_give_bool(request, "any_programs", report->count > 0);
    request_give(request, "programs", rows);
}

static void give_spans(struct request *request, int64_t hours)
{
    static const int spans[] = {HOURS, HOURS_MOST};
    const char *const texts[] = {tr(request, "24 hours"), tr(request, "7 days")};
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < 2; i++) {
        cJSON *span = cJSON_CreateObject();
        json_set_string(span, "text", texts[i]);
        json_set_string(span, "url", arena_printf(request->arena, "/admin/analytics/health?hours=%d", spans[i]));
        json_set_bool(span, "current", hours == spans[i]);
        cJSON_AddItemToArray(list, span);
    }
    request_give(request, "spans", list);
}

static int64_t hours_asked(const struct request *request)
{
    return text_equal(request_text(request, "hours"), "168") ? HOURS_MOST : HOURS;
}

enum http_status health_page(struct request *request)
{
    struct store *store = report_store(request);
    int64_t now = request->now / CLOCK_HOUR, hours = hours_asked(request);
    struct served_report report, day;
    bool any = store != NULL;
    if (any && (!served_read(request->arena, store, now - hours + 1, now, &report) || !health_day(request, store, &day)))
        return HTTP_FAILED;
    request_give(request, "checks", health_checks(request, any ? &day : NULL));
    request_give_bool(request, "any", any && report.all.answers > 0);
    give_spans(request, hours);
    if (!any)
        return HTTP_OK;
    give_programs(request, &report);
    give_chart(request, &report, now - hours + 1);
    return HTTP_OK;
}

enum http_status health_csv(struct request *request)
{
    static const char *const names[] = {"hour", "answers", "failed", "p95_ms"};
    struct store *store = report_store(request);
    int64_t now = request->now / CLOCK_HOUR, hours = hours_asked(request);
    struct served_report report = {0};
    cJSON *rows = cJSON_CreateArray();
    if (store != NULL && !served_read(request->arena, store, now - hours + 1, now, &report))
        return HTTP_FAILED;
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray(names, 4));
    for (int64_t i = 0; i < report.hours; i++) {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_stamp(request->arena, (now - hours + 1 + i) * CLOCK_HOUR)));
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)report.answers[i]));
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)report.failed[i]));
        cJSON_AddItemToArray(row, report_number(report.p95[i] / 1000));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "health", rows);
}
