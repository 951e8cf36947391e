/* events.h - what the commands about events share. */
#ifndef NEXUS_EVENTS_H
#define NEXUS_EVENTS_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "domain/measure/store.h"

struct events_command {
    struct arena *arena;
    const struct config *config;
    struct store *store;
    const char *zone; /* of the academy */
    char **words;     /* behind the verb */
    int count;
};

/* events.c: folds all and makes all days, saying on standard error how far it is. False on failure (logged). */
bool events_fold(struct store *store, const char *zone);

/* events_export.c: `nexus events export FROM TO FILE`; the exit status. */
int events_export(struct events_command *command);

#endif
