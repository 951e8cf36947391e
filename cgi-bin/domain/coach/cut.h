/* cut.h - a lesson's HTML, as the importer made it, cut into passages at its headings. Called by index.c.
 *
 * A passage has about 80 to 200 words: a longer section is cut between its blocks (a paragraph, an item of a list, a row of a
 * table, a piece of code), a longer paragraph between sentences; a section of a few words stays with the next one. The
 * anchor is the id of the heading on the page, so a citation leads there. */
#ifndef NEXUS_CUT_H
#define NEXUS_CUT_H

#include "core/base/arena.h"

struct cut_passage {
    struct cut_passage *next;
    const char *heading, *anchor; /* "" before the first heading */
    const char *text;             /* a block a line; code between lines of ```; `code` within a line */
    int words;
};

/* The passages in order; NULL when there are no words. Any bytes are taken: what is no markup of ours is words. */
struct cut_passage *cut_passages(struct arena *arena, const char *html);

#endif
