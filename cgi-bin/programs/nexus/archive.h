/* archive.h - what a backup consists of; shared by `nexus backup` and `nexus restore`. */
#ifndef NEXUS_ARCHIVE_H
#define NEXUS_ARCHIVE_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>

/* The names in a backup, as in the data folder; ended by NULL. Database and key must be there, the others may be missing. The
 * database and the folder of the events' databases are copied to a stage first, the others are taken as they lie. */
enum { ARCHIVE_DATABASE, ARCHIVE_EVENTS, ARCHIVE_KEY };
extern const char *const archive_names[];

/* An empty folder of its own below DATA/temporary; NULL after a sentence on standard error. */
const char *archive_stage(struct arena *arena, const struct config *config, const char *purpose);
void archive_unstage(struct arena *arena, const char *stage);

/* Unpacks a backup into a stage and looks whether it is whole: the database sound and not newer than this program, the key
 * readable. False with *problem (a sentence in the arena). */
bool archive_unpack(struct arena *arena, const struct config *config, const char *file, const char *stage, const char **problem);

#endif
