/* master.c - waits for signals and for its children. Called by serve.c. See master.h for what each signal does. */
#include "programs/nexus/master.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "programs/nexus/nginx_config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECOND = 1000000, START_MOST = 20 * SECOND, NGINX_DRAIN = 4 * SECOND, STOP_MOST = 9 * SECOND };
enum { TICK_NANOSECONDS = 50 * 1000 * 1000, IDLE_SECONDS = 60, FAILURES_MOST = 3 };

enum phase { PHASE_STARTING, PHASE_RUNNING, PHASE_DRAINING, PHASE_ENDING };

struct loop {
    struct master *master;
    enum phase phase;
    int64_t phase_since;
    bool reload_wanted;
    int status;
};

static sigset_t waited_for(void)
{
    static const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaddset(&set, numbers[i]);
    return set;
}

void master_catch_signals(void)
{
    sigset_t set = waited_for();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

bool master_open_log(struct master *master)
{
    int log = open(master->log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (log < 0)
        return false;
    if (master->children.log > 0)
        close(master->children.log);
    master->children.log = log;
    return true;
}

static void enter(struct loop *loop, enum phase phase)
{
    loop->phase = phase;
    loop->phase_since = clock_microseconds();
}

static int64_t phase_age(const struct loop *loop)
{
    return clock_microseconds() - loop->phase_since;
}

/* SIGQUIT lets nginx finish what it is at; the programs are told when it has gone, for they are still needed. */
static void begin_stop(struct loop *loop)
{
    if (loop->phase >= PHASE_DRAINING) {
        children_signal(&loop->master->children, SIGKILL);
        return;
    }
    enter(loop, PHASE_DRAINING);
    loop->master->children.ending = true;
    if (loop->master->nginx != NULL)
        child_signal(loop->master->nginx, SIGQUIT);
}

/* Only when there is something new to read: a reload closes idle connections, and a request may be on its way in one. */
static void reload_nginx(const struct master *master)
{
    struct arena *arena = arena_new();
    const char *problem = NULL;
    bool changed = false;
    if (!nginx_config_write(arena, master->config, &changed, &problem))
        log_error("the web server keeps its configuration", "reason", problem, NULL);
    else if (changed)
        child_signal(master->nginx, SIGHUP);
    arena_free(arena);
}

static void begin_reload(struct loop *loop)
{
    struct master *master = loop->master;
    loop->reload_wanted = false;
    for (size_t i = 0; i < master->children.count; i++)
        if (&master->children.list[i] != master->nginx)
            child_replace(&master->children.list[i], &master->children);
    if (master->nginx != NULL)
        reload_nginx(master);
}

static void reopen_logs(struct loop *loop)
{
    if (!master_open_log(loop->master))
        log_error("the log can't be opened again", "path", loop->master->log_path, "reason", strerror(errno), NULL);
    if (loop->master->nginx != NULL)
        child_signal(loop->master->nginx, SIGUSR1);
    loop->reload_wanted = true;
}

static void take_signal(struct loop *loop, int number)
{
    switch (number) {
    case SIGTERM:
    case SIGINT:
        begin_stop(loop);
        break;
    case SIGHUP:
        loop->reload_wanted = true;
        break;
    case SIGUSR1:
        reopen_logs(loop);
        break;
    default: /* SIGCHLD: children are collected in any case */
        break;
    }
}

/* https://localhost:PORT/healthz, asked the way a visitor would. */
static bool answers(const struct master *master)
{
    if (master->nginx == NULL)
        return true;
    struct arena *arena = arena_new();
    const char *where = arena_printf(arena, "127.0.0.1:%d", master->config->port);
    const char *const argv[] = {"openssl", "s_client", "-quiet", "-connect", where, NULL};
    char *said = NULL;
    process_run(arena, argv, "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n", 3, &said);
    bool healthy = strstr(said, "HTTP/1.1 200") != NULL;
    arena_free(arena);
    return healthy;
}

static const struct child *hopeless(const struct children *children)
{
    for (size_t i = 0; i < children->count; i++)
        if (children->list[i].failures >= FAILURES_MOST)
            return &children->list[i];
    return NULL;
}

static void give_up(struct loop *loop, const struct child *culprit)
{
    const struct master *master = loop->master;
    if (culprit != NULL)
        fprintf(stderr, "nexus: %s does not stay up", culprit->name);
    else
        fprintf(stderr, "nexus: https://localhost:%d/healthz does not answer", master->config->port);
    fprintf(stderr, "; the last lines of %s and %s/log/nginx.log say why.\n", master->log_path, master->config->data);
    loop->status = 1;
    begin_stop(loop);
}

static void look_whether_up(struct loop *loop)
{
    const struct child *culprit = hopeless(&loop->master->children);
    if (culprit != NULL || phase_age(loop) > START_MOST) {
        give_up(loop, culprit);
    } else if (answers(loop->master)) {
        enter(loop, PHASE_RUNNING);
        loop->master->announce(loop->master);
    }
}

static void advance_stop(struct loop *loop)
{
    struct children *children = &loop->master->children;
    bool nginx_gone = loop->master->nginx == NULL || loop->master->nginx->pid == 0;
    if (loop->phase == PHASE_DRAINING && (nginx_gone || phase_age(loop) > NGINX_DRAIN)) {
        enter(loop, PHASE_ENDING);
        children_signal(children, SIGTERM);
    } else if (loop->phase == PHASE_ENDING && phase_age(loop) > STOP_MOST - NGINX_DRAIN) {
        children_signal(children, SIGKILL);
    }
}

static void advance(struct loop *loop)
{
    struct children *children = &loop->master->children;
    if (loop->phase == PHASE_STARTING)
        look_whether_up(loop);
    if (loop->phase >= PHASE_DRAINING)
        advance_stop(loop);
    if (loop->phase == PHASE_RUNNING && loop->reload_wanted && !children_changing(children))
        begin_reload(loop);
    children_tick(children);
}

static void collect(struct children *children)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        children_reaped(children, pid, status);
}

static void wait_a_moment(struct loop *loop)
{
    sigset_t set = waited_for();
    siginfo_t information;
    bool soon = loop->phase != PHASE_RUNNING || loop->reload_wanted || children_waiting(&loop->master->children);
    struct timespec longest = soon ? (struct timespec){.tv_nsec = TICK_NANOSECONDS} : (struct timespec){.tv_sec = IDLE_SECONDS};
    int number = sigtimedwait(&set, &information, &longest);
    if (number > 0)
        take_signal(loop, number);
}

int master_run(struct master *master)
{
    struct loop loop = {.master = master};
    enter(&loop, PHASE_STARTING);
    children_tick(&master->children);
    while (loop.phase < PHASE_DRAINING || children_alive(&master->children)) {
        wait_a_moment(&loop);
        collect(&master->children);
        advance(&loop);
    }
    return loop.status;
}
