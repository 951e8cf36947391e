/* dispatch.c - a request's way: read it, find its row, find out who asks, check all that the row says, call the handler,
 * end the transaction, render, reply.
 *
 * Called by serve for every request. A status below 400 commits, anything else rolls back; the answer is written only
 * after that, so that what was acknowledged is on disk. */
#include "core/web/dispatch.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/view/locale.h"
#include "core/view/page.h"
#include "core/store/pool.h"
#include "core/web/arrive.h"
#include "core/web/reply.h"
#include "core/web/stream.h"
#include "core/web/validate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Browsers say where a form was: another site is refused whatever its token says. */
static bool same_origin(const struct request *request)
{
    const char *site = request_header(request, "SEC_FETCH_SITE");
    if (site != NULL)
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    const char *origin = request_header(request, "ORIGIN");
    const char *host = request_header(request, "HOST");
    if (origin == NULL || host == NULL)
        return true; /* no browser; the token decides */
    const char *behind = strstr(origin, "://");
    return behind != NULL && strcmp(behind + 3, host) == 0;
}

static bool token_fits(struct request *request)
{
    if (request->route->no_token)
        return true;
    if (request->identity.token == NULL)
        return false;
    const char *given = request_header(request, "X_CSRF_TOKEN");
    if (given == NULL)
        given = request_text(request, "csrf");
    return secret_equal(given, request_form_token(request));
}

/* Whether the API key that was shown is meant for this. Without the scope for it, an admin's key is no admin's. */
static bool key_fits(struct request *request)
{
    struct identity *identity = &request->identity;
    if (identity->key == NULL)
        return true;
    int wanted = route_scope(request->route);
    const char *name = route_scope_name(wanted);
    if (wanted == 0) {
        request->sentence = tr(request, "This can't be done with an API key: sign in with a browser.");
    } else if ((identity->scopes & wanted) == 0) {
        request->sentence = arena_printf(request->arena, tr(request, "This API key was not made for that: it lacks the scope \"%s\"."), name);
        const char *challenge = arena_printf(request->arena, "Bearer error=\"insufficient_scope\", scope=\"%s\"", name);
        request_add_header(request, "WWW-Authenticate", challenge);
    }
    if ((identity->scopes & SCOPE_ADMIN) == 0 && wanted != SCOPE_ANALYTICS)
        identity->roles &= ~ROLE_ADMIN;
    return (identity->scopes & wanted) != 0;
}

static bool role_fits(const struct request *request)
{
    switch (request->route->who) {
    case WHO_ANYONE:
        return true;
    case WHO_USER:
        return request->identity.user_id != 0;
    case WHO_INSTRUCTOR:
        return (request->identity.roles & (ROLE_INSTRUCTOR | ROLE_ADMIN)) != 0;
    case WHO_ADMIN:
        return (request->identity.roles & ROLE_ADMIN) != 0;
    }
    return false;
}

/* Whether this is one of our forms with something that was typed into it. */
static bool brings_words(const struct request *request)
{
    if (!arrive_changes(request) || request->route->again == NULL || *request_text(request, "csrf") == '\0' || !same_origin(request))
        return false;
    for (const struct field *field = request->route->fields; field != NULL && field->name != NULL; field++)
        if ((field->kind == FIELD_TEXT || field->kind == FIELD_LINES) && *request_text(request, field->name) != '\0')
            return true;
    return false;
}

/* Where to come back to after signing in: this page, or for a form the page it stood on. On the way there words would be lost: they get a
 * page that can be loaded once more, when its reader has signed in. */
static enum http_status send_to_sign_in(struct request *request)
{
    if (request->wants_json || brings_words(request))
        return HTTP_SIGN_IN;
    const char *back = arrive_variable("REQUEST_URI", "/");
    if (arrive_changes(request)) {
        const char *referer = arrive_variable("HTTP_REFERER", "/");
        const char *behind = strstr(referer, "://");
        back = behind == NULL ? "/" : strchrnul(behind + 3, '/');
    }
    struct text path = text_in(request->arena);
    text_append(&path, "/signin?next=");
    text_append_url(&path, request_local_path(back, "/dashboard"));
    return request_redirect(request, text_string(&path));
}

