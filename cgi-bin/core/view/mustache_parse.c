/* mustache_parse.c - makes the array of nodes of a template's text, tag by tag.
 *
 * Called by everybody who has a template (mustache_compile). The white space is the hard part: a tag alone on its
 * lines takes them away; a partial, parent or block there hands its indentation on; and the text of a block loses the
 * indentation it has where it is written (its margin), to be given that of the place where it is rendered. */
#include "core/view/mustache_parse.h"

#include <string.h>

/* Adds text to the literal, each line without the margin. */
static void add_text(struct parser *p, const char *from, const char *to)
{
    if (p->margin == 0 || p->in_words) {
        text_append_bytes(&p->literal, from, (size_t)(to - from));
        return;
    }
    while (from < to) {
        if (from == p->text || from[-1] == '\n')
            for (size_t i = 0; i < p->margin && from < to && (*from == ' ' || *from == '\t'); i++)
                from++;
        const char *newline = memchr(from, '\n', (size_t)(to - from)), *stop = newline == NULL ? to : newline + 1;
        text_append_bytes(&p->literal, from, (size_t)(stop - from));
        from = stop;
    }
}

static struct node *push_node(struct parser *p, enum node_kind kind)
{
    if (p->count == p->capacity) {
        p->capacity = p->capacity == 0 ? 32 : p->capacity * 2;
        struct node *nodes = arena_alloc(p->arena, p->capacity * sizeof *nodes);
        if (p->count > 0)
            memcpy(nodes, p->nodes, p->count * sizeof *nodes);
        p->nodes = nodes;
    }
    struct node *node = &p->nodes[p->count++];
    *node = (struct node){.kind = kind, .next = p->count, .bytes = ""};
    return node;
}

void parse_literal_end(struct parser *p)
{
    if (p->literal.length == 0)
        return;
    struct node *node = push_node(p, NODE_LITERAL);
    node->bytes = p->literal.bytes;
    node->length = p->literal.length;
    p->literal_bytes += node->length;
    p->literal = text_in(p->arena);
}

uint32_t parse_add(struct parser *p, enum node_kind kind)
{
    parse_literal_end(p);
    push_node(p, kind);
    return p->count - 1;
}

/* The blanks before a tag that is first on its line, beyond the margin. */
static size_t lead_length(const struct parser *p, const struct tag *tag)
{
    size_t length = (size_t)(tag->start - tag_line_start(p, tag));
    return length > p->margin ? length - p->margin : 0;
}

static void set_indent(struct parser *p, struct node *node, const char *bytes, size_t length)
{
    node->on_own_lines = true;
    node->indent = arena_strndup(p->arena, bytes, length);
    node->indent_length = length;
}

static struct open_tag *open_tag(struct parser *p, const struct tag *tag, uint32_t node)
{
    if (p->depth == MUSTACHE_NESTING_MOST) {
        parse_fail(p, tag->start, "sections are nested too deeply");
        return NULL;
    }
    struct open_tag *open = &p->opens[p->depth++];
    *open = (struct open_tag){.tag = *tag, .node = node, .margin = p->margin};
    return open;
}

static bool is_in_parent(const struct parser *p, int depth)
{
    return depth > 0 && p->opens[depth - 1].tag.sigil == '<';
}

/* Text before a tag, and the position behind it. A tag with its lines for itself takes them away. */
static bool take_lines(struct parser *p, const struct tag *tag)
{
    const char *next_line = tag_is_first(p, tag) ? tag_line_end(p, tag) : NULL;
    add_text(p, p->at, next_line != NULL ? tag_line_start(p, tag) : tag->start);
    p->at = next_line != NULL ? next_line : tag->end;
    return next_line != NULL;
}

static bool parse_value(struct parser *p, const struct tag *tag)
{
    add_text(p, p->at, tag->start);
    p->at = tag->end;
    uint32_t node = parse_add(p, tag->sigil == '\0' ? NODE_VALUE : NODE_VALUE_RAW);
    p->nodes[node].name = tag_name(p->arena, tag->content, tag->length);
    return true;
}

