/* verify.c - links that prove an address: a new account's, or the new address of an old one.
 *
 * Opening the link only shows a button, because scanners of mail open links too; the button uses it up. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "domain/account/link.h"
#include "programs/site/site.h"

#include <string.h>

static bool find_link(struct request *request, struct link *link)
{
    return link_find(request->arena, request->db, request_text(request, "token"), NULL, request->now, link) &&
           (strcmp(link->purpose, LINK_VERIFY) == 0 || strcmp(link->purpose, LINK_CHANGE) == 0);
}

enum http_status verify_page(struct request *request)
{
    struct link link = {.email = NULL};
    request_form_token(request);
    request_give_bool(request, "open", find_link(request, &link));
    request_give_text(request, "address", link.email);
    request_give_text(request, "token", request_text(request, "token"));
    return HTTP_OK;
}

/* The new address takes the place of the old, which is told; links to a new password that went to the old one end. */
static enum db_result change_address(struct request *request, const struct person *person, const char *email)
{
    enum db_result result = person_set_email(request->db, person->id, email, request->now);
    if (result != DB_OK)
        return result;
    link_end(request->db, person->id, LINK_RESET);
    link_end(request->db, person->id, LINK_VERIFY);
    account_audit(request, "user.email_changed", person->id, "");
    account_notice(request, person, person->email, "mail/email_changed_notice", arena_printf(request->arena, "%s/forgot", request->config->base_url));
    return DB_OK;
}

static enum db_result confirm(struct request *request, const struct person *person, const struct link *link)
{
    if (strcmp(link->purpose, LINK_CHANGE) == 0)
        return change_address(request, person, link->email);
    /* the address of the link, not another one that was taken since */
    if (strcmp(person->email, link->email) != 0)
        return DB_NONE;
    account_audit(request, "user.verified", person->id, "");
    return person_set_verified(request->db, person->id, request->now);
}

enum http_status verify_submit(struct request *request)
{
    struct link link;
    struct person person;
    if (!request_begin_write(request))
        return request_failed(request);
    bool good = find_link(request, &link) && person_by_id(request->db, link.user_id, &person) && link_use(request->db, &link, request->now) == DB_OK;
    enum db_result result = good ? confirm(request, &person, &link) : DB_NONE;
    if (result == DB_NONE || result == DB_CONFLICT)
        return verify_page(request);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "Thank you: your address is verified."), NULL);
    return request_redirect(request, request->identity.user_id != 0 ? "/dashboard" : "/signin");
}

enum http_status verify_resend(struct request *request)
{
    struct person person;
    if (request->identity.verified || !person_by_id(request->db, request->identity.user_id, &person))
        return request_redirect(request, "/profile");
    if (!request_begin_write(request))
        return request_failed(request);
    const char *link = account_link(request, &person, LINK_VERIFY, person.email);
    account_mail(request, &person, person.email, "mail/verify", link);
    return account_check_mail(request, "resend", person.email, link);
}
