/* export.h - everything the database knows about a person, for that person.
 *
 * Complete by construction: each column that refers to a person is either exported or left out with a reason, in the two
 * tables of export.c; a unit test walks the schema and fails for a column that is in neither. */
#ifndef NEXUS_EXPORT_H
#define NEXUS_EXPORT_H

#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* {person: {...}, <table>: [rows], ...}, without secrets and their hashes. */
cJSON *export_person(struct db *db, int64_t user_id);

/* For the test: what is exported by which column, and what is left out and why. Ended by a row without table. */
struct export_column {
    const char *table, *column;
    const char *sql;    /* NULL: left out */
    const char *reason; /* why */
};
extern const struct export_column export_columns[];

#endif
