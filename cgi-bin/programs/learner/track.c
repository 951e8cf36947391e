/* track.c - POST /api/analytics/track: events of browsers (static/js/beacon.js) and of programs with an API key.
 *
 * Who sends them, from where and on which device is never read from the body: everybody tells only of themselves. One append to
 * the spool takes a whole batch; the main database is only read. */
#include "programs/learner/pages.h"

#include "core/base/log.h"
#include "domain/measure/intake.h"
#include "domain/measure/spool.h"
#include "programs/site/site.h"

#include <errno.h>
#include <string.h>

static void give_counts(struct request *request, size_t accepted, int ignored, cJSON *refused)
{
    request_give_integer(request, "accepted", (int64_t)accepted);
    request_give_integer(request, "ignored", ignored);
    request_give(request, "refused", refused);
}

/* An address as it was sent, and as it is kept: neighbours are alike. */
struct address {
    const char *sent, *kept;
};

static const char *keep_address(struct request *request, struct address *last, const char *sent)
{
    if (last->sent == NULL || strcmp(last->sent, sent) != 0)
        *last = (struct address){sent, site_track_address(request, sent)};
    return last->kept;
}

/* All that were good go in by one write: all of them, or none. */
static enum http_status keep(struct request *request, const struct intake *intake, const struct event *sender)
{
    struct text lines = text_in(request->arena);
    struct address page = {0}, referrer = {0};
    for (size_t i = 0; i < intake->count; i++) {
        struct event *event = &intake->events[i];
        event->page = *event->page == '\0' ? sender->referrer : keep_address(request, &page, event->page); /* the page a beacon comes from */
        event->referrer = keep_address(request, &referrer, event->referrer);
        event_write_line(&lines, event);
    }
    if (spool_append(request->config, lines.bytes, lines.length))
        return HTTP_OK;
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EROFS;
    log_error("events could not be recorded", "reason", strerror(errno), NULL);
    return full ? HTTP_FULL : HTTP_FAILED;
}

/* The reasons in the language of whoever asks. */
static cJSON *say_reasons(const struct request *request, cJSON *refused)
{
    cJSON *entry;
    cJSON_ArrayForEach(entry, refused) json_set_string(entry, "reason", request_words(request, json_string(entry, "reason", "")));
    return refused;
}

static enum http_status refuse(struct request *request, const char *sentence)
{
    request->sentence = sentence;
    return HTTP_INVALID;
}

enum http_status track_events(struct request *request)
{
    struct event sender;
    int count = 0;
    const cJSON *list = intake_list(request->json, &count);
    if (list == NULL)
        return refuse(request, tr(request, "Send {\"events\": [...]}, or one event with its \"name\"."));
    if (count > INTAKE_EVENTS_MOST)
        return refuse(request, tr(request, "At most 1,000 events at once."));
    if (!site_track_sender(request, &sender)) {
        give_counts(request, 0, count, cJSON_CreateArray());
        return HTTP_OK;
    }
    struct intake intake = intake_read(request->arena, request->db, list, &sender);
    if (intake.count > 0) {
        enum http_status status = keep(request, &intake, &sender);
        if (status != HTTP_OK)
            return status;
    }
    give_counts(request, intake.count, 0, say_reasons(request, intake.refused));
    return intake.count > 0 ? HTTP_OK : refuse(request, tr(request, "None of the events could be taken; \"refused\" says why."));
}
