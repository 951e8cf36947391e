/* spool.h - where events wait for the worker: DATA/events/incoming, lines appended by any process with one write, taken away by
 * the worker. A page never waits for the event database; what was appended survives the death of its program. */
#ifndef NEXUS_SPOOL_H
#define NEXUS_SPOOL_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends whole lines (event_write_line). False with errno when they could not all be written: then none counts; EDQUOT when two GiB
 * wait already. Threads may call it. */
bool spool_append(const struct config *config, const char *lines, size_t length);

/* Bytes that wait, for the page that shows the queue. */
int64_t spool_waiting(struct arena *arena, const struct config *config);

/* Takes what waits, oldest first: calls `take` with each full line (NUL-terminated, may be cut up) and its position, which only
 * ever grows: (a file's number << 32) + offset; then `flush` when a file is at its end or `most` lines were taken since the last.
 * Files whose flush succeeded are removed. `after` is the largest position known to be stored. Gives the number of lines taken,
 * -1 when a flush failed (the file stays and is read again). A file that the disk or its rights keep from being read to its end is
 * renamed to unreadable-..., told of in the log, and what comes behind it is taken. Only one process may call it at a time. */
struct spool_reader {
    void *context;
    void (*take)(void *context, char *line, int64_t position);
    bool (*flush)(void *context, int64_t position);
};
int64_t spool_take(struct arena *arena, const struct config *config, int64_t after, int most, const struct spool_reader *reader);

#endif
