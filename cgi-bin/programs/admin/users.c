/* users.c - finding people, their roles, suspending, signing in as somebody to help. */
#include "programs/admin/pages.h"

#include "core/view/locale.h"
#include "domain/account/api_key.h"
#include "domain/account/audit.h"
#include "domain/account/people.h"
#include "domain/account/session.h"
#include "domain/catalog/course.h"
#include "domain/learning/enrolment.h"
#include "programs/site/site.h"

enum { RECENT_LINES = 20 };

static int role_of(const char *word)
{
    return text_equal(word, "admin") ? ROLE_ADMIN : text_equal(word, "instructor") ? ROLE_INSTRUCTOR : 0;
}

static cJSON *options(struct request *request, const char *chosen, const char *const *values, const char *const *words, size_t count)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        cJSON *option = cJSON_CreateObject();
        json_set_string(option, "value", values[i]);
        json_set_string(option, "text", request_words(request, words[i]));
        json_set_bool(option, "selected", text_equal(values[i], chosen));
        cJSON_AddItemToArray(list, option);
    }
    return list;
}

static void give_filters(struct request *request)
{
    static const char *const roles[] = {"", "instructor", "admin"}, *const states[] = {"", "active", "suspended"};
    static const char *const role_words[] = {tr_noop("All roles"), tr_noop("Instructors"), tr_noop("Admins")};
    static const char *const state_words[] = {tr_noop("All accounts"), tr_noop("Active"), tr_noop("Suspended")};
    request_give_text(request, "query", request_text(request, "q"));
    request_give(request, "role_options", options(request, request_text(request, "role"), roles, role_words, 3));
    request_give(request, "state_options", options(request, request_text(request, "state"), states, state_words, 3));
}

static void dress(struct request *request, cJSON *person)
{
    json_set_string(person, "initials", site_initials(request->arena, json_string(person, "name", "?")));
    const char *avatar = json_string(person, "avatar", NULL);
    json_set_string(person, "avatar", avatar == NULL ? NULL : arena_printf(request->arena, "/avatars/%s", avatar));
}

enum http_status users_page(struct request *request)
{
    const char *words = request_text(request, "q"), *state = request_text(request, "state");
    int role = role_of(request_text(request, "role"));
    int64_t page = request_integer(request, "page", 1);
    cJSON *users = people_list(request->db, words, role, state, ADMIN_PER_PAGE, (page - 1) * ADMIN_PER_PAGE), *user;
    cJSON_ArrayForEach(user, users) dress(request, user);
    site_date_rows(request, users, "created_at");
    site_ago_rows(request, users, "last_seen_at");
    request_give_bool(request, "any", cJSON_GetArraySize(users) > 0);
    request_give(request, "users", users);
    give_filters(request);
    site_give_pages(request, page, ADMIN_PER_PAGE, people_count(request->db, words, role, state));
    return HTTP_OK;
}

static void name_states(struct request *request, cJSON *courses)
{
    cJSON *course;
    cJSON_ArrayForEach(course, courses)
    {
        const char *state = json_string(course, "state", "");
        json_set_string(course, "state_text", text_equal(state, "completed") ? tr(request, "completed")
                                              : text_equal(state, "left")    ? tr(request, "left the course")
                                                                             : tr(request, "taking part"));
    }
}

static void give_keys(struct request *request, int64_t id)
{
    cJSON *keys = site_list_keys(request, id);
    request_give_bool(request, "has_keys", cJSON_GetArraySize(keys) > 0);
    request_give(request, "keys", keys);
}

enum http_status user_page(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    cJSON *user = people_find(request->db, id);
    if (user == NULL)
        return HTTP_NOT_FOUND;
    cJSON *one = cJSON_CreateArray();
    dress(request, user);
    json_set_bool(user, "is_me", id == request->identity.user_id);
    cJSON_AddItemToArray(one, user);
    site_date_rows(request, one, "created_at");
    site_ago_rows(request, one, "last_seen_at");
    request_give(request, "user", cJSON_DetachItemFromArray(one, 0));
    cJSON *courses = people_courses(request->db, id), *lines = audit_list(request->db, "", id, RECENT_LINES, 0);
    site_date_rows(request, courses, "enrolled_at");
    name_states(request, courses);
    site_ago_rows(request, lines, "at");
    give_keys(request, id);
    request_give(request, "offered", course_list_all(request->db, ""));
    request_give_bool(request, "has_courses", cJSON_GetArraySize(courses) > 0);
    request_give(request, "courses", courses);
    request_give_bool(request, "has_lines", cJSON_GetArraySize(lines) > 0);
    request_give(request, "lines", lines);
    return HTTP_OK;
}

