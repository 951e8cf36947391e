/* cut.c - reads the HTML of core/view/markdown.h into blocks, and joins blocks to passages. See cut.h.
 *
 * The HTML is our own: a known set of tags, always closed, everything escaped. Footnotes are left out: they interrupt. */
#include "domain/coach/cut.h"

#include "core/base/text.h"
#include "domain/coach/sentence.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_ENOUGH = 120, WORDS_MOST = 200, WORDS_FEW = 20 };

struct block {
    struct block *next;
    const char *text;
    int words;
    bool heading, code;
    const char *anchor;
};

struct reading {
    struct arena *arena;
    const char *at, *end;
    struct text text; /* of the block being read */
    struct block **next_block;
    const char *anchor; /* within a heading: its id */
    bool code;          /* within <pre> */
};

static int count_words(const char *text)
{
    int words = 0;
    for (const char *at = text; *at != '\0';) {
        at += strspn(at, " \n");
        words += *at != '\0';
        at += strcspn(at, " \n");
    }
    return words;
}

static void end_block(struct reading *reading)
{
    char *text = reading->code ? arena_strdup(reading->arena, text_string(&reading->text))
                               : text_trim(reading->arena, text_string(&reading->text));
    reading->text = text_in(reading->arena);
    int words = count_words(text);
    if (words == 0 || strcmp(text, "-") == 0)
        return;
    struct block *block = arena_alloc(reading->arena, sizeof *block);
    *block = (struct block){.text = text,
                            .words = words,
                            .heading = reading->anchor != NULL,
                            .code = reading->code,
                            .anchor = reading->anchor};
    *reading->next_block = block;
    reading->next_block = &block->next;
}

/* ---- characters ---- */

static uint32_t entity(const char *name, size_t length)
{
    static const struct {
        const char *name;
        uint32_t code;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0)
            return known[i].code;
    if (length < 2 || length > 8 || name[0] != '#')
        return 0;
    bool hex = name[1] == 'x' || name[1] == 'X';
    return (uint32_t)strtoul(name + 1 + hex, NULL, hex ? 16 : 10);
}

/* White space is one blank outside code; a stray control character is none. */
static void add_character(struct reading *reading, uint32_t code)
{
    bool blank = code == ' ' || code == '\n' || code == '\t' || code == '\r' || code == 0xA0;
    if (reading->code && (code == '\n' || code == '\t'))
        text_append_char(&reading->text, (char)code);
    else if (blank && !reading->code &&
             (reading->text.length == 0 || reading->text.bytes[reading->text.length - 1] == ' '))
        return;
    else if (blank)
        text_append_char(&reading->text, ' ');
    else if (code >= ' ')
        text_append_utf8(&reading->text, code);
}

static void read_character(struct reading *reading)
{
    size_t left = (size_t)(reading->end - reading->at);
    const char *end = *reading->at == '&' ? memchr(reading->at, ';', left < 10 ? left : 10) : NULL;
    uint32_t code = end == NULL ? 0 : entity(reading->at + 1, (size_t)(end - reading->at - 1));
    if (code != 0)
        reading->at = end + 1;
    else
        code = utf8_next(&reading->at, reading->end);
    add_character(reading, code);
}

/* ---- tags ---- */

static bool tag_is(const char *tag, const char *name)
{
    size_t length = strlen(name);
    return strncmp(tag, name, length) == 0 && strchr(" >/\n", tag[length]) != NULL && tag[length] != '\0';
}

static bool tag_is_one_of(const char *tag, const char *const *names)
{
    for (; *names != NULL; names++)
        if (tag_is(tag, *names))
            return true;
    return false;
}

static void skip_past(struct reading *reading, const char *closing)
{
    const char *found = strstr(reading->at, closing);
    reading->at = found == NULL ? reading->end : found + strlen(closing);
}

static const char *id_of(struct arena *arena, const char *tag)
{
    const char *end = tag + strcspn(tag, ">"), *id = strstr(tag, " id=\"");
    return id == NULL || id > end ? "" : arena_strndup(arena, id + 5, strcspn(id + 5, "\">"));
}

static void open_code(struct reading *reading, const char *tag)
{
    const char *code = strstr(tag, "<code"), *language = strstr(tag, "language-"),
               *end = code == NULL ? NULL : strchr(code, '>');
    end_block(reading);
    reading->code = true;
    size_t length = language != NULL && end != NULL && language < end ? strcspn(language + 9, "\"> ") : 0;
    text_printf(&reading->text, "```%.*s\n", (int)length, length > 0 ? language + 9 : "");
    if (end != NULL && code - tag < 40)
        reading->at = end + 1;
}

static void close_code(struct reading *reading)
{
    if (reading->text.length > 0 && reading->text.bytes[reading->text.length - 1] != '\n')
        text_append_char(&reading->text, '\n');
    text_append(&reading->text, "```");
    end_block(reading);
    reading->code = false;
}

static bool is_heading(const char *tag)
{
    return tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' && (tag[2] == ' ' || tag[2] == '>');
}

