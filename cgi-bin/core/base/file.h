/* file.h - whole files in and out, and the folders they lie in. Failures are logged by the caller, errno is kept. */
#ifndef NEXUS_FILE_H
#define NEXUS_FILE_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* The content with a NUL behind, its length in *length (may be NULL); NULL when it can't be read, is no regular file or is
 * larger than `most` bytes (errno EFBIG). */
char *file_read(struct arena *arena, const char *path, size_t most, size_t *length);

/* Writes a file whole or not at all: temporary name, fsync, rename. Mode 0640. */
bool file_write(struct arena *arena, const char *path, const void *bytes, size_t length);

/* The same from whatever puts up to `room` bytes at a time into `into` and gives how many, 0 at the end. */
bool file_write_from(struct arena *arena, const char *path, size_t (*read)(void *from, char *into, size_t room), void *from);

/* mkdir -p with mode 0750; true when it is there afterwards. */
bool file_make_folder(const char *path);

bool file_exists(const char *path);

/* Whether `name` is a plain file name: no '/', not hidden, letters, digits and . _ - only. */
bool file_name_plain(const char *name);

/* Reads a stream to its end, at most `most` bytes (else NULL with errno EFBIG). */
char *file_read_all(struct arena *arena, int descriptor, size_t most, size_t *length);

#endif
