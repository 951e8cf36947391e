/* listeners.h - the unix sockets that the page programs answer on. The master holds them, so that a restart of a program
 * (or, with systemd, of the master) loses no connection. */
#ifndef NEXUS_LISTENERS_H
#define NEXUS_LISTENERS_H

#include "core/base/arena.h"
#include "core/base/config.h"

/* The listening socket of a program: the one systemd passed under this name (LISTEN_FDS, LISTEN_FDNAMES), else DATA/run/
 * NAME.sock, made anew with mode 0660. -1 with *problem (a sentence in the arena). Close-on-exec. Call it only while
 * holding the lock of the data folder. */
int listener_open(struct arena *arena, const struct config *config, const char *name, const char **problem);

/* Why nginx could not listen on this TCP port, as a sentence in the arena; NULL when it can. */
const char *listener_port_problem(struct arena *arena, int port);

/* Whether this machine speaks IPv6. */
bool listener_has_ipv6(void);

#endif
