/* reset.c - a forgotten password: ask for a link, choose a new one; and the link that makes the first admin.
 *
 * Asking answers the same for every address. A new password ends all sessions; the second factor stays. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "domain/account/factor.h"
#include "domain/account/link.h"
#include "domain/account/people.h"
#include "domain/account/session.h"
#include "programs/site/site.h"

enum http_status forgot_page(struct request *request)
{
    request_form_token(request);
    request_form_value(request, "email", request->identity.email);
    return HTTP_OK;
}

enum http_status forgot_submit(struct request *request)
{
    const char *email = request_text(request, "email");
    struct person found, *person = &found;
    if (!request_begin_write(request))
        return request_failed(request);
    if (!person_by_email(request->db, email, &found) || !found.active)
        person = NULL;
    const char *link = account_link(request, person, LINK_RESET, email);
    account_mail(request, person, email, "mail/reset", link);
    account_audit(request, "user.reset_asked", person == NULL ? 0 : person->id, "");
    return account_check_mail(request, "forgot", email, link);
}

static bool find_person(struct request *request, struct link *link, struct person *person)
{
    return link_find(request->arena, request->db, request_text(request, "token"), LINK_RESET, request->now, link) &&
           person_by_id(request->db, link->user_id, person) && person->active;
}

enum http_status reset_page(struct request *request)
{
    struct link link;
    struct person person = {.email = NULL};
    request_form_token(request);
    request_give_bool(request, "open", find_person(request, &link, &person));
    request_give_text(request, "address", person.email);
    return HTTP_OK;
}

/* Who got the mail owns the address, so it counts as verified; a second factor from before is of somebody who did not. */
static void take_possession(struct request *request, const struct person *person)
{
    if (person->email_verified_at != 0)
        return;
    person_set_verified(request->db, person->id, request->now);
    factor_clear(request->db, person->id);
}

/* Somebody else's failures must not keep the owner waiting now: this browser is known from here on. */
static void know_device(struct request *request, const struct person *person)
{
    struct signin signin = account_signin(request, "password", person->email);
    request_set_cookie(request, "device", signin_succeeded(&signin), SIGNIN_DEVICE_SECONDS);
}

static enum http_status change_password(struct request *request, const struct person *person, const struct link *link, const char *hash)
{
    if (!request_begin_write(request))
        return request_failed(request);
    if (link_use(request->db, link, request->now) != DB_OK)
        return reset_page(request);
    person_set_password(request->db, person->id, hash);
    take_possession(request, person);
    know_device(request, person);
    session_end_all(request->db, person->id, 0);
    link_end_keys(request->db, person->id);
    account_audit(request, "user.password_reset", person->id, "");
    account_notice(request, person, person->email, "mail/password_changed", arena_printf(request->arena, "%s/forgot", request->config->base_url));
    site_sign_out(request);
    request_flash(request, "good", tr(request, "Your password is changed. Sign in with the new one."), NULL);
    return request_redirect(request, "/signin");
}

enum http_status reset_submit(struct request *request)
{
    struct link link;
    struct person person;
    if (!find_person(request, &link, &person))
        return reset_page(request);
    const char *hash = NULL;
    enum http_status status = account_new_password(request, person.email, person.name, &hash);
    return status == HTTP_OK ? change_password(request, &person, &link, hash) : status;
}

static bool may_set_up(struct request *request, struct link *link)
{
    return link_find(request->arena, request->db, request_text(request, "token"), LINK_SETUP, request->now, link) &&
           !people_have_admin(request->db, 0);
}

enum http_status setup_page(struct request *request)
{
    struct link link;
    request_form_token(request);
    request_give_bool(request, "open", may_set_up(request, &link));
    return HTTP_OK;
}

enum http_status setup_submit(struct request *request)
{
    struct link link;
    struct person person;
    const char *email = request_text(request, "email"), *name = request_text(request, "name"), *zone = request_text(request, "time_zone");
    const char *hash = NULL;
    enum http_status status = account_new_password(request, email, name, &hash);
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    if (!may_set_up(request, &link))
        return setup_page(request);
    int64_t id = 0;
    enum db_result added = person_add(request->db, &id, email, name, hash, clock_zone_known(zone) ? zone : "UTC", request->language,
                                      PERSON_LEARNER | PERSON_INSTRUCTOR | PERSON_ADMIN, request->now, request->now);
    if (added == DB_CONFLICT)
        return request_refuse(request, "email",
                              tr(request, "Somebody has an account with this address. Choose another address."));
    if (added != DB_OK || link_use(request->db, &link, request->now) != DB_OK || !person_by_id(request->db, id, &person))
        return request_failed(request);
    account_audit(request, "user.setup", id, "first admin");
    return account_start_session(request, &person, "/admin");
}
