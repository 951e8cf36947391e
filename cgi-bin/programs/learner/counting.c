/* counting.c - GET /privacy: what reports count, and the switch to stay out of them. People who are signed in decide for their account,
 * visitors for this browser: their choice is a cookie, the only one that counting ever sets. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "programs/site/site.h"

enum { CHOICE_SECONDS = 365 * 86400 };

void counting_give(struct request *request)
{
    bool chosen = request->identity.user_id != 0 ? request->identity.uncounted : request_cookie(request, "uncounted") != NULL;
    bool asked = text_equal(request_header(request, "DNT"), "1") || text_equal(request_header(request, "SEC_GPC"), "1");
    request_give_bool(request, "counted", !chosen);
    request_give_bool(request, "browser_asks", asked);
}

enum http_status counting_page(struct request *request)
{
    counting_give(request);
    request_give_text(request, "contact", site_contact(request));
    return HTTP_OK;
}

static enum http_status done(struct request *request, bool counted, const char *path)
{
    request_flash(request, "good", counted ? tr(request, "Your visits are counted again.") : tr(request, "Your visits are no longer counted."), NULL);
    return request_redirect(request, path);
}

/* Of this browser. */
enum http_status counting_choose(struct request *request)
{
    bool counted = text_equal(request_text(request, "counted"), "yes");
    request_set_cookie(request, "uncounted", counted ? NULL : "1", counted ? 0 : CHOICE_SECONDS);
    return done(request, counted, "/privacy");
}

/* Of an account: by its owner only. */
enum http_status counting_choose_account(struct request *request)
{
    bool counted = text_equal(request_text(request, "counted"), "yes");
    if (account_check_owner(request) != HTTP_OK)
        return HTTP_FORBIDDEN;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = person_set_uncounted(request->db, request->identity.user_id, !counted);
    if (result != DB_OK)
        return request_result(request, result);
    account_audit(request, "user.counting_changed", request->identity.user_id, counted ? "counted" : "not counted");
    return done(request, counted, "/profile/privacy#counting");
}
