/* mustache_parse.h - the state of a compilation, between mustache_parse.c (structure), mustache_tag.c (finding tags)
 * and mustache_words.c (translation). */
#ifndef NEXUS_MUSTACHE_PARSE_H
#define NEXUS_MUSTACHE_PARSE_H

#include "core/view/mustache_nodes.h"

enum { MUSTACHE_NESTING_MOST = 64 };

/* A tag in the text; its content without the sigil and without white space round it. */
struct tag {
    char sigil; /* one of # ^ / ! = & > < $ { or 0 */
    const char *start, *end;
    const char *content;
    size_t length;
};

/* A section, parent or block that waits for its end. */
struct open_tag {
    struct tag tag;
    uint32_t node;
    size_t margin;      /* the parser's, to be restored */
    size_t lead;        /* the white space before it on its line, when there is nothing else there */
    bool first_on_line;
};

struct parser {
    struct arena *arena;
    const struct mustache_source *source;
    const char *text, *end, *at; /* what is parsed now: the template, or translated words */
    const char *open, *close;    /* the delimiters */
    struct node *nodes;
    uint32_t count, capacity;
    struct text literal; /* text that is not a node yet */
    size_t literal_bytes;
    struct open_tag opens[MUSTACHE_NESTING_MOST];
    int depth, floor; /* no tag closes what was opened below the floor */
    size_t margin;  /* white space that is taken off the lines of the block */
    bool in_words;  /* translated words: one line, no standalone tags */
    const char *template_text, *problem_at; /* for the line number */
    const char *problem;
};

/* mustache_tag.c */

/* The next tag from `from` on, false when there is none or (with p->problem set) it is malformed. */
bool tag_find(struct parser *p, const char *from, struct tag *tag);
bool tag_is(const struct tag *tag, char sigil, const char *content);
/* Whether there is nothing but blanks before the tag on its line. */
bool tag_is_first(const struct parser *p, const struct tag *tag);
/* The start of the next line, when there is nothing but blanks behind the tag on its line; else NULL. */
const char *tag_line_end(const struct parser *p, const struct tag *tag);
const char *tag_line_start(const struct parser *p, const struct tag *tag);
struct name *tag_name(struct arena *arena, const char *bytes, size_t length);
bool parse_fail(struct parser *p, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* mustache_parse.c */

uint32_t parse_add(struct parser *p, enum node_kind kind);
void parse_literal_end(struct parser *p);
/* Parses `length` bytes of words in the place of a tag. */
bool parse_words(struct parser *p, const char *bytes, size_t length);

/* mustache_words.c */

/* Parses the {{#t}} section that `tag` opens, whose end becomes p->at. */
bool parse_translation(struct parser *p, const struct tag *tag);

#endif
