/* fuzz_multipart.c - bodies with files: every upload lies within the body. */
#include "core/web/form.h"
#include "core/web/request.h"
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct form form = {.arena = arena};
    char *body = malloc(size + 1); /* exact size, so that the sanitizer sees a read behind it */
    assert(body != NULL);
    memcpy(body, data, size);
    body[size] = '\0';
    form_read_multipart(&form, "multipart/form-data; boundary=XX", body, size);
    for (size_t i = 0; i < form.count; i++) {
        const struct upload *upload = form.parameters[i].upload;
        assert(upload == NULL || (upload->bytes >= body && upload->bytes + upload->length <= body + size));
    }
    free(body);
    arena_free(arena);
    return 0;
}
