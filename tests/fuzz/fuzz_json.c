/* fuzz_json.c - any bytes through the strict JSON reader: what is valid must build a tree, and what is written of that
 * tree must be valid and read the same again. */
#include "core/base/json.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    const char *problem = NULL;
    size_t at = 0;
    bool valid = json_valid(arena, (const char *)data, size, &problem, &at);
    cJSON *tree = json_read(arena, (const char *)data, size, &problem);
    assert(valid || (tree == NULL && problem != NULL && at <= size));
    if (tree != NULL) {
        char *written = json_write(arena, tree);
        cJSON *again = json_read(arena, written, strlen(written), &problem);
        assert(again != NULL && strcmp(json_write(arena, again), written) == 0);
    } else {
        assert(!valid || strstr(problem, "NUL") != NULL);
    }
    arena_own_json(NULL);
    arena_free(arena);
    return 0;
}