static enum http_status check_rate(struct request *request)
{
    int seconds = 0;
    if ((request->route->rate.count == 0 && request->identity.key == NULL) || request->program->within_rate(request, &seconds))
        return HTTP_OK;
    request_add_header(request, "Retry-After", arena_printf(request->arena, "%d", seconds));
    return HTTP_TOO_MANY;
}

/* A browser sends its cookies for whoever makes it ask, but never a key: only cookies need origin and token. */
static enum http_status check_change(struct request *request)
{
    bool by_cookie = request->identity.key == NULL;
    if (by_cookie && !same_origin(request))
        return HTTP_FORBIDDEN;
    if (by_cookie && !token_fits(request))
        return request_refuse(request, NULL, tr(request, "This form was open for too long. Please send it once more."));
    enum http_status status = check_rate(request);
    if (status != HTTP_OK)
        return status;
    return validate_fields(request) ? HTTP_OK : HTTP_INVALID;
}

static enum http_status handle(struct request *request)
{
    if (!key_fits(request))
        return HTTP_FORBIDDEN;
    if (!role_fits(request))
        return request->identity.user_id == 0 ? send_to_sign_in(request) : HTTP_FORBIDDEN;
    if (arrive_changes(request)) {
        enum http_status status = check_change(request);
        if (status != HTTP_OK)
            return status;
    } else if (!validate_fields(request)) {
        const cJSON *first = request->errors->child;
        request->sentence = arena_printf(request->arena, "%s: %s", first->string, first->valuestring);
        request_give(request, "errors", request->errors);
        return HTTP_BAD_REQUEST;
    }
    request->template = request->route->template;
    if (!arrive_changes(request) && !request->wants_json) {
        request_give(request, "form", validate_form(request, request->route->handle, false));
        request_give_text(request, "problem", NULL);
    }
    return request->route->handle(request);
}

/* Commits or rolls back; what could not be committed did not happen. */
static enum http_status end_transaction(struct request *request, enum http_status status)
{
    bool wrote = db_is_writing(request->db);
    enum db_result ended = db_end(request->db, status < 400);
    if (ended != DB_OK && (wrote || status < 400))
        return request_result(request, ended);
    if (status < 400 && db_failed(request->db) != DB_OK)
        return request_failed(request);
    return status;
}

/* A refused form: its page once more, with what was typed and what is wrong. */
static enum http_status show_again(struct request *request)
{
    const struct route *route = request->route;
    request_give(request, "errors", request->errors != NULL ? request->errors : cJSON_CreateObject());
    request_give_text(request, "problem", json_string(request->errors, "form", NULL));
    request_give_bool(request, "marked", request->errors != NULL && json_member(request->errors, "form") == NULL);
    if (request->wants_json || route->again == NULL)
        return HTTP_INVALID;
    request_give(request, "form", validate_form(request, route->again, true));
    request->template = route->again_template != NULL ? route->again_template : route->template;
    if (!db_begin_read(request->db))
        return request_failed(request);
    enum http_status status = route->again(request);
    db_end(request->db, true);
    return status == HTTP_OK ? HTTP_INVALID : status;
}

static const char *message_for(const struct request *request, enum http_status status)
{
    switch (status) {
    case HTTP_BAD_REQUEST:
        return request->json_problem == NULL ? tr(request, "The address or the form could not be understood.")
                                             : arena_printf(request->arena, tr(request, "The JSON can't be read: %s"), request->json_problem);
    case HTTP_SIGN_IN: return tr(request, "Sign in first, or send an API key.");
    case HTTP_METHOD: return tr(request, "This address can't be used in this way.");
    case HTTP_FORBIDDEN: return tr(request, "Your account may not do this.");
    case HTTP_NOT_FOUND: return tr(request, "There is nothing at this address.");
    case HTTP_GONE: return tr(request, "This link has been used or is too old.");
    case HTTP_CONFLICT: return tr(request, "Somebody else changed this at the same time. Look at it again, then repeat.");
    case HTTP_TOO_LARGE: return tr(request, "That was too large.");
    case HTTP_INVALID: return tr(request, "Something in the form is not right.");
    case HTTP_TOO_MANY: return tr(request, "That was too often. Wait a moment, then try again.");
    case HTTP_UNAVAILABLE: return tr(request, "The academy is busy. Nothing was lost; try again in a moment.");
    case HTTP_FULL:
        return tr(request, "The server has no space left, so nothing was changed. What you saved before is safe. "
                           "Please tell the academy.");
    default: return tr(request, "Something went wrong on our side. It has been written down.");
    }
}

