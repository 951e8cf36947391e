/* mustache.c - conveniences round compiled templates: rendering once, with partials at hand, and listing what a
 * template uses.
 *
 * Called by `nexus render`, by tests and by the check of all templates; pages use core/view/page instead. */
#include "core/view/mustache_nodes.h"

#include <string.h>

/* The partials of one rendering; each is compiled on first use. */
struct once {
    struct arena *arena;
    const cJSON *partials;
    struct compiled {
        const char *name;
        const struct mustache *template;
        struct compiled *older;
    } *compiled;
    const char *problem;
};

static const struct mustache *once_template(void *context, const char *name)
{
    struct once *once = context;
    for (struct compiled *compiled = once->compiled; compiled != NULL; compiled = compiled->older)
        if (strcmp(compiled->name, name) == 0)
            return compiled->template;
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(once->partials, name);
    if (!cJSON_IsString(text))
        return NULL;
    struct compiled *compiled = arena_alloc(once->arena, sizeof *compiled);
    const char *problem = NULL;
    *compiled = (struct compiled){.name = text->string, .older = once->compiled};
    compiled->template = mustache_compile(once->arena, text->valuestring, strlen(text->valuestring), NULL, &problem);
    if (compiled->template == NULL && once->problem == NULL)
        once->problem = arena_printf(once->arena, "%s, %s", name, problem);
    once->compiled = compiled;
    return compiled->template;
}

const char *mustache_render_once(struct arena *arena, const char *template, const cJSON *data, const cJSON *partials,
                                 const char **problem)
{
    struct once once = {.arena = arena, .partials = partials};
    struct mustache_source source = {.context = &once, .template = once_template};
    struct text out = text_in(arena);
    const struct mustache *compiled = mustache_compile(arena, template, strlen(template), NULL, problem);
    if (compiled == NULL)
        return NULL;
    mustache_render(compiled, data, &source, &out);
    if (once.problem != NULL && problem != NULL)
        *problem = once.problem;
    return once.problem != NULL ? NULL : text_string(&out);
}

void mustache_each_partial(const struct mustache *template, void (*visit)(void *context, const char *name),
                           void *context)
{
    for (uint32_t i = 0; i < template->count; i++) {
        const struct node *node = &template->nodes[i];
        if ((node->kind == NODE_PARTIAL || node->kind == NODE_PARENT) && node->name == NULL)
            visit(context, node->bytes);
    }
}
