/* dispatch.h - a request's way from its variables to its answer. */
#ifndef NEXUS_DISPATCH_H
#define NEXUS_DISPATCH_H

#include "core/web/io.h"
#include "core/web/program.h"

/* What a process has for all its requests. `db` is NULL, or `schema_fits` false, when the database is not there or of another
 * schema: then everything but /healthz is answered 503. */
struct service {
    const struct program *program;
    const struct config *config;
    struct db *db;
    bool schema_fits;
    struct arena *arena; /* reset after each request */
    struct pool *pool;   /* of a program with threads: `db` is taken from it for each request; NULL: `db` is kept */
};

/* Answers one request. */
void dispatch(struct service *service, const struct io *io);

#endif
