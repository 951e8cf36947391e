/* arrive.c - what came in: the request's target, headers, cookies and body, taken from FastCGI or CGI and put into order.
 *
 * Called by dispatch, before anything is decided. Everything read here is from outside; see form.h for the parsers. */
#include "core/web/arrive.h"

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/web/form.h"
#include "core/web/reply.h"

#include <stdlib.h>
#include <string.h>

/* Files may be large; a tree of JSON takes twenty times its bytes, and answers and notes are small. */
enum { BODY_BYTES_MOST = 8 * 1024 * 1024, JSON_BODY_BYTES_MOST = 256 * 1024 };

/* The io of the request under way, for headers and cookies: one request at a time in a thread. */
static _Thread_local const struct io *current;

const char *request_header(const struct request *request, const char *name)
{
    return io_variable(current, arena_printf(request->arena, "HTTP_%s", name));
}

const char *request_cookie(const struct request *request, const char *name)
{
    const char *header = io_variable(current, "HTTP_COOKIE");
    return header == NULL ? NULL : form_cookie(request->arena, header, reply_cookie_name(request->arena, name));
}

static const char *variable_of(const struct io *io, const char *name, const char *fallback)
{
    const char *value = io_variable(io, name);
    return value == NULL || *value == '\0' ? fallback : value;
}

/* As variable, copied: libfcgi frees its own before what comes afterwards. */
static const char *kept_variable(const struct io *io, struct arena *arena, const char *name, const char *fallback)
{
    return arena_strdup(arena, variable_of(io, name, fallback));
}

/* An id from the web server is taken when it is plain hex, so that nothing foreign gets into the logs. */
static const char *request_id(const struct io *io, struct arena *arena)
{
    const char *given = io_variable(io, "REQUEST_ID");
    if (given != NULL && strlen(given) == 32 && strspn(given, "0123456789abcdef") == 32)
        return arena_strdup(arena, given);
    return arena_strndup(arena, secret_hash(arena, secret_token(arena)), 32);
}

/* What begins with /api/ is for programs: it answers JSON to all but those who ask for text - a browser's form, a stream of events. */
static bool asks_json(const char *path, const char *accept)
{
    if (accept != NULL && text_starts(accept, "application/json"))
        return true;
    return text_starts(path, "/api/") && (accept == NULL || strstr(accept, "text/") == NULL);
}

/* REQUEST_URI as the browser sent it: "/a%20b?c=d" -> path "/a b", query "c=d". */
bool arrive_target(struct request *request)
{
    const char *target = variable_of(current, "REQUEST_URI", "/");
    size_t length = strcspn(target, "?#");
    char *path = arena_strndup(request->arena, target, length);
    size_t decoded = form_decode(path, length, false);
    path[decoded] = '\0';
    request->query = target[length] == '?' ? target + length + 1 : "";
    request->path = path;
    if (decoded > 1 && path[decoded - 1] == '/')
        path[--decoded] = '\0';
    request->wants_json = asks_json(path, io_variable(current, "HTTP_ACCEPT"));
    return path[0] == '/' && utf8_valid(path, decoded);
}

struct request *arrive(struct service *service, const struct io *io)
{
    current = io;
    struct arena *arena = service->arena;
    struct request *request = arena_alloc(arena, sizeof *request);
    *request = (struct request){.arena = arena,
                                .db = service->db,
                                .config = service->config,
                                .program = service->program,
                                .id = request_id(current, arena),
                                .method = kept_variable(current, arena, "REQUEST_METHOD", "GET"),
                                .address = kept_variable(current, arena, "REMOTE_ADDR", ""),
                                .user_agent = kept_variable(current, arena, "HTTP_USER_AGENT", ""),
                                .language = service->config->language,
                                .now = clock_now()};
    request->model = cJSON_CreateObject();
    request->reply = arena_alloc(arena, sizeof *request->reply);
    request->reply->headers = text_in(arena);
    request->reply->pending_cookies = text_in(arena);
    return request;
}

static bool add_json_members(struct form *form, const cJSON *json)
{
    const cJSON *member;
    cJSON_ArrayForEach(member, json)
    {
        if (cJSON_IsString(member))
            form_add(form, member->string, member->valuestring, NULL);
        else if (cJSON_IsNumber(member))
            form_add(form, member->string, json_write(form->arena, member), NULL);
        else if (cJSON_IsTrue(member))
            form_add(form, member->string, "1", NULL);
        const cJSON *element;
        if (cJSON_IsArray(member))
            cJSON_ArrayForEach(element, member) if (cJSON_IsString(element))
                form_add(form, member->string, element->valuestring, NULL);
    }
    return cJSON_IsObject(json);
}

bool arrive_changes(const struct request *request)
{
    return strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0;
}

/* A beacon can't choose its type freely; it calls JSON text/plain. */
static bool body_is_json(const char *type, const struct json_body *wanted)
{
    return text_starts(type, "application/json") || (wanted != NULL && text_starts(type, "text/plain"));
}

static enum http_status read_body(struct request *request, struct form *form, const struct json_body *wanted)
{
    int64_t length = 0;
    const char *type = variable_of(current, "CONTENT_TYPE", "");
    const char *given = variable_of(current, "CONTENT_LENGTH", "0");
    bool is_json = body_is_json(type, wanted);
    int64_t json_most = wanted == NULL ? JSON_BODY_BYTES_MOST : wanted->most;
    if (!text_integer(given, 0, INT64_MAX, &length) || length > (is_json || wanted != NULL ? json_most : BODY_BYTES_MOST))
        return HTTP_TOO_LARGE;
    char *body = length == 0 ? arena_strdup(request->arena, "") : io_read(current, request->arena, (size_t)length);
    if (body == NULL)
        return HTTP_BAD_REQUEST;
    bool read = true;
    if (is_json) {
        request->json = json_read(request->arena, body, (size_t)length, &request->json_problem);
        read = request->json != NULL && add_json_members(form, request->json);
        if (!read && request->json_problem == NULL)
            request->json_problem = "It is no object.";
    } else if (text_starts(type, "multipart/form-data")) {
        read = form_read_multipart(form, type, body, (size_t)length);
    } else {
        read = form_read_urlencoded(form, body, (size_t)length);
    }
    return read ? HTTP_OK : HTTP_BAD_REQUEST;
}

/* Path parameters come first, so that a form can't pretend to be another path. */
enum http_status arrive_parameters(struct request *request, const struct route_match *match)
{
    struct form form = {.arena = request->arena};
    for (int i = 0; i < match->count; i++)
        form_add(&form, match->names[i], match->values[i], NULL);
    const struct json_body *wanted = match->route == NULL ? NULL : match->route->json;
    request->wants_json = request->wants_json || wanted != NULL;
    enum http_status status = form_read_urlencoded(&form, request->query, strlen(request->query)) ? HTTP_OK : HTTP_BAD_REQUEST;
    if (status == HTTP_OK && arrive_changes(request))
        status = read_body(request, &form, wanted);
    request->parameters = form.parameters;
    request->parameter_count = form.count;
    bool linked = !arrive_changes(request) && text_equal(request_text(request, "format"), "json"); /* a link can't ask for a type */
    request->wants_json = request->wants_json || linked;
    return status;
}

const char *arrive_variable(const char *name, const char *fallback)
{
    return variable_of(current, name, fallback);
}
