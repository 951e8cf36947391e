/* signin.h - slowing down guessing without locking the owner out.
 *
 * Failures are counted in buckets, and each bucket asks for a growing wait once its free tries are used up:
 *   - a device known to the account (a signed cookie of an earlier sign-in) has a bucket of its own and no other;
 *   - anybody else counts for (account, network), for the network, and (unless that network is known to the account) for the
 *     account.
 * So whoever guesses from everywhere makes strangers wait, never the owner at a usual place. Waits double from 10 seconds to
 * 15 minutes; counters start anew a day after their first failure. An address without account is counted just the same.
 * Names are keyed hashes: the table of throttles holds no address in clear. */
#ifndef NEXUS_SIGNIN_H
#define NEXUS_SIGNIN_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

struct signin {
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const char *kind;    /* "password" or "code": each is counted apart */
    const char *email;   /* lower case */
    const char *network; /* of the browser */
    const char *device;  /* its device cookie, or NULL */
    int64_t now;
};

/* Seconds until the next try is allowed; 0: now. */
int64_t signin_wait(const struct signin *signin);

/* Counts a failure in all its buckets. Needs a write transaction, which the caller commits. */
void signin_failed(const struct signin *signin);

/* Forgets the failures of this device or (account, network), and remembers the network as known for 90 days. Needs a write
 * transaction. Gives the value for the device cookie. */
const char *signin_succeeded(const struct signin *signin);

enum { SIGNIN_DEVICE_SECONDS = 365 * 86400 };

#endif
