/* export.h - a course of the database as a folder in Nexus's own form: to edit elsewhere, keep in Git, or move. */
#ifndef NEXUS_CATALOG_EXPORT_H
#define NEXUS_CATALOG_EXPORT_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Writes the course `slug` into `folder`, which is made and must be empty. Importing it again changes nothing. False with
 * *problem, a sentence in the arena. Rows and JSON are put into `arena`. */
bool export_course(struct arena *arena, struct db *db, const struct config *config, const char *slug, const char *folder,
                   const char **problem);

/* All courses by slug: slug, title, kind, state, lessons, learners. */
cJSON *export_summaries(struct db *db);

#endif
