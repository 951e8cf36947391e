/* likeness.c - words of meaning, compared by their first letters. Called by policy.c. */
#include "domain/coach/likeness.h"

#include "core/base/text.h"

#include <stddef.h>
#include <string.h>

enum { WORDS_MOST = 64, STEM = 5, SHORT_WORD = 3, SHARE_PERCENT = 60, WORDS_LEAST = 2 };

struct words {
    struct { const char *at; size_t length; } list[WORDS_MOST];
    size_t count;
};

static const char *const empty_words[] = {
    "about", "after", "avec", "been", "cela", "celle", "cette", "comment", "dans", "deux", "does", "each", "elle",
    "est", "following", "from", "have", "into", "leur", "mais", "more", "most", "nous", "only", "pour", "pourquoi",
    "quand", "quel", "quelle", "quelles", "quels", "sont", "suivantes", "suivants", "than", "that", "their", "them",
    "then", "there", "these", "they", "this", "true", "false", "une", "vous", "what", "when", "where", "which",
    "while", "will", "with", "would", "your", "you", "and", "are", "can", "des", "for", "how", "les", "not", "par",
    "que", "qui", "sur", "the", "was", "why", "un", "le", "la", "de"};

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static bool is_empty(const char *at, size_t length)
{
    for (size_t i = 0; i < sizeof empty_words / sizeof *empty_words; i++)
        if (strlen(empty_words[i]) == length && memcmp(at, empty_words[i], length) == 0)
            return true;
    return length < SHORT_WORD;
}

static void add(struct words *words, const char *at, size_t length)
{
    if (!is_empty(at, length) && words->count < WORDS_MOST) {
        words->list[words->count].at = at;
        words->list[words->count++].length = length;
    }
}

/* Tags and references are skipped: prompts are HTML. */
static struct words words_of(const char *folded, bool html)
{
    struct words words = {.count = 0};
    for (const char *at = folded; *at != '\0';) {
        size_t length = 0;
        if (html && *at == '<') {
            at = strchrnul(at, '>');
        } else if (html && *at == '&' && at[strcspn(at, "; ")] == ';') {
            at += strcspn(at, ";");
        } else {
            while (is_letter((unsigned char)at[length]))
                length++;
            add(&words, at, length);
        }
        at += length > 0 ? length : *at != '\0';
    }
    return words;
}

static bool has(const struct words *words, const char *at, size_t length)
{
    size_t stem = length < STEM ? length : STEM;
    for (size_t i = 0; i < words->count; i++)
        if (words->list[i].length >= stem && memcmp(words->list[i].at, at, stem) == 0)
            return true;
    return false;
}

bool likeness_same_question(struct arena *arena, const char *prompt, const char *words)
{
    struct words asked = words_of(text_fold(arena, prompt), true), said = words_of(text_fold(arena, words), false);
    size_t shared = 0;
    for (size_t i = 0; i < asked.count; i++)
        shared += has(&said, asked.list[i].at, asked.list[i].length);
    return shared >= WORDS_LEAST && shared * 100 >= asked.count * SHARE_PERCENT;
}
