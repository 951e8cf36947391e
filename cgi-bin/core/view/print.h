/* print.h - drawings made a PDF, a page each: certificates and reports. */
#ifndef NEXUS_PRINT_H
#define NEXUS_PRINT_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { PRINT_PAGES_MOST = 20, PRINT_SECONDS = 20 };

/* Has rsvg-convert write `pdf` from SVG files, one a page, in their order; mode 0640. At most PRINT_SECONDS. False on failure (logged):
 * then there is no file. */
bool print_pdf(struct arena *arena, const char *const *svgs, size_t count, const char *pdf);

#endif
