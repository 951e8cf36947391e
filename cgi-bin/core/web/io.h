/* io.h - the thin layer under which FastCGI and plain CGI are the same: parameters in, body in, answer out. */
#ifndef NEXUS_IO_H
#define NEXUS_IO_H

#include "core/base/arena.h"

#include <fcgiapp.h>
#include <stdbool.h>
#include <stddef.h>

struct io {
    FCGX_Request *fastcgi; /* NULL: plain CGI, environment and standard input and output */
};

/* A CGI variable, or NULL. */
const char *io_variable(const struct io *io, const char *name);

/* The body of `length` bytes; NULL when it comes short. */
char *io_read(const struct io *io, struct arena *arena, size_t length);

/* False when the browser has gone. */
bool io_write(const struct io *io, const char *bytes, size_t length);
bool io_flush(const struct io *io);

/* Ends the answer. `read_whole`: the request had no body, so that nothing of it can be left unread. */
void io_finish(const struct io *io, bool read_whole);

#endif
