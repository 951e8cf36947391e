/* reply.c - headers of security and cache, then the body. Called by dispatch at the end of every request. */
#include "core/web/reply.h"

#include "core/base/file.h"
#include "core/base/log.h"

#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MOST = 64 * 1024 * 1024 };

static const char *reason_of(enum http_status status)
{
    switch (status) {
    case HTTP_OK: return "OK";
    case HTTP_NO_CONTENT: return "No Content";
    case HTTP_SEE_OTHER: return "See Other";
    case HTTP_NOT_MODIFIED: return "Not Modified";
    case HTTP_BAD_REQUEST: return "Bad Request";
    case HTTP_SIGN_IN: return "Unauthorized";
    case HTTP_FORBIDDEN: return "Forbidden";
    case HTTP_NOT_FOUND: return "Not Found";
    case HTTP_METHOD: return "Method Not Allowed";
    case HTTP_CONFLICT: return "Conflict";
    case HTTP_GONE: return "Gone";
    case HTTP_TOO_LARGE: return "Content Too Large";
    case HTTP_INVALID: return "Unprocessable Content";
    case HTTP_TOO_MANY: return "Too Many Requests";
    case HTTP_FAILED: return "Internal Server Error";
    case HTTP_UNAVAILABLE: return "Service Unavailable";
    case HTTP_FULL: return "Insufficient Storage";
    }
    return "Unknown";
}

/* Nothing inline, nothing from elsewhere. `data:` pictures are what Markdown may hold. */
static const char security_headers[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), microphone=(self), geolocation=(), payment=(), usb=()\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

const char *reply_cookie_name(struct arena *arena, const char *name)
{
    return arena_printf(arena, "__Host-%s", name);
}

static const char *cache_control(const struct request *request)
{
    if (request->reply->cache != NULL)
        return request->reply->cache;
    return request->identity.user_id != 0 || request->reply->status >= 400 ? "private, no-store" : "no-cache";
}

static void write_headers(struct request *request, struct text *head)
{
    struct reply *reply = request->reply;
    text_printf(head, "Status: %d %s\r\n", reply->status, reason_of(reply->status));
    if (reply->type != NULL)
        text_printf(head, "Content-Type: %s\r\n", reply->type);
    if (reply->location != NULL)
        text_printf(head, "Location: %s\r\n", reply->location);
    text_printf(head, "Cache-Control: %s\r\nVary: Accept, Accept-Language, Cookie\r\nX-Request-Id: %s\r\n",
                cache_control(request), request->id);
    text_append_bytes(head, security_headers, sizeof security_headers - 1);
    if (reply->status < 400)
        text_append_bytes(head, text_string(&reply->pending_cookies), reply->pending_cookies.length);
    text_append_bytes(head, text_string(&reply->headers), reply->headers.length);
}

/* Behind nginx the file is sent by it; elsewhere (Apache CGI) it is copied from here. */
static void attach_file(struct request *request, const struct io *io, struct text *head)
{
    struct reply *reply = request->reply;
    if (io_variable(io, "NEXUS_ACCEL") != NULL) {
        text_printf(head, "X-Accel-Redirect: /_data/%s\r\n", reply->file);
        return;
    }
    char *path = config_data_path(request->arena, request->config, reply->file);
    reply->body = file_read(request->arena, path, FILE_BYTES_MOST, &reply->length);
    if (reply->body != NULL)
        return;
    log_error("a file that was promised can't be read", "file", path, NULL);
    reply->status = HTTP_NOT_FOUND;
    reply->type = "text/plain";
    reply->body = "Not found\n";
    reply->length = strlen(reply->body);
}

/* A page goes out in one piece; a longer body is not copied for that. */
enum { IN_ONE_MOST = 1 << 20 };

void reply_write(struct request *request, const struct io *io)
{
    struct reply *reply = request->reply;
    struct text extra = text_in(request->arena), head = text_in(request->arena);
    if (reply->channel != NULL)
        text_printf(&extra, "X-Accel-Redirect: /_sub/%s\r\n", reply->channel);
    if (reply->file != NULL)
        attach_file(request, io, &extra);
    bool has_body = reply->body != NULL && strcmp(request->method, "HEAD") != 0, in_one = reply->length <= IN_ONE_MOST;
    text_reserve(&head, 1536 + (in_one ? reply->length : 0));
    write_headers(request, &head);
    text_append_bytes(&head, text_string(&extra), extra.length);
    if (reply->body != NULL)
        text_printf(&head, "Content-Length: %zu\r\n", reply->length);
    text_append_bytes(&head, "\r\n", 2);
    if (has_body && in_one)
        text_append_bytes(&head, reply->body, reply->length);
    if (!io_write(io, head.bytes, head.length) || (has_body && !in_one && !io_write(io, reply->body, reply->length)))
        log_note("the browser left before the answer", "path", request_logged_path(request), NULL);
}
