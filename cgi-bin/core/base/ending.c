/* ending.c - one flag and its handler. Called by the loops of the page programs and of the worker. */
#include "core/base/ending.h"

#include <stddef.h>

static volatile sig_atomic_t asked;

static void ask(int signal)
{
    (void)signal;
    asked = 1;
}

void ending_watch(sigset_t *open_signals)
{
    struct sigaction ending = {.sa_handler = ask}, ignored = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &ending, NULL);
    sigaction(SIGINT, &ignored, NULL);
    sigaction(SIGPIPE, &ignored, NULL);
    sigaction(SIGHUP, &ignored, NULL);
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGTERM);
    sigprocmask(SIG_BLOCK, &ours, open_signals);
    sigdelset(open_signals, SIGTERM);
}

bool ending_asked(void)
{
    return asked != 0;
}
