/* route.c - finding the row for a request, and telling the table to machines. */
#include "core/web/route.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <assert.h>
#include <string.h>

static bool takes_number(const char *name, size_t length)
{
    return (length == 2 && memcmp(name, "id", 2) == 0) || (length > 3 && memcmp(name + length - 3, "_id", 3) == 0);
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return length > 0 && length < 16;
}

/* 0 when the path does not fit, else higher the more literal the row is. */
static int fit(struct arena *arena, const char *pattern, const char *path, struct route_match *match)
{
    int score = 1;
    match->count = 0;
    while (*pattern == '/' && *path == '/') {
        pattern++;
        path++;
        if (*pattern != ':' && *pattern != *path) /* most rows end here */
            return 0;
        size_t want = strcspn(pattern, "/"), have = strcspn(path, "/");
        if (*pattern == ':') {
            if (have == 0 || (takes_number(pattern + 1, want - 1) && !all_digits(path, have)))
                return 0;
            match->names[match->count] = arena_strndup(arena, pattern + 1, want - 1);
            match->values[match->count++] = arena_strndup(arena, path, have);
            score = score * 2;
        } else {
            if (want != have || memcmp(pattern, path, want) != 0)
                return 0;
            score = score * 2 + 1;
        }
        pattern += want;
        path += have;
    }
    return *pattern == '\0' && *path == '\0' ? score : 0;
}

struct route_match route_find(struct arena *arena, const struct route *routes, const char *method, const char *path)
{
    struct route_match best = {0};
    int best_score = 0;
    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    for (const struct route *route = routes; route->method != NULL; route++) {
        struct route_match match = {.route = route};
        int score = fit(arena, route->path, path, &match);
        if (score == 0)
            continue;
        bool same = strcmp(route->method, method) == 0;
        if (same && score > best_score) {
            best = match;
            best_score = score;
        } else if (!same && best.route == NULL) {
            best.other_method = true;
        }
    }
    return best;
}

int route_scope(const struct route *route)
{
    if (route->no_key)
        return 0;
    if (text_starts(route->path, "/api/ai/"))
        return SCOPE_COACH;
    if (text_starts(route->path, "/api/analytics/"))
        return SCOPE_ANALYTICS;
    if (route->who == WHO_ADMIN)
        return SCOPE_ADMIN;
    return strcmp(route->method, "GET") == 0 ? SCOPE_READ : SCOPE_WRITE;
}

const char *route_scope_name(int scope)
{
    switch (scope) {
    case SCOPE_READ: return "read";
    case SCOPE_WRITE: return "write";
    case SCOPE_COACH: return "coach";
    case SCOPE_ANALYTICS: return "analytics";
    case SCOPE_ADMIN: return "admin";
    default: return NULL;
    }
}

static const char *const who_names[] = {
    [WHO_ANYONE] = "anyone", [WHO_USER] = "user", [WHO_INSTRUCTOR] = "instructor", [WHO_ADMIN] = "admin"};

static const char *const kind_names[] = {
    [FIELD_TEXT] = "text",         [FIELD_LINES] = "lines",   [FIELD_INTEGER] = "integer", [FIELD_EMAIL] = "email",
    [FIELD_PASSWORD] = "password", [FIELD_CHOICE] = "choice", [FIELD_CHECK] = "check",     [FIELD_DAY] = "day",
    [FIELD_MONTH] = "month",       [FIELD_COUNTRY] = "country", [FIELD_LIST] = "list",     [FIELD_FILE] = "file"};

static cJSON *list_fields(const struct field *fields)
{
    cJSON *list = cJSON_CreateArray();
    for (const struct field *field = fields; field != NULL && field->name != NULL; field++) {
        cJSON *entry = cJSON_CreateObject();
        json_set_string(entry, "name", field->name);
        json_set_string(entry, "kind", kind_names[field->kind]);
        json_set_integer(entry, "least", field->least);
        json_set_integer(entry, "most", field->most);
        json_set_bool(entry, "required", field->required);
        if (field->choices != NULL)
            json_set_string(entry, "choices", field->choices);
        json_set_string(entry, "help", field->help == NULL ? "" : field->help);
        cJSON_AddItemToArray(list, entry);
    }
    return list;
}

