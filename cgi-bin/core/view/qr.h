/* qr.h - QR codes as SVG, from libqrencode. Used by certificates (a link to verify) and by the set-up of a second factor. */
#ifndef NEXUS_QR_H
#define NEXUS_QR_H

#include "core/base/text.h"

#include <stdbool.h>

/* Appends the dark squares of the code for `words` as SVG path data, one unit a square, without quiet zone. Gives the
 * number of squares on a side; 0, with nothing appended, when the words don't fit into a code. */
int qr_path(struct text *out, const char *words);

/* Appends a whole <svg class="qr"> for a page: black on white in both themes, with the quiet zone of four squares that
 * scanners want; `label` is read aloud in its place (escaped here). False, with nothing appended, when it doesn't fit. */
bool qr_svg(struct text *out, const char *words, const char *label);

#endif
