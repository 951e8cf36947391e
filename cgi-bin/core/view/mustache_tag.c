/* mustache_tag.c - finds the tags of a template and tells what stands beside them on their lines.
 *
 * Called by mustache_parse.c and mustache_words.c. */
#include "core/view/mustache_parse.h"

#include <stdarg.h>
#include <string.h>

static bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

static bool is_space(char character)
{
    return is_blank(character) || character == '\n' || character == '\r';
}

bool parse_fail(struct parser *p, const char *at, const char *format, ...)
{
    if (p->problem != NULL)
        return false;
    /* Words are not part of the template's text: their place is that of the {{#t}}. */
    const char *place = p->in_words ? p->problem_at : at;
    int line = 1;
    for (const char *byte = p->template_text; byte < place; byte++)
        line += *byte == '\n';
    va_list arguments;
    va_start(arguments, format);
    p->problem = arena_printf(p->arena, "line %d: %s", line, arena_vprintf(p->arena, format, arguments));
    va_end(arguments);
    return false;
}

static const char *find(const char *from, const char *end, const char *what)
{
    return from < end ? memmem(from, (size_t)(end - from), what, strlen(what)) : NULL;
}

/* The bytes that close a tag of this sigil, which stands at `content`. */
static const char *closing(struct parser *p, char sigil)
{
    if (sigil != '{' && sigil != '=')
        return p->close;
    return arena_printf(p->arena, "%c%s", sigil == '{' ? '}' : '=', p->close);
}

static bool check_content(struct parser *p, const struct tag *tag)
{
    if (tag->sigil == '!' || tag->sigil == '=')
        return true;
    if (tag->length == 0)
        return parse_fail(p, tag->start, "a tag is empty");
    for (size_t i = 0; i < tag->length; i++)
        if (is_space(tag->content[i]) || tag->content[i] == '\0')
            return parse_fail(p, tag->start, "the name \"%.*s\" has a space in it", (int)tag->length, tag->content);
    return true;
}

bool tag_find(struct parser *p, const char *from, struct tag *tag)
{
    const char *start = find(from, p->end, p->open);
    if (start == NULL)
        return false;
    const char *at = start + strlen(p->open);
    while (at < p->end && is_space(*at))
        at++;
    char sigil = at < p->end && *at != '\0' && strchr("#^/!=&><${", *at) != NULL ? *at : '\0';
    at += sigil != '\0';
    const char *close = closing(p, sigil), *stop = find(at, p->end, close);
    if (stop == NULL)
        return parse_fail(p, start, "a tag is not closed by %s", close);
    *tag = (struct tag){.sigil = sigil, .start = start, .end = stop + strlen(close)};
    while (stop > at && is_space(stop[-1]))
        stop--;
    while (at < stop && is_space(*at))
        at++;
    /* "* name": a dynamic name, written loosely. */
    if (strchr("></", sigil) != NULL && sigil != '\0' && at < stop && *at == '*') {
        const char *name = at + 1;
        while (name < stop && is_space(*name))
            name++;
        tag->content = arena_printf(p->arena, "*%.*s", (int)(stop - name), name);
        tag->length = strlen(tag->content);
    } else {
        tag->content = at;
        tag->length = (size_t)(stop - at);
    }
    return check_content(p, tag);
}

bool tag_is(const struct tag *tag, char sigil, const char *content)
{
    return tag->sigil == sigil && tag->length == strlen(content) && memcmp(tag->content, content, tag->length) == 0;
}

const char *tag_line_start(const struct parser *p, const struct tag *tag)
{
    const char *at = tag->start;
    while (at > p->text && is_blank(at[-1]))
        at--;
    return at;
}

bool tag_is_first(const struct parser *p, const struct tag *tag)
{
    const char *at = tag_line_start(p, tag);
    return !p->in_words && (at == p->text || at[-1] == '\n');
}

const char *tag_line_end(const struct parser *p, const struct tag *tag)
{
    const char *at = tag->end;
    while (at < p->end && is_blank(*at))
        at++;
    if (p->in_words)
        return NULL;
    if (p->end - at >= 2 && at[0] == '\r' && at[1] == '\n')
        return at + 2;
    return at == p->end ? at : *at == '\n' ? at + 1 : NULL;
}

struct name *tag_name(struct arena *arena, const char *bytes, size_t length)
{
    char *full = arena_strndup(arena, bytes, length), *parts = arena_strndup(arena, bytes, length);
    size_t count = 1;
    for (const char *dot = strchr(parts, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
        count++;
    struct name *name = arena_alloc(arena, sizeof *name + count * sizeof *name->parts);
    name->full = full;
    if (strcmp(full, ".") == 0)
        return name;
    for (char *part = parts; part != NULL;) {
        char *dot = strchr(part, '.');
        if (dot != NULL)
            *dot = '\0';
        name->parts[name->count++] = part;
        part = dot == NULL ? NULL : dot + 1;
    }
    return name;
}
