/* mustache_render.c - walks the nodes of a template and writes the page.
 *
 * Called for every page, so it allocates nothing but the output: contexts and arguments are lists on the C stack.
 * Indentation (of partials on their own lines) is a prefix that is written at the start of each line of a template's
 * own text, never into a value; without one, a literal is one copy. */
#include "core/view/mustache_nodes.h"

#include <math.h>
#include <string.h>

enum { DEPTH_MOST = 64, EXPANSIONS_MOST = 100000 };

struct context {
    const cJSON *value;
    struct context *outer;
    const cJSON *next; /* behind the member found last: templates name members much in the order of the model */
};

/* The arguments of a parent that is being rendered. */
struct frame {
    const struct mustache *template;
    uint32_t parent;
    const struct frame *outer;
};

struct render {
    const struct mustache_source *source;
    struct text *out;
    const struct frame *frames;
    struct text indent; /* in force from `indent_first` on */
    size_t indent_first;
    bool line_start; /* the indentation of this line is not written yet */
    int depth;
    int expansions; /* partials so far: two that call each other twice would never end */
};

static void render_nodes(struct render *r, const struct mustache *template, uint32_t first, uint32_t last,
                         struct context *context);

/* The member of this key from `member` on, before `end`. */
static const cJSON *find_between(const cJSON *member, const cJSON *end, const char *key)
{
    for (; member != end; member = member->next)
        if (*member->string == *key && strcmp(member->string, key) == 0)
            return member;
    return NULL;
}

static const cJSON *find_member(const cJSON *object, const char *key)
{
    return cJSON_IsObject(object) ? find_between(object->child, NULL, key) : NULL;
}

/* As find_member, but begins behind the member that was found last. */
static const cJSON *find_in_context(struct context *context, const char *key)
{
    const cJSON *member = find_between(context->next, NULL, key);
    if (member == NULL && cJSON_IsObject(context->value))
        member = find_between(context->value->child, context->next, key);
    if (member != NULL)
        context->next = member->next;
    return member;
}

/* The first part is looked for from the inside out, the others only in what was found. */
static const cJSON *look_up(const struct name *name, struct context *context)
{
    if (name->count == 0)
        return context->value;
    const cJSON *value = NULL;
    for (; context != NULL && value == NULL; context = context->outer)
        value = find_in_context(context, name->parts[0]);
    for (size_t i = 1; i < name->count && value != NULL; i++)
        value = find_member(value, name->parts[i]);
    return value;
}

static void write_indent(struct render *r)
{
    if (r->line_start)
        text_append_bytes(r->out, r->indent.bytes + r->indent_first, r->indent.length - r->indent_first);
    r->line_start = false;
}

/* A literal line by line. Empty lines stay empty. */
static void write_lines(struct render *r, const char *bytes, size_t length)
{
    while (length > 0) {
        const char *newline = memchr(bytes, '\n', length);
        size_t line = newline == NULL ? length : (size_t)(newline - bytes) + 1;
        if (*bytes != '\n' && *bytes != '\r')
            write_indent(r);
        text_append_bytes(r->out, bytes, line);
        r->line_start = newline != NULL;
        bytes += line;
        length -= line;
    }
}

static void write_value(struct render *r, const struct node *node, struct context *context)
{
    const cJSON *value = look_up(node->name, context);
    if (r->indent.length > r->indent_first)
        write_indent(r);
    if (value == NULL) {
        if (r->source != NULL && r->source->missing != NULL)
            r->source->missing(r->source->context, node->name->full);
        return;
    }
    switch (value->type & 0xFF) {
    case cJSON_String:
    case cJSON_Raw:
        if (node->kind == NODE_VALUE)
            text_append_html(r->out, value->valuestring, strlen(value->valuestring));
        else
            text_append(r->out, value->valuestring);
        break;
    case cJSON_Number: text_append_number(r->out, value->valuedouble); break;
    case cJSON_True: text_append_bytes(r->out, "true", 4); break;
    case cJSON_False: text_append_bytes(r->out, "false", 5); break;
    default: break; /* null, and what has no text of its own */
    }
}

/* Whether a section of this value is rendered: not for null, false, 0, "" and [], as a JSON programmer expects. */
static bool is_true(const cJSON *value)
{
    if (value == NULL)
        return false;
    switch (value->type & 0xFF) {
    case cJSON_True:
    case cJSON_Object: return true;
    case cJSON_Array: return value->child != NULL;
    case cJSON_Number: return value->valuedouble != 0;
    case cJSON_String:
    case cJSON_Raw: return *value->valuestring != '\0';
    default: return false;
    }
}

static void render_section(struct render *r, const struct mustache *template, uint32_t index,
                           struct context *context)
{
    const struct node *node = &template->nodes[index];
    const cJSON *value = look_up(node->name, context);
    if (!is_true(value))
        return;
    struct context inner = {value, context, NULL};
    if ((value->type & 0xFF) != cJSON_Array) {
        render_nodes(r, template, index + 1, node->next, &inner);
        return;
    }
    for (inner.value = value->child; inner.value != NULL; inner.value = inner.value->next) {
        inner.next = NULL;
        render_nodes(r, template, index + 1, node->next, &inner);
    }
}

static void render_inverted(struct render *r, const struct mustache *template, uint32_t index,
                            struct context *context)
{
    const struct node *node = &template->nodes[index];
    if (!is_true(look_up(node->name, context)))
        render_nodes(r, template, index + 1, node->next, context);
}