static void take_closing(struct reading *reading, const char *tag)
{
    static const char *const blocks[] = {"p", "li", "tr", "ul", "ol", "table", "blockquote", NULL};
    if (tag_is(tag, "pre") && reading->code)
        close_code(reading);
    else if (tag_is(tag, "code") && !reading->code)
        text_append_char(&reading->text, '`');
    else if (tag_is(tag, "td") || tag_is(tag, "th"))
        text_append(&reading->text, " | ");
    else if (tag_is_one_of(tag, blocks) || is_heading(tag)) {
        end_block(reading);
        reading->anchor = NULL;
    }
}

static void take_opening(struct reading *reading, const char *tag)
{
    static const char *const blocks[] = {"ul", "ol", "table", "blockquote", "hr", "tr", NULL};
    if (tag_is(tag, "pre"))
        open_code(reading, tag);
    else if (tag_is(tag, "code") && !reading->code)
        text_append_char(&reading->text, '`');
    else if (tag_is(tag, "br"))
        add_character(reading, ' ');
    else if (tag_is(tag, "sup") && strncmp(tag, "sup class=\"footnote-ref", 23) == 0)
        skip_past(reading, "</sup>");
    else if (tag_is(tag, "section"))
        skip_past(reading, "</section>");
    else if (tag_is_one_of(tag, blocks))
        end_block(reading);
    else if (tag_is(tag, "li") || is_heading(tag)) {
        end_block(reading);
        reading->anchor = *tag == 'h' ? id_of(reading->arena, tag) : NULL;
        text_append(&reading->text, *tag == 'l' ? "- " : "");
    }
}

static void take_tag(struct reading *reading)
{
    const char *tag = reading->at + 1, *end = strchr(tag, '>');
    if (end == NULL || !((*tag >= 'a' && *tag <= 'z') || *tag == '/')) {
        read_character(reading);
        return;
    }
    reading->at = end + 1;
    if (*tag == '/')
        take_closing(reading, tag + 1);
    else
        take_opening(reading, tag);
}

static struct block *read_blocks(struct arena *arena, const char *html)
{
    struct block *first = NULL;
    struct reading reading = {
        .arena = arena, .at = html, .end = html + strlen(html), .text = text_in(arena), .next_block = &first};
    while (reading.at < reading.end) {
        if (*reading.at == '<')
            take_tag(&reading);
        else
            read_character(&reading);
    }
    if (reading.code)
        close_code(&reading);
    end_block(&reading);
    return first;
}

/* ---- passages ---- */

struct joining {
    struct arena *arena;
    struct text text;
    int words;
    bool more_follows; /* the last block ends in a colon: what it announces belongs to it */
    const char *heading, *anchor;
    struct cut_passage **next;
};

static void end_passage(struct joining *joining)
{
    if (joining->words > 0) {
        struct cut_passage *passage = arena_alloc(joining->arena, sizeof *passage);
        *passage = (struct cut_passage){.heading = joining->heading,
                                        .anchor = joining->anchor,
                                        .text = text_string(&joining->text),
                                        .words = joining->words};
        *joining->next = passage;
        joining->next = &passage->next;
    }
    joining->text = text_in(joining->arena);
    joining->words = 0;
    joining->more_follows = false;
}

static void add_text(struct joining *joining, const char *text, int words)
{
    if (joining->words + words > WORDS_MOST || (joining->words >= WORDS_ENOUGH && !joining->more_follows))
        end_passage(joining);
    text_printf(&joining->text, "%s%s", joining->text.length == 0 ? "" : "\n", text);
    joining->words += words;
    joining->more_follows = text_ends(text, ":");
}

static void add_sentences(struct joining *joining, const char *text)
{
    struct sentences sentences = sentences_of(joining->arena, text);
    struct text piece = text_in(joining->arena);
    int words = 0;
    for (size_t i = 0; i < sentences.count; i++) {
        const char *sentence = arena_strndup(joining->arena, sentences.sentence[i].at, sentences.sentence[i].length);
        text_printf(&piece, "%s%s", piece.length == 0 ? "" : " ", sentence);
        words += count_words(sentence);
        if (words < WORDS_ENOUGH && i + 1 < sentences.count)
            continue;
        add_text(joining, arena_strdup(joining->arena, text_string(&piece)), words);
        piece = text_in(joining->arena);
        words = 0;
    }
}

static void add_heading(struct joining *joining, const struct block *block)
{
    if (joining->words > 0 && joining->words < WORDS_FEW) {
        add_text(joining, block->text, block->words); /* a few words stay with what follows, below the first anchor */
        return;
    }
    end_passage(joining);
    joining->heading = block->text;
    joining->anchor = block->anchor;
}

struct cut_passage *cut_passages(struct arena *arena, const char *html)
{
    struct cut_passage *first = NULL;
    struct joining joining = {.arena = arena, .text = text_in(arena), .heading = "", .anchor = "", .next = &first};
    for (const struct block *block = read_blocks(arena, html); block != NULL; block = block->next) {
        if (block->heading)
            add_heading(&joining, block);
        else if (block->words > WORDS_MOST && !block->code)
            add_sentences(&joining, block->text);
        else
            add_text(&joining, block->text, block->words);
    }
    end_passage(&joining);
    return first;
}
