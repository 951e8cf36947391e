/* profile.c - one's name, picture, time zone and language. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"
#include "programs/learner/zones.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/site/site.h"

static cJSON *languages(void)
{
    cJSON *options = locale_list(), *option;
    cJSON_ArrayForEach(option, options)
    {
        json_set_string(option, "value", json_string(option, "code", ""));
        json_set_string(option, "text", json_string(option, "name", ""));
    }
    return options;
}

enum http_status profile_page(struct request *request)
{
    struct person person;
    if (!person_by_id(request->db, request->identity.user_id, &person))
        return request_failed(request);
    request_form_value(request, "name", person.name);
    request_form_value(request, "time_zone", person.time_zone);
    request_form_value(request, "language", person.language);
    request_form_options(request, "language", languages());
    const cJSON *zone = json_member(json_member(request->model, "form"), "time_zone");
    request_give(request, "zones", zones_list(json_string(zone, "value", person.time_zone)));
    request_give_text(request, "email", person.email);
    request_give_bool(request, "verified", person.email_verified_at != 0);
    request_give_text(request, "avatar", person.avatar == NULL ? NULL : arena_printf(request->arena, "/avatars/%s", person.avatar));
    request_give_text(request, "initials", site_initials(request->arena, person.name));
    return HTTP_OK;
}

enum http_status profile_change(struct request *request)
{
    const char *zone = request_text(request, "time_zone"), *language = request_text(request, "language");
    enum http_status status = account_check_name(request);
    if (status != HTTP_OK)
        return status;
    if (!clock_zone_known(zone))
        return request_refuse(request, "time_zone", tr(request, "Choose one of the offered values."));
    if (!locale_known(language))
        return request_refuse(request, "language", tr(request, "Choose one of the offered values."));
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = person_set_profile(request->db, request->identity.user_id, request_text(request, "name"), zone, language);
    if (result != DB_OK)
        return request_result(request, result);
    account_audit(request, "user.profile_changed", request->identity.user_id, "");
    request_set_cookie(request, "language", NULL, 0); /* an earlier choice in the footer would hide this one */
    request_flash(request, "good", locale_words(language, "Saved."), NULL);
    return request_redirect(request, "/profile");
}
