/* measure.h - what `nexus measure` runs: each method of the analytics on a labelled set, its results as JSON (or CSV) on
 * standard output. For measure.c, which has the table, and the measure_*.c files of this folder. */
#ifndef NEXUS_MEASURE_H
#define NEXUS_MEASURE_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Each reads its files of `folder` and gives the results, owned by the arena (which has the JSON); NULL after a sentence on
 * standard error when a file is missing or damaged. */
cJSON *measure_stats(struct arena *arena, const char *folder);

/* Each reads one file and prints its predictions as CSV, progress on standard error; false after a sentence there. */
bool measure_forecast(const char *path);
bool measure_anomaly(const char *path);

#endif
