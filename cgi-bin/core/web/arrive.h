/* arrive.h - reading a request: one at a time in a thread, its io is remembered for headers and cookies. */
#ifndef NEXUS_ARRIVE_H
#define NEXUS_ARRIVE_H

#include "core/web/dispatch.h"

#include <stdbool.h>

/* A request with what its variables say; path, query and parameters come with the two calls below. */
struct request *arrive(struct service *service, const struct io *io);

/* Takes path and query from the address as the browser sent it. False: it can't be one. */
bool arrive_target(struct request *request);

/* Takes the parameters of path, query and body, in this order, so that a form can't pretend to be another path. */
enum http_status arrive_parameters(struct request *request, const struct route_match *match);

/* Whether the method changes something: any but GET and HEAD. */
bool arrive_changes(const struct request *request);

/* A CGI variable of the request under way; the fallback when it is absent or empty. */
const char *arrive_variable(const char *name, const char *fallback);

#endif
