/* children.c - keeps the processes of an academy running. Called by the loop of master.c only. */
#include "programs/nexus/children.h"

#include "core/base/clock.h"
#include "core/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECOND = 1000000, STEADY = 2 * SECOND, PAUSE_LEAST = SECOND / 4, PAUSE_MOST = 5 * SECOND };
enum { PROOF = SECOND / 2, DRAIN_MOST = 10 * SECOND };

struct child *children_add(struct children *children, const char *name, char **argv, int listener)
{
    if (children->count == CHILDREN_MOST)
        return NULL;
    struct child *child = &children->list[children->count++];
    *child = (struct child){.name = name, .argv = argv, .listener = listener};
    return child;
}

/* The rights a process gets: all of root's for nginx (it gives them up itself), else those of the data folder's owner. */
static bool take_rights(const struct child *child, const struct children *children)
{
    if (getuid() != 0)
        return true;
    if (seteuid(0) != 0)
        return false;
    if (child->as_root || children->user == 0)
        return setegid(getgid()) == 0;
    return setgroups(1, &children->group) == 0 && setresgid(children->group, children->group, children->group) == 0 &&
           setresuid(children->user, children->user, children->user) == 0;
}

/* A process group of its own, because Ctrl-C goes to the whole group of the terminal and would cut requests short. */
_Noreturn static void become(const struct child *child, const struct children *children, pid_t master)
{
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(children->log, STDOUT_FILENO);
    dup2(children->log, STDERR_FILENO);
    if (child->listener >= 0)
        fcntl(child->listener, F_SETFD, 0);
    bool ready = take_rights(child, children);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* after the change of user, which clears it */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (ready && getppid() == master)
        execv(child->argv[0], child->argv);
    log_error("a program can't be started", "program", child->argv[0], "reason", strerror(errno), NULL);
    _exit(127);
}

static pid_t spawn(const struct child *child, const struct children *children)
{
    pid_t master = getpid(), pid = fork();
    if (pid == 0)
        become(child, children, master);
    if (pid < 0)
        log_error("no process for a program", "program", child->name, "reason", strerror(errno), NULL);
    else
        setpgid(pid, pid);
    return pid < 0 ? 0 : pid;
}

/* Without a socket there is one process at a time: the old one may hold a lock until it has finished. */
static void start_when_due(struct child *child, const struct children *children, int64_t now)
{
    bool waits = child->listener < 0 && child->old != 0;
    if (child->pid != 0 || waits || now < child->start_at)
        return;
    if (child->leftover != NULL)
        unlink(child->leftover);
    child->pid = spawn(child, children);
    child->started_at = now;
    child->start_at = child->pid == 0 ? now + PAUSE_MOST : 0;
}

/* The fresh process has stayed up: it takes the place, the other one finishes what it is at. */
static void promote_when_settled(struct child *child, int64_t now)
{
    if (child->fresh == 0 || now < child->settled_at)
        return;
    child->old = child->pid;
    child->pid = child->fresh;
    child->fresh = 0;
    child->started_at = now - PROOF;
    child->kill_at = now + DRAIN_MOST;
    if (child->old != 0)
        kill(child->old, SIGTERM);
}

void children_tick(struct children *children)
{
    int64_t now = clock_microseconds();
    for (size_t i = 0; i < children->count; i++) {
        struct child *child = &children->list[i];
        if (!children->ending) {
            promote_when_settled(child, now);
            start_when_due(child, children, now);
        }
        if (child->old != 0 && now >= child->kill_at)
            kill(child->old, SIGKILL);
    }
}

static const char *describe(char *words, size_t size, int status)
{
    if (WIFSIGNALED(status))
        snprintf(words, size, "killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(words, size, "ended with status %d", WEXITSTATUS(status));
    return words;
}

/* At once when it had been up for a while, else later and later: a broken program must not eat the machine. */
static void plan_restart(struct child *child, int status)
{
    char words[80];
    int64_t now = clock_microseconds();
    bool steady = now - child->started_at > STEADY;
    child->pid = 0;
    child->pause = steady ? 0 : child->pause == 0 ? PAUSE_LEAST : child->pause * 2;
    if (child->pause > PAUSE_MOST)
        child->pause = PAUSE_MOST;
    child->failures = steady ? 0 : child->failures + 1;
    child->start_at = now + child->pause;
    log_error("a program ended and is started again", "which", child->name, "how", describe(words, sizeof words, status), NULL);
}

static void forget_fresh(struct child *child, int status)
{
    char words[80];
    child->fresh = 0;
    log_error("the new binary does not stay up; the old process goes on", "which", child->name, "how",
              describe(words, sizeof words, status), NULL);
}

bool children_reaped(struct children *children, pid_t pid, int status)
{
    for (size_t i = 0; i < children->count; i++) {
        struct child *child = &children->list[i];
        if (pid != child->pid && pid != child->fresh && pid != child->old)
            continue;
        kill(-pid, SIGTERM); /* what it left behind, such as the workers of a killed nginx, which hold the port */
        if (pid == child->old)
            child->old = 0;
        else if (pid == child->fresh)
            forget_fresh(child, status);
        else if (children->ending)
            child->pid = 0;
        else
            plan_restart(child, status);
        return true;
    }
    return false;
}

void child_replace(struct child *child, const struct children *children)
{
    if (child->pid == 0)
        return;
    int64_t now = clock_microseconds();
    if (child->listener >= 0) {
        child->fresh = spawn(child, children);
        child->settled_at = now + PROOF;
        return;
    }
    kill(child->pid, SIGTERM);
    child->old = child->pid;
    child->kill_at = now + DRAIN_MOST;
    child->pid = 0; /* started again when that one has gone */
}

void child_signal(const struct child *child, int number)
{
    const pid_t pids[] = {child->pid, child->fresh, child->old};
    for (size_t i = 0; i < sizeof pids / sizeof *pids; i++)
        if (pids[i] > 0)
            kill(number == SIGKILL ? -pids[i] : pids[i], number);
}

void children_signal(const struct children *children, int number)
{
    for (size_t i = 0; i < children->count; i++)
        child_signal(&children->list[i], number);
}

bool children_alive(const struct children *children)
{
    for (size_t i = 0; i < children->count; i++) {
        const struct child *child = &children->list[i];
        if (child->pid != 0 || child->fresh != 0 || child->old != 0)
            return true;
    }
    return false;
}

bool children_changing(const struct children *children)
{
    for (size_t i = 0; i < children->count; i++)
        if (children->list[i].fresh != 0 || children->list[i].old != 0)
            return true;
    return false;
}

bool children_waiting(const struct children *children)
{
    for (size_t i = 0; i < children->count; i++)
        if (children->list[i].pid == 0)
            return true;
    return children_changing(children);
}
