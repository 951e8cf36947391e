/* security.c - the page of secrets: password, address, second factor, sessions; and the changes of the first two and the last.
 *
 * Each change of a secret asks for the present password, so that a browser left open gives nobody the account. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/view/locale.h"
#include "domain/account/device.h"
#include "domain/account/factor.h"
#include "domain/account/link.h"
#include "domain/account/session.h"
#include "programs/site/site.h"

#include <string.h>

static cJSON *sessions_of(struct request *request)
{
    cJSON *sessions = session_list(request->db, request->identity.user_id, request->identity.session_id), *row;
    site_ago_rows(request, sessions, "seen_at");
    site_date_rows(request, sessions, "created_at");
    cJSON_ArrayForEach(row, sessions)
    {
        const char *agent = json_string(row, "user_agent", "");
        json_set_string(row, "browser", device_browser(agent));
        json_set_string(row, "system", device_system(agent));
    }
    return sessions;
}

enum http_status security_page(struct request *request)
{
    struct person person;
    if (!person_by_id(request->db, request->identity.user_id, &person))
        return request_failed(request);
    request_give_text(request, "address", person.email);
    request_give_bool(request, "verified", person.email_verified_at != 0);
    request_give_bool(request, "has_factor", person.has_factor);
    request_give_integer(request, "codes_left", person.has_factor ? factor_codes_left(request->db, person.id) : 0);
    request_give_bool(request, "address_open", request_has(request, "email_password"));
    request_give(request, "sessions", sessions_of(request));
    return HTTP_OK;
}

/* All other sessions end, and so do links to a new password; this browser goes on under a fresh session. */
static enum http_status replace_password(struct request *request, const struct person *person, const char *hash)
{
    if (!request_begin_write(request))
        return request_failed(request);
    person_set_password(request->db, person->id, hash);
    session_end_all(request->db, person->id, 0);
    link_end_keys(request->db, person->id);
    account_audit(request, "user.password_changed", person->id, "");
    account_notice(request, person, person->email, "mail/password_changed", arena_printf(request->arena, "%s/forgot", request->config->base_url));
    struct person now = *person;
    now.password_hash = hash;
    request_flash(request, "good", tr(request, "Your password is changed. All other browsers are signed out."), NULL);
    return account_start_session(request, &now, "/profile/security");
}

enum http_status password_change(struct request *request)
{
    struct person person;
    const char *hash = NULL;
    enum http_status status = account_confirm(request, "current", &person);
    if (status == HTTP_OK)
        status = account_new_password(request, person.email, person.name, &hash);
    return status == HTTP_OK ? replace_password(request, &person, hash) : status;
}

/* As register does: for an address that somebody has, its owner gets a message instead, and the answer is the same. */
enum http_status email_change(struct request *request)
{
    struct person person, other;
    const char *email = request_text(request, "email");
    enum http_status status = account_confirm(request, "email_password", &person);
    if (status != HTTP_OK)
        return status;
    if (strcmp(email, person.email) == 0)
        return request_refuse(request, "email", tr(request, "This is your address already."));
    if (!request_begin_write(request))
        return request_failed(request);
    bool taken = person_by_email(request->db, email, &other);
    const char *link = account_link(request, taken ? NULL : &person, LINK_CHANGE, email);
    if (taken)
        account_mail(request, &other, email, "mail/already_registered", arena_printf(request->arena, "%s/forgot", request->config->base_url));
    else
        account_mail(request, &person, email, "mail/email_change", link);
    account_audit(request, "user.email_change_asked", person.id, "");
    return account_check_mail(request, "change", email, link);
}

enum http_status session_end_one(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = session_end(request->db, request->identity.user_id, id);
    if (result != DB_OK)
        return request_result(request, result);
    account_audit(request, "user.session_ended", request->identity.user_id, "");
    request_flash(request, "good", tr(request, "That browser is signed out."), NULL);
    return request_redirect(request, "/profile/security");
}

enum http_status session_end_everywhere(struct request *request)
{
    if (account_check_owner(request) != HTTP_OK)
        return HTTP_FORBIDDEN;
    if (!request_begin_write(request))
        return request_failed(request);
    session_end_all(request->db, request->identity.user_id, 0);
    account_audit(request, "user.signed_out_everywhere", request->identity.user_id, "");
    site_sign_out(request);
    request_flash(request, "good", tr(request, "You are signed out everywhere."), NULL);
    return request_redirect(request, "/signin");
}
