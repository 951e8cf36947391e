/* io.c - FCGX_* or getenv, stdin, stdout. FCGX_Accept_r does not do CGI itself, hence this file. */
#include "core/web/io.h"

#include <stdio.h>
#include <stdlib.h>

const char *io_variable(const struct io *io, const char *name)
{
    return io->fastcgi != NULL ? FCGX_GetParam(name, io->fastcgi->envp) : getenv(name);
}

char *io_read(const struct io *io, struct arena *arena, size_t length)
{
    char *body = arena_alloc_raw(arena, length + 1);
    size_t have = 0;
    while (have < length) {
        size_t got = io->fastcgi != NULL ? (size_t)FCGX_GetStr(body + have, (int)(length - have), io->fastcgi->in)
                                         : fread(body + have, 1, length - have, stdin);
        if (got == 0)
            return NULL;
        have += got;
    }
    body[length] = '\0';
    return body;
}

bool io_write(const struct io *io, const char *bytes, size_t length)
{
    if (io->fastcgi != NULL)
        return FCGX_PutStr(bytes, (int)length, io->fastcgi->out) == (int)length;
    return fwrite(bytes, 1, length, stdout) == length;
}

bool io_flush(const struct io *io)
{
    return (io->fastcgi != NULL ? FCGX_FFlush(io->fastcgi->out) : fflush(stdout)) == 0;
}
