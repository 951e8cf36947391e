/* course.c - GET /courses/:slug, a course's front page; enrolling and leaving. */
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/catalog/outline.h"
#include "domain/coach/faq.h"
#include "domain/learning/enrolment.h"
#include "programs/site/experiment.h"
#include "programs/site/site.h"

#include <string.h>

static bool is_admin(const struct request *request)
{
    return (request->identity.roles & ROLE_ADMIN) != 0;
}

/* The course of the address when this person may see it. */
static cJSON *find_course(struct request *request)
{
    cJSON *course = course_find(request->db, request_text(request, "slug"), request->identity.user_id);
    return course != NULL && course_visible(course, is_admin(request)) ? course : NULL;
}

/* Where the button leads: to the lesson they stopped at, else to the first. */
static void give_resume(struct request *request, const cJSON *course, const struct outline *outline)
{
    const char *slug = json_string(course, "resume_slug", NULL);
    const cJSON *first = outline->open != NULL ? outline->open : outline->first;
    const char *url = json_string(first, "url", NULL), *title = json_string(first, "title", NULL);
    if (slug != NULL) {
        url = arena_printf(request->arena, "/courses/%s/%s", json_string(course, "slug", ""), slug);
        title = json_string(course, "resume_title", NULL);
    }
    cJSON *resume = url == NULL ? cJSON_CreateNull() : cJSON_CreateObject();
    if (url != NULL) {
        json_set_string(resume, "url", url);
        json_set_string(resume, "title", title);
    }
    request_give(request, "resume", resume);
}

/* A list and has_<name>, for the heading over it. */
static void give_list(struct request *request, const char *name, cJSON *rows)
{
    request_give(request, name, rows);
    request_give_bool(request, arena_printf(request->arena, "has_%s", name), rows->child != NULL);
}

static void give_skills(struct request *request, int64_t course_id)
{
    cJSON *skills = course_skills(request->db, course_id), *skill;
    cJSON_ArrayForEach(skill, skills)
    {
        struct text url = text_in(request->arena);
        text_append(&url, "/courses?skill=");
        text_append_url(&url, json_string(skill, "name", ""));
        json_set_string(skill, "url", text_string(&url));
    }
    give_list(request, "skills", skills);
}

static void give_people(struct request *request, int64_t course_id)
{
    cJSON *people = course_instructors(request->db, course_id), *person;
    cJSON_ArrayForEach(person, people)
    {
        const char *avatar = json_string(person, "avatar", NULL);
        json_set_string(person, "initials", site_initials(request->arena, json_string(person, "name", "")));
        json_set_string(person, "avatar",
                        avatar == NULL || request->identity.user_id == 0 ? NULL
                                                                         : arena_printf(request->arena, "/avatars/%s", avatar));
    }
    give_list(request, "instructors", people);
}

/* What a person answered for all, for those who may read the lessons: the coach's citations of it lead here. */
static void give_faq(struct request *request, int64_t course_id, bool open)
{
    give_list(request, "faq", open ? faq_list(request->db, course_id) : cJSON_CreateArray());
}

/* The course for search engines, as schema.org has it; "<" is escaped, so that no text can end the script element. */
static const char *linked_data(struct request *request, const cJSON *course)
{
    cJSON *data = cJSON_CreateObject(), *provider = cJSON_CreateObject(), *offer = cJSON_CreateObject();
    json_set_string(data, "@context", "https://schema.org");
    json_set_string(data, "@type", text_equal(json_string(course, "kind", ""), "book") ? "Book" : "Course");
    json_set_string(data, "name", json_string(course, "title", ""));
    json_set_string(data, "description", json_string(course, "subtitle", ""));
    json_set_string(data, "inLanguage", json_string(course, "language", ""));
    json_set_string(data, "url", arena_printf(request->arena, "%s/courses/%s", request->config->base_url, json_string(course, "slug", "")));
    json_set_string(provider, "@type", "Organization");
    json_set_string(provider, "name", request->config->site_name);
    json_set(data, "provider", provider);
    json_set_string(offer, "@type", "Offer");
    json_set_string(offer, "price", arena_printf(request->arena, "%.2f", (double)json_integer(course, "price", 0) / 100));
    json_set_string(offer, "priceCurrency", json_string(course, "currency", ""));
    json_set(data, "offers", offer);
    struct text safe = text_in(request->arena);
    for (const char *c = json_write(request->arena, data); *c != '\0'; c++)
        *c == '<' ? text_append(&safe, "\\u003c") : text_append_char(&safe, *c);
    return text_string(&safe);
}