static bool parse_section(struct parser *p, const struct tag *tag)
{
    if (tag_is(tag, '#', "t") && p->source != NULL && p->source->translate != NULL) {
        add_text(p, p->at, tag->start);
        return parse_translation(p, tag);
    }
    take_lines(p, tag);
    uint32_t node = parse_add(p, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED);
    p->nodes[node].name = tag_name(p->arena, tag->content, tag->length);
    return open_tag(p, tag, node) != NULL;
}

/* What a partial or parent tag names. */
static void set_target(struct parser *p, struct node *node, const struct tag *tag)
{
    node->bytes = arena_strndup(p->arena, tag->content, tag->length);
    node->length = tag->length;
    if (*tag->content == '*')
        node->name = tag_name(p->arena, tag->content + 1, tag->length - 1);
}

static bool parse_partial(struct parser *p, const struct tag *tag)
{
    bool alone = take_lines(p, tag);
    uint32_t index = parse_add(p, NODE_PARTIAL);
    struct node *node = &p->nodes[index];
    size_t lead = lead_length(p, tag);
    set_target(p, node, tag);
    if (alone)
        set_indent(p, node, tag->start - lead, lead);
    return true;
}

/* Whether the parent has its lines for itself shows at its end; until then the blanks before it stay. */
static bool parse_parent(struct parser *p, const struct tag *tag)
{
    add_text(p, p->at, tag->start);
    p->at = tag->end;
    uint32_t node = parse_add(p, NODE_PARENT);
    set_target(p, &p->nodes[node], tag);
    struct open_tag *open = open_tag(p, tag, node);
    if (open == NULL)
        return false;
    open->first_on_line = tag_is_first(p, tag);
    open->lead = lead_length(p, tag);
    return true;
}

/* A block whose text begins on the next line: its margin is the indentation of that text's first line, which is also
 * that of the place; without text, the tag's own counts. */
static void set_block_margin(struct parser *p, struct node *node, const struct tag *tag)
{
    const char *line = p->at, *at = line;
    for (; at < p->end && strchr(" \t\r\n", *at) != NULL && *at != '\0'; at++)
        if (*at == '\n')
            line = at + 1;
    size_t margin = (size_t)(at - line), delimiter = strlen(p->open);
    bool empty = at == p->end || ((size_t)(p->end - at) > delimiter && memcmp(at, p->open, delimiter) == 0 &&
                                  at[delimiter] == '/');
    if (empty) {
        line = tag_line_start(p, tag);
        margin = (size_t)(tag->start - line);
    }
    size_t outer = p->margin < margin ? p->margin : margin;
    set_indent(p, node, line + outer, margin - outer);
    p->margin = margin;
}

static bool parse_block(struct parser *p, const struct tag *tag)
{
    bool first = tag_is_first(p, tag);
    const char *next_line = first || is_in_parent(p, p->depth) ? tag_line_end(p, tag) : NULL;
    add_text(p, p->at, next_line != NULL ? tag_line_start(p, tag) : tag->start);
    p->at = next_line != NULL ? next_line : tag->end;
    uint32_t index = parse_add(p, NODE_BLOCK);
    struct open_tag *open = open_tag(p, tag, index);
    if (open == NULL)
        return false;
    struct node *node = &p->nodes[index];
    node->bytes = arena_strndup(p->arena, tag->content, tag->length);
    node->length = tag->length;
    open->first_on_line = first;
    open->lead = lead_length(p, tag);
    if (next_line != NULL)
        set_block_margin(p, node, tag);
    return true;
}

/* Gives the blanks before an opening tag, which were text until now, to its node as indentation. */
static void take_lead(struct parser *p, const struct open_tag *open)
{
    set_indent(p, &p->nodes[open->node], open->tag.start - open->lead, open->lead);
    if (open->lead > 0) {
        p->nodes[open->node - 1].length -= open->lead;
        p->literal_bytes -= open->lead;
    }
}

static void close_parent(struct parser *p, const struct open_tag *open, const struct tag *tag)
{
    const char *next_line = open->first_on_line ? tag_line_end(p, tag) : NULL;
    p->at = next_line != NULL ? next_line : tag->end;
    if (next_line != NULL)
        take_lead(p, open);
}

