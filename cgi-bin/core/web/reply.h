/* reply.h - the one place that writes status, headers and body, after the last thing that can fail. */
#ifndef NEXUS_REPLY_H
#define NEXUS_REPLY_H

#include "core/web/io.h"
#include "core/web/request.h"

struct stream;

struct reply {
    enum http_status status;
    struct text headers;       /* what handlers added, "Name: value\r\n" lines */
    const char *type;
    const char *body;
    size_t length;
    const char *cache;         /* Cache-Control, or NULL for the default */
    const char *location;
    const char *file;          /* a name below DATA, sent by the web server */
    const char *channel;       /* what the web server sends from now on: live events; NULL: none */
    struct text pending_cookies; /* sent only below status 400 */
    enum http_status (*speak)(struct request *request, struct stream *stream, void *context); /* see stream.h; NULL: a whole answer */
    void *speak_context;
};

/* Writes the whole answer. The body is left out for HEAD. */
void reply_write(struct request *request, const struct io *io);

/* The cookie's name on the wire: with the prefix that ties it to this host over TLS. */
const char *reply_cookie_name(struct arena *arena, const char *name);

#endif
