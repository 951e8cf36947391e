/* identify.c - from cookie to person, language and limits. The first hook of every request. */
#include "programs/site/site.h"

#include "core/base/secret.h"
#include "core/view/locale.h"
#include "core/web/program.h"
#include "domain/account/session.h"
#include "domain/account/throttle.h"

#include <arpa/inet.h>
#include <string.h>

/* Kept for site_afterwards; one request at a time in a thread. */
static _Thread_local struct session session_now;

/* What was chosen in this browser, else what the account says, else what the browser asks for. */
static const char *language_of(struct request *request, const char *of_account)
{
    const char *cookie = request_cookie(request, "language");
    if (locale_known(cookie))
        return cookie;
    if (of_account != NULL && locale_known(of_account))
        return of_account;
    return locale_accept(request_header(request, "ACCEPT_LANGUAGE"), request->config->language);
}

void site_identify(struct request *request)
{
    const char *token = request_cookie(request, "session");
    session_now = (struct session){0}; /* the one before was somebody else's */
    if (token != NULL && session_find(request->arena, request->db, token, request->now, &session_now)) {
        request->identity = (struct identity){.user_id = session_now.user_id,
                                              .session_id = session_now.id,
                                              .acting_id = session_now.acting_id,
                                              .roles = session_now.roles,
                                              .name = session_now.name,
                                              .email = session_now.email,
                                              .avatar = session_now.avatar,
                                              .time_zone = session_now.time_zone,
                                              .verified = session_now.verified,
                                              .uncounted = session_now.uncounted,
                                              .token = token};
        request->language = language_of(request, session_now.language);
        return;
    }
    request->identity = (struct identity){.token = request_cookie(request, "visitor"), .name = "", .email = "", .time_zone = "UTC"};
    request->language = language_of(request, NULL);
}

void site_afterwards(struct request *request)
{
    site_track_view(request);
    session_touch(request->db, &session_now, request->now);
}

/* Counted per account, or per address (hashed) for visitors; an IPv6 network of 64 bits counts as one. */
bool site_within_rate(struct request *request, int *retry_seconds)
{
    const struct route *route = request->route;
    const char *who = arena_printf(request->arena, "user %lld", (long long)request->identity.user_id);
    if (request->identity.user_id == 0)
        who = secret_sign(request->arena, request->config, "address", site_network(request->arena, request->address));
    const char *name = arena_printf(request->arena, "rate %s %s %s", route->method, route->path, who);
    if (db_begin_write(request->db) != DB_OK)
        return false;
    int64_t count = throttle_count(request->db, name, route->rate.seconds, request->now), until = request->now;
    throttle_look(request->db, name, request->now, &until);
    db_end(request->db, true);
    *retry_seconds = (int)(until - request->now);
    return count > 0 && count <= route->rate.count && db_begin_read(request->db);
}

/* Read as numbers: what is left out of an address as written may stand anywhere in it. */
char *site_network(struct arena *arena, const char *address)
{
    struct in6_addr six;
    if (inet_pton(AF_INET6, address, &six) != 1 || IN6_IS_ADDR_V4MAPPED(&six))
        return arena_strdup(arena, address);
    return text_hex(arena, six.s6_addr, 8);
}

void site_sign_in(struct request *request, const char *token)
{
    request_set_cookie(request, "session", token, SESSION_SECONDS);
    request_set_cookie(request, "visitor", NULL, 0);
}

void site_sign_out(struct request *request)
{
    request_set_cookie(request, "session", NULL, 0);
}
