/* render.c - `nexus render` and `nexus json`: the template engine and the JSON reader from the shell.
 *
 * Called by main.c; for trying a template, and for the specification in tests/unit/spec.mjs. */
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/mustache.h"
#include "programs/nexus/commands.h"

#include <stdio.h>

/* Standard input as far as the JSON reader would take it, and one byte more, so that it sees what is too long. */
static struct text read_input(struct arena *arena)
{
    struct text input = text_in(arena);
    char bytes[16384];
    size_t length;
    while (input.length <= JSON_BYTES_MOST && (length = fread(bytes, 1, sizeof bytes, stdin)) > 0)
        text_append_bytes(&input, bytes, length);
    return input;
}

static int refuse(struct arena *arena, const char *problem)
{
    fprintf(stderr, "%s\n", problem);
    arena_own_json(NULL);
    arena_free(arena);
    return 1;
}

int command_render(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    arena_own_json(arena);
    const char *problem = NULL;
    struct text input = read_input(arena);
    const cJSON *request = json_read(arena, text_string(&input), input.length, &problem);
    if (request == NULL)
        return refuse(arena, problem);
    const char *template = json_string(request, "template", NULL);
    if (template == NULL)
        return refuse(arena, "The input needs a \"template\": {\"template\": \"...\", \"data\": ..., \"partials\": {...}}.");
    const char *page = mustache_render_once(arena, template, json_member(request, "data"),
                                            json_member(request, "partials"), &problem);
    if (page == NULL)
        return refuse(arena, problem);
    bool written = fputs(page, stdout) >= 0 && fflush(stdout) == 0;
    arena_own_json(NULL);
    arena_free(arena);
    return written ? 0 : 1;
}

int command_json(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    const char *problem = NULL;
    size_t at = 0;
    struct text input = read_input(arena);
    bool valid = json_valid(arena, text_string(&input), input.length, &problem, &at);
    if (!valid)
        fprintf(stderr, "byte %zu: %s\n", at, problem);
    arena_free(arena);
    return valid ? 0 : 1;
}
