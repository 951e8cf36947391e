/* signin.c - signing in, with a second factor where it is on, and out.
 *
 * Between the password and the code there is no session: a signed cookie says for ten minutes whose password was right. It
 * holds no secret, and is worth nothing once the password has changed. Also the way back for an admin who is signed in as
 * somebody. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/secret.h"
#include "domain/account/factor.h"
#include "domain/account/session.h"
#include "programs/site/site.h"

#include <stdlib.h>
#include <string.h>

enum { HALF_SECONDS = 600 };

static const char *next_of(struct request *request)
{
    return request_local_path(request_text(request, "next"), "/dashboard");
}

enum http_status signin_page(struct request *request)
{
    if (request->identity.user_id != 0 && json_member(request->model, "errors") == NULL)
        return request_redirect(request, next_of(request));
    request_form_token(request);
    request_give_text(request, "next", next_of(request));
    return HTTP_OK;
}

/* "<person>.<until>.<signature>" */
static char *half_cookie(struct request *request, const struct person *person, long long until)
{
    const char *state = arena_printf(request->arena, "%lld.%lld", (long long)person->id, until);
    const char *signed_text = arena_printf(request->arena, "%s %s", state, person->password_hash);
    return arena_printf(request->arena, "%s.%s", state, secret_sign(request->arena, request->config, "half sign-in", signed_text));
}

static bool half_signed_in(struct request *request, struct person *person)
{
    const char *cookie = request_cookie(request, "half");
    if (cookie == NULL)
        return false;
    char *end = NULL;
    long long id = strtoll(cookie, &end, 10), until = *end == '.' ? strtoll(end + 1, &end, 10) : 0;
    if (until <= request->now || !person_by_id(request->db, id, person) || !person->active || !person->has_factor)
        return false;
    return secret_equal(cookie, half_cookie(request, person, until));
}

static enum http_status ask_code(struct request *request, const struct person *person)
{
    long long until = (long long)request->now + HALF_SECONDS;
    request_set_cookie(request, "half", half_cookie(request, person, until), HALF_SECONDS);
    struct text path = text_in(request->arena);
    text_append(&path, "/signin/code?next=");
    text_append_url(&path, next_of(request));
    return request_redirect(request, text_string(&path));
}

enum http_status signin_submit(struct request *request)
{
    const char *email = request_text(request, "email");
    struct signin signin = account_signin(request, "password", email);
    enum http_status status = account_check_wait(request, &signin, NULL);
    if (status != HTTP_OK)
        return status;
    struct person person;
    bool found = person_by_email(request->db, email, &person);
    if (!secret_password_fits(request->config, found ? person.password_hash : NULL, request_text(request, "password")))
        return account_refuse_try(request, &signin, found ? person.id : 0, NULL, tr(request, "The address or the password is not right."));
    if (!person.active)
        return request_refuse(request, NULL,
                              tr(request, "The address or the password is not right. If you are sure of them, contact the academy."));
    if (person.has_factor)
        return ask_code(request, &person);
    return account_start_session(request, &person, request_text(request, "next"));
}

enum http_status signin_code_page(struct request *request)
{
    struct person person;
    if (!half_signed_in(request, &person))
        return request_redirect(request, "/signin");
    request_form_token(request);
    request_give_text(request, "next", next_of(request));
    return HTTP_OK;
}

static void mention_recovery(struct request *request, const struct person *person)
{
    account_audit(request, "user.recovery_code_used", person->id, "");
    int64_t left = factor_codes_left(request->db, person->id);
    request_flash(request, "note",
                  arena_printf(request->arena, tr(request, "You used a recovery code. %d are left; make new ones on the security page."), (int)left),
                  NULL);
}

enum http_status signin_code_submit(struct request *request)
{
    struct person person;
    if (!half_signed_in(request, &person))
        return request_redirect(request, "/signin");
    struct signin signin = account_signin(request, "code", person.email);
    enum http_status status = account_check_wait(request, &signin, "code");
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    bool recovery = false;
    if (!factor_take(request->arena, request->db, request->config, person.id, request_text(request, "code"), request->now, &recovery)) {
        db_end(request->db, false);
        return account_refuse_try(request, &signin, person.id, "code", tr(request, "This code is not right, or it has been used."));
    }
    if (recovery)
        mention_recovery(request, &person);
    request_set_cookie(request, "half", NULL, 0);
    return account_start_session(request, &person, request_text(request, "next"));
}

/* Back from "signed in as": the session of the other ends; the admin goes on as themselves, if they still are one. */
enum http_status acting_end(struct request *request)
{
    struct person admin;
    int64_t acting_id = request->identity.acting_id, other_id = request->identity.user_id;
    if (acting_id == 0)
        return request_redirect(request, "/dashboard");
    if (!request_begin_write(request))
        return request_failed(request);
    account_audit(request, "user.act_end", other_id, "");
    session_end(request->db, other_id, request->identity.session_id);
    site_sign_out(request);
    if (!person_by_id(request->db, acting_id, &admin) || !admin.active || (admin.roles & PERSON_ADMIN) == 0)
        return request_redirect(request, "/signin");
    const char *token = session_start(request->arena, request->db, acting_id, 0, request->address, request->user_agent, request->now);
    if (token == NULL)
        return request_failed(request);
    site_sign_in(request, token);
    return request_redirect_to(request, "/admin/users/%lld", (long long)other_id);
}

enum http_status signout_submit(struct request *request)
{
    if (request->identity.user_id != 0) {
        if (!request_begin_write(request))
            return request_failed(request);
        session_end(request->db, request->identity.user_id, request->identity.session_id);
        account_audit(request, "signout", request->identity.user_id, "");
    }
    site_sign_out(request);
    return request_redirect(request, "/");
}
