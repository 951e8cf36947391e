/* snapshots.c - /admin/analytics/snapshots: reports kept as they were, and links to them for people without an account (/shared/:token). */
#include "programs/analytics/snapshots.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/measure/snapshot.h"
#include "programs/analytics/overtaken.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <stdlib.h>

#define PATH "/admin/analytics/snapshots"
#define CHANGED "title note"

static const char *when(struct request *request, int64_t time)
{
    return locale_time(request->arena, request->language, time, report_zone(request));
}

enum http_status snapshots_page(struct request *request)
{
    cJSON *list = snapshot_list(request->db, request->now), *row;
    cJSON_ArrayForEach(row, list) json_set_string(row, "made_text", when(request, json_integer(row, "made_at", 0)));
    request_give_bool(request, "any", list->child != NULL);
    request_give(request, "snapshots", list);
    return HTTP_OK;
}

/* Goes on when a change is done: notes it, back to where it was made. */
static const char *path_of(struct request *request, int64_t id)
{
    return arena_printf(request->arena, PATH "/%lld", (long long)id);
}

enum http_status snapshot_keep(struct request *request)
{
    const char *template = NULL, *problem = NULL, *title = request_text(request, "title");
    const char *path = request_local_path(request_text(request, "path"), PATH);
    const char *html = freeze_page(request, path, &template, &problem);
    if (html == NULL)
        return request_refuse(request, NULL, problem);
    cJSON *model = cJSON_CreateObject();
    json_set_string(model, "language", request->language);
    json_set_string(model, "html", html);
    const struct snapshot snapshot = {.title = title,
                                      .note = "",
                                      .template = template,
                                      .path = path,
                                      .model = json_write(request->arena, model),
                                      .made_by = request->identity.user_id,
                                      .made_at = request->now};
    int64_t id = 0;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = snapshot_add(request->arena, request->db, request->config, &snapshot, &id);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "The page is too large to keep, or there are too many snapshots. Delete one first."));
    request_flash(request, "good", tr(request, "Kept as it is now."), NULL);
    return report_finish(request, result, "snapshot.keep", "snapshot", id, "", path_of(request, id));
}

/* What both views of a snapshot show; false when it is not as we signed it, or gone. */
static bool give_snapshot(struct request *request, int64_t id)
{
    cJSON *snapshot = snapshot_find(request->arena, request->db, request->config, id);
    if (snapshot == NULL)
        return false;
    const cJSON *model = json_member(snapshot, "model");
    json_set_string(snapshot, "made_text", when(request, json_integer(snapshot, "made_at", 0)));
    json_set_string(snapshot, "language", json_string(model, "language", "en"));
    json_set_string(snapshot, "html", json_string(model, "html", ""));
    cJSON_DeleteItemFromObject(snapshot, "model");
    request_give(request, "snapshot", snapshot);
    return true;
}

enum http_status snapshot_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!give_snapshot(request, id))
        return HTTP_NOT_FOUND;
    cJSON *links = snapshot_shares(request->db, id), *link;
    cJSON_ArrayForEach(link, links)
    {
        bool revoked = cJSON_IsNumber(json_member(link, "revoked_at"));
        int64_t expires = json_integer(link, "expires_at", 0);
        json_set_string(link, "expires_text", when(request, expires));
        json_set_bool(link, "is_open", !revoked && expires > request->now);
        json_set_bool(link, "revoked", revoked);
    }
    overtaken_give(request, json_member(request->model, "snapshot"), CHANGED, path_of(request, id));
    request_form_value(request, "title", json_string(json_member(request->model, "snapshot"), "title", ""));
    request_form_value(request, "note", json_string(json_member(request->model, "snapshot"), "note", ""));
    request_give_bool(request, "any_links", links->child != NULL);
    request_give(request, "links", links);
    return HTTP_OK;
}

enum http_status snapshot_save(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    const cJSON *shown = snapshot_find(request->arena, request->db, request->config, id);
    enum db_result result = snapshot_rename(request->db, id, request_text(request, "title"), request_text(request, "note"));
    if (result == DB_NONE) {
        const char *words = tr(request, "Somebody deleted this snapshot meanwhile. Your note was: %s");
        request->sentence = arena_printf(request->arena, words, request_text(request, "note"));
        return HTTP_NOT_FOUND;
    }
    if (result == DB_OK && overtaken(request, shown, snapshot_find(request->arena, request->db, request->config, id), CHANGED))
        return overtaken_refuse(request);
    request_flash(request, "good", tr(request, "Saved."), NULL);
    return report_finish(request, result, "snapshot.rename", "snapshot", id, "", path_of(request, id));
}

/* The link is shown on this answer and never again: only its hash is kept. */
enum http_status snapshot_lend(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), days = strtol(request_text(request, "days"), NULL, 10);
    const char *token = NULL;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = snapshot_share(request->arena, request->db, id, request->now, request->now + days * CLOCK_DAY, &token);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "This snapshot has had as many links as it may. Keep a new one."));
    if (result == DB_OK)
        result = site_audit(request, "snapshot.share", "snapshot", id, request_text(request, "days"));
    if (result != DB_OK)
        return result == DB_NONE ? HTTP_NOT_FOUND : request_result(request, result);
    request_give_text(request, "link", arena_printf(request->arena, "%s/shared/%s", request->config->base_url, token));
    request_give_text(request, "back", path_of(request, id));
    return HTTP_OK;
}

enum http_status snapshot_call_in(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    request_flash(request, "note", tr(request, "The link is dead."), NULL);
    enum db_result result = snapshot_revoke(request->db, id, request_integer(request, "link_id", 0), request->now);
    return report_finish(request, result, "snapshot.revoke", "snapshot", id, "", path_of(request, id));
}

enum http_status snapshot_take_out(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    const char *undo = arena_printf(request->arena, PATH "/%lld/restore", (long long)id);
    request_flash(request, "note", tr(request, "The snapshot is deleted, its links are dead."), undo);
    return report_finish(request, snapshot_delete(request->db, id, request->now), "snapshot.delete", "snapshot", id, "", PATH);
}

enum http_status snapshot_put_back(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = snapshot_restore(request->db, id);
    if (result == DB_CONFLICT)
        request->sentence = tr(request, "There are as many snapshots as there may be. Delete one first.");
    return report_finish(request, result, "snapshot.restore", "snapshot", id, "", PATH);
}

/* For whoever has the link. Counting the look is a change: it comes before reading, in a transaction of its own view. */
enum http_status shared_page(struct request *request)
{
    int64_t id = 0;
    const char *token = request_text(request, "token");
    enum snapshot_link link = snapshot_open(request->arena, request->db, token, request->now, &id);
    request_add_header(request, "X-Robots-Tag", "noindex");
    request_add_header(request, "Referrer-Policy", "strict-origin"); /* the last one holds: what the page asks for is not told its address */
    request_cache(request, "private, no-store");
    if (link == SNAPSHOT_ENDED) {
        request->sentence = tr(request, "This link has ended. Ask whoever gave it to you for another.");
        return HTTP_GONE;
    }
    if (link == SNAPSHOT_UNKNOWN || !request_begin_write(request))
        return HTTP_NOT_FOUND;
    snapshot_count_view(request->arena, request->db, token);
    if (!give_snapshot(request, id))
        return HTTP_NOT_FOUND;
    static const char *const ours[] = {"id", "path", "template"}; /* where the report stands is nobody's business outside */
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        cJSON_DeleteItemFromObject(cJSON_GetObjectItem(request->model, "snapshot"), ours[i]);
    return HTTP_OK;
}
