/* installation.h - what every command begins with: the configuration, the right user, the database. */
#ifndef NEXUS_INSTALLATION_H
#define NEXUS_INSTALLATION_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The configuration, or NULL after a sentence on standard error. Started as root for a data folder of another user, the
 * process goes on with that user's effective rights, so that no file in there becomes root's. `create` makes DATA. */
const struct config *installation_open(struct arena *arena, bool create);

/* The database of installation_open, rows in `arena`; NULL after a sentence on standard error when it is not there or of
 * another schema. */
struct db *installation_database(struct arena *arena, const struct config *config);

/* Applies missing migrations, saying each on standard output. False after a sentence on standard error. */
bool installation_migrate(struct arena *arena, const struct config *config);

/* The owner of the data folder: whom the programs run as. False when the folder can't be read. */
bool installation_owner(const struct config *config, uid_t *user, gid_t *group);

/* Takes the lock of the data folder, for as long as the process lives: one master, or one restore, at a time. False after a
 * sentence on standard error. */
bool installation_lock(struct arena *arena, const struct config *config);

/* The process id of the master that serves this data folder now; 0: none. */
pid_t installation_served_by(struct arena *arena, const struct config *config);

/* The path of a program of this installation, e.g. "learner"; NULL when it is not there. */
const char *installation_program(struct arena *arena, const struct config *config, const char *name);

#endif
