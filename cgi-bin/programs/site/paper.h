/* paper.h - laying out A4 pages for print: words, lines, tables and small charts, from the top down; analytics/report_svg draws them.
 * Units are tenths of a millimetre. Called by summary_pdf.c. */
#ifndef NEXUS_PAPER_H
#define NEXUS_PAPER_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum { PAPER_LEFT = 170, PAPER_RIGHT = 1930, PAPER_TOP = 190, PAPER_BOTTOM = 2770, PAPER_COLUMNS_MOST = 8 };

struct paper {
    struct arena *arena;
    cJSON *pages; /* [{texts, rules, paths}] */
    cJSON *page;
    int y;        /* where the next thing begins */
};

struct paper paper_new(struct arena *arena);

/* Begins another page when less than `height` is left on this one. */
void paper_need(struct paper *paper, int height);

/* `style` is "title", "head", "body", "small", "label", "strong", "good" or "bad"; `anchor` "start" or "end"; y is the base line. */
void paper_words(struct paper *paper, int x, int y, const char *style, const char *anchor, const char *words);

/* A heading with its room above; a paragraph of lines that fit, with a bullet when `bullet`. */
void paper_heading(struct paper *paper, const char *words);
void paper_paragraph(struct paper *paper, const char *style, const char *words, const char *behind, bool bullet);

/* A table: `members` of each row by column, cut to what fits. Its head comes again on each page. */
struct paper_column {
    const char *title, *member;
    int x;      /* of its left end, or right end when it is of numbers */
    bool number;
};
void paper_table(struct paper *paper, const struct paper_column *columns, size_t count, const cJSON *rows);

/* A line of numbers (null: missing) in a box, from zero to its highest. */
void paper_line(struct paper *paper, int x, int y, int width, int height, const cJSON *points);

#endif
