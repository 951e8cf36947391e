/* furnish.c - the "site" object that the layout needs, and the small formats that many pages share. */
#include "programs/site/site.h"

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/view/locale.h"
#include "core/view/page.h"
#include "core/web/form.h"
#include "domain/coach/handover.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

char *site_initials(struct arena *arena, const char *name)
{
    struct text initials = text_in(arena);
    const char *end = name + strlen(name);
    bool start = true;
    int count = 0;
    while (name < end && count < 2) {
        uint32_t code = utf8_next(&name, end);
        if (start && code > ' ') {
            text_append_utf8(&initials, code >= 'a' && code <= 'z' ? code - 32 : code);
            count++;
        }
        start = code == ' ' || code == '-';
    }
    return arena_strdup(arena, text_string(&initials));
}

/* How many learners wait for this person's answer; 0 for those who have no inbox. */
static int64_t waiting_for(struct request *request)
{
    const struct identity *identity = &request->identity;
    const struct handover_reader reader = {.user_id = identity->user_id, .admin = (identity->roles & ROLE_ADMIN) != 0};
    return (identity->roles & (ROLE_INSTRUCTOR | ROLE_ADMIN)) == 0 ? 0 : handover_count(request->db, &reader, false);
}

static cJSON *user_of(struct request *request)
{
    const struct identity *identity = &request->identity;
    cJSON *user = cJSON_CreateObject();
    json_set_integer(user, "waiting", waiting_for(request));
    json_set_string(user, "name", identity->name);
    json_set_string(user, "initials", site_initials(request->arena, identity->name));
    json_set_string(user, "avatar", identity->avatar == NULL ? NULL : arena_printf(request->arena, "/avatars/%s", identity->avatar));
    json_set_bool(user, "is_admin", (identity->roles & ROLE_ADMIN) != 0);
    json_set_bool(user, "is_instructor", (identity->roles & ROLE_INSTRUCTOR) != 0);
    json_set_bool(user, "teaches", (identity->roles & (ROLE_INSTRUCTOR | ROLE_ADMIN)) != 0);
    json_set_bool(user, "acting", identity->acting_id != 0);
    json_set_bool(user, "unverified", !identity->verified);
    return user;
}

/* The message that the page before left in a cookie; shown once. Its undo path must be ours. */
static cJSON *take_flash(struct request *request)
{
    const char *cookie = request_cookie(request, "flash");
    if (cookie == NULL || *cookie == '\0')
        return cJSON_CreateNull();
    char *text = arena_strdup(request->arena, cookie);
    size_t length = form_decode(text, strlen(text), false);
    request_set_cookie(request, "flash", NULL, 0);
    cJSON *flash = json_read(request->arena, text, length, NULL);
    if (!cJSON_IsObject(flash))
        return cJSON_CreateNull();
    const char *path = request_local_path(json_string(flash, "undo", NULL), NULL);
    cJSON *undo = path == NULL ? cJSON_CreateNull() : cJSON_CreateObject();
    if (path != NULL)
        json_set_string(undo, "action", path);
    json_set(flash, "undo", undo);
    return flash;
}

static cJSON *languages_of(const struct request *request)
{
    cJSON *list = locale_list(), *entry;
    cJSON_ArrayForEach(entry, list)
        json_set_bool(entry, "current", text_equal(json_string(entry, "code", ""), request->language));
    return list;
}

/* Which part of the site this is, for the navigation: the first word of the path. */
static cJSON *here_of(const struct request *request)
{
    static const char *const parts[] = {"courses", "dashboard", "notes", "goals", "certificates", "profile", "admin", "teach", "search", "activity"};
    cJSON *here = cJSON_CreateObject();
    const char *word = request->path + 1;
    size_t length = strcspn(word, "/");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        json_set_bool(here, parts[i], strlen(parts[i]) == length && memcmp(parts[i], word, length) == 0);
    return here;
}

static const char *theme_of(const struct request *request)
{
    const char *theme = request_cookie(request, "theme");
    return text_equal(theme, "light") || text_equal(theme, "dark") ? theme : "auto";
}

