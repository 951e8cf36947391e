/* funnel_list.h - the funnels that admins keep. For their pages and their API. */
#ifndef NEXUS_FUNNEL_LIST_H
#define NEXUS_FUNNEL_LIST_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/measure/funnel.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { FUNNEL_NAME_MOST = 100, FUNNELS_MOST = 200, FUNNEL_TWICE_SECONDS = 60 };

/* All of them, by name: [{id, name, steps: [{event, course, lesson}], window_minutes, visitors: bool, created_by (a name or null),
 * created_at, updated_at}]; one of them, NULL when there is none. */
cJSON *funnel_all(struct db *db);
cJSON *funnel_find(struct db *db, int64_t id);

/* The funnel of such a row; its texts are the row's. False when it is none (steps that no longer can be read). */
bool funnel_read(const cJSON *row, struct funnel *funnel);

/* Keeps a new one, changes one, deletes and puts back. Need the write transaction. DB_CONFLICT: there are FUNNELS_MOST. The same again by
 * the same person within FUNNEL_TWICE_SECONDS is the one that is there: they pressed twice. */
enum db_result funnel_add(struct arena *arena, struct db *db, const char *name, const struct funnel *funnel, int64_t user_id, int64_t now,
                          int64_t *id);
enum db_result funnel_change(struct arena *arena, struct db *db, int64_t id, const char *name, const struct funnel *funnel, int64_t now);
enum db_result funnel_delete(struct db *db, int64_t id, int64_t now);
enum db_result funnel_restore(struct db *db, int64_t id, int64_t now);

/* Beginnings to take over: {name, means, minutes, steps}, ended by one without name. Name and meaning are marked for translation. */
struct funnel_template {
    const char *key, *name, *means;
    int64_t minutes;
    bool visitors;
    const char *steps[FUNNEL_STEPS_MOST + 1]; /* ended by NULL */
};
extern const struct funnel_template funnel_templates[];
const struct funnel_template *funnel_template_find(const char *key);

#endif
