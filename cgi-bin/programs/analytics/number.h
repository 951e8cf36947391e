/* number.h - numbers as people type them, for thresholds and targets. */
#ifndef NEXUS_ANALYTICS_NUMBER_H
#define NEXUS_ANALYTICS_NUMBER_H

#include "core/web/request.h"

/* Reads "1234", "-12.5", "12,5", "1 234,5", and in English "1,234" and "1,234.5", as our own pages write them. False for all else: other
 * signs, exponents, hexadecimal numbers, words. */
bool number_read(const struct request *request, const char *text, double *value);

#endif
