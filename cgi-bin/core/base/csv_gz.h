/* csv_gz.h - csv.h over a file that may be gzipped. Apart from csv.h, so that only programs that use it link zlib (those
 * that answer pages do not). */
#ifndef NEXUS_CSV_GZ_H
#define NEXUS_CSV_GZ_H

#include "core/base/csv.h"

/* A reader of a file, gzipped or plain; NULL with errno set when it can't be opened. A damaged or cut gzip stream ends in
 * CSV_UNREADABLE. The caller frees it. */
struct csv *csv_gz_open(const char *path);

/* Whether the file can be read to its end, and what was gzipped is whole: read once, for whoever must not begin with a part. Plain text
 * is what it is. */
bool csv_gz_whole(const char *path);

#endif
