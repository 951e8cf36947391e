/* citation.c - addresses of quoted passages. Called by programs/learner/chat.c and the coach program. */
#include "domain/coach/citation.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

enum { QUOTE_BYTES_MOST = 400, FRAGMENT_WORDS = 5, WORDS_MOST = 512 };

/* The words of a quote, as places in a copy of it that ends each of them. */
struct words {
    char *at[WORDS_MOST];
    int count;
};

static void split(struct arena *arena, const char *quote, struct words *words)
{
    char *copy = arena_strdup(arena, quote);
    while (words->count < WORDS_MOST) {
        copy += strspn(copy, " \t\r\n");
        if (*copy == '\0')
            return;
        words->at[words->count++] = copy;
        copy += strcspn(copy, " \t\r\n");
        if (*copy != '\0')
            *copy++ = '\0';
    }
}

/* In a text fragment "-", "," and "&" have a meaning; text_append_url leaves the dash. */
static void append_fragment_word(struct arena *arena, struct text *link, const char *word)
{
    struct text escaped = text_in(arena);
    text_append_url(&escaped, word);
    for (const char *c = text_string(&escaped); *c != '\0'; c++)
        if (*c == '-')
            text_append(link, "%2D");
        else
            text_append_char(link, *c);
}

static void append_fragment(struct arena *arena, struct text *link, const struct words *words, int from, int to)
{
    for (int i = from; i < to; i++) {
        if (i > from)
            text_append(link, "%20");
        append_fragment_word(arena, link, words->at[i]);
    }
}

/* Whole words of the quote, so that it is found in the lesson even where it was cut. */
static const char *shown_quote(struct arena *arena, const struct words *words)
{
    struct text shown = text_in(arena);
    for (int i = 0; i < words->count && shown.length + strlen(words->at[i]) < QUOTE_BYTES_MOST; i++) {
        if (i > 0)
            text_append_char(&shown, ' ');
        text_append(&shown, words->at[i]);
    }
    return text_string(&shown);
}

char *citation_link(struct arena *arena, const char *url, const char *quote)
{
    struct words words = {.count = 0};
    if (url == NULL || url[0] != '/' || url[1] == '/' || url[1] == '\\')
        return NULL;
    split(arena, quote == NULL ? "" : quote, &words);
    if (words.count == 0)
        return arena_strdup(arena, url);
    size_t path = strcspn(url, "#");
    struct text link = text_in(arena);
    text_append_bytes(&link, url, path);
    text_append(&link, memchr(url, '?', path) != NULL ? "&quote=" : "?quote=");
    text_append_url(&link, shown_quote(arena, &words));
    text_append(&link, url[path] == '#' ? url + path : "#");
    text_append(&link, ":~:text=");
    if (words.count <= 2 * FRAGMENT_WORDS) {
        append_fragment(arena, &link, &words, 0, words.count);
        return link.bytes;
    }
    append_fragment(arena, &link, &words, 0, FRAGMENT_WORDS);
    text_append_char(&link, ',');
    append_fragment(arena, &link, &words, words.count - FRAGMENT_WORDS, words.count);
    return link.bytes;
}

void citation_link_all(struct arena *arena, cJSON *citations)
{
    cJSON *citation;
    cJSON_ArrayForEach(citation, citations)
        json_set_string(citation, "link", citation_link(arena, json_string(citation, "url", NULL), json_string(citation, "quote", "")));
}
