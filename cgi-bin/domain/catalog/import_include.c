/* import_include.c - mdBook's {{#include}}, {{#rustdoc_include}}, {{#playground}} and {{#title}}, and the hidden lines of
 * Rust examples. Called by import_book.c before links are looked at. */
#include "core/base/file.h"
#include "domain/catalog/import_book.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { INCLUDES_DEEP = 10 };

struct including {
    struct book *book;
    struct text out;
    int depth;
    bool full;
};

/* What is wanted of a file: everything, lines, or what stands between anchors. */
struct range {
    int64_t first, last; /* lines from 1; last 0: to the end */
    const char *anchor;
};

static bool is_number(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* ":2:10", ":2:", "::10", ":2", ":name" */
static struct range range_of(struct arena *arena, const char *text)
{
    struct range range = {.first = 1};
    const char *colon = strchr(text, ':');
    const char *first = colon == NULL ? text : arena_strndup(arena, text, (size_t)(colon - text));
    if (*first != '\0' && !is_number(first)) {
        range.anchor = first;
        return range;
    }
    if (*first != '\0')
        text_integer(first, 1, 1000000, &range.first);
    if (colon == NULL && *first != '\0')
        range.last = range.first;
    else if (colon != NULL && is_number(colon + 1))
        text_integer(colon + 1, 1, 1000000, &range.last);
    return range;
}

/* Whether a line has "ANCHOR: name" (or ANCHOR_END), of any name when `name` is NULL. */
static bool has_anchor(const char *line, size_t length, const char *mark, const char *name)
{
    const char *found = memmem(line, length, mark, strlen(mark)), *end = line + length;
    if (found == NULL || name == NULL)
        return found != NULL;
    for (found += strlen(mark); found < end && *found == ' '; found++)
        ;
    size_t name_length = strlen(name);
    return (size_t)(end - found) >= name_length && memcmp(found, name, name_length) == 0 &&
           (found + name_length == end || strchr(" \t\r*-", found[name_length]) != NULL);
}

/* The wanted lines, without the lines that only mark. */
static char *lines_of(struct arena *arena, const char *text, const struct range *range)
{
    struct text out = text_in(arena);
    bool inside = range->anchor == NULL;
    int64_t number = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        number++;
        bool marks = has_anchor(at, length, "ANCHOR:", NULL) || has_anchor(at, length, "ANCHOR_END:", NULL);
        if (range->anchor != NULL && has_anchor(at, length, "ANCHOR:", range->anchor))
            inside = true;
        else if (range->anchor != NULL && has_anchor(at, length, "ANCHOR_END:", range->anchor))
            inside = false;
        bool wanted = range->anchor != NULL ? inside : number >= range->first && (range->last == 0 || number <= range->last);
        if (wanted && !marks) {
            text_append_bytes(&out, at, length);
            text_append_char(&out, '\n');
        }
        at += length + (at[length] == '\n');
    }
    if (out.length > 0)
        out.bytes[--out.length] = '\0';
    return arena_strdup(arena, text_string(&out));
}

/* The file's text when it is one of the book. */
static char *read_included(struct book *book, const char *from, const char *name, const char **path)
{
    char real[PATH_MAX], root[PATH_MAX];
    struct arena *arena = book->job->arena;
    const char *slash = strrchr(from, '/');
    const char *folder = slash == NULL ? "" : arena_strndup(arena, from, (size_t)(slash + 1 - from));
    size_t length = 0;
    *path = arena_printf(arena, "%s%s", folder, name);
    if (realpath(import_path(book->job, *path), real) == NULL || realpath(book->folder, root) == NULL ||
        strncmp(real, root, strlen(root)) != 0 || real[strlen(root)] != '/')
        return NULL;
    char *text = file_read(arena, real, IMPORT_FILE_MOST, &length);
    return text != NULL && utf8_valid(text, length) ? text : NULL;
}

static void expand(struct including *including, const char *path, const char *text);

