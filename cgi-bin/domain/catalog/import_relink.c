/* import_relink.c - rewrites the addresses in an mdBook's Markdown, so that its lessons read like Nexus's own: links to
 * chapters as "../module/lesson.md", pictures as "../path". Called by import_book.c.
 *
 * The text is not parsed: code (fences and spans) is stepped over, "](", "[name]:" at the start of a line and src="
 * are what is looked for. Everything else stays byte for byte. */
#include "domain/catalog/import_book.h"

#include <string.h>

struct relinking {
    struct book *book;
    const char *path; /* of the chapter */
    struct text out;
};

static bool is_absolute(const char *target)
{
    size_t scheme = strspn(target, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return *target == '\0' || *target == '#' || *target == '/' || (scheme > 1 && target[scheme] == ':');
}

static const struct book_chapter *find_chapter(const struct book *book, const char *path)
{
    for (const struct book_chapter *chapter = book->chapters; chapter != NULL; chapter = chapter->next) {
        if (strcmp(chapter->path, path) == 0)
            return chapter;
    }
    return NULL;
}

/* A chapter may be named as the file it is, as the page it becomes, or as its folder. */
static const struct book_chapter *chapter_for(struct relinking *relinking, const char *path)
{
    struct arena *arena = relinking->book->job->arena;
    const struct book_chapter *chapter = find_chapter(relinking->book, path);
    size_t length = strlen(path);
    if (chapter == NULL && text_ends(path, ".html"))
        chapter = find_chapter(relinking->book, arena_printf(arena, "%.*s.md", (int)length - 5, path));
    if (chapter == NULL && text_ends(path, "index.html"))
        chapter = find_chapter(relinking->book, arena_printf(arena, "%.*sREADME.md", (int)length - 10, path));
    const char *slash = *path == '\0' ? "" : "/";
    if (chapter == NULL)
        chapter = find_chapter(relinking->book, arena_printf(arena, "%s%sREADME.md", path, slash));
    return chapter != NULL ? chapter : find_chapter(relinking->book, arena_printf(arena, "%s%sindex.md", path, slash));
}

/* Blanks and brackets would end the address. */
static void append_address(struct text *out, const char *address)
{
    for (; *address != '\0'; address++) {
        if (strchr(" ()<>\"'", *address) != NULL)
            text_printf(out, "%%%02X", (unsigned char)*address);
        else
            text_append_char(out, *address);
    }
}

static void append_target(struct relinking *relinking, const char *at, size_t length)
{
    struct arena *arena = relinking->book->job->arena;
    const char *target = arena_strndup(arena, at, length);
    size_t path_length = strcspn(target, "?#");
    const char *path = is_absolute(target) ? NULL : import_join(arena, relinking->path, arena_strndup(arena, target, path_length));
    const struct book_chapter *chapter = path == NULL ? NULL : chapter_for(relinking, path);
    if (path == NULL) {
        text_append_bytes(&relinking->out, at, length);
        return;
    }
    text_append(&relinking->out, "../");
    append_address(&relinking->out, chapter == NULL ? path : chapter->link);
    text_append(&relinking->out, target + path_length);
}

/* An address at `at`, up to the end of the line at most; gives what is behind it. */
static const char *relink_address(struct relinking *relinking, const char *at)
{
    size_t blanks = strspn(at, " ");
    text_append_bytes(&relinking->out, at, blanks);
    at += blanks;
    if (*at == '<') {
        size_t length = strcspn(at + 1, ">\n");
        append_target(relinking, at + 1, length);
        return at + 1 + length + (at[1 + length] == '>');
    }
    size_t length = 0;
    for (int depth = 0; at[length] != '\0' && strchr(" \t\n", at[length]) == NULL; length++) {
        if (at[length] == '(')
            depth++;
        else if (at[length] == ')' && depth-- == 0)
            break;
    }
    append_target(relinking, at, length);
    return at + length;
}

/* Behind the code span that opens at `at`, or behind its backticks when it never closes in this paragraph. */
static const char *skip_span(const char *at)
{
    size_t ticks = strspn(at, "`");
    for (const char *next = at + ticks; *next != '\0'; ) {
        size_t run = strspn(next, "`");
        if (run == ticks)
            return next + run;
        if (next[0] == '\n' && next[1] == '\n')
            break;
        next += run > 0 ? run : 1;
    }
    return at + ticks;
}

static void copy(struct relinking *relinking, const char **at, const char *to)
{
    text_append_bytes(&relinking->out, *at, (size_t)(to - *at));
    *at = to;
}

/* "[name]: address" but not "[^1]: words". */
static const char *definition_address(const char *line)
{
    size_t blanks = strspn(line, " ");
    if (blanks > 3 || line[blanks] != '[' || line[blanks + 1] == '^')
        return NULL;
    size_t length = strcspn(line + blanks, "]\n");
    const char *close = line + blanks + length;
    return close[0] == ']' && close[1] == ':' ? close + 2 : NULL;
}

/* One line outside of code blocks; code spans may lead past its end. Gives where it went to. */
static const char *relink_line(struct relinking *relinking, const char *at)
{
    const char *address = definition_address(at);
    if (address != NULL) {
        copy(relinking, &at, address);
        at = relink_address(relinking, at);
    }
    while (*at != '\0' && *at != '\n') {
        if (*at == '\\' && at[1] != '\0' && at[1] != '\n') {
            copy(relinking, &at, at + 2);
        } else if (*at == '`') {
            copy(relinking, &at, skip_span(at));
        } else if (at[0] == ']' && at[1] == '(') {
            copy(relinking, &at, at + 2);
            at = relink_address(relinking, at);
        } else if (strncmp(at, "src=\"", 5) == 0) {
            copy(relinking, &at, at + 5);
            size_t length = strcspn(at, "\"\n");
            append_target(relinking, at, length);
            at += length;
        } else {
            copy(relinking, &at, at + 1);
        }
    }
    return at;
}

char *book_relink(struct book *book, const char *path, const char *text)
{
    struct relinking relinking = {.book = book, .path = path, .out = text_in(book->job->arena)};
    size_t fence = 0;
    char mark = '`';
    for (const char *at = text; *at != '\0';) {
        size_t blanks = strspn(at, " >");
        const char *start = at + blanks;
        size_t ticks = *start == '`' ? strspn(start, "`") : strspn(start, "~");
        if (fence == 0 && ticks >= 3) {
            fence = ticks;
            mark = *start;
            copy(&relinking, &at, at + strcspn(at, "\n"));
        } else if (fence > 0) {
            fence = *start == mark && ticks >= fence && start[ticks + strspn(start + ticks, " ")] == '\n' ? 0 : fence;
            copy(&relinking, &at, at + strcspn(at, "\n"));
        } else {
            at = relink_line(&relinking, at);
        }
        if (*at == '\n')
            copy(&relinking, &at, at + 1);
    }
    return arena_strdup(book->job->arena, text_string(&relinking.out));
}
