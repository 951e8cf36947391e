/* fuzz_sse.c - server-sent events: cut into pieces anywhere, the same events come out as from the whole. */
#include "core/net/sse.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

static bool note(void *context, const char *type, const char *data, size_t length)
{
    struct text *seen = context;
    text_append(seen, type);
    text_append_char(seen, '=');
    text_append_bytes(seen, data, length);
    text_append_char(seen, ';');
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct text whole = text_in(arena), pieces = text_in(arena);
    struct sse one = sse_new(arena, note, &whole), many = sse_new(arena, note, &pieces);
    size_t step = size == 0 ? 1 : data[0] % 17 + 1;
    sse_feed(&one, (const char *)data, size);
    for (size_t at = 0; at < size; at += step)
        sse_feed(&many, (const char *)data + at, size - at < step ? size - at : step);
    assert(whole.length == pieces.length);
    assert(whole.length == 0 || memcmp(whole.bytes, pieces.bytes, whole.length) == 0);
    arena_free(arena);
    return 0;
}
