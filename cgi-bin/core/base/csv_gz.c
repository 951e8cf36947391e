/* csv_gz.c - zlib's file as a source of csv.h. See csv_gz.h. */
#include "core/base/csv_gz.h"

#include <errno.h>
#include <zlib.h>

static long read_gz(void *from, char *into, size_t room)
{
    int got = gzread(from, into, (unsigned)room), error = Z_OK;
    if (got <= 0)
        gzerror(from, &error); /* a stream that was cut gives 0 bytes and Z_BUF_ERROR */
    return error == Z_OK ? got : -1;
}

static void close_gz(void *from)
{
    gzclose(from);
}

struct csv *csv_gz_open(const char *path)
{
    errno = ENOMEM; /* zlib sets it only where the system did */
    gzFile file = gzopen(path, "rb");
    return file == NULL ? NULL : csv_new((struct csv_source){read_gz, close_gz, file});
}

bool csv_gz_whole(const char *path)
{
    static char buffer[65536];
    int got = 0, error = Z_OK;
    gzFile file = gzopen(path, "rbe");
    if (file == NULL)
        return false;
    while (gzdirect(file) == 0 && (got = gzread(file, buffer, sizeof buffer)) > 0)
        ;
    gzerror(file, &error);
    gzclose(file);
    return got == 0 && error == Z_OK;
}
