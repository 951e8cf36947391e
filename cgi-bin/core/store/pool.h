/* pool.h - a few connections for many threads: a thread takes one for a short piece of work and gives it back.
 *
 * For programs that answer in threads. A connection costs a third of a megabyte, a thread that waits for a model needs none:
 * nobody keeps one while a peer speaks. */
#ifndef NEXUS_POOL_H
#define NEXUS_POOL_H

#include "core/store/database.h"

struct pool;

/* At most `most` connections to `path`, opened when they are first needed. */
struct pool *pool_new(const char *path, enum db_mode mode, int most);

/* A connection for this thread alone; waits while all are taken. NULL when none can be opened (logged). */
struct db *pool_take(struct pool *pool);

/* Gives it back; what was begun is rolled back. NULL is ignored. */
void pool_give(struct pool *pool, struct db *db);

/* Closes all; none may be taken. */
void pool_free(struct pool *pool);

#endif
