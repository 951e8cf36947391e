/* setup.h - the first admin of a new academy: there is no default password, but a link that works once. */
#ifndef NEXUS_SETUP_H
#define NEXUS_SETUP_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdint.h>

/* The address of a fresh set-up link when there is no active admin, else NULL. Older ones end. Opens its own write transaction
 * unless one is open. Valid for 7 days; called by `nexus serve`. */
const char *setup_link(struct arena *arena, struct db *db, const struct config *config, int64_t now);

#endif
