/* queues.c - mail and jobs: what waits, what failed and why, and trying again. */
#include "programs/admin/pages.h"

#include "core/net/hook.h"
#include "core/view/locale.h"
#include "domain/operate/job.h"
#include "domain/outbox/outbox.h"
#include "programs/site/site.h"

/* "queued" -> {queued: true}, so that templates can pick badge and words. */
static void mark_states(cJSON *rows)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows) json_set_bool(row, json_string(row, "state", ""), true);
}

static void give_states(struct request *request, const char *const *states, size_t count, const char *path)
{
    cJSON *tabs = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        cJSON *tab = cJSON_CreateObject();
        json_set_string(tab, "path", *states[i] == '\0' ? path : arena_printf(request->arena, "%s?state=%s", path, states[i]));
        json_set_string(tab, "text", *states[i] == '\0' ? tr(request, "All") : request_words(request, states[i]));
        json_set_bool(tab, "current", text_equal(states[i], request_text(request, "state")));
        cJSON_AddItemToArray(tabs, tab);
    }
    request_give(request, "tabs", tabs);
}

enum http_status mail_page(struct request *request)
{
    static const char *const states[] = {"", "queued", "sent", "failed"};
    const char *state = request_text(request, "state");
    int64_t page = request_integer(request, "page", 1);
    cJSON *mails = outbox_list(request->db, state, ADMIN_PER_PAGE, (page - 1) * ADMIN_PER_PAGE);
    cJSON *mail;
    mark_states(mails);
    cJSON_ArrayForEach(mail, mails) json_set_string(mail, "recipient", hook_shown(request->arena, json_string(mail, "recipient", "")));
    site_ago_rows(request, mails, "created_at");
    request_give_bool(request, "any", cJSON_GetArraySize(mails) > 0);
    request_give(request, "mails", mails);
    give_states(request, states, sizeof states / sizeof *states, "/admin/mail");
    site_give_pages(request, page, ADMIN_PER_PAGE, outbox_count(request->db, state));
    return HTTP_OK;
}

enum http_status mail_message_page(struct request *request)
{
    cJSON *mail = outbox_find(request->db, request_integer(request, "id", 0));
    if (mail == NULL)
        return HTTP_NOT_FOUND;
    json_set_bool(mail, json_string(mail, "state", ""), true);
    /* Links in mails open accounts: an admin sees that a mail went out, not the key in it. */
    json_set_string(mail, "recipient", hook_shown(request->arena, json_string(mail, "recipient", "")));
    json_set_string(mail, "body", outbox_hide_keys(request->arena, json_string(mail, "body", "")));
    cJSON *file, *files = cJSON_GetObjectItem(mail, "files");
    cJSON_ArrayForEach(file, files)
        json_set_string(file, "size_text", locale_bytes(request->arena, request->language, json_integer(file, "length", 0)));
    request_give_bool(request, "any_files", files->child != NULL);
    request_give(request, "mail", mail);
    return HTTP_OK;
}

enum http_status mail_retry(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = outbox_retry(request->db, request_integer(request, "id", 0), request->now);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "The message will be sent in a moment."), NULL);
    return request_redirect(request, "/admin/mail");
}

enum http_status mail_flush(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    outbox_flush(request->db, request->now);
    request_flash(request, "good", tr(request, "Everything that waited will be sent in a moment."), NULL);
    return request_redirect(request, "/admin/mail");
}

enum http_status jobs_page(struct request *request)
{
    static const char *const states[] = {"", "queued", "running", "done", "failed"};
    const char *state = request_text(request, "state");
    int64_t page = request_integer(request, "page", 1);
    cJSON *jobs = job_list(request->db, state, ADMIN_PER_PAGE, (page - 1) * ADMIN_PER_PAGE), *job;
    mark_states(jobs);
    site_ago_rows(request, jobs, "ended_at");
    cJSON_ArrayForEach(job, jobs) json_set_integer(job, "every_minutes", json_integer(job, "every", 0) / 60);
    request_give_bool(request, "any", cJSON_GetArraySize(jobs) > 0);
    request_give(request, "jobs", jobs);
    give_states(request, states, sizeof states / sizeof *states, "/admin/jobs");
    site_give_pages(request, page, ADMIN_PER_PAGE, job_count(request->db, state));
    return HTTP_OK;
}

enum http_status job_retry_now(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = job_retry(request->db, request_integer(request, "id", 0), request->now);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "The job will run in a moment."), NULL);
    return request_redirect(request, "/admin/jobs");
}
