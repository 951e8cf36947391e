/* fuzz_markdown.c - any bytes as Markdown: what is not refused must become HTML without a script, a style or a frame,
 * and the words and the outline must be found in any text. */
#include "core/base/text.h"
#include "core/view/markdown.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool resolve(void *context, const char *target, bool picture, struct markdown_target *found)
{
    (void)context;
    *found = (struct markdown_target){picture ? "/assets/a.png" : "/courses/a/b", 1, 1};
    return target[0] != 'x';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    const struct markdown_links links = {resolve, NULL};
    const char *problem = NULL;
    const char *html = markdown_html(arena, (const char *)data, size, &links, &problem);
    assert((html == NULL) == (problem != NULL));
    if (html != NULL)
        assert(strstr(html, "<script") == NULL && strstr(html, "<style") == NULL && strstr(html, "<iframe") == NULL &&
               strstr(html, "href=\"javascript:") == NULL);
    assert(markdown_plain(arena, (const char *)data, size) != NULL);
    assert(cJSON_IsArray(markdown_outline(arena, (const char *)data, size)));
    arena_own_json(NULL);
    arena_free(arena);
    return 0;
}
