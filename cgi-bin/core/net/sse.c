/* sse.c - a line at a time, an event at an empty line. Called by model.c for each piece that comes from the network. */
#include "core/net/sse.h"

#include <string.h>

struct sse sse_new(struct arena *arena, sse_listener heard, void *context)
{
    return (struct sse){.heard = heard, .context = context, .arena = arena, .line = text_in(arena), .data = text_in(arena), .type = text_in(arena)};
}

static void empty(struct text *text)
{
    text->length = 0;
    if (text->bytes != NULL)
        text->bytes[0] = '\0';
}

static bool end_event(struct sse *sse)
{
    bool goes_on = true;
    if (sse->has_data)
        goes_on = sse->heard(sse->context, sse->type.length == 0 ? "message" : text_string(&sse->type), text_string(&sse->data), sse->data.length);
    empty(&sse->data);
    empty(&sse->type);
    sse->has_data = false;
    sse->enough = !goes_on;
    return goes_on;
}

static bool take_field(struct sse *sse, const char *name, size_t name_length, const char *value, size_t length)
{
    if (name_length == 5 && memcmp(name, "event", 5) == 0) {
        empty(&sse->type);
        text_append_bytes(&sse->type, value, length);
    } else if (name_length == 4 && memcmp(name, "data", 4) == 0) {
        if (sse->has_data)
            text_append_char(&sse->data, '\n');
        text_append_bytes(&sse->data, value, length);
        sse->has_data = true;
        sse->too_large = sse->data.length > SSE_EVENT_BYTES_MOST;
    }
    return !sse->too_large;
}

/* "name: value", "name:value", "name", ": comment" or nothing. */
static bool end_line(struct sse *sse)
{
    const char *line = text_string(&sse->line), *colon = memchr(line, ':', sse->line.length);
    size_t length = sse->line.length, name_length = colon == NULL ? length : (size_t)(colon - line);
    bool goes_on = true;
    if (length == 0) {
        goes_on = end_event(sse);
    } else if (name_length > 0) {
        size_t start = colon == NULL ? length : name_length + 1;
        start += start < length && line[start] == ' ';
        goes_on = take_field(sse, line, name_length, line + start, length - start);
    }
    empty(&sse->line);
    return goes_on;
}

/* A stream may begin with a byte order mark; it shows when the first line is three bytes long. */
static void skip_mark(struct sse *sse)
{
    if (sse->begun || sse->line.length < 3)
        return;
    sse->begun = true;
    if (memcmp(sse->line.bytes, "\xef\xbb\xbf", 3) == 0)
        empty(&sse->line);
}

static bool take_line_end(struct sse *sse)
{
    sse->begun = true;
    return end_line(sse);
}

bool sse_feed(struct sse *sse, const char *bytes, size_t length)
{
    for (const char *at = bytes, *end = bytes + length; at < end && !sse->enough && !sse->too_large;) {
        bool second_half = sse->after_return && *at == '\n';
        sse->after_return = false;
        if (second_half) {
            at++;
            continue;
        }
        if (*at == '\n' || *at == '\r') {
            sse->after_return = *at++ == '\r';
            take_line_end(sse);
            continue;
        }
        const char *stop = at;
        size_t most = sse->begun ? (size_t)(end - at) : 1; /* one by one until the mark is settled */
        while (stop < at + most && *stop != '\n' && *stop != '\r')
            stop++;
        text_append_bytes(&sse->line, at, (size_t)(stop - at));
        at = stop;
        skip_mark(sse);
        sse->too_large = sse->line.length > SSE_EVENT_BYTES_MOST;
    }
    return !sse->enough && !sse->too_large;
}
