/* main.c - the worker: sends mail, does jobs, keeps the database tidy. Started by the master, or every minute by cron with
 * --once on shared hosting. One runs at a time: a second one finds the lock taken and leaves. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "core/base/ending.h"
#include "core/base/log.h"
#include "core/store/migrate.h"
#include "domain/operate/setting.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PIECES_A_ROUND = 100, CALLS_SECONDS = 2, BEHIND_PAGES = 10 /* as nice(1) has it: whoever waits for a page comes first */ };

static bool lock(struct arena *arena, const struct config *config)
{
    int descriptor = open(config_data_path(arena, config, "run/worker.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    return descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0; /* held until the process ends */
}

/* One piece of work in an arena of its own; false when there is nothing to do. */
static bool do_piece(struct worker *worker, bool (*work)(struct worker *, int64_t))
{
    arena_own_json(worker->arena);
    db_use_arena(worker->db, worker->arena);
    bool done = work(worker, clock_now());
    arena_own_json(NULL);
    arena_reset(worker->arena);
    return done;
}

static bool heartbeat(struct worker *worker, int64_t now)
{
    static int64_t last;
    if ((now >= last && now - last < CLOCK_MINUTE) || db_begin_write(worker->db) != DB_OK) /* clocks are set back, too */
        return false;
    last = now;
    return db_end(worker->db, setting_set_integer(worker->db, "worker_seen", now) == DB_OK) == DB_OK;
}

/* Whoever is slow to answer is waited for once a round: then mail goes first again, and what people did is counted. */
static void do_calls(struct worker *worker)
{
    int64_t begun = clock_now();
    for (int i = 0; i < PIECES_A_ROUND && clock_now() - begun < CALLS_SECONDS && !ending_asked() && do_piece(worker, worker_call); i++)
        ;
}

static void do_round(struct worker *worker)
{
    do_piece(worker, heartbeat);
    for (int i = 0; i < PIECES_A_ROUND && !ending_asked() && do_piece(worker, worker_deliver); i++)
        ;
    do_calls(worker);
    for (int i = 0; i < PIECES_A_ROUND && !ending_asked() && do_piece(worker, worker_do_job); i++)
        ;
    for (int i = 0; i < PIECES_A_ROUND && !ending_asked() && do_piece(worker, worker_collect); i++)
        ;
}

static bool worker_open(struct worker *worker, struct arena *arena)
{
    const char *problem = NULL;
    worker->arena = arena_new();
    worker->config = config_load(arena, false, &problem);
    if (worker->config == NULL) {
        log_error("configuration", "reason", problem, NULL);
        return false;
    }
    if (!lock(arena, worker->config)) {
        log_note("another worker is at work", NULL);
        return false;
    }
    worker->db = db_open(worker->config->database, DB_SERVE);
    if (worker->db == NULL)
        return false;
    db_use_arena(worker->db, worker->arena);
    bool fits = migrate_version(worker->db) == migrate_newest(config_home_path(arena, worker->config, "db"));
    if (!fits)
        log_error("the database has another schema: run `nexus migrate`", NULL);
    return fits;
}

int main(int argc, char **argv)
{
    bool once = argc == 2 && strcmp(argv[1], "--once") == 0;
    log_program("worker");
    sigset_t open_signals;
    ending_watch(&open_signals);
    if (!once)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    setpriority(PRIO_PROCESS, 0, BEHIND_PAGES);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct arena *arena = arena_new();
    struct worker worker = {.once = once};
    if (!worker_open(&worker, arena))
        return once ? EXIT_SUCCESS : EXIT_FAILURE;
    worker_plan(&worker, clock_now());
    do
        do_round(&worker);
    while (!once && !ending_asked() && ppoll(NULL, 0, &(struct timespec){.tv_sec = 1}, &open_signals) >= -1 && !ending_asked());
    db_close(worker.db);
    arena_free(worker.arena);
    arena_free(arena);
    curl_global_cleanup();
    return EXIT_SUCCESS;
}
