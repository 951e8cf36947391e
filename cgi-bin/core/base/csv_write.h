/* csv_write.h - rows of comma-separated values (RFC 4180) into a text, for the files that reports hand out and mails carry. */
#ifndef NEXUS_CSV_WRITE_H
#define NEXUS_CSV_WRITE_H

#include "core/base/text.h"

#include <cjson/cJSON.h>

/* One cell in quotes. What a spreadsheet would take for a formula begins with an apostrophe. */
void csv_append_words(struct text *out, const char *words);

/* A row from an array of strings and numbers, with its line end. What is neither is an empty cell. */
void csv_append_row(struct text *out, const cJSON *cells);

#endif
