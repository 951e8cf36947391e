/* events.h - what the explorer, its files and the API of events share: which events a request asks for. */
#ifndef NEXUS_ANALYTICS_EVENTS_H
#define NEXUS_ANALYTICS_EVENTS_H

#include "domain/measure/explore.h"
#include "programs/analytics/report.h"

/* The fields of such a request beside REPORT_PERIOD_FIELDS. */
#define EVENTS_FIELDS \
    {.name = "name", .kind = FIELD_TEXT, .most = EVENT_NAME_MOST, .help = "Only events of this name"}, \
        {.name = "person", .kind = FIELD_TEXT, .most = 200, .help = "Only of this person: number, e-mail or name"}, \
        {.name = "lesson", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only about this lesson (id)"}, \
        {.name = "path", .kind = FIELD_TEXT, .most = EVENT_PAGE_MOST, .help = "Only on pages whose address begins so"}, \
        {.name = "property", .kind = FIELD_TEXT, .most = 200, .help = "Only with this property: key=value"}, \
        {.name = "before", .kind = FIELD_TEXT, .most = 40, .help = "Go on here: what the page before gave as next"}

struct events_asked {
    struct report_period period;
    struct explore_question question;
    struct explore_cursor cursor;
    const char *problem; /* NULL, or what can't be looked for, as a sentence */
    cJSON *persons;      /* when several people fit: {name, email, number}; nobody is chosen then */
};

/* What the request asks for; of whoever is no admin only their own. Without a problem, reading may begin. */
struct events_asked events_ask(struct request *request);

/* The query that keeps all of it but where to go on; and that with `before`, NULL when there is no more. */
const char *events_query(struct request *request);
const char *events_next(struct request *request, const struct events_asked *asked, const struct explore_seen *seen);

/* When one person's events are asked for, that is noted (who_note_reading). */
enum http_status events_note_reading(struct request *request, const struct events_asked *asked);

#endif
