/* track.c - a page that was opened becomes an event. Two hooks: while the page is made the sender is noted, after it has gone the
 * line is appended. */
#include "programs/site/site.h"

#include "core/base/log.h"
#include "core/base/zone.h"
#include "core/web/reply.h"
#include "domain/measure/event.h"
#include "domain/measure/spool.h"
#include "domain/measure/visitor.h"

#include <errno.h>
#include <string.h>

/* Of the request under way; one at a time in a thread. */
static _Thread_local struct {
    bool noted;
    struct event event;
} seen;

bool site_track_wanted(const struct request *request)
{
    return !text_equal(request_header(request, "DNT"), "1") && !text_equal(request_header(request, "SEC_GPC"), "1") &&
           !request->identity.uncounted && request_cookie(request, "uncounted") == NULL;
}

static bool only_guessed(const struct request *request)
{
    const char *purpose = request_header(request, "SEC_PURPOSE");
    return purpose != NULL && strstr(purpose, "prefetch") != NULL;
}

/* A piece of a page, which a script fetched by itself; a browser that does not say so asks for pages only. */
static bool only_a_piece(const struct request *request)
{
    return text_equal(request_header(request, "SEC_FETCH_DEST"), "empty");
}

static const char *country_of(struct request *request)
{
    const char *country = request->identity.user_id == 0 ? "" : zone_country(request->arena, request->identity.time_zone);
    return *country != '\0' ? country : zone_country_of_language(request->arena, request_header(request, "ACCEPT_LANGUAGE"));
}

/* A path of ours; one with a token, which is a key, as the table of routes has it: whichever program's, for people go from one to another. A
 * page test knows all tables. */
static const char *own_path(struct request *request, const char *given)
{
    static const char *const keyed[] = {"/verify/", "/reset/", "/setup/", "/shared/"};
    char *path = arena_strndup(request->arena, given, strcspn(given, "?#"));
    for (size_t i = 0; i < sizeof keyed / sizeof *keyed; i++)
        if (text_starts(path, keyed[i]))
            return arena_printf(request->arena, "%s:token", keyed[i]);
    return strlen(path) <= EVENT_PAGE_MOST ? path : "";
}

const char *site_track_address(struct request *request, const char *given)
{
    const char *host = given == NULL ? NULL : strstr(given, "://");
    if (given == NULL || !utf8_valid(given, strlen(given)) || (host == NULL && *given != '/'))
        return "";
    if (host == NULL || *given == '/')
        return own_path(request, given);
    host += 3;
    const char *name = arena_strndup(request->arena, host, strcspn(host, "/?#"));
    if (text_equal(name, request_header(request, "HOST")))
        return own_path(request, host[strlen(name)] == '/' ? host + strlen(name) : "/");
    return strlen(name) <= EVENT_PAGE_MOST ? name : "";
}

bool site_track_sender(struct request *request, struct event *event)
{
    const struct identity *who = &request->identity;
    enum event_device device;
    bool person = event_device_of(request->user_agent, &device) || who->key != NULL; /* a key's program names itself as it likes */
    if (who->acting_id != 0 || !person || !site_track_wanted(request))
        return false;
    int64_t actor = who->user_id;
    if (actor == 0)
        actor = visitor_number(request->arena, request->config, site_network(request->arena, request->address), request->user_agent, request->now);
    *event = (struct event){.at = request->now,
                            .actor = actor,
                            .session = who->session_id,
                            .course_id = request->course_id,
                            .lesson_id = request->lesson_id,
                            .device = device,
                            .country = country_of(request),
                            .page = "",
                            .referrer = site_track_address(request, request_header(request, "REFERER")),
                            .properties = "",
                            .key = ""};
    return true;
}

void site_track_search(struct request *request, int64_t results)
{
    request->event = "search.done";
    request->event_properties = arena_printf(request->arena, "{\"results\":%lld}", (long long)results);
}

void site_track_furnish(struct request *request)
{
    seen.noted = request->route != NULL && !only_guessed(request) && !only_a_piece(request) &&
                 text_equal(request->method, "GET") && site_track_sender(request, &seen.event);
}

void site_track_view(struct request *request)
{
    bool shown = seen.noted && request->reply->status == HTTP_OK;
    seen.noted = false;
    if (!shown)
        return;
    struct event *event = &seen.event;
    const char *path = request_logged_path(request);
    event->name = event->lesson_id != 0 ? "lesson.viewed" : event->course_id != 0 ? "course.viewed" : "page.viewed";
    event->page = strlen(path) <= EVENT_PAGE_MOST ? path : arena_strndup(request->arena, path, EVENT_PAGE_MOST);
    struct text line = text_in(request->arena);
    event_write_line(&line, event);
    if (request->event != NULL) {
        event->name = request->event;
        event->properties = request->event_properties;
        event_write_line(&line, event);
    }
    if (!spool_append(request->config, line.bytes, line.length))
        log_error("an event could not be recorded", "reason", strerror(errno), NULL);
}
