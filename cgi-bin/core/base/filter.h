/* filter.h - runs a helper that turns bytes into bytes: input on its standard input, result from its standard output.
 *
 * For work that is better done outside the process that answers pages: decoding what strangers send. */
#ifndef NEXUS_FILTER_H
#define NEXUS_FILTER_H

#include "core/base/arena.h"

#include <stddef.h>

/* Starts argv[0] (a path; ended by NULL; empty environment), writes `length` bytes of input and reads until it ends. Gives its
 * exit status; -1 when it couldn't start, was ended by a signal, took longer than `timeout_ms` or said more than `output_most`
 * bytes (it is then killed). *output is in the arena with a NUL behind. What it says on standard error goes to ours. */
int filter_run(struct arena *arena, const char *const *argv, const char *input, size_t length, size_t output_most, int timeout_ms,
               char **output, size_t *output_length);

#endif
