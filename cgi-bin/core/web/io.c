/* io.c - FCGX_* or getenv, stdin, stdout. FCGX_Accept_r does not do CGI itself, hence this file. */
#include "core/web/io.h"

#include <errno.h>
#include <fastcgi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

enum { BUFFERED_MOST = 8000, RECORD_MOST = 65528 };

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

static bool write_pieces(int descriptor, struct iovec *pieces, int count)
{
    while (count > 0) {
        ssize_t wrote = writev(descriptor, pieces, count);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        for (; count > 0 && (size_t)wrote >= pieces->iov_len; pieces++, count--)
            wrote -= (ssize_t)pieces->iov_len;
        if (count > 0) {
            pieces->iov_base = (char *)pieces->iov_base + wrote;
            pieces->iov_len -= (size_t)wrote;
        }
    }
    return true;
}

/* libfcgi hands a page over in pieces of 8 kB, and each wakes the web server. A page goes in one write: STDOUT records as the
 * FastCGI specification has them (section 3.3), the end record still comes from libfcgi. */
static bool write_records(const FCGX_Request *fastcgi, const char *bytes, size_t length)
{
    bool written = true;
    while (length > 0 && written) {
        size_t size = length < RECORD_MOST ? length : RECORD_MOST;
        unsigned char head[FCGI_HEADER_LEN] = {FCGI_VERSION_1, FCGI_STDOUT, (unsigned char)(fastcgi->requestId >> 8),
                                               (unsigned char)fastcgi->requestId, (unsigned char)(size >> 8), (unsigned char)size};
        struct iovec pieces[] = {{head, sizeof head}, {(void *)(uintptr_t)bytes, size}};
        written = write_pieces(fastcgi->ipcFd, pieces, 2);
        bytes += size;
        length -= size;
    }
    return written;
}

bool io_write(const struct io *io, const char *bytes, size_t length)
{
    if (io->fastcgi != NULL && length > BUFFERED_MOST)
        return io_flush(io) && write_records(io->fastcgi, bytes, length);
    if (io->fastcgi != NULL)
        return FCGX_PutStr(bytes, (int)length, io->fastcgi->out) == (int)length;
    return fwrite(bytes, 1, length, stdout) == length;
}

bool io_flush(const struct io *io)
{
    return (io->fastcgi != NULL ? FCGX_FFlush(io->fastcgi->out) : fflush(stdout)) == 0;
}

/* libfcgi waits for the web server to close first, in case something is left to read. After a request without a body nothing is,
 * and what was written stays readable behind a close. */
void io_finish(const struct io *io, bool read_whole)
{
    if (io->fastcgi == NULL) {
        io_flush(io);
        return;
    }
    int connection = io->fastcgi->ipcFd;
    if (read_whole)
        io->fastcgi->keepConnection = 1;
    FCGX_Finish_r(io->fastcgi);
    if (read_whole) {
        close(connection);
        io->fastcgi->ipcFd = -1;
    }
}
