/* fuzz_cookie.c - the Cookie header: a value found is never longer than the header. */
#include "core/web/form.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *header = arena_strndup(arena, (const char *)data, size);
    char *value = form_cookie(arena, header, "__Host-session");
    assert(value == NULL || strlen(value) < size);
    arena_free(arena);
    return 0;
}
