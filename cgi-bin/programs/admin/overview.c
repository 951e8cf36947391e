/* overview.c - the admin's first look: is everything running, what needs a hand. */
#include "programs/admin/coach.h"
#include "programs/admin/pages.h"

#include "core/view/locale.h"
#include "domain/account/people.h"
#include "domain/coach/handover.h"
#include "programs/site/site.h"

enum { WORKER_LATE_SECONDS = 180 };

static void give_number(struct request *request, const cJSON *row, const char *name)
{
    request_give_text(request, name, locale_number(request->arena, request->language, json_integer(row, name, 0)));
}

enum http_status overview_page(struct request *request)
{
    static const char *const numbers[] = {"users", "users_week", "enrolments", "completions", "courses"};
    cJSON *row = people_overview(request->db, request->now);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        give_number(request, row, numbers[i]);
    int64_t seen = json_integer(row, "worker_seen", 0);
    request_give_bool(request, "worker_late", request->now - seen > WORKER_LATE_SECONDS);
    request_give_text(request, "worker_seen",
                      seen == 0 ? NULL : locale_ago(request->arena, request->language, seen, request->now, request->identity.time_zone));
    request_give_integer(request, "mail_queued", json_integer(row, "mail_queued", 0));
    request_give_integer(request, "mail_failed", json_integer(row, "mail_failed", 0));
    request_give_integer(request, "jobs_failed", json_integer(row, "jobs_failed", 0));
    request_give_bool(request, "has_mail_failed", json_integer(row, "mail_failed", 0) > 0);
    request_give_bool(request, "has_jobs_failed", json_integer(row, "jobs_failed", 0) > 0);
    coach_give_budget(request);
    request_give_integer(request, "waiting", handover_count(request->db, &(struct handover_reader){.admin = true}, false));
    return HTTP_OK;
}