static const char *find_asset(const struct request *request, const char *path)
{
    static struct arena *kept;
    static struct { const char *path, *url; } known[24];
    if (kept == NULL)
        kept = arena_new();
    size_t i = 0;
    while (known[i].path != NULL && known[i].path != path)
        i++;
    if (known[i].path == NULL) {
        known[i].url = page_asset(kept, request->config->home, path);
        known[i].path = path;
    }
    return known[i].url;
}

static const char *asset(const struct request *request, const char *path)
{
    static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&turn);
    const char *url = find_asset(request, path);
    pthread_mutex_unlock(&turn);
    return url;
}

static const char *address_here(struct request *request)
{
    struct text path = text_in(request->arena);
    text_append(&path, request->path);
    if (*request->query != '\0')
        text_printf(&path, "?%s", request->query);
    return text_string(&path);
}

/* The coach's page, knowing where it is asked from: "/courses/a/b" -> "/chat?course=a&lesson=b". */
static const char *chat_address(struct request *request)
{
    struct text address = text_in(request->arena);
    text_append(&address, "/chat");
    if (!text_starts(request->path, "/courses/"))
        return text_string(&address);
    const char *course = request->path + strlen("/courses/"), *lesson = strchrnul(course, '/');
    text_append(&address, "?course=");
    text_append_url(&address, arena_strndup(request->arena, course, (size_t)(lesson - course)));
    if (*lesson == '/') {
        text_append(&address, "&lesson=");
        text_append_url(&address, lesson + 1);
    }
    return text_string(&address);
}

void site_furnish(struct request *request)
{
    site_track_furnish(request);
    cJSON *site = cJSON_CreateObject();
    bool signed_in = request->identity.user_id != 0;
    json_set_string(site, "name", request->config->site_name);
    json_set_string(site, "lang", request->language);
    json_set_string(site, "dir", locale_direction(request->language));
    json_set_string(site, "theme", theme_of(request));
    json_set_string(site, "csrf", request->identity.token == NULL ? "" : request_form_token(request));
    json_set_string(site, "path", address_here(request));
    json_set_bool(site, "signed_in", signed_in);
    json_set(site, "user", signed_in ? user_of(request) : cJSON_CreateNull());
    json_set(site, "flash", take_flash(request));
    json_set_string(site, "css", asset(request, "/static/css/nexus.css"));
    json_set_string(site, "courses_css", asset(request, "/static/css/courses.css"));
    json_set_string(site, "learn_css", asset(request, "/static/css/learn.css"));
    json_set_string(site, "quiz_css", asset(request, "/static/css/quiz.css"));
    json_set_string(site, "charts_css", asset(request, "/static/css/charts.css"));
    json_set_string(site, "figures_css", asset(request, "/static/css/figures.css"));
    json_set_string(site, "certificate_css", asset(request, "/static/css/certificate.css"));
    json_set_string(site, "admin_css", asset(request, "/static/css/admin.css"));
    json_set_string(site, "js", asset(request, "/static/js/nexus.js"));
    json_set_string(site, "analytics_js", asset(request, "/static/js/analytics.js"));
    json_set_string(site, "tail_js", asset(request, "/static/js/tail.js"));
    json_set_string(site, "account_js", asset(request, "/static/js/account.js"));
    json_set_string(site, "lesson_js", asset(request, "/static/js/lesson.js"));
    json_set_string(site, "quiz_js", asset(request, "/static/js/quiz.js"));
    json_set_string(site, "coach_css", asset(request, "/static/css/coach.css"));
    json_set_string(site, "coach_js", asset(request, "/static/js/coach.js"));
    json_set_string(site, "chat_js", asset(request, "/static/js/chat.js"));
    json_set_string(site, "nudge_js", asset(request, "/static/js/nudge.js"));
    bool counted = site_track_wanted(request) && request->identity.acting_id == 0;
    json_set_string(site, "beacon", counted ? asset(request, "/static/js/beacon.js") : NULL);
    json_set_string(site, "chat", signed_in ? chat_address(request) : NULL);
    json_set(site, "languages", languages_of(request));
    json_set(site, "here", here_of(request));
    json_set_bool(site, "demo", request->config->demo);
    json_set_integer(site, "year", clock_parts(request->now, "UTC").year);
    request_give(request, "site", site);
}

