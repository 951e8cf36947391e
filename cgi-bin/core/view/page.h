/* page.h - templates by name and language: read and compiled once, on first use, then kept for the process. */
#ifndef NEXUS_PAGE_H
#define NEXUS_PAGE_H

#include "core/base/arena.h"
#include "core/base/text.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Where the templates lie; also loads the languages below it. `strict`: an unknown name in a template is an error
 * (tests). */
void page_use_templates(const char *folder, bool strict);

/* Appends templates/<name>.mustache rendered in `language` with `model`. False, logged, when there is no such template, it
 * does not compile, or (strict) a name was missing. */
bool page_render(const char *name, const char *language, const cJSON *model, struct text *out);

/* The version of a static file for its URL ("?v=..."): changes when the file does. In `arena`. */
char *page_asset(struct arena *arena, const char *home, const char *path);

#endif