/* Ends a change of an account: its audit line, a word about it, and back to the account's page. */
static enum http_status changed(struct request *request, enum db_result result, const char *action, const char *detail, const char *words)
{
    int64_t id = request_integer(request, "id", 0);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "This is the last admin: make somebody else an admin first."));
    if (result == DB_OK)
        result = site_audit(request, action, "user", id, detail);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    request_flash(request, "good", words, NULL);
    return request_redirect_to(request, "/admin/users/%lld", (long long)id);
}

enum http_status user_roles(struct request *request)
{
    int roles = ROLE_LEARNER | (request_has(request, "instructor") ? ROLE_INSTRUCTOR : 0) |
                (request_has(request, "admin") ? ROLE_ADMIN : 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = people_set_roles(request->db, request_integer(request, "id", 0), roles);
    const char *detail = arena_printf(request->arena, "learner%s%s", roles & ROLE_INSTRUCTOR ? ", instructor" : "",
                                      roles & ROLE_ADMIN ? ", admin" : "");
    return changed(request, result, "user.roles", detail, tr(request, "The roles are saved."));
}

enum http_status user_suspend(struct request *request)
{
    if (request_integer(request, "id", 0) == request->identity.user_id)
        return request_refuse(request, NULL, tr(request, "You can't suspend yourself."));
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = people_suspend(request->db, request_integer(request, "id", 0));
    return changed(request, result, "user.suspend", request_text(request, "reason"),
                   tr(request, "The account is suspended; its sessions have ended."));
}

enum http_status user_restore(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = people_restore(request->db, request_integer(request, "id", 0));
    return changed(request, result, "user.restore", "", tr(request, "The account is active again."));
}

/* A session as the user, marked with the admin behind it; admins are not impersonated. It replaces the admin's own cookie:
 * signing out leads back to the sign-in page. */
enum http_status user_act(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    cJSON *user = people_find(request->db, id);
    if (user == NULL)
        return HTTP_NOT_FOUND;
    if (json_bool(user, "is_admin", false) || !text_equal(json_string(user, "state", ""), "active"))
        return request_refuse(request, NULL, tr(request, "You can sign in only as an active account that is no admin."));
    if (!request_begin_write(request))
        return request_failed(request);
    const char *token = session_start(request->arena, request->db, id, request->identity.user_id, request->address,
                                      request->user_agent, request->now);
    if (token == NULL || site_audit(request, "user.act", "user", id, "signed in as this user") != DB_OK)
        return request_failed(request);
    site_sign_in(request, token);
    return request_redirect(request, "/dashboard");
}

enum http_status user_key_revoke(struct request *request)
{
    int64_t id = request_integer(request, "id", 0), key_id = request_integer(request, "key_id", 0);
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = api_key_revoke(request->db, id, key_id, request->now);
    if (result == DB_NONE)
        return HTTP_NOT_FOUND;
    return changed(request, result, "user.key_revoked", api_key_name(request->db, id, key_id), tr(request, "The API key is revoked."));
}

enum http_status user_enrol(struct request *request)
{
    cJSON *user = people_find(request->db, request_integer(request, "id", 0));
    if (user == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    int64_t course_id = request_integer(request, "course_id", 0);
    const char *zone = json_string(user, "time_zone", "UTC");
    enum db_result result = enrolment_begin(request->db, json_integer(user, "id", 0), course_id, request->now, zone);
    if (result == DB_CONFLICT)
        return request_refuse(request, "course_id", tr(request, "Choose one of the offered values."));
    const char *detail = arena_printf(request->arena, "course %lld", (long long)course_id);
    return changed(request, result, "user.enrol", detail, tr(request, "They are enrolled."));
}
