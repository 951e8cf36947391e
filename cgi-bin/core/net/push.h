/* push.h - tells browsers that listen (server-sent events). The web server holds their connections: nginx with nchan, see
 * nginx/push.conf. The worker publishes; a page's program sends the browser to a channel (request_listen). Nobody may depend on it:
 * messages get lost at a reload, so who listens also asks for the whole state from time to time. */
#ifndef NEXUS_PUSH_H
#define NEXUS_PUSH_H

#include "core/base/config.h"

#include <stdbool.h>

/* Whether the web server takes messages: its socket is there. */
bool push_ready(const struct config *config);

/* Sends `json` as an event of this name to all who hear the channel (both words of a-z). Waits a fifth of a second at most for each step.
 * False when it was not taken: silently where push is off, otherwise logged, at most once a minute. */
bool push_publish(const struct config *config, const char *channel, const char *event, const char *json);

#endif