/* Renders a part of a template in the place of `place`, with its indentation when it stands on its own lines. */
static void render_in_place(struct render *r, const struct node *place, const struct mustache *template,
                            uint32_t first, uint32_t last, struct context *context)
{
    size_t indent_first = r->indent_first, indent_length = r->indent.length;
    if (place->on_own_lines) {
        text_append_bytes(&r->indent, place->indent, place->indent_length);
        r->line_start = true;
    } else if (place->kind != NODE_BLOCK) {
        /* In the middle of a line, the lines that follow are not this template's own: no indentation. */
        if (indent_length > indent_first)
            write_indent(r);
        r->indent_first = indent_length;
    }
    render_nodes(r, template, first, last, context);
    r->indent_first = indent_first;
    r->indent.length = indent_length;
    if (place->kind != NODE_BLOCK)
        r->line_start = place->on_own_lines;
}

static const struct mustache *find_template(const struct render *r, const struct node *node,
                                            struct context *context)
{
    const char *name = node->bytes;
    if (node->name != NULL) {
        const cJSON *value = look_up(node->name, context);
        if (value == NULL && r->source != NULL && r->source->missing != NULL)
            r->source->missing(r->source->context, node->name->full);
        name = cJSON_IsString(value) ? value->valuestring : NULL;
    }
    if (name == NULL || r->source == NULL || r->source->template == NULL)
        return NULL;
    return r->source->template(r->source->context, name);
}

static void render_partial(struct render *r, const struct node *node, struct context *context)
{
    if (r->depth >= DEPTH_MOST || r->expansions >= EXPANSIONS_MOST)
        return;
    const struct mustache *partial = find_template(r, node, context);
    if (partial == NULL)
        return;
    r->depth++;
    r->expansions++;
    text_reserve(r->out, partial->literal_bytes);
    render_in_place(r, node, partial, 0, partial->count, context);
    r->depth--;
}

static void render_parent(struct render *r, const struct mustache *template, uint32_t index,
                          struct context *context)
{
    struct frame frame = {template, index, r->frames};
    r->frames = &frame;
    render_partial(r, &template->nodes[index], context);
    r->frames = frame.outer;
}

/* The argument for a block, or NULL: the outermost wins, as it belongs to the most special template. */
static const struct node *find_argument(const struct frame *frames, const struct node *block,
                                        const struct frame **found)
{
    const struct node *argument = NULL;
    for (const struct frame *frame = frames; frame != NULL; frame = frame->outer) {
        const struct node *nodes = frame->template->nodes;
        for (uint32_t i = frame->parent + 1; i < nodes[frame->parent].next; i = nodes[i].next) {
            if (nodes[i].kind != NODE_BLOCK || nodes[i].length != block->length ||
                memcmp(nodes[i].bytes, block->bytes, block->length) != 0)
                continue;
            argument = &nodes[i];
            *found = frame;
        }
    }
    return argument;
}

static void render_block(struct render *r, const struct mustache *template, uint32_t index,
                         struct context *context)
{
    const struct frame *frames = r->frames, *found = NULL;
    const struct node *block = &template->nodes[index], *argument = find_argument(frames, block, &found);
    if (argument != NULL) {
        /* Blocks in the argument are parameters of the template that gives it: only frames outside of it count. */
        template = found->template;
        index = (uint32_t)(argument - template->nodes);
        r->frames = found->outer;
    }
    render_in_place(r, block, template, index + 1, template->nodes[index].next, context);
    r->frames = frames;
}

static void render_plural(struct render *r, const struct mustache *template, uint32_t index,
                          struct context *context)
{
    const struct node *nodes = template->nodes, *node = &nodes[index];
    const cJSON *value = look_up(node->name, context);
    long number = cJSON_IsNumber(value) && fabs(value->valuedouble) < 1e15 ? (long)value->valuedouble : 0;
    int form = number == 1 ? 0 : 1;
    if (r->source != NULL && r->source->plural != NULL)
        form = r->source->plural(r->source->context, number, node->forms);
    if (form < 0 || form >= node->forms)
        form = node->forms - 1;
    uint32_t at = index + 1;
    for (int i = 0; i < form; i++)
        at = nodes[at].next;
    render_nodes(r, template, at + 1, nodes[at].next, context);
}

static void render_nodes(struct render *r, const struct mustache *template, uint32_t first, uint32_t last,
                         struct context *context)
{
    for (uint32_t i = first; i < last; i = template->nodes[i].next) {
        const struct node *node = &template->nodes[i];
        switch (node->kind) {
        case NODE_LITERAL:
            if (r->indent.length == r->indent_first)
                text_append_bytes(r->out, node->bytes, node->length);
            else
                write_lines(r, node->bytes, node->length);
            break;
        case NODE_VALUE:
        case NODE_VALUE_RAW: write_value(r, node, context); break;
        case NODE_SECTION: render_section(r, template, i, context); break;
        case NODE_INVERTED: render_inverted(r, template, i, context); break;
        case NODE_PARTIAL: render_partial(r, node, context); break;
        case NODE_PARENT: render_parent(r, template, i, context); break;
        case NODE_BLOCK: render_block(r, template, i, context); break;
        case NODE_PLURAL: render_plural(r, template, i, context); break;
        case NODE_FORM: break;
        }
    }
}

void mustache_render(const struct mustache *template, const cJSON *data, const struct mustache_source *source,
                     struct text *out)
{
    struct context context = {data, NULL, NULL};
    struct render r = {.source = source, .out = out, .indent = text_in(out->arena)};
    text_reserve(out, template->literal_bytes + template->literal_bytes / 2);
    render_nodes(&r, template, 0, template->count, &context);
}
