/* program.h - what a program gives the core: its routes and its four hooks; and the one main loop they share. */
#ifndef NEXUS_PROGRAM_H
#define NEXUS_PROGRAM_H

#include "core/web/request.h"

struct program {
    const char *name;
    const struct route *routes;

    /* Finds out who asks, from the API key or the cookie; fills request->identity and language, and for a key that is not good
     * request->sentence. Runs on a read view. */
    void (*identify)(struct request *request);

    /* Adds the "site" object to the model, just before the page is rendered. */
    void (*furnish)(struct request *request);

    /* Counts a changing request against the route's rate and the key's. False when it is over; *retry_seconds says how long. */
    bool (*within_rate)(struct request *request, int *retry_seconds);

    /* After the answer has gone; NULL: nothing. May write; the request's headers are gone, too. */
    void (*afterwards)(struct request *request);

    /* More than 0: a thread a request (serve_threads.c), and at most this many answers that stream at a time. */
    int streams_most;

    /* Called once in the program's process before it serves; NULL: nothing. False: it can't work (logged). */
    bool (*begin)(const struct config *config);

    /* Templates of the pages for 403, 404, failures, and for words that were typed and sent after the session had ended (401). */
    const char *forbidden, *not_found, *failed, *signed_out;
};

/* main of a program: `--routes` prints the table; `--worker FD` serves FastCGI on a listening socket until SIGTERM; without
 * arguments it answers one request as plain CGI, or serves FastCGI when standard input is a socket. */
int program_main(const struct program *program, int argc, char **argv);

#endif