static void give_counts(struct request *request, const struct outline *outline)
{
    request_give_integer(request, "quizzes_count", outline->quizzes);
    request_give_integer(request, "previews_count", outline->previews);
    request_give_integer(request, "done_count", outline->done);
    request_give_integer(request, "left_count", outline->lessons - outline->done);
}

/* What costs something is paid outside this site, and an admin enrols; whoever teaches it, or was in before, gets in. */
static bool may_enrol(const struct request *request, const cJSON *course)
{
    bool free_of_charge = json_integer(course, "price", 0) == 0;
    return free_of_charge || is_admin(request) || json_bool(course, "teaches", false) || json_string(course, "enrolment", NULL) != NULL;
}

enum http_status course_page(struct request *request)
{
    cJSON *course = find_course(request);
    if (course == NULL)
        return HTTP_NOT_FOUND;
    int64_t id = json_integer(course, "id", 0), lessons = json_integer(course, "lessons", 0);
    request->course_id = id;
    bool taken = course_taken(course), staff = is_admin(request) || json_bool(course, "teaches", false);
    struct outline outline =
        outline_read(request->arena, request->db, id, json_string(course, "slug", ""), request->identity.user_id, 0, taken || staff);
    cJSON *contents = cJSON_CreateObject();
    json_set(contents, "modules", outline.modules);
    request_give(request, "outline", contents);
    site_dress_course(request, course);
    json_set_bool(course, "taken", taken);
    json_set_bool(course, "finished", text_equal(json_string(course, "enrolment", ""), "completed"));
    json_set_bool(course, "published", text_equal(json_string(course, "state", ""), "published"));
    json_set_bool(course, "begun", outline.done > 0);
    json_set_bool(course, "may_enrol", may_enrol(request, course));
    if (!taken && may_enrol(request, course) && request->identity.user_id != 0) {
        experiment_variant(request, "enrol-words"); /* what the button says */
        experiment_variant(request, "enrol-card");  /* and what stands below it */
    }
    request_give_text(request, "contact", site_contact(request));
    json_set_integer(course, "progress", lessons == 0 ? 0 : json_integer(course, "lessons_done", 0) * 100 / lessons);
    json_set_string(course, "learners_text",
                    locale_number(request->arena, request->language, json_integer(course, "learners", 0)));
    json_set_string(course, "language_text", site_language_name(json_string(course, "language", "")));
    int64_t updated = json_integer(course, "updated_at", 0);
    json_set_string(course, "updated_text", locale_date(request->arena, request->language, updated, request->identity.time_zone));
    give_resume(request, course, &outline);
    give_counts(request, &outline);
    give_people(request, id);
    request_give_text(request, "linked_data", linked_data(request, course));
    request_give(request, "course", course);
    give_faq(request, id, taken || staff);
    give_skills(request, id);
    give_list(request, "prerequisites", course_prerequisites(request->db, id, request->identity.user_id));
    return HTTP_OK;
}

enum http_status course_enrol(struct request *request)
{
    cJSON *course = find_course(request);
    if (course == NULL)
        return HTTP_NOT_FOUND;
    const char *slug = json_string(course, "slug", ""), *resume = json_string(course, "resume_slug", NULL);
    if (!may_enrol(request, course)) {
        const char *words = tr(request, "The academy enrols you once it has your payment. Write to %s.");
        request_flash(request, "note", arena_printf(request->arena, words, site_contact(request)), NULL);
        return request_redirect_to(request, "/courses/%s", slug);
    }
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = enrolment_begin(request->db, request->identity.user_id, json_integer(course, "id", 0), request->now,
                                            request->identity.time_zone);
    if (result != DB_OK)
        return request_result(request, result);
    bool back = resume != NULL;
    const char *welcome = back ? tr(request, "Welcome back. All you did is still here.") : tr(request, "You are in. Enjoy the first page.");
    request_flash(request, "good", welcome, NULL);
    return request_redirect_to(request, "/courses/%s", slug);
}

enum http_status course_leave(struct request *request)
{
    cJSON *course = find_course(request);
    if (course == NULL)
        return HTTP_NOT_FOUND;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = enrolment_leave(request->db, request->identity.user_id, json_integer(course, "id", 0), request->now,
                                            request->identity.time_zone);
    const char *slug = json_string(course, "slug", "");
    if (result == DB_OK)
        request_flash(request, "note", tr(request, "You left the course. What you did is kept."),
                      arena_printf(request->arena, "/courses/%s/enrol", slug));
    else if (result != DB_NONE)
        return request_result(request, result);
    return request_redirect_to(request, "/courses/%s", slug);
}
