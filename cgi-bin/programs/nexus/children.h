/* children.h - the processes of a running academy: start, restart with back-off, replace by a new binary, stop.
 *
 * One struct child is one place that has to be filled (learner 1, learner 2, nginx ...). While a binary is replaced, two
 * processes share the place: the fresh one must stay up for a moment before the old one is told to end. */
#ifndef NEXUS_CHILDREN_H
#define NEXUS_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { CHILDREN_MOST = 80 };

struct child {
    const char *name;
    char **argv;         /* argv[0] is the path; ended by NULL */
    const char *leftover; /* a socket of its own that a killed one leaves and that would keep it from starting; NULL: none */
    int listener;        /* passed on under its own number; -1: none */
    bool as_root;        /* keeps root rights, if the master has them: nginx, for ports below 1024 */
    pid_t pid;           /* 0: not running */
    pid_t fresh, old;    /* of a replacement under way; 0: none */
    int64_t started_at;  /* microseconds of the steady clock, as all that follow */
    int64_t start_at;    /* when to start it again; 0: now */
    int64_t settled_at;  /* when `fresh` has proved itself */
    int64_t kill_at;     /* when `old` has had its time */
    int64_t pause;       /* back-off before the next start */
    int failures;        /* quick deaths in a row */
};

struct children {
    struct child list[CHILDREN_MOST];
    size_t count;
    int log;             /* their standard output and error */
    uid_t user;          /* whom they run as, when the master is root */
    gid_t group;
    bool ending;         /* the academy stops: nothing is started any more */
};

/* Adds a place to fill; what it is given must live as long as the children. NULL when all are taken. */
struct child *children_add(struct children *children, const char *name, char **argv, int listener);

/* Starts what is due, promotes fresh processes, kills what was told to end and did not. Call it often. */
void children_tick(struct children *children);

/* Takes note that a process ended. False when it was none of these. */
bool children_reaped(struct children *children, pid_t pid, int status);

/* Starts to replace a program by its binary on disk. One with a socket is told to end only when its successor has stayed up
 * for a moment; others are told at once. */
void child_replace(struct child *child, const struct children *children);

/* Sends a signal to every process of a child, or of all. */
void child_signal(const struct child *child, int number);
void children_signal(const struct children *children, int number);

/* Whether any process is left; whether a replacement is under way; whether something waits for its time. */
bool children_alive(const struct children *children);
bool children_changing(const struct children *children);
bool children_waiting(const struct children *children);

#endif
