/* serve.h - what the two ways of serving a socket share: one request at a time (serve.c), or a thread a request
 * (serve_threads.c). */
#ifndef NEXUS_SERVE_H
#define NEXUS_SERVE_H

#include "core/web/dispatch.h"

#include <signal.h>

/* Configuration, templates and arena of a service; the database is opened by the caller. False: logged. */
bool service_open(struct service *service, const struct program *program, struct arena *arena);

/* Whether a connection finds the schema that this program knows. */
bool service_schema_fits(struct arena *arena, const struct config *config, struct db *db);

/* Makes the listener pollable by several processes; the epoll descriptor, -1 (logged) when it can't be. */
int serve_listen(int listener);

/* Waits for a connection or the end; -1 at the end. */
int serve_next(int poll, int listener, const sigset_t *open_signals);

/* Answers the request of a connection. */
void serve_connection(struct service *service, FCGX_Request *fastcgi, int connection);

/* The loop of a program with threads; its exit status. `open_signals` as ending_watch gave it. */
int serve_threads(const struct program *program, int listener, const sigset_t *open_signals);

#endif
