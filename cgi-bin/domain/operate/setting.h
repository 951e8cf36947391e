/* setting.h - single values of the installation, by name: when the worker was seen, whether the demo was made. */
#ifndef NEXUS_SETTING_H
#define NEXUS_SETTING_H

#include "core/store/database.h"

/* The value in the arena of the connection, NULL when it was never set. */
const char *setting_text(struct db *db, const char *name);
int64_t setting_integer(struct db *db, const char *name, int64_t fallback);

/* Needs a write transaction. */
enum db_result setting_set(struct db *db, const char *name, const char *value);
enum db_result setting_set_integer(struct db *db, const char *name, int64_t value);

#endif
