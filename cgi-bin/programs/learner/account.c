/* account.c - the shared part of the pages of accounts; see account.h. */
#include "programs/learner/account.h"

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "domain/account/link.h"
#include "domain/account/password.h"
#include "domain/account/session.h"
#include "domain/account/throttle.h"
#include "domain/learning/activity.h"
#include "programs/site/site.h"

#include <ctype.h>
#include <string.h>

enum { MAILS_AN_HOUR = 5 };

void account_audit(struct request *request, const char *action, int64_t person_id, const char *detail)
{
    site_audit(request, action, "user", person_id, detail);
}

enum http_status account_new_password(struct request *request, const char *email, const char *name, const char **hash)
{
    const char *password = request_text(request, "password"), *problem = password_problem(request->arena, password, email, name);
    if (problem != NULL)
        return request_refuse(request, "password", request_words(request, problem));
    *hash = secret_password_hash(request->arena, request->config, password);
    return *hash == NULL ? HTTP_UNAVAILABLE : HTTP_OK;
}

/* "https://x", "www.x", "x.com"; but "J.R.R. Tolkien" and "Dr. Who" are names. */
static bool holds_address(const char *name)
{
    for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
        if (isalpha((unsigned char)dot[1]) && isalpha((unsigned char)dot[2]))
            return true;
    return strstr(name, "://") != NULL;
}

enum http_status account_check_name(struct request *request)
{
    if (!holds_address(request_text(request, "name")))
        return HTTP_OK;
    return request_refuse(request, "name", tr(request, "Write your name without web addresses."));
}

static char *mail_counter(struct request *request, const char *recipient)
{
    return arena_printf(request->arena, "mail %.32s", secret_sign(request->arena, request->config, "mail", recipient));
}

void account_notice(struct request *request, const struct person *person, const char *recipient, const char *template, const char *link)
{
    cJSON *model = cJSON_CreateObject();
    json_set_string(model, "name", person == NULL ? "" : person->name);
    json_set_string(model, "email", recipient);
    json_set_string(model, "link", link);
    const char *language = person == NULL ? request->language : person->language;
    if (person != NULL)
        site_mail(request, person->id, recipient, language, template, model);
}

void account_mail(struct request *request, const struct person *person, const char *recipient, const char *template, const char *link)
{
    int64_t sent = throttle_count(request->db, mail_counter(request, recipient), CLOCK_HOUR, request->now);
    account_notice(request, sent <= MAILS_AN_HOUR ? person : NULL, recipient, template, link);
}

/* A link that no mail will bring would only end the one that a mail brought. */
static bool link_will_arrive(struct request *request, const char *email)
{
    int64_t sent = throttle_look(request->db, mail_counter(request, email), request->now, NULL);
    return sent < MAILS_AN_HOUR || request->config->demo;
}

const char *account_link(struct request *request, const struct person *person, const char *purpose, const char *email)
{
    const char *token = secret_token(request->arena);
    if (link_will_arrive(request, email) && person != NULL)
        token = link_make(request->arena, request->db, person->id, purpose, email, request->now);
    const char *word = strcmp(purpose, LINK_RESET) == 0 ? "reset" : "verify";
    return arena_printf(request->arena, "%s/%s/%s", request->config->base_url, word, token == NULL ? "" : token);
}

enum http_status account_check_mail(struct request *request, const char *reason, const char *address, const char *link)
{
    cJSON *reasons = cJSON_CreateObject();
    json_set_bool(reasons, reason, true);
    request_give(request, "reason", reasons);
    request_give_text(request, "address", address);
    request_give_text(request, "demo_link", request->config->demo ? link : NULL);
    request->template = "learner/check_mail";
    return HTTP_OK;
}

struct signin account_signin(struct request *request, const char *kind, const char *email)
{
    return (struct signin){.arena = request->arena,
                           .db = request->db,
                           .config = request->config,
                           .kind = kind,
                           .email = email,
                           .network = site_network(request->arena, request->address),
                           .device = request_cookie(request, "device"),
                           .now = request->now};
}

enum http_status account_check_wait(struct request *request, const struct signin *signin, const char *field)
{
    int64_t wait = signin_wait(signin);
    if (wait == 0)
        return HTTP_OK;
    request_add_header(request, "Retry-After", arena_printf(request->arena, "%lld", (long long)wait));
    const char *sentence =
        wait < 60 ? arena_printf(request->arena, tr(request, "Too many tries went wrong. Try again in %d seconds."), (int)wait)
                  : arena_printf(request->arena, tr(request, "Too many tries went wrong. Try again in %d min."), (int)((wait + 59) / 60));
    return request_refuse(request, field, sentence);
}

/* The count must last although the request is refused, so it is committed here. */
enum http_status account_refuse_try(struct request *request, const struct signin *signin, int64_t person_id, const char *field,
                                    const char *sentence)
{
    if (!request_begin_write(request))
        return request_failed(request);
    signin_failed(signin);
    account_audit(request, "signin.fail", person_id, signin->kind);
    enum db_result kept = db_end(request->db, true);
    return kept == DB_OK ? request_refuse(request, field, sentence) : request_result(request, kept);
}

enum http_status account_start_session(struct request *request, const struct person *person, const char *next)
{
    if (!db_is_writing(request->db) && !request_begin_write(request))
        return request_failed(request);
    struct signin password = account_signin(request, "password", person->email), code = account_signin(request, "code", person->email);
    const char *device = signin_succeeded(&password);
    signin_succeeded(&code);
    if (request->identity.session_id != 0)
        session_end(request->db, request->identity.user_id, request->identity.session_id);
    const char *token = session_start(request->arena, request->db, person->id, 0, request->address, request->user_agent, request->now);
    if (token == NULL)
        return request_failed(request);
    request->identity.user_id = person->id;
    request->identity.acting_id = 0;
    account_audit(request, "signin", person->id, "");
    activity_note(request->db, person->id, ACTIVITY_SIGNED_IN, 0, 0, "", request->now);
    site_sign_in(request, token);
    request_set_cookie(request, "device", device, SIGNIN_DEVICE_SECONDS);
    return request_redirect(request, request_local_path(next, "/dashboard"));
}

enum http_status account_check_owner(struct request *request)
{
    return request->identity.acting_id == 0 ? HTTP_OK : HTTP_FORBIDDEN;
}

enum http_status account_confirm(struct request *request, const char *field, struct person *person)
{
    if (account_check_owner(request) != HTTP_OK)
        return HTTP_FORBIDDEN;
    if (!person_by_id(request->db, request->identity.user_id, person))
        return HTTP_NOT_FOUND;
    struct signin signin = account_signin(request, "password", person->email);
    enum http_status status = account_check_wait(request, &signin, field);
    if (status != HTTP_OK)
        return status;
    if (secret_password_fits(request->config, person->password_hash, request_text(request, field)))
        return HTTP_OK;
    return account_refuse_try(request, &signin, person->id, field, tr(request, "This is not your password."));
}
