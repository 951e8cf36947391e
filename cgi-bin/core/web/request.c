/* request.c - what handlers call: reading fields, refusing, redirecting, cookies. */
#include "core/web/request.h"

#include "core/base/secret.h"
#include "core/view/locale.h"
#include "core/web/form.h"
#include "core/web/io.h"
#include "core/web/reply.h"

#include <stdio.h>
#include <string.h>

const char *request_text(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].value;
    return "";
}

int64_t request_integer(const struct request *request, const char *name, int64_t fallback)
{
    int64_t value;
    return text_integer(request_text(request, name), INT64_MIN, INT64_MAX, &value) ? value : fallback;
}

bool request_has(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return true;
    return false;
}

cJSON *request_list(const struct request *request, const char *name)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            cJSON_AddItemToArray(list, cJSON_CreateString(request->parameters[i].value));
    return list;
}

const struct upload *request_upload(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].upload;
    return NULL;
}

const char *request_logged_path(const struct request *request)
{
    if (request->path == NULL)
        return "";
    return request->route != NULL && strstr(request->route->path, "/:token") != NULL ? request->route->path : request->path;
}

const char *request_words(const struct request *request, const char *english)
{
    return locale_words(request->language, english);
}

bool request_begin_write(struct request *request)
{
    return db_begin_write(request->db) == DB_OK;
}

enum http_status request_result(struct request *request, enum db_result result)
{
    (void)request;
    switch (result) {
    case DB_OK:
        return HTTP_OK;
    case DB_NONE:
        return HTTP_NOT_FOUND;
    case DB_CONFLICT:
        return HTTP_CONFLICT;
    case DB_BUSY:
        return HTTP_UNAVAILABLE;
    case DB_FULL:
        return HTTP_FULL;
    case DB_FAILED:
        break;
    }
    return HTTP_FAILED;
}

enum http_status request_failed(struct request *request)
{
    enum db_result failed = db_failed(request->db);
    return failed == DB_OK ? HTTP_FAILED : request_result(request, failed);
}

enum http_status request_refuse(struct request *request, const char *field, const char *sentence)
{
    if (request->errors == NULL)
        request->errors = cJSON_CreateObject();
    json_set_string(request->errors, field == NULL ? "form" : field, sentence);
    return HTTP_INVALID;
}

/* The field's entry in the form; made when the page's forms did not bring it. NULL when there is no form (JSON). */
static cJSON *form_field(const struct request *request, const char *field)
{
    cJSON *form = cJSON_GetObjectItemCaseSensitive(request->model, "form");
    cJSON *entry = cJSON_GetObjectItemCaseSensitive(form, field);
    if (form == NULL || entry != NULL)
        return entry;
    entry = cJSON_CreateObject();
    json_set_string(entry, "value", NULL);
    json_set_string(entry, "error", NULL);
    json_set_bool(entry, "checked", false);
    json_set(form, field, entry);
    return entry;
}

void request_form_value(struct request *request, const char *field, const char *value)
{
    cJSON *entry = form_field(request, field);
    if (entry != NULL && !json_bool(entry, "typed", false))
        json_set_string(entry, "value", value);
}

void request_form_check(struct request *request, const char *field, bool checked)
{
    cJSON *entry = form_field(request, field);
    if (entry != NULL && !json_bool(entry, "typed", false))
        json_set_bool(entry, "checked", checked);
}

void request_form_options(struct request *request, const char *field, cJSON *options)
{
    cJSON *entry = form_field(request, field), *option;
    if (entry == NULL)
        return;
    cJSON_ArrayForEach(option, options)
        json_set_bool(option, "selected", text_equal(json_string(option, "value", ""), json_string(entry, "value", "")));
    json_set(entry, "options", options);
}

enum http_status request_redirect(struct request *request, const char *path)
{
    request->reply->location = path;
    return HTTP_SEE_OTHER;
}

enum http_status request_redirect_to(struct request *request, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *path = arena_vprintf(request->arena, format, arguments);
    va_end(arguments);
    return request_redirect(request, path);
}

/* "//host" and "/\host" would leave the site; control characters would split the header. */
const char *request_local_path(const char *path, const char *fallback)
{
    if (path == NULL || path[0] != '/' || path[1] == '/' || path[1] == '\\' || strlen(path) > 1000)
        return fallback;
    for (const unsigned char *c = (const unsigned char *)path; *c != '\0'; c++)
        if (*c <= 0x20 || *c >= 0x7f || *c == '\\')
            return fallback;
    return path;
}

void request_set_cookie(struct request *request, const char *name, const char *value, int64_t seconds)
{
    if (request->identity.key != NULL)
        return;
    text_printf(&request->reply->pending_cookies, "Set-Cookie: %s=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%lld\r\n",
                reply_cookie_name(request->arena, name), value == NULL ? "" : value,
                (long long)(value == NULL ? 0 : seconds));
}

void request_flash(struct request *request, const char *kind, const char *text, const char *undo)
{
    cJSON *flash = cJSON_CreateObject();
    json_set_string(flash, "kind", kind);
    json_set_string(flash, "text", text);
    json_set_string(flash, "undo", undo);
    struct text value = text_in(request->arena);
    text_append_url(&value, json_write(request->arena, flash));
    request_set_cookie(request, "flash", text_string(&value), 60);
}

const char *request_form_token(struct request *request)
{
    if (request->identity.token == NULL) {
        request->identity.token = secret_token(request->arena);
        request_set_cookie(request, "visitor", request->identity.token, 86400);
    }
    return secret_sign(request->arena, request->config, "form", request->identity.token);
}

enum http_status request_body(struct request *request, const char *type, const char *bytes, size_t length)
{
    request->template = NULL;
    request->reply->type = type;
    request->reply->body = bytes;
    request->reply->length = length;
    return HTTP_OK;
}

enum http_status request_file(struct request *request, const char *name, const char *type, const char *download)
{
    request->template = NULL;
    request->reply->type = type;
    request->reply->file = name;
    if (download != NULL)
        request_add_header(request, "Content-Disposition", arena_printf(request->arena, "attachment; filename=\"%s\"", download));
    return HTTP_OK;
}

enum http_status request_listen(struct request *request, const char *channel)
{
    request->template = NULL;
    request->reply->channel = channel;
    return request_body(request, "text/event-stream", "", 0);
}

void request_cache(struct request *request, const char *control)
{
    request->reply->cache = control;
}

void request_add_header(struct request *request, const char *name, const char *value)
{
    text_printf(&request->reply->headers, "%s: %s\r\n", name, value);
}

void request_give(struct request *request, const char *name, cJSON *value)
{
    json_set(request->model, name, value);
}

void request_give_text(struct request *request, const char *name, const char *value)
{
    json_set_string(request->model, name, value);
}

void request_give_integer(struct request *request, const char *name, int64_t value)
{
    json_set_integer(request->model, name, value);
}

void request_give_bool(struct request *request, const char *name, bool value)
{
    json_set_bool(request->model, name, value);
}
