/* sentence.c - finds where sentences end, by rules that hold for English and French. See sentence.h. */
#include "domain/coach/sentence.h"

#include <string.h>
#include <strings.h>

struct splitting {
    struct arena *arena;
    struct sentences out;
    size_t room;
};

static void add(struct splitting *splitting, const char *from, const char *to, bool code, bool item)
{
    while (from < to && (*from == ' ' || *from == '\n' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\n' || to[-1] == '\t'))
        to--;
    if (from == to)
        return;
    if (splitting->out.count == splitting->room) {
        splitting->room = splitting->room * 2 + 16;
        struct sentence *grown = arena_alloc_raw(splitting->arena, splitting->room * sizeof *grown);
        if (splitting->out.count > 0)
            memcpy(grown, splitting->out.sentence, splitting->out.count * sizeof *grown);
        splitting->out.sentence = grown;
    }
    splitting->out.sentence[splitting->out.count++] = (struct sentence){from, (size_t)(to - from), code, item};
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* The word that ends before `dot`. */
static const char *word_before(const char *line, const char *dot)
{
    const char *word = dot;
    while (word > line && (is_letter((unsigned char)word[-1]) || word[-1] == '.'))
        word--;
    return word;
}

/* Whether the dot belongs to an abbreviation or an initial: then the sentence goes on. */
static bool is_abbreviation(const char *line, const char *dot, const char *next)
{
    static const char *const known[] = {
        "mr",   "mrs", "ms",  "dr",     "prof", "st",   "vs",   "e.g", "i.e",  "cf",  "fig",  "figs", "eq",  "vol",
        "pp",   "ed",  "eds", "approx", "ca",   "al",   "jr",   "sr",  "gen",  "col", "lt",   "capt", "sgt", "gov",
        "sen",  "rep", "inc", "ltd",    "co",   "corp", "dept", "mme", "mlle", "mm",  "p.ex", "env",  "art", "chap",
        "sect", "jan", "feb", "aug",    "sept", "oct",  "nov",  "dec", "u.s",  "u.k", "d.c",  "a.m",  "p.m"};
    const char *word = word_before(line, dot);
    size_t length = (size_t)(dot - word);
    if (length == 1 && *word >= 'A' && *word <= 'Z' && !(*word == 'I' && word > line))
        return true;
    if (length == 2 && strncasecmp(word, "no", 2) == 0)
        return *next >= '0' && *next <= '9'; /* "No. 5" */
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i]) == length && strncasecmp(known[i], word, length) == 0)
            return true;
    return false;
}

/* Behind the marks that close with a sentence: quotes and brackets. */
static const char *skip_closers(const char *at)
{
    static const char *const closers[] = {"\"",
                                          "'",
                                          ")",
                                          "]",
                                          "\xE2\x80\x9D",
                                          "\xE2\x80\x99",
                                          "\xC2\xA0\xC2\xBB",
                                          " \xC2\xBB",
                                          "\xE2\x80\xAF\xC2\xBB",
                                          "\xC2\xBB",
                                          "*"};
    for (size_t i = 0; i < sizeof closers / sizeof *closers;) {
        size_t length = strlen(closers[i]);
        if (strncmp(at, closers[i], length) == 0) {
            at += length;
            i = 0;
        } else
            i++;
    }
    return at;
}

/* What stands behind a full stop decides: a small letter goes on. */
static bool begins_sentence(const char *at)
{
    at += strspn(at, " \"'([`*-");
    return *at == '\0' || *at == '\n' || !(*at >= 'a' && *at <= 'z');
}

/* Where the sentence that begins at `from` ends, within the line up to `end`. */
static const char *sentence_end(const char *line, const char *from, const char *end)
{
    bool code = false;
    for (const char *at = from; at < end; at++) {
        code = *at == '`' ? !code : code;
        if (code || strchr(".!?", *at) == NULL)
            continue;
        const char *behind = at + strspn(at, ".!?");
        bool dot = *at == '.' && behind == at + 1;
        behind = skip_closers(behind);
        if (behind >= end)
            return end;
        if (*behind != ' ' || (dot && is_abbreviation(line, at, behind + 1)) || !begins_sentence(behind + 1)) {
            at = behind - 1;
            continue;
        }
        return behind;
    }
    return end;
}

static bool is_item(const char *line, const char *end)
{
    return (end - line >= 2 && line[0] == '-' && line[1] == ' ') ||
           memmem(line, (size_t)(end - line), " | ", 3) != NULL;
}

static void split_line(struct splitting *splitting, const char *line, const char *end)
{
    bool item = is_item(line, end);
    const char *from = line + (item && line[0] == '-' ? 2 : 0);
    while (from < end) {
        const char *to = sentence_end(line, from, end);
        add(splitting, from, to, false, item);
        from = to;
    }
}

struct sentences sentences_of(struct arena *arena, const char *text)
{
    struct splitting splitting = {.arena = arena};
    while (*text != '\0') {
        const char *end = text + strcspn(text, "\n"), *fence;
        if (strncmp(text, "```", 3) == 0 && (fence = strstr(end, "\n```")) != NULL) {
            end = fence + 4;
            add(&splitting, text, end, true, false);
        } else
            split_line(&splitting, text, end);
        text = end + (*end == '\n');
    }
    return splitting.out;
}