/* The page of an error; the model of an error asked for as JSON. */
static void prepare_failure(struct request *request, enum http_status status)
{
    request_give_integer(request, "status", status);
    request_give_bool(request, "ours", status >= 500);
    request_give_text(request, "message", request->sentence != NULL ? request->sentence : message_for(request, status));
    request_give_text(request, "request_id", request->id);
    const struct program *program = request->program;
    request->template = status == HTTP_NOT_FOUND || status == HTTP_GONE ? program->not_found
                        : status == HTTP_FORBIDDEN                      ? program->forbidden
                        : status == HTTP_SIGN_IN                        ? program->signed_out
                                                                        : program->failed;
    if (status == HTTP_UNAVAILABLE)
        request_add_header(request, "Retry-After", "2");
    if (status == HTTP_SIGN_IN) /* RFC 6750, section 3 */
        request_add_header(request, "WWW-Authenticate", request->identity.key == NULL ? "Bearer" : "Bearer error=\"invalid_token\"");
}

static void last_resort(struct request *request, enum http_status status)
{
    char *body = arena_printf(request->arena,
                              "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%d</title><h1>Sorry</h1>"
                              "<p>This page could not be made. Request %s.</p></html>\n",
                              status, request->id);
    request->reply->status = status;
    request->reply->type = "text/html; charset=utf-8";
    request->reply->body = body;
    request->reply->length = strlen(body);
}

static void answer_json(struct request *request, enum http_status status)
{
    if (status == HTTP_SEE_OTHER) {
        request_give_text(request, "location", request->reply->location);
        request->reply->location = NULL;
        request->reply->status = HTTP_OK;
    }
    char *body = json_write(request->arena, request->model);
    request->reply->type = "application/json";
    request->reply->body = body;
    request->reply->length = strlen(body);
}

static void answer_page(struct request *request, enum http_status status)
{
    struct text page = text_in(request->arena);
    text_reserve(&page, 24 * 1024);
    request->program->furnish(request);
    if (!page_render(request->template, request->language, request->model, &page)) {
        last_resort(request, HTTP_FAILED);
        return;
    }
    request->reply->status = status;
    request->reply->type = "text/html; charset=utf-8";
    request->reply->body = page.bytes;
    request->reply->length = page.length;
}

static void answer(struct request *request, enum http_status status)
{
    struct reply *reply = request->reply;
    reply->status = status;
    bool own_body = status < 400 && (reply->body != NULL || reply->file != NULL || reply->speak != NULL);
    if (status >= 400) {
        reply->speak = NULL;
        reply->location = NULL;
        reply->file = NULL;
        reply->body = NULL;
    }
    if (own_body || status == HTTP_NO_CONTENT || status == HTTP_NOT_MODIFIED)
        return;
    if (status >= 400 && (status != HTTP_INVALID || request->template == NULL || request->route->again == NULL))
        prepare_failure(request, status);
    if (request->wants_json)
        answer_json(request, status);
    else if (status != HTTP_SEE_OTHER)
        answer_page(request, status);
}

/* Who asks. A key that is not good is refused: its program is never taken for a visitor. */
static enum http_status identify(struct request *request)
{
    request->program->identify(request);
    if (request->identity.key == NULL)
        return HTTP_OK;
    request->wants_json = true;
    return request->identity.user_id == 0 ? HTTP_SIGN_IN : HTTP_OK;
}

