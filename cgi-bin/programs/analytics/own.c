/* own.c - one event of the asker's own goes into the spool. See own.h. */
#include "programs/analytics/own.h"

#include "core/base/log.h"
#include "domain/measure/intake.h"
#include "domain/measure/spool.h"
#include "programs/site/site.h"

#include <errno.h>
#include <string.h>

static enum http_status keep(struct request *request, struct event *event, const struct event *sender)
{
    struct text line = text_in(request->arena);
    event->page = *event->page == '\0' ? sender->referrer : site_track_address(request, event->page);
    event->referrer = site_track_address(request, event->referrer);
    event_write_line(&line, event);
    if (spool_append(request->config, line.bytes, line.length))
        return HTTP_OK;
    log_error("an event could not be recorded", "reason", strerror(errno), NULL);
    return errno == ENOSPC || errno == EDQUOT || errno == EROFS ? HTTP_FULL : HTTP_FAILED;
}

enum http_status own_event(struct request *request, const cJSON *event)
{
    struct event sender;
    if (!site_track_sender(request, &sender)) {
        request_give_integer(request, "accepted", 0);
        return HTTP_OK;
    }
    cJSON *list = cJSON_CreateArray();
    cJSON_AddItemToArray(list, cJSON_Duplicate(event, true));
    struct intake intake = intake_read(request->arena, request->db, list, &sender);
    if (intake.count == 0) {
        request->sentence = request_words(request, json_string(cJSON_GetArrayItem(intake.refused, 0), "reason", ""));
        return HTTP_INVALID;
    }
    request_give_integer(request, "accepted", 1);
    return keep(request, &intake.events[0], &sender);
}
