/* import_summary.c - reads an mdBook's SUMMARY.md, line by line. Called by import_book.c and a fuzz target. */
#include "domain/catalog/import_book.h"

#include "core/view/markdown.h"

#include <string.h>

struct summary {
    struct arena *arena;
    struct summary_entry *first, **next;
    size_t indents[SUMMARY_DEPTH_MOST]; /* columns at which the open lists begin */
    int depth;
    bool titled, commented;
};

static struct summary_entry *add(struct summary *summary, enum summary_kind kind, int line, const char *title, size_t length)
{
    struct summary_entry *entry = *summary->next = arena_alloc(summary->arena, sizeof *entry);
    summary->next = &entry->next;
    *entry = (struct summary_entry){.kind = kind, .line = line, .title = markdown_plain(summary->arena, title, length)};
    for (char *c = (char *)entry->title; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    return entry;
}

/* Where the bracket that opens at `at` closes; NULL when it does not on this line. Escapes and code are stepped over. */
static const char *closing(const char *at, const char *end, char open, char close)
{
    int depth = 0;
    for (; at < end; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
        else if (*at == open)
            depth++;
        else if (*at == close && --depth == 0)
            return at;
    }
    return NULL;
}

/* "<a b.md> 'title'" -> "a b.md" */
static const char *destination(struct arena *arena, const char *at, const char *end)
{
    while (at < end && *at == ' ')
        at++;
    if (at < end && *at == '<') {
        const char *close = memchr(at, '>', (size_t)(end - at));
        return close == NULL ? "" : arena_strndup(arena, at + 1, (size_t)(close - at - 1));
    }
    size_t length = 0;
    while (at + length < end && at[length] != ' ' && at[length] != '\t')
        length++;
    return arena_strndup(arena, at, length);
}

static bool read_link(struct summary *summary, enum summary_kind kind, int level, int line, const char *at, const char *end)
{
    const char *title_end = *at == '[' ? closing(at, end, '[', ']') : NULL;
    const char *path_end = title_end != NULL && title_end + 1 < end && title_end[1] == '('
                               ? closing(title_end + 1, end, '(', ')') : NULL;
    if (path_end == NULL)
        return false;
    struct summary_entry *entry = add(summary, kind, line, at + 1, (size_t)(title_end - at - 1));
    const char *path = destination(summary->arena, title_end + 2, path_end);
    entry->level = level;
    entry->path = *path == '\0' ? NULL : import_join(summary->arena, "", arena_strndup(summary->arena, path, strcspn(path, "#?")));
    return true;
}

/* How many lists are open round an item at this column. */
static int level_of(struct summary *summary, size_t column)
{
    while (summary->depth > 0 && summary->indents[summary->depth - 1] > column)
        summary->depth--;
    bool known = summary->depth > 0 && summary->indents[summary->depth - 1] == column;
    if (!known && summary->depth < SUMMARY_DEPTH_MOST)
        summary->indents[summary->depth++] = column;
    return summary->depth - 1;
}

static size_t marker_length(const char *at, const char *end)
{
    size_t digits = 0;
    while (at + digits < end && at[digits] >= '0' && at[digits] <= '9')
        digits++;
    size_t length = digits > 0 ? digits + 1 : 1;
    bool marks = digits > 0 ? at + digits < end && (at[digits] == '.' || at[digits] == ')') : strchr("-*+", *at) != NULL;
    return marks && at + length < end && (at[length] == ' ' || at[length] == '\t') ? length : 0;
}

static void read_heading(struct summary *summary, int line, const char *at, const char *end)
{
    while (at < end && (*at == '#' || *at == ' '))
        at++;
    if (summary->titled || summary->first != NULL)
        add(summary, SUMMARY_PART, line, at, (size_t)(end - at));
    summary->titled = true;
    summary->depth = 0;
}

static void read_line(struct summary *summary, int line, const char *at, const char *end)
{
    const char *start = at;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    size_t column = 0;
    for (const char *c = start; c < at; c++)
        column += *c == '\t' ? 4 : 1;
    size_t marker = at == end ? 0 : marker_length(at, end);
    if (at == end || strspn(at, "-") >= 3)
        return;
    if (*at == '#') {
        read_heading(summary, line, at, end);
    } else if (marker > 0) {
        int level = level_of(summary, column);
        for (at += marker; at < end && (*at == ' ' || *at == '\t'); at++)
            ;
        if (at < end && !read_link(summary, SUMMARY_NUMBERED, level, line, at, end))
            add(summary, SUMMARY_ODD, line, at, (size_t)(end - at));
    } else if (*at != '<' && !read_link(summary, SUMMARY_LOOSE, 0, line, at, end)) {
        add(summary, SUMMARY_ODD, line, at, (size_t)(end - at));
    }
}

/* A comment may run over lines; what stands beside it on its lines is left out with it. */
static bool in_comment(struct summary *summary, const char *at, const char *end)
{
    bool was = summary->commented;
    if (!was && memmem(at, (size_t)(end - at), "<!--", 4) == NULL)
        return false;
    summary->commented = memmem(at, (size_t)(end - at), "-->", 3) == NULL;
    return true;
}

struct summary_entry *summary_read(struct arena *arena, const char *text, size_t length)
{
    struct summary summary = {.arena = arena};
    summary.next = &summary.first;
    if (!utf8_valid(text, length))
        return NULL;
    text = arena_strndup(arena, text, length);
    const char *end = text + length;
    int line = 0;
    for (const char *at = text; at < end;) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        line_end = line_end == NULL ? end : line_end;
        const char *trimmed = line_end;
        while (trimmed > at && strchr(" \t\r", trimmed[-1]) != NULL)
            trimmed--;
        line++;
        if (!in_comment(&summary, at, trimmed))
            read_line(&summary, line, at, trimmed);
        at = line_end + 1;
    }
    return summary.first;
}
