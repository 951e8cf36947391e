/* setup.c - `nexus setup`: a fresh set-up link for an academy without an admin, where nobody sees what `nexus serve` prints
 * (shared hosting, a link that has ended). */
#include "core/base/clock.h"
#include "domain/account/setup.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>

int command_setup(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, false);
    struct db *db = config == NULL ? NULL : installation_database(arena, config);
    const char *link = db == NULL ? NULL : setup_link(arena, db, config, clock_now());
    if (link != NULL)
        puts(link);
    else if (db != NULL)
        fprintf(stderr, "nexus: there is an admin already; `nexus user` makes another.\n");
    db_close(db);
    arena_free(arena);
    return link != NULL ? 0 : 1;
}
