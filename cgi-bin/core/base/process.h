/* process.h - runs a helper program (openssl, tar, rsvg-convert ...) to its end and hands back what it said. */
#ifndef NEXUS_PROCESS_H
#define NEXUS_PROCESS_H

#include "core/base/arena.h"

#include <stdbool.h>

enum { PROCESS_FAILED = -1 };

/* Starts argv[0] (looked up in PATH, ended by NULL) without a shell, gives it `input` (NULL: nothing; at most 64 kB) and
 * waits at most `seconds`. The exit status, or PROCESS_FAILED when it was not found, was killed or took too long. What it
 * wrote to standard output and standard error, at most 1 MB, goes to *output (NULL: thrown away). */
int process_run(struct arena *arena, const char *const *argv, const char *input, int seconds, char **output);

/* Whether PATH (and the folders of system programs, which an ordinary user's PATH leaves out) has a program of that name;
 * its path, or NULL. */
const char *process_find(struct arena *arena, const char *name);

#endif
