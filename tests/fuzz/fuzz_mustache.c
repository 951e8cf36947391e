/* fuzz_mustache.c - any bytes as a template, first without, then with translation (of words into themselves), rendered
 * with a small model; itself and a fixed layout are its partials. */
#include "core/base/json.h"
#include "core/view/mustache.h"
#include "fuzz.h"

#include <string.h>
static const char model[] = "{\"a\":{\"b\":\"<x>\\n\",\"p\":\"q\"},\"b\":[1,{\"a\":\"\"}],\"n\":3,\"p\":\"self\"}";
static const char layout[] = "<\n  {{$a}}\n    {{b}}\n  {{/a}}\n {{$b}}{{/b}}\n{{#b}}{{>self}}{{/b}}>";
static const struct mustache *self, *parent;

static const struct mustache *find_template(void *context, const char *name)
{
    int *left = context;
    return (*left)-- <= 0 ? NULL : strcmp(name, "self") == 0 ? self : parent;
}

static const char *translate(void *context, struct arena *arena, const char *words, size_t length)
{
    return *(int *)context == 0 ? NULL : arena_strndup(arena, words, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    int left = 20, rounds = 2, loops = 0;
    for (size_t i = 0; i < size; i++)
        rounds = data[i] == '#' && loops++ > 12 ? 0 : rounds; /* lists in lists take as long as they are many */
    for (int round = 0; round < rounds; round++) {
        struct mustache_source source = {&left, find_template, round == 1 ? translate : NULL, NULL, NULL};
        struct text page = text_in(arena);
        parent = mustache_compile(arena, layout, strlen(layout), &source, NULL);
        self = mustache_compile(arena, (const char *)data, size, &source, NULL);
        arena_own_json(arena);
        if (self != NULL)
            mustache_render(self, json_read(arena, model, strlen(model), NULL), &source, &page);
    }
    return arena_free(arena), 0;
}
