/* events_export.c - `nexus events export FROM TO FILE.jsonl.gz`: events as lines of JSON, gzipped, month by month in order of
 * arrival. `nexus import events FILE --ids` reads them again. Called by events.c. */
#include "programs/nexus/events.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/measure/keep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

struct writing {
    gzFile file;
    int64_t events;
    bool refused; /* by the file that is written */
};

static void set_some(cJSON *line, const char *name, const char *value)
{
    if (*value != '\0')
        json_set_string(line, name, value);
}

static void set_number(cJSON *line, const char *name, int64_t value)
{
    if (value != 0)
        json_set_integer(line, name, value);
}

static bool write_event(void *context, const struct event *event)
{
    struct writing *writing = context;
    struct arena *own = arena_new();
    arena_own_json(own);
    const char *problem = NULL;
    cJSON *line = cJSON_CreateObject(), *properties = NULL;
    json_set_string(line, "time", clock_stamp(own, event->at));
    json_set_string(line, "name", event->name);
    set_number(line, event->actor < 0 ? "visitor" : "user", event->actor);
    set_number(line, "session", event->session);
    set_number(line, "course", event->course_id);
    set_number(line, "lesson", event->lesson_id);
    set_some(line, "device", event_device_name(event->device));
    set_some(line, "country", event->country);
    set_some(line, "page", event->page);
    set_some(line, "referrer", event->referrer);
    set_some(line, "key", event->key);
    if (*event->properties != '\0')
        properties = json_read(own, event->properties, strlen(event->properties), &problem);
    if (properties != NULL)
        json_set(line, "properties", properties);
    const char *text = arena_printf(own, "%s\n", json_write(own, line));
    bool good = gzwrite(writing->file, text, (unsigned)strlen(text)) > 0;
    writing->refused = !good;
    writing->events++;
    arena_own_json(NULL);
    arena_free(own);
    return good;
}

static bool write_months(struct events_command *command, struct writing *writing, int64_t from, int64_t until)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    char first[STORE_MONTH_BYTES], last[STORE_MONTH_BYTES];
    store_month_of(from, first);
    store_month_of(until - 1, last);
    int count = store_months(command->store, months, STORE_MONTHS_MOST);
    for (int i = 0; i < count; i++)
        if (strcmp(months[i], first) >= 0 && strcmp(months[i], last) <= 0 &&
            !keep_read(command->store, months[i], from, until, write_event, writing)) {
            if (!writing->refused)
                fprintf(stderr, "nexus: the events of %s can't be read to their end; the reason is above.\n", months[i]);
            return false;
        }
    return true;
}

int events_export(struct events_command *command)
{
    int64_t from = 0, to = 0;
    if (!clock_day_read(command->words[0], &from) || !clock_day_read(command->words[1], &to) || to < from) {
        fputs("nexus: from which day to which? They are written like 2026-01-31.\n", stderr);
        return 2;
    }
    const char *file = command->words[2], *unfinished = arena_printf(command->arena, "%s.unfinished", file);
    if (file_exists(file)) {
        fprintf(stderr, "nexus: %s exists already; choose another name.\n", file);
        return 1;
    }
    struct writing writing = {.file = gzopen(unfinished, "wbe")};
    bool done = writing.file != NULL && write_months(command, &writing, clock_day_start(from, command->zone),
                                                     clock_day_start(to + 1, command->zone));
    bool read = done || writing.file == NULL || writing.refused;
    done = (writing.file == NULL || gzclose(writing.file) == Z_OK) && done && rename(unfinished, file) == 0;
    if (done)
        printf("%lld events are written to %s.\n", (long long)writing.events, file);
    else if (read)
        fprintf(stderr, "nexus: %s can't be written: %s.\n", file, strerror(errno));
    if (!done && writing.file != NULL)
        remove(unfinished);
    return done ? 0 : 1;
}
