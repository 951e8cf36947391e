/* pool.c - a stack of idle connections behind a mutex; the one given back last is warm and is taken first.
 *
 * Called by serve_threads.c and, while an answer streams, by stream.c. */
#include "core/store/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_MOST = 32 };

struct pool {
    const char *path;
    enum db_mode mode;
    int most, open, idle;
    struct db *connections[POOL_MOST];
    pthread_mutex_t lock;
    pthread_cond_t given;
};

struct pool *pool_new(const char *path, enum db_mode mode, int most)
{
    assert(most > 0 && most <= POOL_MOST);
    struct pool *pool = calloc(1, sizeof *pool);
    assert(pool != NULL);
    pool->path = path;
    pool->mode = mode;
    pool->most = most;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->given, NULL);
    return pool;
}

/* Opening takes a moment: the others need not wait for it. */
static struct db *open_one(struct pool *pool)
{
    pool->open++;
    pthread_mutex_unlock(&pool->lock);
    struct db *db = db_open(pool->path, pool->mode);
    pthread_mutex_lock(&pool->lock);
    if (db == NULL)
        pool->open--;
    return db;
}

struct db *pool_take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->idle == 0 && pool->open == pool->most)
        pthread_cond_wait(&pool->given, &pool->lock);
    struct db *db = pool->idle > 0 ? pool->connections[--pool->idle] : open_one(pool);
    pthread_mutex_unlock(&pool->lock);
    return db;
}

void pool_give(struct pool *pool, struct db *db)
{
    if (db == NULL)
        return;
    db_end(db, false);
    db_use_arena(db, NULL);
    pthread_mutex_lock(&pool->lock);
    pool->connections[pool->idle++] = db;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

void pool_free(struct pool *pool)
{
    for (int i = 0; i < pool->idle; i++)
        db_close(pool->connections[i]);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->given);
    free(pool);
}