cJSON *route_list(const struct route *routes, const char *program)
{
    cJSON *list = cJSON_CreateArray();
    for (const struct route *route = routes; route->method != NULL; route++) {
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "program", program);
        json_set_string(row, "method", route->method);
        json_set_string(row, "path", route->path);
        json_set_string(row, "who", who_names[route->who]);
        json_set_string(row, "help", route->help);
        json_set_string(row, "template", route->template);
        json_set(row, "fields", list_fields(route->fields));
        if (route->json != NULL)
            json_set_string(row, "json", route->json->schema);
        json_set_integer(row, "rate_count", route->rate.count);
        json_set_integer(row, "rate_seconds", route->rate.seconds);
        json_set_bool(row, "token", strcmp(route->method, "GET") != 0 && !route->no_token);
        json_set_string(row, "scope", route_scope_name(route_scope(route)));
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

/* "/courses/:slug" -> "/courses/{slug}" */
static char *openapi_path(struct text *text, const char *path)
{
    for (const char *at = path; *at != '\0';) {
        size_t length = strcspn(at + 1, "/") + 1;
        if (at[1] == ':') {
            text_append(text, "/{");
            text_append_bytes(text, at + 2, length - 2);
            text_append(text, "}");
        } else {
            text_append_bytes(text, at, length);
        }
        at += length;
    }
    return text->bytes;
}

/* "pdf csv" -> ["pdf", "csv"] */
static cJSON *openapi_choices(const char *choices)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t length; *choices != '\0'; choices += length + strspn(choices + length, " ")) {
        char choice[64];
        length = strcspn(choices, " ");
        assert(length < sizeof choice);
        memcpy(choice, choices, length);
        choice[length] = '\0';
        cJSON_AddItemToArray(list, cJSON_CreateString(choice));
    }
    return list;
}

static cJSON *openapi_schema(const cJSON *field)
{
    const char *kind = json_string(field, "kind", "text");
    bool number = strcmp(kind, "integer") == 0;
    cJSON *schema = cJSON_CreateObject();
    json_set_string(schema, "type", number ? "integer" : strcmp(kind, "list") == 0 ? "array" : strcmp(kind, "check") == 0 ? "boolean" : "string");
    if (strcmp(kind, "list") == 0) {
        cJSON *items = cJSON_CreateObject();
        json_set_string(items, "type", "string");
        json_set(schema, "items", items);
    } else if (json_integer(field, "most", 0) > 0 && strcmp(kind, "file") != 0 && strcmp(kind, "check") != 0) {
        json_set_integer(schema, number ? "minimum" : "minLength", json_integer(field, "least", 0));
        json_set_integer(schema, number ? "maximum" : "maxLength", json_integer(field, "most", 0));
    }
    if (json_member(field, "choices") != NULL)
        json_set(schema, "enum", openapi_choices(json_string(field, "choices", "")));
    if (strcmp(kind, "email") == 0 || strcmp(kind, "password") == 0)
        json_set_string(schema, "format", kind);
    if (strcmp(kind, "day") == 0)
        json_set_string(schema, "format", "date");
    if (strcmp(kind, "month") == 0)
        json_set_string(schema, "pattern", "^[0-9]{4}-(0[1-9]|1[0-2])$");
    if (strcmp(kind, "country") == 0)
        json_set_string(schema, "pattern", "^[A-Za-z]{2}$");
    if (strcmp(kind, "file") == 0)
        json_set_string(schema, "format", "binary");
    json_set_string(schema, "description", json_string(field, "help", ""));
    return schema;
}

static cJSON *openapi_parameter(const char *name, const char *in, bool required, cJSON *schema)
{
    cJSON *parameter = cJSON_CreateObject();
    json_set_string(parameter, "name", name);
    json_set_string(parameter, "in", in);
    json_set_bool(parameter, "required", required);
    json_set(parameter, "schema", schema);
    return parameter;
}

static void openapi_path_parameters(cJSON *parameters, const char *path)
{
    for (const char *at = strstr(path, "/:"); at != NULL; at = strstr(at + 1, "/:")) {
        char name[64];
        size_t length = strcspn(at + 2, "/");
        if (length >= sizeof name)
            continue;
        memcpy(name, at + 2, length);
        name[length] = '\0';
        cJSON *schema = cJSON_CreateObject();
        json_set_string(schema, "type", takes_number(name, length) ? "integer" : "string");
        cJSON_AddItemToArray(parameters, openapi_parameter(name, "path", true, schema));
    }
}

static cJSON *openapi_fields(const cJSON *row, bool *file)
{
    cJSON *schema = cJSON_CreateObject(), *properties = cJSON_CreateObject(), *required = cJSON_CreateArray();
    const cJSON *field;
    cJSON_ArrayForEach(field, json_member(row, "fields"))
    {
        json_set(properties, json_string(field, "name", ""), openapi_schema(field));
        *file = *file || strcmp(json_string(field, "kind", ""), "file") == 0;
        if (json_bool(field, "required", false))
            cJSON_AddItemToArray(required, cJSON_CreateString(json_string(field, "name", "")));
    }
    json_set_string(schema, "type", "object");
    json_set(schema, "properties", properties);
    if (cJSON_GetArraySize(required) > 0)
        json_set(schema, "required", required);
    return schema;
}

static cJSON *openapi_body(const cJSON *row)
{
    const char *own = json_string(row, "json", NULL);
    cJSON *media = cJSON_CreateObject(), *content = cJSON_CreateObject(), *body = cJSON_CreateObject();
    bool file = false;
    json_set(media, "schema", own != NULL ? cJSON_Parse(own) : openapi_fields(row, &file));
    if (!file)
        json_set(content, "application/json", cJSON_Duplicate(media, true));
    if (own == NULL)
        json_set(content, file ? "multipart/form-data" : "application/x-www-form-urlencoded", media);
    json_set(body, "content", content);
    return body;
}

