/* faq_render.h - the answers of a course's FAQ as HTML: the Markdown that the coach's own answers are written in, by the same reader.
 *
 * Called with the coach's index, by programs that link the Markdown reader; pages show what was stored. */
#ifndef NEXUS_FAQ_RENDER_H
#define NEXUS_FAQ_RENDER_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdint.h>

/* Safe HTML for the answer of entry `id`: it stands below other headings and beside other entries, so its headings are strong lines and its
 * ids and links to them begin with "faq-<id>-". What the reader refuses comes as its plain lines. */
char *faq_html(struct arena *arena, int64_t id, const char *markdown);

/* Renders what was not rendered yet. Needs the write transaction. */
enum db_result faq_render_course(struct arena *arena, struct db *db, int64_t course_id);

#endif
