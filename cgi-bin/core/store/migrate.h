/* migrate.h - numbered files db/NNNN-name.sql bring a database from any older schema to this program's.
 *
 * The schema's number is kept in the database (user_version). A program compares before it serves; only `nexus migrate`
 * (which `nexus serve` runs at its start) changes it. */
#ifndef NEXUS_MIGRATE_H
#define NEXUS_MIGRATE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>

/* The number of the newest file in `folder`; 0 when there is none. */
int migrate_newest(const char *folder);

/* The number the database is at. */
int migrate_version(struct db *db);

/* Applies what is missing up to `target` (0: all), each file in one transaction together with its number, and calls
 * `applied` (may be NULL) after each. A database newer than the files is refused. False with *problem (in the arena). */
bool migrate_apply(struct arena *arena, struct db *db, const char *folder, int target,
                   void (*applied)(const char *file), const char **problem);

#endif
