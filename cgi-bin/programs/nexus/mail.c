/* mail.c - `nexus mail flush`: what waits or failed is tried now. */
#include "core/base/clock.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "domain/outbox/outbox.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>

enum { WORKER_SECONDS = 300 };

/* A worker that is running finds the mail by itself; then this one ends at once. */
static int deliver(struct arena *arena, const struct config *config)
{
    const char *worker = installation_program(arena, config, "worker");
    char *said = NULL;
    if (worker == NULL || process_run(arena, (const char *const[]){worker, "--once", NULL}, NULL, WORKER_SECONDS, &said) != 0) {
        fprintf(stderr, "nexus: the worker failed: %s\n", said == NULL ? "it is not installed" : said);
        return 1;
    }
    return 0;
}

static int flush(struct arena *arena, const struct config *config)
{
    struct db *db = installation_database(arena, config);
    if (db == NULL)
        return 1;
    bool begun = db_begin_write(db) == DB_OK;
    int64_t count = begun ? outbox_flush(db, clock_now()) : 0;
    bool done = begun && db_end(db, db_failed(db) == DB_OK) == DB_OK;
    db_close(db);
    if (!done)
        return 1;
    printf("%lld messages are due now.\n", (long long)count);
    return deliver(arena, config);
}

int command_mail(int argc, char **argv)
{
    if (argc != 2 || !text_equal(argv[1], "flush")) {
        fprintf(stderr, "nexus: usage: nexus mail flush\n");
        return 2;
    }
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, false);
    int status = config == NULL ? 1 : flush(arena, config);
    arena_free(arena);
    return status;
}
