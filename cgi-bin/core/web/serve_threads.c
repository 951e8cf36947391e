/* serve_threads.c - the loop of a program whose answers stream: the main thread accepts, each connection gets a thread of its
 * own that ends with it, and all share a few database connections.
 *
 * A thread costs a small stack and an arena, no process and no connection: hundreds may wait for a model at a time. At the
 * end, answers under way may finish for a while; then they are told to stop, and store what they have. */
#include "core/web/serve.h"

#include "core/base/log.h"
#include "core/store/pool.h"
#include "core/web/stream.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STACK_BYTES = 2 * 1024 * 1024 };
#else
enum { STACK_BYTES = 256 * 1024 };
#endif
/* Beside the streams there are short requests; descriptors: two sockets and two of the HTTP client a stream. */
enum { SHORT_REQUESTS = 64, CONNECTIONS = 4, DESCRIPTORS_A_STREAM = 4, DESCRIPTORS_MORE = 256, DRAIN_SECONDS = 8, STOP_SECONDS = 1 };

static struct {
    struct service service;
    int listener, running, most;
    pthread_mutex_t lock;
    pthread_cond_t ended;
} server = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};

static void *answer_connection(void *argument)
{
    struct service service = server.service;
    FCGX_Request fastcgi;
    service.arena = arena_new_small();
    if (FCGX_InitRequest(&fastcgi, server.listener, FCGI_FAIL_ACCEPT_ON_INTR) == 0) {
        serve_connection(&service, &fastcgi, (int)(intptr_t)argument);
        FCGX_Free(&fastcgi, 1);
    }
    arena_free(service.arena);
    pthread_mutex_lock(&server.lock);
    server.running--;
    pthread_cond_signal(&server.ended);
    pthread_mutex_unlock(&server.lock);
    return NULL;
}

/* Waits for a free place; what comes meanwhile waits in the socket's queue. */
static void start_thread(const pthread_attr_t *attributes, int connection)
{
    pthread_t thread;
    pthread_mutex_lock(&server.lock);
    while (server.running == server.most)
        pthread_cond_wait(&server.ended, &server.lock);
    server.running++;
    pthread_mutex_unlock(&server.lock);
    int code = pthread_create(&thread, attributes, answer_connection, (void *)(intptr_t)connection);
    if (code == 0)
        return;
    log_error("no thread for a request", "reason", strerror(code), NULL);
    close(connection);
    pthread_mutex_lock(&server.lock);
    server.running--;
    pthread_mutex_unlock(&server.lock);
}

/* Waits until all threads have ended, at most so many seconds. */
static void wait_for_threads(int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&server.lock);
    while (server.running > 0 && pthread_cond_timedwait(&server.ended, &server.lock, &until) == 0)
        ;
    pthread_mutex_unlock(&server.lock);
}

static void raise_limits(int streams)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)(streams * DESCRIPTORS_A_STREAM + DESCRIPTORS_MORE);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static bool prepare(const struct program *program, struct arena *arena)
{
    mallopt(M_ARENA_MAX, 2); /* hundreds of threads, little memory */
    raise_limits(program->streams_most);
    if (!service_open(&server.service, program, arena) || (program->begin != NULL && !program->begin(server.service.config)))
        return false;
    server.service.pool = pool_new(server.service.config->database, DB_SERVE, CONNECTIONS);
    struct db *db = pool_take(server.service.pool);
    server.service.schema_fits = db != NULL && service_schema_fits(arena, server.service.config, db);
    pool_give(server.service.pool, db);
    return true;
}

int serve_threads(const struct program *program, int listener, const sigset_t *open_signals)
{
    struct arena *arena = arena_new();
    pthread_attr_t attributes;
    if (!prepare(program, arena))
        return EXIT_FAILURE;
    server.listener = listener;
    server.most = program->streams_most + SHORT_REQUESTS;
    int poll = serve_listen(listener);
    if (poll < 0 || pthread_attr_init(&attributes) != 0 || pthread_attr_setstacksize(&attributes, STACK_BYTES) != 0 ||
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) != 0)
        return EXIT_FAILURE;
    for (int connection; (connection = serve_next(poll, listener, open_signals)) >= 0;)
        start_thread(&attributes, connection);
    wait_for_threads(DRAIN_SECONDS);
    stream_end_all();
    wait_for_threads(STOP_SECONDS);
    _exit(EXIT_SUCCESS); /* threads that still wait for a peer go with the process; what they had is stored */
}