static cJSON *openapi_answers(const cJSON *row)
{
    bool open = strcmp(json_string(row, "who", ""), "anyone") == 0, changes = strcmp(json_string(row, "method", ""), "GET") != 0;
    cJSON *answers = cJSON_CreateObject();
    const struct { const char *status, *text; bool told; } all[] = {
        {"200", "The page, or its model when application/json or format=json is asked for", true},
        {"303", "Done; see the page in Location", changes},
        {"401", open ? "The API key is not good" : "Sign in first, or send an API key", true},
        {"403", "Not for this role, or not with this API key", true},
        {"422", "A field is wrong; \"errors\" says which", changes},
        {"429", "Too many requests; Retry-After says when", changes}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!all[i].told)
            continue;
        cJSON *answer = cJSON_CreateObject();
        json_set_string(answer, "description", all[i].text);
        json_set(answers, all[i].status, answer);
    }
    return answers;
}

static void openapi_add_security(cJSON *list, const char *scheme, const char *scope)
{
    cJSON *entry = cJSON_CreateObject();
    cJSON *scopes = scheme == NULL ? NULL : cJSON_AddArrayToObject(entry, scheme);
    if (scope != NULL)
        cJSON_AddItemToArray(scopes, cJSON_CreateString(scope));
    cJSON_AddItemToArray(list, entry);
}

/* Each entry of the list is a way in: nothing at all, the browser's cookie, a key with a scope. */
static cJSON *openapi_security(const cJSON *row)
{
    cJSON *list = cJSON_CreateArray();
    const char *scope = json_string(row, "scope", NULL);
    if (strcmp(json_string(row, "who", ""), "anyone") == 0)
        openapi_add_security(list, NULL, NULL);
    openapi_add_security(list, "cookie", NULL);
    if (scope != NULL)
        openapi_add_security(list, "key", scope);
    return list;
}

static cJSON *openapi_components(void)
{
    cJSON *components = cJSON_CreateObject(), *schemes = cJSON_AddObjectToObject(components, "securitySchemes");
    cJSON *key = cJSON_AddObjectToObject(schemes, "key"), *cookie = cJSON_AddObjectToObject(schemes, "cookie");
    json_set_string(key, "type", "http");
    json_set_string(key, "scheme", "bearer");
    json_set_string(key, "description", "An API key (nxk_...), made at /profile/keys; the names behind it are the scopes it needs. "
                                        "Needs no form token, and is always answered with JSON");
    json_set_string(cookie, "type", "apiKey");
    json_set_string(cookie, "in", "cookie");
    json_set_string(cookie, "name", "__Host-session");
    json_set_string(cookie, "description", "A signed-in browser; a change also needs the form token, as field csrf or header "
                                           "X-CSRF-Token");
    return components;
}

static cJSON *openapi_operation(const cJSON *row)
{
    cJSON *operation = cJSON_CreateObject(), *parameters = cJSON_CreateArray();
    bool reads = strcmp(json_string(row, "method", ""), "GET") == 0;
    json_set_string(operation, "summary", json_string(row, "help", ""));
    openapi_path_parameters(parameters, json_string(row, "path", ""));
    const cJSON *field;
    if (reads)
        cJSON_ArrayForEach(field, json_member(row, "fields"))
            cJSON_AddItemToArray(parameters, openapi_parameter(json_string(field, "name", ""), "query",
                                                               json_bool(field, "required", false), openapi_schema(field)));
    json_set(operation, "parameters", parameters);
    if (!reads)
        json_set(operation, "requestBody", openapi_body(row));
    json_set(operation, "responses", openapi_answers(row));
    json_set(operation, "security", openapi_security(row));
    json_set_string(operation, "x-who", json_string(row, "who", "anyone"));
    return operation;
}

static void openapi_add_row(cJSON *paths, const cJSON *row, struct arena *arena)
{
    struct text path = text_in(arena);
    const char *key = openapi_path(&path, json_string(row, "path", "/"));
    cJSON *item = cJSON_GetObjectItemCaseSensitive(paths, key);
    if (item == NULL) {
        item = cJSON_CreateObject();
        json_set(paths, key, item);
    }
    const char *method = json_string(row, "method", "");
    json_set(item, strcmp(method, "POST") == 0 ? "post" : strcmp(method, "DELETE") == 0 ? "delete" : "get", openapi_operation(row));
}

cJSON *route_openapi(const cJSON *lists, const char *title, const char *base_url)
{
    struct arena *arena = arena_new();
    cJSON *document = cJSON_CreateObject(), *info = cJSON_CreateObject(), *paths = cJSON_CreateObject();
    json_set_string(document, "openapi", "3.1.0");
    json_set_string(info, "title", title);
    json_set_string(info, "version", "1");
    json_set(document, "info", info);
    cJSON *servers = cJSON_AddArrayToObject(document, "servers"), *server = cJSON_CreateObject();
    json_set_string(server, "url", base_url);
    cJSON_AddItemToArray(servers, server);
    const cJSON *row;
    cJSON_ArrayForEach(row, lists) openapi_add_row(paths, row, arena);
    json_set(document, "paths", paths);
    json_set(document, "components", openapi_components());
    arena_free(arena);
    return document;
}
