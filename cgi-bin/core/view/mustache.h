/* mustache.h - mustache templates: compiled once, rendered often.
 *
 * The whole specification: interpolation, sections, inverted sections, comments, set delimiters, partials (with
 * indentation), inheritance (blocks and parents) and dynamic names ({{>*name}}, {{<*name}}). No lambdas. Data is a
 * cJSON value; false for a section are what is absent, null, false, 0, "" and []. What a template needs from outside
 * - other templates, translations - it asks of its `mustache_source`. */
#ifndef NEXUS_MUSTACHE_H
#define NEXUS_MUSTACHE_H

#include "core/base/arena.h"
#include "core/base/text.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

struct mustache; /* a compiled template; immutable, may be rendered any number of times */

struct mustache_source {
    void *context;

    /* The compiled template of this name, or NULL when there is none (then it renders as nothing, as the
     * specification says). Called at render time, once per use; expected to be a look-up in a cache. May be NULL. */
    const struct mustache *(*template)(void *context, const char *name);

    /* The translation of the words in a {{#t}} section, given as written between the tags (tags inside included), in
     * `arena`, or NULL for "as written". Called at compile time only. When this function is NULL, {{#t}} is an
     * ordinary section as the specification has it. See below for what {{#t}} does. */
    const char *(*translate)(void *context, struct arena *arena, const char *words, size_t length);

    /* Which of `forms` plural forms counts for n, 0-based (0 = singular). Used by {{#t}} with '|'. */
    int (*plural)(void *context, long n, int forms);

    /* Called for a name that is nowhere in the data, if not NULL (tests make this an error). Not called for names
     * asked for by a section or an inverted section: those may be absent. */
    void (*missing)(void *context, const char *name);
};

/* Compiles `length` bytes of template. Everything is allocated in `arena`, which must outlive the template. On a
 * mistake (unclosed tag, unmatched section) gives NULL and a sentence with the line number in *problem (in arena).
 * `source` (may be NULL) must outlive the template too.
 *
 * {{#t}}words{{/t}}: the words are looked up with source->translate, and the result is compiled in its place, so that
 * rendering costs nothing. White space at the ends and runs inside are folded to one space before the look-up. Words
 * with '|' have plural forms: "1 lesson|{{count}} lessons" - the form is chosen at render time by source->plural from
 * the value of the first interpolated name of the last form; without such a name a '|' is just a '|'. {{#t}} sections
 * do not nest, take no lines away (they are text, not structure), and the words keep no delimiters of their own. */
const struct mustache *mustache_compile(struct arena *arena, const char *bytes, size_t length,
                                        const struct mustache_source *source, const char **problem);

/* Appends the rendering of `template` with `data` to `out`. Rendering cannot fail; recursion of partials is cut at
 * depth 64, and after 100000 partials no more are rendered. {{x}} escapes & < > " and '; {{{x}}} and {{&x}} do not.
 * Numbers are written as integers when they are integers, else with the fewest digits that round-trip. true/false
 * render as words; null, lists and objects as nothing. */
void mustache_render(const struct mustache *template, const cJSON *data, const struct mustache_source *source,
                     struct text *out);

/* Convenience for tools and tests: compiles and renders with partials from a cJSON object {name: text}. NULL on a
 * mistake, with *problem. */
const char *mustache_render_once(struct arena *arena, const char *template, const cJSON *data, const cJSON *partials,
                                 const char **problem);

/* Calls `visit` for every name of a partial or parent in the template that is not dynamic (the build checks that all
 * exist). */
void mustache_each_partial(const struct mustache *template, void (*visit)(void *context, const char *name),
                           void *context);

#endif
