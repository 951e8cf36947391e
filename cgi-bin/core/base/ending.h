/* ending.h - how a program that serves is asked to end: SIGTERM, heard only while it waits, so that work is never cut. */
#ifndef NEXUS_ENDING_H
#define NEXUS_ENDING_H

#include <signal.h>
#include <stdbool.h>

/* Blocks SIGTERM and ignores what must not end the program (Ctrl-C reaches the whole group; the master decides).
 * *open_signals is the mask to wait with (epoll_pwait, ppoll). Once a process, before its threads. */
void ending_watch(sigset_t *open_signals);

/* Whether SIGTERM has come. */
bool ending_asked(void);

#endif
