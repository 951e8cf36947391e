/* visitor.h - counting people who are not signed in, without a cookie and without knowing them. */
#ifndef NEXUS_VISITOR_H
#define NEXUS_VISITOR_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdint.h>

/* A number below 0 for whoever comes from this network with this browser today (UTC). It is a hash with the day's own random salt
 * (DATA/events/salt-<day>), which is deleted on the next day: then nobody, not even the academy, can tell again who it was, nor
 * join two days. 0 when there is no salt to be had (logged). Threads may call it. */
int64_t visitor_number(struct arena *arena, const struct config *config, const char *network, const char *user_agent, int64_t now);

#endif
