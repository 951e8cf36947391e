/* identify.c - from API key or cookie to person, language and limits. The first hook of every request. */
#include "programs/site/site.h"

#include "core/base/secret.h"
#include "core/view/locale.h"
#include "core/web/program.h"
#include "domain/account/api_key.h"
#include "domain/account/session.h"
#include "domain/account/throttle.h"
#include "programs/site/experiment.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* Changing requests of one key; the web server counts its reading ones with those of its address. */
static const struct rate key_rate = {120, 60};

/* Kept for site_afterwards; one request at a time in a thread. */
static _Thread_local struct session session_now;
static _Thread_local struct api_key key_now;

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

/* The token of "Authorization: Bearer ...", "" when there is none behind the word. NULL without that word: other schemes are not
 * ours, a proxy's perhaps. */
static const char *bearer_token(const struct request *request)
{
    const char *header = request_header(request, "AUTHORIZATION");
    size_t word = strlen("Bearer");
    if (header == NULL || strncasecmp(header, "Bearer", word) != 0 || (header[word] != ' ' && header[word] != '\0'))
        return NULL;
    return header + word + strspn(header + word, " ");
}

static const char *sentence_of(const struct request *request, enum api_key_state state)
{
    switch (state) {
    case API_KEY_REVOKED: return tr(request, "This API key was revoked.");
    case API_KEY_EXPIRED: return tr(request, "This API key has expired. Make a new one.");
    case API_KEY_SUSPENDED: return tr(request, "The account of this API key is suspended.");
    case API_KEY_UNKNOWN:
    case API_KEY_GOOD: break;
    }
    return tr(request, "This API key is not known here.");
}

/* Cookies that came along are not looked at: a key says all. */
static void identify_by_key(struct request *request, const char *token)
{
    enum api_key_state state = api_key_find(request->arena, request->db, token, request->now, &key_now);
    if (state == API_KEY_GOOD)
        request->identity = (struct identity){.user_id = key_now.user_id,
                                              .roles = key_now.roles,
                                              .name = key_now.name,
                                              .email = key_now.email,
                                              .avatar = key_now.avatar,
                                              .time_zone = key_now.time_zone,
                                              .verified = key_now.verified,
                                              .uncounted = key_now.uncounted,
                                              .key = key_now.prefix,
                                              .scopes = key_now.scopes};
    else
        request->identity = (struct identity){.key = "", .name = "", .email = "", .time_zone = "UTC"};
    request->language = language_of(request, state == API_KEY_GOOD ? key_now.language : NULL);
    request->sentence = state == API_KEY_GOOD ? NULL : sentence_of(request, state);
}

void site_identify(struct request *request)
{
    const char *token = request_cookie(request, "session"), *key = bearer_token(request);
    session_now = (struct session){0}; /* the one before was somebody else's */
    key_now = (struct api_key){0};
    experiment_begin();
    if (key != NULL) {
        identify_by_key(request, key);
        return;
    }
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
    experiment_afterwards(request);
    session_touch(request->db, &session_now, request->now);
    api_key_touch(request->db, &key_now, request->now);
}

/* Counts one more of `name`; false when that is too many, then *retry_seconds is at least as long as it takes. */
static bool count_one(struct request *request, const char *name, struct rate rate, int *retry_seconds)
{
    int64_t count = throttle_count(request->db, name, rate.seconds, request->now), until = request->now;
    throttle_look(request->db, name, request->now, &until);
    bool within = count > 0 && count <= rate.count;
    if (!within && until - request->now > *retry_seconds)
        *retry_seconds = (int)(until - request->now);
    return within;
}

static const char *route_counter(struct request *request)
{
    const struct route *route = request->route;
    const char *who = arena_printf(request->arena, "user %lld", (long long)request->identity.user_id);
    if (request->identity.user_id == 0)
        who = secret_sign(request->arena, request->config, "address", site_network(request->arena, request->address));
    return arena_printf(request->arena, "rate %s %s %s", route->method, route->path, who);
}

/* Counted per account, or per address (hashed) for visitors; an IPv6 network of 64 bits counts as one. A key counts by itself, too. */
bool site_within_rate(struct request *request, int *retry_seconds)
{
    bool within = true;
    if (db_begin_write(request->db) != DB_OK)
        return false;
    if (request->identity.key != NULL)
        within = count_one(request, arena_printf(request->arena, "key %s", request->identity.key), key_rate, retry_seconds);
    if (request->route->rate.count > 0)
        within = count_one(request, route_counter(request), request->route->rate, retry_seconds) && within;
    db_end(request->db, true);
    return within && db_begin_read(request->db);
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
