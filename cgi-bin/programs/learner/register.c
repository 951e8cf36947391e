/* register.c - a new account: the form, and the answer that is the same whether the address is known or not.
 *
 * A known address gets another message ("you already have an account"), a new one the link that verifies it. Nobody but the
 * owner of the mailbox sees the difference, not even in the time it takes: the password is hashed before the database is
 * asked. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "domain/account/link.h"
#include "domain/learning/activity.h"
#include "programs/site/site.h"

enum http_status register_page(struct request *request)
{
    if (request->identity.user_id != 0)
        return request_redirect(request, "/dashboard");
    request_form_token(request);
    return HTTP_OK;
}

static const char *zone_of(const struct request *request)
{
    const char *zone = request_text(request, "time_zone");
    return clock_zone_known(zone) ? zone : "UTC";
}

/* The link of the message that goes out: to verify, or for those who are here already, to a new password. */
static const char *greet(struct request *request, const char *email, enum db_result added)
{
    struct person person;
    if (!person_by_email(request->db, email, &person))
        return NULL;
    const char *link = arena_printf(request->arena, "%s/forgot", request->config->base_url);
    if (added == DB_OK)
        link = account_link(request, &person, LINK_VERIFY, email);
    account_mail(request, &person, email, added == DB_OK ? "mail/verify" : "mail/already_registered", link);
    account_audit(request, added == DB_OK ? "user.register" : "user.register_again", person.id, "");
    return link;
}

enum http_status register_submit(struct request *request)
{
    const char *email = request_text(request, "email"), *name = request_text(request, "name"), *hash = NULL;
    enum http_status status = account_check_name(request);
    if (status == HTTP_OK)
        status = account_new_password(request, email, name, &hash);
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t id = 0;
    enum db_result added = person_add(request->db, &id, email, name, hash, zone_of(request), request->language, PERSON_LEARNER, 0, request->now);
    if (added != DB_OK && added != DB_CONFLICT)
        return request_result(request, added);
    if (added == DB_OK)
        activity_note(request->db, id, ACTIVITY_REGISTERED, 0, 0, "", request->now);
    const char *link = greet(request, email, added);
    return link == NULL ? request_failed(request) : account_check_mail(request, "register", email, link);
}
