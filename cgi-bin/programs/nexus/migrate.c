/* migrate.c - `nexus migrate`. `nexus serve` does the same at its start. */
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>

int command_migrate(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, true);
    bool done = config != NULL && installation_migrate(arena, config);
    if (done)
        printf("The database %s is up to date.\n", config->database);
    arena_free(arena);
    return done ? 0 : 1;
}