static enum http_status run(struct request *request)
{
    if (!db_begin_read(request->db))
        return request_failed(request);
    enum http_status known = identify(request);
    if (known != HTTP_OK)
        return known;
    if (request->route == NULL)
        return HTTP_NOT_FOUND;
    enum http_status status = end_transaction(request, handle(request));
    return status == HTTP_INVALID ? show_again(request) : status;
}

/* Without a database (or with another schema) only a plain page can be shown. */
static void answer_without_database(struct service *service, struct request *request)
{
    if (strcmp(request->path, "/healthz") == 0) {
        request->reply->status = request->route->handle(request);
        return;
    }
    log_error("the database is not ready: run `nexus migrate`, then `nexus doctor`", "database", service->config->database, NULL);
    request_add_header(request, "Retry-After", "30");
    last_resort(request, HTTP_UNAVAILABLE);
}

/* RFC 9110, section 15.5.6: a 405 says which methods there are. */
static enum http_status say_methods(struct request *request)
{
    const struct route *routes = request->program->routes;
    bool reads = route_find(request->arena, routes, "GET", request->path).route != NULL;
    bool posts = route_find(request->arena, routes, "POST", request->path).route != NULL;
    request_add_header(request, "Allow", reads && posts ? "GET, HEAD, POST" : reads ? "GET, HEAD" : "POST");
    return HTTP_METHOD;
}

static void answer_request(struct service *service, struct request *request)
{
    bool target = arrive_target(request);
    struct route_match match = route_find(request->arena, service->program->routes, request->method, request->path);
    request->route = match.route;
    if (service->db == NULL || !service->schema_fits) {
        answer_without_database(service, request);
        return;
    }
    db_use_arena(service->db, request->arena);
    enum http_status status = arrive_parameters(request, &match);
    if (status == HTTP_OK && match.route == NULL && match.other_method)
        status = say_methods(request);
    if (status == HTTP_OK && target) {
        status = run(request);
    } else if (db_begin_read(service->db)) {
        enum http_status known = identify(request);
        status = known != HTTP_OK ? known : target ? status : HTTP_BAD_REQUEST;
    }
    db_end(service->db, false);
    answer(request, status);
}

/* Of a program with threads a connection is held for as long as the database is needed, and no longer. */
static void take_database(struct service *service, struct arena *arena)
{
    if (service->pool == NULL)
        return;
    service->db = pool_take(service->pool);
    if (service->db != NULL)
        db_use_arena(service->db, arena);
}

static void give_database(struct service *service)
{
    if (service->pool == NULL)
        return;
    pool_give(service->pool, service->db);
    service->db = NULL;
}

/* Writes the answer; one that streams is said first, or said aloud. */
static void deliver(struct service *service, struct request *request, const struct io *io)
{
    bool written = false;
    if (request->reply->speak != NULL) {
        enum http_status status = stream_run(service, request, io, &written);
        request->reply->speak = NULL;
        if (!written)
            answer(request, status);
    }
    if (!written)
        reply_write(request, io);
}

void dispatch(struct service *service, const struct io *io)
{
    int64_t started = clock_microseconds();
    arena_own_json(service->arena);
    take_database(service, service->arena);
    struct request *request = arrive(service, io);
    log_request(request->id);
    answer_request(service, request);
    unsigned queries = service->db == NULL ? 0 : db_query_count(service->db);
    give_database(service);
    deliver(service, request, io);
    log_access(request->method, request_logged_path(request), request->reply->status,
               clock_microseconds() - started, queries, request->identity.user_id);
    bool no_body = !arrive_changes(request) && strcmp(arrive_variable("CONTENT_LENGTH", "0"), "0") == 0;
    io_finish(io, no_body);
    take_database(service, service->arena);
    request->db = service->db;
    if (service->program->afterwards != NULL && service->db != NULL)
        service->program->afterwards(request);
    give_database(service);
    log_request(NULL);
    arena_own_json(NULL);
    arena_reset(service->arena);
}
