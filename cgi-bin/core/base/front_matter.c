/* front_matter.c - finds the two lines of dashes and lets yaml.c read what stands between. Called by the importer. */
#include "core/base/front_matter.h"

#include "core/base/yaml.h"

#include <string.h>

/* Behind the line that begins at `at`. */
static const char *next_line(const char *at, const char *end)
{
    const char *found = memchr(at, '\n', (size_t)(end - at));
    return found == NULL ? end : found + 1;
}

static bool is_fence(const char *at, const char *end)
{
    size_t length = (size_t)(next_line(at, end) - at);
    while (length > 0 && strchr("\r\n \t", at[length - 1]) != NULL && at[length - 1] != '\0')
        length--;
    return length == 3 && memcmp(at, "---", 3) == 0;
}

bool front_matter_read(struct arena *arena, const char *text, size_t length, struct front_matter *parts,
                       const char **problem)
{
    const char *end = text + length;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    *parts = (struct front_matter){.body = text, .length = (size_t)(end - text), .body_line = 1};
    *problem = NULL;
    if (!is_fence(text, end)) {
        parts->values = cJSON_CreateObject();
        return true;
    }
    const char *header = next_line(text, end), *at = header;
    int line = 2;
    for (; at < end && !is_fence(at, end); line++)
        at = next_line(at, end);
    if (at == end) {
        *problem = "line 1: the header has no closing line of three dashes";
        return false;
    }
    parts->values = yaml_read(arena, header, (size_t)(at - header), 2, problem);
    parts->body = next_line(at, end);
    parts->length = (size_t)(end - parts->body);
    parts->body_line = line + 1;
    if (cJSON_IsNull(parts->values))
        parts->values = cJSON_CreateObject();
    if (parts->values != NULL && !cJSON_IsObject(parts->values))
        *problem = "line 2: the header must be lines of \"name: value\"";
    return *problem == NULL;
}
