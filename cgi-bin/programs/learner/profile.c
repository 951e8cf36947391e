/* profile.c - one's name, picture, time zone and language. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"
#include "programs/learner/zones.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "programs/site/site.h"

static cJSON *languages(const char *chosen)
{
    cJSON *field = cJSON_CreateObject(), *options = locale_list(), *option;
    cJSON_ArrayForEach(option, options)
    {
        const char *code = json_string(option, "code", "");
        json_set_string(option, "value", code);
        json_set_string(option, "text", json_string(option, "name", code));
        json_set_bool(option, "selected", text_equal(code, chosen));
    }
    json_set(field, "options", options);
    return field;
}

static const char *typed(const struct request *request, const char *name, const char *stored)
{
    return json_string(json_member(request->model, "form"), name, stored);
}

enum http_status profile_page(struct request *request)
{
    struct person person;
    if (!person_by_id(request->db, request->identity.user_id, &person))
        return request_failed(request);
    const cJSON *errors = json_member(request->model, "errors");
    const char *zone = typed(request, "time_zone", person.time_zone);
    account_give_field(request, "name", person.name);
    account_give_field(request, "time_zone", person.time_zone);
    account_give_field(request, "picture", NULL);
    cJSON *language = languages(typed(request, "language", person.language));
    json_set_string(language, "error", json_string(errors, "language", NULL));
    request_give(request, "language", language);
    request_give(request, "zones", zones_list(zone));
    request_give_text(request, "email", person.email);
    request_give_bool(request, "verified", person.email_verified_at != 0);
    request_give_text(request, "avatar", person.avatar == NULL ? NULL : arena_printf(request->arena, "/avatars/%s", person.avatar));
    request_give_text(request, "initials", site_initials(request->arena, person.name));
    return HTTP_OK;
}

enum http_status profile_change(struct request *request)
{
    const char *zone = request_text(request, "time_zone"), *language = request_text(request, "language");
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
    request_flash(request, "good", locale_words(language, "Saved."), NULL);
    return request_redirect(request, "/profile");
}