/* The path of another page of the same list: the query stays, but for the page. */
static char *page_path(struct request *request, int64_t page)
{
    struct text path = text_in(request->arena);
    text_printf(&path, "%s?", request->path);
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        if (strcmp(parameter->name, "page") == 0 || *parameter->value == '\0')
            continue;
        text_append_url(&path, parameter->name);
        text_append(&path, "=");
        text_append_url(&path, parameter->value);
        text_append(&path, "&");
    }
    text_printf(&path, "page=%lld", (long long)page);
    return path.bytes;
}

void site_give_pages(struct request *request, int64_t page, int64_t per_page, int64_t total)
{
    int64_t last = (total + per_page - 1) / per_page;
    cJSON *pages = cJSON_CreateObject();
    json_set_integer(pages, "page", page);
    json_set_integer(pages, "of", last);
    json_set_string(pages, "previous", page > 1 ? page_path(request, page - 1) : NULL);
    json_set_string(pages, "next", page < last ? page_path(request, page + 1) : NULL);
    request_give(request, "pages", last > 1 ? pages : cJSON_CreateNull());
    request_give_integer(request, "total", total);
}

static void format_rows(struct request *request, cJSON *rows, const char *name, bool ago)
{
    cJSON *row;
    char *target = arena_printf(request->arena, "%s_text", name);
    cJSON_ArrayForEach(row, rows)
    {
        const cJSON *time = json_member(row, name);
        if (!cJSON_IsNumber(time)) {
            json_set_string(row, target, NULL);
            continue;
        }
        int64_t seconds = json_integer(row, name, 0);
        json_set_string(row, target, ago ? locale_ago(request->arena, request->language, seconds, request->now, request->identity.time_zone)
                                         : locale_date(request->arena, request->language, seconds, request->identity.time_zone));
    }
}

void site_date_rows(struct request *request, cJSON *rows, const char *name)
{
    format_rows(request, rows, name, false);
}

void site_ago_rows(struct request *request, cJSON *rows, const char *name)
{
    format_rows(request, rows, name, true);
}

void site_dress_course(struct request *request, cJSON *course)
{
    const char *level = json_string(course, "level", "");
    const char *level_text = text_equal(level, "beginner")       ? tr(request, "Beginner")
                             : text_equal(level, "intermediate") ? tr(request, "Intermediate")
                                                                 : tr(request, "Advanced");
    int64_t price = json_integer(course, "price", 0);
    const char *cover = json_string(course, "cover", NULL);
    json_set_string(course, "level_text", level_text);
    json_set_string(course, "minutes_text", locale_minutes(request->arena, json_integer(course, "minutes", 0)));
    const char *currency = json_string(course, "currency", "ZAR");
    json_set_string(course, "price_text", price == 0 ? NULL : locale_money(request->arena, request->language, price, currency));
    json_set_string(course, "cover", cover == NULL ? NULL : arena_printf(request->arena, "/assets/%s", cover));
    json_set_bool(course, "is_book", text_equal(json_string(course, "kind", ""), "book"));
}

void site_dress_courses(struct request *request, cJSON *courses)
{
    cJSON *course;
    cJSON_ArrayForEach(course, courses) site_dress_course(request, course);
}

const char *site_language_name(const char *code)
{
    static const struct { const char *code, *name; } names[] = {
        {"af", "Afrikaans"}, {"ar", "العربية"}, {"de", "Deutsch"},    {"en", "English"},   {"es", "Español"}, {"fr", "Français"},
        {"hi", "हिन्दी"},       {"it", "Italiano"}, {"ja", "日本語"},      {"nl", "Nederlands"}, {"pl", "Polski"},  {"pt", "Português"},
        {"ru", "Русский"},   {"sw", "Kiswahili"}, {"xh", "isiXhosa"}, {"zh", "中文"},       {"zu", "isiZulu"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(names[i].code, code))
            return names[i].name;
    return code;
}
