/* mustache_words.c - {{#t}}: words that are looked up when the template is compiled, with their plural forms.
 *
 * Called by mustache_parse.c when the source translates; see mustache.h for what {{#t}} does. */
#include "core/view/mustache_parse.h"

#include <string.h>

/* White space at the ends goes, a run inside becomes one space. */
static struct text fold_space(struct arena *arena, const char *from, const char *to)
{
    struct text folded = text_in(arena);
    bool gap = false;
    text_reserve(&folded, (size_t)(to - from));
    for (; from < to; from++) {
        bool space = *from == ' ' || (*from >= '\t' && *from <= '\r');
        if (!space && gap && folded.length > 0)
            text_append_char(&folded, ' ');
        if (!space)
            text_append_char(&folded, *from);
        gap = space;
    }
    return folded;
}

/* The {{/t}} of the section that `tag` opens. */
static bool find_end(struct parser *p, const struct tag *tag, struct tag *end)
{
    for (const char *from = tag->end; tag_find(p, from, end); from = end->end) {
        if (tag_is(end, '/', "t"))
            return true;
        if (tag_is(end, '#', "t"))
            return parse_fail(p, end->start, "{{#t}} does not nest");
    }
    return parse_fail(p, tag->start, "{{#t}} is not closed");
}

/* The end of the form that begins at `from`: the next '|' that is not in a tag, or the end. */
static const char *form_end(struct parser *p, const char *from, const char *end)
{
    struct parser words = *p;
    struct tag tag;
    words.end = end;
    words.in_words = true;
    for (;;) {
        bool found = tag_find(&words, from, &tag);
        const char *stop = found ? tag.start : end, *bar = memchr(from, '|', (size_t)(stop - from));
        if (bar != NULL)
            return bar;
        if (!found)
            return end;
        from = tag.end;
    }
}

/* The name that decides about the form: the first value in the last form. NULL when there is none. */
static struct name *deciding_name(struct parser *p, const char *from, const char *end)
{
    struct parser words = *p;
    struct tag tag;
    words.end = end;
    words.in_words = true;
    for (; tag_find(&words, from, &tag); from = tag.end)
        if (tag.sigil == '\0' || tag.sigil == '&' || tag.sigil == '{')
            return tag_name(p->arena, tag.content, tag.length);
    return NULL;
}

static bool parse_forms(struct parser *p, const char *words, const char *end, struct name *name)
{
    uint32_t plural = parse_add(p, NODE_PLURAL);
    p->nodes[plural].name = name;
    for (const char *from = words; from <= end;) {
        const char *stop = form_end(p, from, end);
        struct text form = fold_space(p->arena, from, stop);
        uint32_t node = parse_add(p, NODE_FORM);
        if (!parse_words(p, text_string(&form), form.length))
            return false;
        p->nodes[node].next = p->count;
        p->nodes[plural].forms++;
        from = stop + 1;
    }
    p->nodes[plural].next = p->count;
    return true;
}

/* Words with a '|' and no number to decide about it are just words with a '|'. */
static bool parse_translated(struct parser *p, const char *words, size_t length)
{
    const char *end = words + length, *last = words;
    for (const char *bar = form_end(p, words, end); bar < end; bar = form_end(p, last, end))
        last = bar + 1;
    struct name *name = last == words ? NULL : deciding_name(p, last, end);
    return name != NULL ? parse_forms(p, words, end, name) : parse_words(p, words, length);
}

bool parse_translation(struct parser *p, const struct tag *tag)
{
    struct tag end;
    if (p->in_words)
        return parse_fail(p, tag->start, "{{#t}} does not nest");
    if (!find_end(p, tag, &end))
        return false;
    struct text words = fold_space(p->arena, tag->end, end.start);
    const char *translated = p->source->translate(p->source->context, p->arena, text_string(&words), words.length);
    if (translated == NULL)
        translated = text_string(&words);
    p->problem_at = tag->start;
    p->at = end.end;
    return parse_translated(p, translated, strlen(translated));
}
