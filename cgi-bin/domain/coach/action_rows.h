/* action_rows.h - what the files of actions share; nobody else includes it. */
#ifndef NEXUS_COACH_ACTION_ROWS_H
#define NEXUS_COACH_ACTION_ROWS_H

#include "domain/coach/action.h"
#include "domain/coach/compose.h"

/* The kinds that change something, and how. `check` gives the sentence why it can't be, or NULL; `arguments` may get what the
 * card shows. `act` and `take_back` do it. */
struct action_kind {
    const char *name;
    const char *(*check)(struct arena *arena, struct db *db, const struct action_asker *asker, cJSON *arguments);
    enum db_result (*act)(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t *result_id);
    enum db_result (*take_back)(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t result_id);
    char *(*tell)(struct arena *arena, const struct action_asker *asker, const cJSON *arguments);
};

/* NULL: no such kind. */
const struct action_kind *action_kind_of(const char *name);

/* A sentence in the asker's language. */
const char *action_words(const struct action_asker *asker, const char *english);

#endif
