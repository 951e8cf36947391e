/* signin.c - the buckets of signin.h. Called by the pages that take a password or a code. */
#include "domain/account/signin.h"

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "domain/account/throttle.h"

#include <string.h>

enum { WAIT_FIRST = 10, WAIT_MOST = 15 * 60, BUCKETS = 3 };

struct bucket {
    const char *name;
    int free; /* failures before the first wait */
};

static char *named(const struct signin *signin, const char *purpose, const char *who)
{
    const char *hash = secret_sign(signin->arena, signin->config, "signin", who);
    return arena_printf(signin->arena, "signin %s %s %.32s", signin->kind, purpose, hash);
}

static char *pair(const struct signin *signin, const char *with)
{
    return arena_printf(signin->arena, "%s\n%s", signin->email, with);
}

static char *network_mark(const struct signin *signin)
{
    return arena_printf(signin->arena, "known %.32s", secret_sign(signin->arena, signin->config, "known", pair(signin, signin->network)));
}

static char *device_signature(const struct signin *signin, const char *nonce)
{
    return secret_sign(signin->arena, signin->config, "device", pair(signin, nonce));
}

/* "<nonce>.<signature over address and nonce>" */
static bool device_known(const struct signin *signin)
{
    const char *dot = signin->device == NULL ? NULL : strchr(signin->device, '.');
    if (dot == NULL)
        return false;
    const char *nonce = arena_strndup(signin->arena, signin->device, (size_t)(dot - signin->device));
    return secret_equal(dot + 1, device_signature(signin, nonce));
}

static int buckets_of(const struct signin *signin, struct bucket buckets[BUCKETS])
{
    if (device_known(signin)) {
        buckets[0] = (struct bucket){named(signin, "device", pair(signin, signin->device)), 5};
        return 1;
    }
    buckets[0] = (struct bucket){named(signin, "pair", pair(signin, signin->network)), 5};
    buckets[1] = (struct bucket){named(signin, "network", signin->network), 30};
    if (throttle_look(signin->db, network_mark(signin), signin->now, NULL) > 0)
        return 2;
    buckets[2] = (struct bucket){named(signin, "account", signin->email), 10};
    return 3;
}

static char *wait_name(const struct signin *signin, const struct bucket *bucket)
{
    return arena_printf(signin->arena, "%s wait", bucket->name);
}

int64_t signin_wait(const struct signin *signin)
{
    struct bucket buckets[BUCKETS];
    int count = buckets_of(signin, buckets);
    int64_t longest = 0;
    for (int i = 0; i < count; i++) {
        int64_t until = signin->now;
        throttle_look(signin->db, wait_name(signin, &buckets[i]), signin->now, &until);
        if (until - signin->now > longest)
            longest = until - signin->now;
    }
    return longest;
}

static int64_t wait_after(int64_t failures, int free)
{
    int64_t over = failures - free;
    if (over <= 0)
        return 0;
    int64_t wait = over > 10 ? WAIT_MOST : (int64_t)WAIT_FIRST << (over - 1);
    return wait > WAIT_MOST ? WAIT_MOST : wait;
}

void signin_failed(const struct signin *signin)
{
    struct bucket buckets[BUCKETS];
    int count = buckets_of(signin, buckets);
    for (int i = 0; i < count; i++) {
        int64_t failures = throttle_count(signin->db, buckets[i].name, CLOCK_DAY, signin->now);
        int64_t wait = wait_after(failures, buckets[i].free);
        if (wait > 0)
            throttle_hold(signin->db, wait_name(signin, &buckets[i]), wait, signin->now);
    }
}

const char *signin_succeeded(const struct signin *signin)
{
    struct bucket buckets[BUCKETS];
    buckets_of(signin, buckets);
    throttle_forget(signin->db, buckets[0].name);
    throttle_forget(signin->db, wait_name(signin, &buckets[0]));
    throttle_hold(signin->db, network_mark(signin), 90 * CLOCK_DAY, signin->now);
    if (device_known(signin))
        return signin->device;
    const char *nonce = secret_token(signin->arena);
    return arena_printf(signin->arena, "%s.%s", nonce, device_signature(signin, nonce));
}
