/* hook.h - posting JSON to a web address that an admin named: the incoming webhook of a chat, or a program of their own. Only the worker
 * calls hook_post (libcurl); pages look at addresses before they are kept. */
#ifndef NEXUS_HOOK_H
#define NEXUS_HOOK_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>
#include <sys/socket.h>

enum { HOOK_ADDRESS_MOST = 500 };

/* Whether a recipient is a web address (https:// or http://) and not one of mail. */
bool hook_is_address(const char *recipient);

/* The setting `hook_private`: addresses of the own network, too, and http. */
bool hook_private(const struct config *config);

/* Whether a web address may be kept: https with a host, no name or password before it, no spaces or quotes, HOOK_ADDRESS_MOST at most. With
 * `private` also http. */
bool hook_address_fits(const char *address, bool private);

/* What people are shown of it, since whoever knows a webhook's address may use it: "https://hooks.example/…". Others as they are. */
char *hook_shown(struct arena *arena, const char *recipient);

/* Whether a network address belongs to the public internet: not loopback, private, link-local, shared, multicast, nor one of these within
 * IPv6 (RFC 6890). */
bool hook_is_public(const struct sockaddr *address);

/* Posts it as application/json; true for an answer of 200 to 299, else the reason in *problem (never the address). Nothing is followed, proxies
 * are not asked; only public addresses are connected to, whatever the name server says, unless hook_private says otherwise. */
bool hook_post(struct arena *arena, const struct config *config, const char *address, const char *json, const char **problem);

#endif
