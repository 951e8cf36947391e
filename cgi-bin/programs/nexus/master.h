/* master.h - the loop of a running academy: signals in, processes kept alive.
 *
 *   SIGTERM, SIGINT  stop: nginx finishes its requests, then the programs; at most 10 s (a second one: at once)
 *   SIGHUP           every program anew from the binary on disk, nginx reads its configuration again if that, or the
 *                   certificate, changed; no request fails
 *   SIGUSR1          the log files are opened again (after a rotation), the programs replaced as by SIGHUP */
#ifndef NEXUS_MASTER_H
#define NEXUS_MASTER_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "programs/nexus/children.h"

struct master {
    const struct config *config;
    struct arena *arena;
    struct children children;
    struct child *nginx;      /* NULL: another web server is in front */
    const char *log_path;
    void (*announce)(const struct master *master); /* called once, when the academy answers */
};

/* Blocks the signals that the loop waits for, so that none is lost before it runs. */
void master_catch_signals(void);

/* Opens the log file of the children (again). False when it can't be. */
bool master_open_log(struct master *master);

/* Runs until told to stop; the exit status: 0, or 1 when the academy did not come up. */
int master_run(struct master *master);

#endif
