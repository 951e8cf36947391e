/* blocks.c - see blocks.h. Called for each piece of an answer of the coach, for answers of a FAQ, and for the demo. */
#include "domain/coach/blocks.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/markdown.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_DIGITS_MOST = 3 };

static bool is_fence(const char *line, size_t length)
{
    size_t indent = strspn(line, " ");
    return indent < 4 && length >= indent + 3 && (strncmp(line + indent, "```", 3) == 0 || strncmp(line + indent, "~~~", 3) == 0);
}

size_t blocks_finished(const char *markdown, size_t length)
{
    size_t finished = 0;
    bool fenced = false;
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(markdown + at, '\n', length - at);
        if (newline == NULL)
            break;
        size_t line = (size_t)(newline - markdown) - at;
        fenced ^= is_fence(markdown + at, line);
        if (line == 0 && !fenced)
            finished = at + 1;
        at += line + 1;
    }
    return finished;
}

/* The number of "[12]" that begins here, and how long that is; 0: there is none. */
static int citation_here(const char *at, size_t *length)
{
    size_t digits = *at == '[' ? strspn(at + 1, "0123456789") : 0;
    if (digits == 0 || digits > NUMBER_DIGITS_MOST || at[digits + 1] != ']' || at[digits + 2] == '(' || at[digits + 2] == ':')
        return 0;
    *length = digits + 2;
    return (int)strtol(at + 1, NULL, 10);
}

static const char *url_of(const cJSON *citations, int number)
{
    const cJSON *citation;
    cJSON_ArrayForEach(citation, citations)
        if (json_integer(citation, "n", 0) == number)
            return json_string(citation, "url", NULL);
    return NULL;
}

/* Walks over a text and gives every citation that stands outside of code to `found`. */
static void each_citation(const char *markdown, void (*plain)(void *context, const char *bytes, size_t length),
                          void (*found)(void *context, int number, const char *bytes, size_t length), void *context)
{
    bool fenced = false, code = false;
    for (const char *at = markdown; *at != '\0';) {
        size_t length = 1;
        bool starts_line = at == markdown || at[-1] == '\n';
        if (starts_line && is_fence(at, strcspn(at, "\n"))) {
            fenced = !fenced;
            code = false;
            length = strcspn(at, "\n");
        } else if (*at == '`' && !fenced) {
            code = !code;
        } else if (*at == '\n' && at[1] == '\n') {
            code = false;
        }
        int number = fenced || code ? 0 : citation_here(at, &length);
        if (number > 0)
            found(context, number, at, length);
        else
            plain(context, at, length);
        at += length;
    }
}

struct rewriting {
    struct text out;
    const cJSON *citations;
    cJSON *cited;
    int by;
};

static void keep(void *context, const char *bytes, size_t length)
{
    text_append_bytes(&((struct rewriting *)context)->out, bytes, length);
}

static void ignore(void *context, const char *bytes, size_t length)
{
    (void)context, (void)bytes, (void)length;
}

static void link_citation(void *context, int number, const char *bytes, size_t length)
{
    struct rewriting *rewriting = context;
    const char *url = url_of(rewriting->citations, number);
    if (url == NULL)
        keep(context, bytes, length);
    else
        text_printf(&rewriting->out, "[\\[%d\\]](<%s>)", number, url);
}

static void raise_citation(void *context, int number, const char *bytes, size_t length)
{
    struct rewriting *rewriting = context;
    (void)bytes, (void)length;
    text_printf(&rewriting->out, "[%d]", number + rewriting->by);
}

static void note_citation(void *context, int number, const char *bytes, size_t length)
{
    struct rewriting *rewriting = context;
    const cJSON *citation;
    (void)bytes, (void)length;
    if (url_of(rewriting->cited, number) != NULL)
        return;
    cJSON_ArrayForEach(citation, rewriting->citations)
        if (json_integer(citation, "n", 0) == number)
            cJSON_AddItemToArray(rewriting->cited, cJSON_Duplicate(citation, true));
}

char *blocks_html(struct arena *arena, const char *markdown, size_t length, const cJSON *citations)
{
    struct rewriting rewriting = {.out = text_in(arena), .citations = citations};
    const char *problem;
    each_citation(arena_strndup(arena, markdown, length), keep, link_citation, &rewriting);
    return markdown_html(arena, text_string(&rewriting.out), rewriting.out.length, NULL, &problem);
}

char *blocks_renumber(struct arena *arena, const char *markdown, int by)
{
    struct rewriting rewriting = {.out = text_in(arena), .by = by};
    each_citation(markdown, keep, raise_citation, &rewriting);
    return arena_strdup(arena, text_string(&rewriting.out));
}

cJSON *blocks_cited(const char *markdown, const cJSON *citations)
{
    struct rewriting rewriting = {.citations = citations, .cited = cJSON_CreateArray()};
    each_citation(markdown, ignore, note_citation, &rewriting);
    return rewriting.cited;
}
