/* markdown_tag.c - the little of raw HTML that is looked at: a tag's name, an attribute, the words between tags.
 *
 * Called by markdown.c and markdown_write.c. Nothing read here is written out as it was: names are compared with a
 * list, values and words are escaped again. */
#include "core/view/markdown_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':';
}

/* Behind the '>' that closes, quotes respected. */
static const char *tag_end(const char *at, const char *end)
{
    char quote = '\0';
    for (; at < end; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at + 1;
    }
    return end;
}

struct markdown_tag markdown_tag_read(const char *at, const char *end)
{
    struct markdown_tag tag = {.attributes = at, .end = at + 1};
    if (end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
        const char *close = memmem(at + 4, (size_t)(end - at - 4), "-->", 3);
        tag.end = close == NULL ? end : close + 3;
        return tag;
    }
    const char *name = at + 1;
    tag.closing = name < end && *name == '/';
    name += tag.closing;
    size_t length = 0;
    for (; name < end && is_name_char(*name); name++) {
        if (length + 1 < sizeof tag.name)
            tag.name[length++] = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
    }
    bool declaration = at + 1 < end && (at[1] == '!' || at[1] == '?');
    if (length == 0 && !declaration)
        return tag;
    tag.attributes = name;
    tag.end = tag_end(name, end);
    return tag;
}

static void append_entity(struct text *out, const char **at, const char *end)
{
    static const struct {
        const char *name;
        uint32_t code;
    } named[] = {{"amp;", '&'}, {"lt;", '<'}, {"gt;", '>'}, {"quot;", '"'}, {"apos;", '\''}, {"nbsp;", 0xA0},
                 {"mdash;", 0x2014}, {"ndash;", 0x2013}, {"hellip;", 0x2026}, {"copy;", 0xA9}};
    const char *name = *at + 1;
    if (name < end && *name == '#') {
        bool hex = name + 1 < end && (name[1] == 'x' || name[1] == 'X');
        char *close;
        unsigned long code = strtoul(name + 1 + hex, &close, hex ? 16 : 10);
        if (close < end && *close == ';' && code >= 32 && code < 0x110000) {
            text_append_utf8(out, (uint32_t)code);
            *at = close + 1;
            return;
        }
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t length = strlen(named[i].name);
        if ((size_t)(end - name) >= length && memcmp(name, named[i].name, length) == 0) {
            text_append_utf8(out, named[i].code);
            *at = name + length;
            return;
        }
    }
    text_append_char(out, '&');
    *at = name;
}

static void append_decoded(struct text *out, const char *at, const char *end)
{
    while (at < end) {
        if (*at == '&')
            append_entity(out, &at, end);
        else
            text_append_char(out, *at++);
    }
}

char *markdown_tag_attribute(struct arena *arena, const struct markdown_tag *tag, const char *name)
{
    const char *at = tag->attributes, *end = tag->end;
    while (at < end) {
        while (at < end && !is_name_char(*at))
            at++;
        const char *key = at;
        while (at < end && is_name_char(*at))
            at++;
        size_t key_length = (size_t)(at - key);
        while (at < end && (*at == ' ' || *at == '\n'))
            at++;
        if (at >= end || *at != '=')
            continue;
        at++;
        while (at < end && (*at == ' ' || *at == '\n'))
            at++;
        char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
        const char *value = at;
        while (at < end && (quote != '\0' ? *at != quote : strchr(" \t\n>", *at) == NULL))
            at++;
        if (key_length == strlen(name) && strncasecmp(key, name, key_length) == 0) {
            struct text decoded = text_in(arena);
            append_decoded(&decoded, value, at);
            return arena_strdup(arena, text_string(&decoded));
        }
        at += quote != '\0' && at < end;
    }
    return NULL;
}

static const char *skip_silent(const struct markdown_tag *tag, const char *end)
{
    if (tag->closing || (strcmp(tag->name, "script") != 0 && strcmp(tag->name, "style") != 0))
        return tag->end;
    for (const char *at = tag->end; at < end; at++) {
        if (at[0] == '<' && end - at > 2 && at[1] == '/' &&
            strncasecmp(at + 2, tag->name, strlen(tag->name)) == 0)
            return tag_end(at, end);
    }
    return end;
}

char *markdown_tag_words(struct arena *arena, const char *html)
{
    struct text words = text_in(arena);
    const char *end = html + strlen(html);
    for (const char *at = html; at < end;) {
        const char *open = memchr(at, '<', (size_t)(end - at));
        if (open == NULL)
            open = end;
        append_decoded(&words, at, open);
        if (open == end)
            break;
        struct markdown_tag tag = markdown_tag_read(open, end);
        bool is_tag = tag.end > open + 1;
        if (!is_tag)
            text_append_char(&words, '<');
        else if (words.length > 0 && words.bytes[words.length - 1] != ' ')
            text_append_char(&words, ' ');
        at = is_tag ? skip_silent(&tag, end) : open + 1;
    }
    return text_trim(arena, text_string(&words));
}
