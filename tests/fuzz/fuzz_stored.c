/* fuzz_stored.c - any bytes as what the event store has on the disk: a line of the spool, a line of the log, a pack, a set of people. A
 * line that is read is written as the line it was read from; packs and sets end, whatever they hold. */
#include "core/base/arena.h"
#include "domain/measure/event.h"
#include "domain/measure/pack.h"
#include "domain/measure/served.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

static void read_line(struct arena *arena, const char *line)
{
    struct event one, again;
    if (strchr(line, '\n') != NULL || !event_read_line(arena_strdup(arena, line), &one))
        return;
    struct text written = text_in(arena);
    event_write_line(&written, &one);
    written.bytes[written.length - 1] = '\0';
    assert(event_read_line(written.bytes, &again) && again.at == one.at && again.actor == one.actor && strcmp(again.key, one.key) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *line = arena_strndup(arena, (const char *)data, size);
    char program[24];
    int64_t hour, microseconds, id;
    int status;
    read_line(arena, line);
    if (served_read_line(line, &hour, program, &status, &microseconds))
        assert(status >= 100 && status <= 599 && microseconds >= 0);
    for (struct people_reader set = people_read(data, size); people_next(&set, &id);)
        ;
    struct occurrence one;
    for (struct pack_reader pack = pack_read(data, size, 472236); pack_next(&pack, &one);)
        ;
    arena_free(arena);
    return 0;
}
