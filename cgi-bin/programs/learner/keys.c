/* keys.c - the page of API keys: those there are, making one (shown once, then never again), revoking. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "domain/account/api_key.h"
#include "programs/site/site.h"

static cJSON *choice(const char *value, const char *text)
{
    cJSON *option = cJSON_CreateObject();
    json_set_string(option, "value", value);
    json_set_string(option, "text", text);
    return option;
}

static void give_lives(struct request *request)
{
    cJSON *options = cJSON_CreateArray();
    cJSON_AddItemToArray(options, choice("30", tr(request, "after 30 days")));
    cJSON_AddItemToArray(options, choice("90", tr(request, "after 90 days")));
    cJSON_AddItemToArray(options, choice("365", tr(request, "after a year")));
    cJSON_AddItemToArray(options, choice("never", tr(request, "never")));
    request_form_value(request, "expires", "90");
    request_form_options(request, "expires", options);
}

enum http_status keys_page(struct request *request)
{
    cJSON *keys = site_list_keys(request, request->identity.user_id);
    give_lives(request);
    request_form_check(request, "read", true);
    request_give_bool(request, "may_admin", (request->identity.roles & ROLE_ADMIN) != 0);
    request_give_text(request, "address", request->identity.email);
    request_give_bool(request, "any", cJSON_GetArraySize(keys) > 0);
    request_give(request, "keys", keys);
    return HTTP_OK;
}

static int scopes_of(const struct request *request)
{
    int scopes = 0;
    for (int scope = SCOPE_READ; scope <= SCOPE_ADMIN; scope *= 2)
        if (request_has(request, route_scope_name(scope)))
            scopes |= scope;
    return scopes;
}

static const char *scope_words(struct request *request, int scopes)
{
    struct text words = text_in(request->arena);
    cJSON *names = site_scope_names(scopes), *name;
    cJSON_ArrayForEach(name, names) text_printf(&words, "%s%s", words.length == 0 ? "" : ", ", name->valuestring);
    return text_string(&words);
}

/* A command that can be tried at once, for the first purpose of the key that a single command shows; NULL when there is none. */
static const char *example_of(struct request *request, const char *token, int scopes)
{
    const char *base = request->config->base_url;
    if ((scopes & SCOPE_COACH) != 0)
        return arena_printf(request->arena,
                            "curl -H 'Authorization: Bearer %s' \\\n  -H 'Content-Type: application/json' \\\n"
                            "  -d '{\"message\": \"What is a commit?\"}' \\\n  %s/api/ai/chat",
                            token, base);
    if ((scopes & (SCOPE_READ | SCOPE_ADMIN)) != 0)
        return arena_printf(request->arena, "curl -H 'Authorization: Bearer %s' \\\n  %s/%s", token, base,
                            (scopes & SCOPE_READ) != 0 ? "dashboard" : "admin");
    return NULL;
}

static enum http_status show_once(struct request *request, const char *token, int scopes)
{
    request_give_text(request, "token", token);
    request_give_text(request, "example", example_of(request, token, scopes));
    request_cache(request, "private, no-store");
    return HTTP_OK;
}

static void tell_owner(struct request *request, const struct person *person, const char *name, const char *scopes)
{
    cJSON *model = cJSON_CreateObject();
    json_set_string(model, "name", person->name);
    json_set_string(model, "key", name);
    json_set_string(model, "scopes", scopes);
    json_set_string(model, "link", arena_printf(request->arena, "%s/profile/keys", request->config->base_url));
    site_mail(request, person->id, person->email, person->language, "mail/key_made", model);
}

static enum http_status make(struct request *request, const struct person *person, int scopes)
{
    int64_t days = request_integer(request, "expires", 0);
    const struct api_key_wish wish = {.user_id = person->id,
                                      .name = request_text(request, "name"),
                                      .scopes = scopes,
                                      .expires_at = days == 0 ? 0 : request->now + days * CLOCK_DAY};
    const char *token = NULL, *words = scope_words(request, scopes);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = api_key_make(request->arena, request->db, &wish, request->now, &token);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "You have 20 API keys. Revoke one that is not used any more."));
    if (result != DB_OK)
        return request_result(request, result);
    account_audit(request, "user.key_made", person->id, arena_printf(request->arena, "%s: %s", wish.name, words));
    tell_owner(request, person, wish.name, words);
    return show_once(request, token, scopes);
}

enum http_status key_make(struct request *request)
{
    struct person person;
    int scopes = scopes_of(request);
    enum http_status status = account_confirm(request, "key_password", &person);
    if (status != HTTP_OK)
        return status;
    if (scopes == 0)
        return request_refuse(request, NULL, tr(request, "Choose at least one thing that the key may do."));
    if ((scopes & SCOPE_ADMIN) != 0 && (request->identity.roles & ROLE_ADMIN) == 0)
        return HTTP_FORBIDDEN;
    return make(request, &person, scopes);
}

enum http_status key_revoke(struct request *request)
{
    int64_t user_id = request->identity.user_id, id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = api_key_revoke(request->db, user_id, id, request->now);
    if (result != DB_OK)
        return request_result(request, result);
    account_audit(request, "user.key_revoked", user_id, api_key_name(request->db, user_id, id));
    request_flash(request, "good", tr(request, "The API key is revoked."), NULL);
    return request_redirect(request, "/profile/keys");
}
