/* compare.h - whether what somebody typed is what the author meant: words and numbers, forgiving in form only. */
#ifndef NEXUS_COMPARE_H
#define NEXUS_COMPARE_H

#include "core/base/arena.h"

#include <stdbool.h>

/* The form in which words are compared: ends trimmed, runs of white space one space (no-break spaces too), typographic
 * quotes straight, folded by text_fold (case and Latin diacritics). */
char *compare_normal(struct arena *arena, const char *words);

/* Whether two words are equal in that form. */
bool compare_words(struct arena *arena, const char *given, const char *meant);

/* Reads a number as people type it: "3.14", "3,14", "1 234,5", "1,234.5", "-2e3", "5 kB" when `unit` is "kB" (may be NULL or
 * ""). With both marks the last is the decimal one; a mark that comes more than once groups digits; a single comma is
 * decimal. False when it is no number. */
bool compare_read_number(struct arena *arena, const char *words, const char *unit, double *number);

/* |given - meant| <= tolerance, with an allowance for binary fractions of a billionth of `meant`. */
bool compare_numbers(double given, double meant, double tolerance);

#endif