static void close_block(struct parser *p, const struct open_tag *open, const struct tag *tag)
{
    bool is_argument = is_in_parent(p, p->depth), own_lines = p->nodes[open->node].on_own_lines;
    if (is_argument && tag_is_first(p, tag) && tag_line_end(p, tag) == NULL) {
        add_text(p, p->at, tag_line_start(p, tag));
        p->at = tag->end;
        return;
    }
    take_lines(p, tag);
    bool one_line = memchr(open->tag.start, '\n', (size_t)(tag->end - open->tag.start)) == NULL;
    if (!is_argument && !own_lines && one_line && open->first_on_line && tag_line_end(p, tag) != NULL)
        take_lead(p, open);
}

static bool parse_close(struct parser *p, const struct tag *tag)
{
    struct open_tag *open = p->depth > p->floor ? &p->opens[p->depth - 1] : NULL;
    int length = (int)tag->length;
    if (open == NULL)
        return parse_fail(p, tag->start, "{{/%.*s}} closes nothing", length, tag->content);
    if (open->tag.length != tag->length || memcmp(open->tag.content, tag->content, tag->length) != 0)
        return parse_fail(p, tag->start, "{{/%.*s}} stands where {{/%.*s}} should", length, tag->content,
                          (int)open->tag.length, open->tag.content);
    p->depth--;
    if (open->tag.sigil == '<')
        close_parent(p, open, tag);
    else if (open->tag.sigil == '$')
        close_block(p, open, tag);
    else
        take_lines(p, tag);
    parse_literal_end(p);
    p->nodes[open->node].next = p->count;
    p->margin = open->margin;
    return true;
}

static bool parse_delimiters(struct parser *p, const struct tag *tag)
{
    take_lines(p, tag);
    char *open = arena_strndup(p->arena, tag->content, tag->length), *gap = strpbrk(open, " \t\r\n");
    char *close = gap == NULL ? NULL : gap + strspn(gap, " \t\r\n");
    if (close == NULL || strchr(open, '=') != NULL || strpbrk(close, " \t\r\n") != NULL)
        return parse_fail(p, tag->start, "new delimiters are written {{=| |=}}");
    *gap = '\0';
    p->open = open;
    p->close = close;
    return true;
}

static bool parse_tag(struct parser *p, const struct tag *tag)
{
    switch (tag->sigil) {
    case '!': take_lines(p, tag); return true;
    case '=': return parse_delimiters(p, tag);
    case '#': case '^': return parse_section(p, tag);
    case '/': return parse_close(p, tag);
    case '>': return parse_partial(p, tag);
    case '<': return parse_parent(p, tag);
    case '$': return parse_block(p, tag);
    default: return parse_value(p, tag);
    }
}

static bool parse_text(struct parser *p)
{
    struct tag tag;
    while (tag_find(p, p->at, &tag))
        if (!parse_tag(p, &tag))
            return false;
    if (p->problem != NULL)
        return false;
    add_text(p, p->at, p->end);
    parse_literal_end(p);
    if (p->depth > p->floor) {
        const struct tag *open = &p->opens[p->depth - 1].tag;
        return parse_fail(p, open->start, "{{%c%.*s}} is not closed", open->sigil, (int)open->length, open->content);
    }
    return true;
}

bool parse_words(struct parser *p, const char *bytes, size_t length)
{
    const char *text = p->text, *end = p->end, *at = p->at;
    int floor = p->floor;
    p->floor = p->depth;
    p->text = p->at = bytes;
    p->end = bytes + length;
    p->in_words = true;
    bool parsed = parse_text(p);
    p->in_words = false;
    p->floor = floor;
    p->text = text;
    p->end = end;
    p->at = at;
    return parsed;
}

const struct mustache *mustache_compile(struct arena *arena, const char *bytes, size_t length,
                                        const struct mustache_source *source, const char **problem)
{
    struct parser parser = {.arena = arena, .source = source, .text = bytes, .end = bytes + length, .at = bytes};
    struct parser *p = &parser;
    p->template_text = bytes;
    p->open = "{{";
    p->close = "}}";
    p->literal = text_in(arena);
    const char *nul = length == 0 ? NULL : memchr(bytes, '\0', length);
    if (nul != NULL || !parse_text(p)) {
        parse_fail(p, nul, "there is a NUL byte");
        if (problem != NULL)
            *problem = p->problem;
        return NULL;
    }
    struct mustache *template = arena_alloc(arena, sizeof *template);
    *template = (struct mustache){.nodes = p->nodes, .count = p->count, .literal_bytes = p->literal_bytes};
    return template;
}