static void include(struct including *including, const char *from, const char *argument, bool code)
{
    struct book *book = including->book;
    struct arena *arena = book->job->arena;
    const char *colon = strchr(argument, ':'), *path;
    const char *name = colon == NULL ? argument : arena_strndup(arena, argument, (size_t)(colon - argument));
    const char *text = including->depth < INCLUDES_DEEP ? read_included(book, from, name, &path) : NULL;
    if (text == NULL || including->full) {
        import_say(book->job, IMPORT_NOTE, from, 0, "\"%s\" can't be included; left out", argument);
        return;
    }
    struct range range = range_of(arena, colon == NULL ? "" : colon + 1);
    if (code)
        text_append(&including->out, "```rust\n");
    including->depth++;
    expand(including, path, lines_of(arena, text, &range));
    including->depth--;
    if (code)
        text_append(&including->out, "\n```");
}

static void run(struct including *including, const char *from, const char *inner)
{
    struct arena *arena = including->book->job->arena;
    size_t length = strcspn(inner, " \t\n");
    const char *rest = text_trim(arena, inner + length), *word = arena_strndup(arena, inner, length);
    const char *file = arena_strndup(arena, rest, strcspn(rest, " \t\n"));
    if (*file == '\0' && strcmp(word, "#title") != 0)
        text_printf(&including->out, "{{%s}}", inner);
    else if (strcmp(word, "#include") == 0 || strcmp(word, "#rustdoc_include") == 0)
        include(including, from, file, false);
    else if (strcmp(word, "#playground") == 0 || strcmp(word, "#playpen") == 0)
        include(including, from, file, true);
    else if (strcmp(word, "#title") != 0)
        text_printf(&including->out, "{{%s}}", inner);
}

static void expand(struct including *including, const char *path, const char *text)
{
    struct text *out = &including->out;
    for (const char *open; (open = strstr(text, "{{#")) != NULL;) {
        const char *close = strstr(open, "}}");
        bool escaped = open > text && open[-1] == '\\';
        if (close == NULL)
            break;
        text_append_bytes(out, text, (size_t)(open - text) - escaped);
        if (escaped)
            text_append_bytes(out, open, (size_t)(close + 2 - open));
        else
            run(including, path, text_trim(including->book->job->arena,
                arena_strndup(including->book->job->arena, open + 2, (size_t)(close - open - 2))));
        text = close + 2;
        including->full = including->full || out->length > IMPORT_FILE_MOST;
    }
    text_append(out, text);
}

char *book_include(struct book *book, const char *path, const char *text)
{
    struct including including = {.book = book, .out = text_in(book->job->arena)};
    expand(&including, path, text);
    return arena_strdup(book->job->arena, text_string(&including.out));
}

/* In Rust, "# code" is compiled and not shown, "##" is a '#'; "#[...]" and "#!" are code. */
static bool is_hidden(const char *line, size_t length, size_t blanks)
{
    return blanks < length && line[blanks] == '#' && (blanks + 1 == length || line[blanks + 1] == ' ');
}

static void copy_rust_line(struct text *out, const char *line, size_t length)
{
    size_t blanks = 0;
    while (blanks < length && (line[blanks] == ' ' || line[blanks] == '\t'))
        blanks++;
    if (is_hidden(line, length, blanks))
        return;
    bool doubled = blanks + 1 < length && line[blanks] == '#' && line[blanks + 1] == '#';
    text_append_bytes(out, line, blanks);
    text_append_bytes(out, line + blanks + doubled, length - blanks - doubled);
    text_append_char(out, '\n');
}

char *book_unhide(struct arena *arena, const char *text)
{
    struct text out = text_in(arena);
    size_t fence = 0; /* how many ` opened the block; 0: none is open */
    bool rust = false;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n"), blanks = strspn(at, " >"), ticks = strspn(at + blanks, "`");
        bool closes = fence > 0 && ticks >= fence;
        if (fence > 0 && rust && !closes) {
            copy_rust_line(&out, at, length);
        } else {
            text_append_bytes(&out, at, length);
            text_append_char(&out, '\n');
        }
        if (closes) {
            fence = 0;
        } else if (fence == 0 && ticks >= 3) {
            fence = ticks;
            rust = strncmp(at + blanks + ticks, "rust", 4) == 0;
        }
        at += length + (at[length] == '\n');
    }
    return arena_strdup(arena, text_string(&out));
}
