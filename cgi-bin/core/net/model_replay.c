/* model_replay.c - answers that were recorded, for tests and demos without an endpoint. Called by model.c. */
#include "core/net/model_parts.h"

#include "core/base/file.h"
#include "core/base/secret.h"

#include <string.h>

enum { RECORD_BYTES_MOST = 4 * 1024 * 1024, PIECE_BYTES = 256 };

char *model_record_path(struct arena *arena, const char *folder, const char *body)
{
    return arena_printf(arena, "%s/%.32s.sse", folder, secret_hash(arena, body));
}

/* In pieces, as from the network. */
bool model_replay(struct model_hearing *hearing, const char *path)
{
    size_t length = 0;
    char *bytes = file_read(hearing->arena, path, RECORD_BYTES_MOST, &length);
    if (bytes == NULL)
        return false;
    for (size_t at = 0; at < length; at += PIECE_BYTES) {
        size_t piece = length - at < PIECE_BYTES ? length - at : PIECE_BYTES;
        if (!sse_feed(&hearing->sse, bytes + at, piece))
            break;
    }
    return true;
}
