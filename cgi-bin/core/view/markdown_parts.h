/* markdown_parts.h - what markdown.c and markdown_write.c have between them; everybody else uses markdown.h. */
#ifndef NEXUS_MARKDOWN_PARTS_H
#define NEXUS_MARKDOWN_PARTS_H

#include "core/base/text.h"
#include "core/view/markdown.h"

#include <cmark-gfm.h>

enum { MARKDOWN_HEADING_DEPTH = 6, MARKDOWN_ID_BUCKETS = 512 };

struct markdown_id;

/* Gives headings their levels and unique ids, in order. */
struct markdown_headings {
    struct arena *arena;
    int open[MARKDOWN_HEADING_DEPTH];
    int depth;
    struct markdown_id **taken; /* by hash */
};

struct markdown_headings markdown_headings(struct arena *arena);

/* The level (2 to 6) and id of the next heading; its words without {#id} go to *title. */
int markdown_heading_next(struct markdown_headings *headings, cmark_node *heading, char **id, char **title);

/* Takes an id that the author set in raw HTML; false when it is taken or no plain word. */
bool markdown_heading_claim(struct markdown_headings *headings, const char *id);

/* The words below a node. */
char *markdown_words(struct arena *arena, cmark_node *node);

/* Whether these words end in {#id}: the length without it (and blanks before), and where the id begins. */
size_t markdown_own_id(const char *words, const char **id, size_t *id_length);

/* The whole document as HTML. `bare`: a document of one paragraph is written without <p>. */
char *markdown_write(struct arena *arena, cmark_node *document, const struct markdown_links *links, bool bare);

/* A raw tag taken apart. */
struct markdown_tag {
    char name[16]; /* lower case; "" for what is no tag (comment, declaration) */
    bool closing;
    const char *attributes, *end; /* the text between the name and '>', and where the tag ends */
};

/* The tag that begins at `at` ('<'); always moves on by at least one byte. */
struct markdown_tag markdown_tag_read(const char *at, const char *end);

/* The value of an attribute, entities decoded, or NULL. */
char *markdown_tag_attribute(struct arena *arena, const struct markdown_tag *tag, const char *name);

/* The words of raw HTML: no tags, comments, scripts or styles; blanks between blocks; entities decoded. */
char *markdown_tag_words(struct arena *arena, const char *html);

#endif
