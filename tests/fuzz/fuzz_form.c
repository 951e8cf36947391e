/* fuzz_form.c - bodies of forms: what is accepted is valid UTF-8, and no more fields than allowed. */
#include "core/base/text.h"
#include "core/web/form.h"
#include "core/web/request.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct form form = {.arena = arena};
    bool valid = form_read_urlencoded(&form, (const char *)data, size);
    assert(form.count <= FORM_FIELDS_MOST + 1);
    for (size_t i = 0; valid && i < form.count; i++)
        assert(utf8_valid(form.parameters[i].value, strlen(form.parameters[i].value)));
    arena_free(arena);
    return 0;
}
