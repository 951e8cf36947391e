/* factor.c - switching the second factor on and off, and its recovery codes. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/secret.h"
#include "core/view/qr.h"
#include "domain/account/factor.h"
#include "programs/site/site.h"

/* The same secret again when the form comes back, or the app that has scanned it would be wrong. */
static const char *offer_of(struct request *request, const struct person *person, unsigned char secret[FACTOR_SECRET_BYTES])
{
    const char *offer = json_string(json_member(json_member(request->model, "form"), "offer"), "value", "");
    if (!factor_offer_open(request->arena, request->config, offer, person->id, request->now, secret)) {
        offer = factor_offer(request->arena, request->config, person->id, request->now);
        factor_offer_open(request->arena, request->config, offer, person->id, request->now, secret);
    }
    return offer;
}

/* "ABCD EFGH ...": groups of four are easier to type. */
static char *grouped(struct arena *arena, const char *string)
{
    struct text text = text_in(arena);
    for (size_t i = 0; string[i] != '\0'; i++) {
        if (i > 0 && i % 4 == 0)
            text_append_char(&text, ' ');
        text_append_char(&text, string[i]);
    }
    return arena_strdup(arena, text_string(&text));
}

static cJSON *picture_of(struct request *request, const char *address)
{
    struct text path = text_in(request->arena);
    int squares = qr_path(&path, address);
    cJSON *picture = cJSON_CreateObject();
    json_set_integer(picture, "size", squares + 8); /* four squares of quiet on each side */
    json_set_string(picture, "path", text_string(&path));
    return squares == 0 ? cJSON_CreateNull() : picture;
}

enum http_status factor_page(struct request *request)
{
    struct person person;
    unsigned char secret[FACTOR_SECRET_BYTES];
    if (!person_by_id(request->db, request->identity.user_id, &person))
        return request_failed(request);
    if (person.has_factor)
        return request_redirect(request, "/profile/security");
    request_give_text(request, "offer", offer_of(request, &person, secret));
    const char *address = factor_address(request->arena, secret, request->config->site_name, person.email);
    request_give_text(request, "otpauth", address);
    request_give(request, "qr", picture_of(request, address));
    request_give_text(request, "secret", grouped(request->arena, secret_base32(request->arena, secret, FACTOR_SECRET_BYTES)));
    return HTTP_OK;
}

/* The codes, to be read, copied, printed or saved now: only their hashes are kept. */
static enum http_status show_codes(struct request *request, const struct person *person)
{
    cJSON *codes = factor_new_codes(request->arena, request->db, person->id), *code;
    if (codes == NULL)
        return request_failed(request);
    struct text lines = text_in(request->arena), link = text_in(request->arena);
    cJSON_ArrayForEach(code, codes) text_printf(&lines, "%s\n", code->valuestring);
    text_append(&link, "data:text/plain;charset=utf-8,");
    text_append_url(&link, arena_printf(request->arena, "%s\n%s\n\n%s", request->config->site_name, person->email, text_string(&lines)));
    request_give(request, "codes", codes);
    request_give_text(request, "codes_text", text_string(&lines));
    request_give_text(request, "codes_link", text_string(&link));
    request_cache(request, "private, no-store");
    return HTTP_OK;
}

static void tell(struct request *request, const struct person *person, const char *action)
{
    account_audit(request, action, person->id, "");
    const char *link = arena_printf(request->arena, "%s/profile/security", request->config->base_url);
    account_notice(request, person, person->email, "mail/totp_changed", link);
}

enum http_status factor_switch_on(struct request *request)
{
    struct person person;
    unsigned char secret[FACTOR_SECRET_BYTES];
    enum http_status status = account_confirm(request, "factor_password", &person);
    if (status != HTTP_OK)
        return status;
    if (person.has_factor)
        return HTTP_CONFLICT;
    if (!factor_offer_open(request->arena, request->config, request_text(request, "offer"), person.id, request->now, secret))
        return request_refuse(request, NULL, tr(request, "This page was open for too long. Scan the new picture."));
    int64_t step = factor_first_step(secret, request_text(request, "code"), request->now);
    if (step == 0)
        return request_refuse(request, "code", tr(request, "This code is not right. Wait for the next one; the phone's clock must be right."));
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = factor_set(request->arena, request->db, request->config, person.id, secret, step);
    if (result != DB_OK)
        return request_result(request, result);
    tell(request, &person, "user.factor_on");
    return show_codes(request, &person);
}

enum http_status factor_renew_codes(struct request *request)
{
    struct person person;
    enum http_status status = account_confirm(request, "factor_password", &person);
    if (status != HTTP_OK)
        return status;
    if (!person.has_factor)
        return HTTP_CONFLICT;
    if (!request_begin_write(request))
        return request_failed(request);
    tell(request, &person, "user.recovery_codes_renewed");
    return show_codes(request, &person);
}

enum http_status factor_switch_off(struct request *request)
{
    struct person person;
    enum http_status status = account_confirm(request, "factor_password", &person);
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = factor_clear(request->db, person.id);
    if (result != DB_OK)
        return request_result(request, result);
    tell(request, &person, "user.factor_off");
    request_flash(request, "good", tr(request, "The second factor is off."), NULL);
    return request_redirect(request, "/profile/security");
}
