/* fuzz_front_matter.c - any bytes as a file with a header: the body lies inside the text, the values are an object that can be
 * written and read again as JSON, a problem names its line. */
#include "core/base/front_matter.h"
#include "core/base/json.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    char *text = arena_strndup(arena, (const char *)data, size);
    struct front_matter parts;
    const char *problem = NULL;
    if (front_matter_read(arena, text, size, &parts, &problem)) {
        assert(cJSON_IsObject(parts.values) && problem == NULL);
        assert(parts.body >= text && parts.body + parts.length == text + size && parts.body_line >= 1);
        const char *written = json_write(arena, parts.values);
        assert(json_valid(arena, written, strlen(written), &problem, NULL));
    } else {
        assert(problem != NULL && strncmp(problem, "line ", 5) == 0);
    }
    arena_own_json(NULL);
    arena_free(arena);
    return 0;
}
