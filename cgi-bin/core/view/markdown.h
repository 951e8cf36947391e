/* markdown.h - Markdown (GitHub's flavour: tables, task lists, strikethrough, autolinks, footnotes) to safe HTML.
 *
 * Called by the importer only; pages show what was stored, and so do not link cmark. No HTML of the author reaches the
 * page: tags are dropped and their words kept, but for pictures, line breaks and bare <kbd> <sub> <sup> <mark>, which
 * are written anew. Headings begin at h2 (the page has the h1), never skip a level, and have ids as GitHub and mdBook
 * make them; a heading may name its own with a {#id} at its end. */
#ifndef NEXUS_MARKDOWN_H
#define NEXUS_MARKDOWN_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum { MARKDOWN_BYTES_MOST = 100 * 1000, MARKDOWN_DEPTH_MOST = 40, MARKDOWN_CELLS_MOST = 300 * 1000 };

/* Where a relative link or picture leads. */
struct markdown_target {
    const char *url;
    int width, height; /* of a picture; 0: unknown */
};

/* How relative addresses are found. `resolve` gets what stands in the text ("../images/a.svg", "02-next.md#top"),
 * decoded, and fills *found; false: there is no such thing, the words stay and the link goes. */
struct markdown_links {
    bool (*resolve)(void *context, const char *target, bool picture, struct markdown_target *found);
    void *context;
};

/* The HTML, in the arena; NULL with *problem (an English sentence, in the arena) when the text is too large, nested too
 * deeply, has a table of too many cells or is no UTF-8. `links` may be NULL: relative links lose their address. Classes: table-scroll (round tables),
 * task (list items), footnotes, footnote-ref, align-center, align-right and those of highlight.h. */
char *markdown_html(struct arena *arena, const char *markdown, size_t length, const struct markdown_links *links,
                    const char **problem);

/* As markdown_html for a short text inside something else (an answer, a hint): one paragraph loses its <p>. */
char *markdown_inline(struct arena *arena, const char *markdown, size_t length, const struct markdown_links *links,
                      const char **problem);

/* The words without markup, blocks on their own lines, for search and for counting; "" when markdown_html refuses. */
char *markdown_plain(struct arena *arena, const char *markdown, size_t length);

/* The headings in order: [{"level": 2, "id": "...", "title": "..."}]; levels as in the HTML. JSON is made as
 * arena_own_json says. */
cJSON *markdown_outline(struct arena *arena, const char *markdown, size_t length);

#endif
