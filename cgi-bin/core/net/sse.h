/* sse.h - server-sent events, read as they arrive: bytes in, in pieces of any size; events out.
 *
 * The format of the HTML standard: fields "data" and "event", lines ended by LF, CR or CR LF, comments, a byte order mark at
 * the start. What the standard does not bound is bounded here. Called by the client of language models. */
#ifndef NEXUS_SSE_H
#define NEXUS_SSE_H

#include "core/base/arena.h"
#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { SSE_EVENT_BYTES_MOST = 1024 * 1024 };

/* An event with data: its type ("message" when none was named) and its lines joined by LF. The strings live until it returns.
 * False: enough. */
typedef bool (*sse_listener)(void *context, const char *type, const char *data, size_t length);

struct sse {
    sse_listener heard;
    void *context;
    struct arena *arena;
    struct text line, data, type;
    bool begun, after_return, has_data, too_large, enough;
};

/* A reader that allocates in `arena`; its buffers are used again for each event. */
struct sse sse_new(struct arena *arena, sse_listener heard, void *context);

/* Reads on. False: a line or an event was too large (sse.too_large), or the listener has enough; feed no more. */
bool sse_feed(struct sse *sse, const char *bytes, size_t length);

#endif
