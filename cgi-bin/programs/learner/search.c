/* search.c - GET /search: courses and lessons by words; and the two files that search engines of others read. */
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "core/store/search.h"
#include "domain/catalog/catalogue.h"
#include "domain/catalog/course.h"
#include "programs/site/site.h"

#include <string.h>

enum { ADDRESSES_MOST = 40000 };

/* The rows of the search with their addresses; what has none is left out. */
static cJSON *dress_found(struct request *request, cJSON *rows)
{
    cJSON *found = catalogue_address(request->db, rows, request->identity.user_id), *row;
    cJSON_ArrayForEach(row, found)
    {
        const char *lesson = json_string(row, "lesson_slug", NULL), *course = json_string(row, "slug", "");
        json_set_string(row, "url", lesson == NULL ? arena_printf(request->arena, "/courses/%s", course)
                                                   : arena_printf(request->arena, "/courses/%s/%s", course, lesson));
        json_set_bool(row, "is_lesson", lesson != NULL);
        json_set_bool(row, "is_book", text_equal(json_string(row, "course_kind", ""), "book"));
    }
    return found;
}

/* The pages before and behind: a search knows whether there is more, not how much. */
static void give_neighbours(struct request *request, const char *query, int64_t course_id, int64_t page, bool more)
{
    struct text path = text_in(request->arena);
    text_append(&path, "/search?q=");
    text_append_url(&path, query);
    if (course_id != 0)
        text_printf(&path, "&course=%lld", (long long)course_id);
    const char *base = text_string(&path);
    request_give_text(request, "previous_url", page > 1 ? arena_printf(request->arena, "%s&page=%lld", base, (long long)page - 1) : NULL);
    request_give_text(request, "next_url", more ? arena_printf(request->arena, "%s&page=%lld", base, (long long)page + 1) : NULL);
    request_give_bool(request, "has_pages", page > 1 || more);
}

static void give_course_choice(struct request *request, int64_t course_id)
{
    cJSON *courses = catalogue_titles(request->db), *course;
    cJSON_ArrayForEach(course, courses) json_set_bool(course, "selected", json_integer(course, "id", 0) == course_id);
    request_give(request, "courses", courses);
}

enum http_status search_page(struct request *request)
{
    const char *query = request_text(request, "q");
    int64_t course_id = request_integer(request, "course", 0), page = request_integer(request, "page", 1);
    struct search_filter filter = {.course_id = course_id};
    cJSON *found = cJSON_CreateObject();
    if (*query != '\0')
        found = search_find(request->arena, request->db, query, &filter, CATALOGUE_FOUND, (int)(page - 1) * CATALOGUE_FOUND);
    if (*query != '\0' && page == 1)
        site_track_search(request, cJSON_GetArraySize(cJSON_GetObjectItem(found, "rows")));
    request_give_text(request, "query", query);
    request_give_bool(request, "asked", *query != '\0');
    request_give_text(request, "corrected", json_string(found, "corrected", NULL));
    cJSON *results = dress_found(request, cJSON_GetObjectItem(found, "rows"));
    request_give(request, "results", results);
    request_give_bool(request, "has_results", results->child != NULL);
    give_neighbours(request, query, course_id, page, json_bool(found, "more", false));
    give_course_choice(request, course_id);
    return HTTP_OK;
}

enum http_status sitemap_file(struct request *request)
{
    cJSON *rows = course_addresses(request->db, ADDRESSES_MOST), *row;
    const char *base = request->config->base_url;
    struct text map = text_in(request->arena);
    text_append(&map, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    text_printf(&map, "<url><loc>%s/</loc></url>\n<url><loc>%s/courses</loc></url>\n", base, base);
    cJSON_ArrayForEach(row, rows)
    {
        const char *lesson = json_string(row, "lesson", NULL);
        const char *stamp = clock_stamp(request->arena, json_integer(row, "updated_at", 0));
        text_printf(&map, "<url><loc>%s/courses/%s%s%s</loc><lastmod>%s</lastmod></url>\n", base, json_string(row, "slug", ""),
                    lesson == NULL ? "" : "/", lesson == NULL ? "" : lesson, stamp);
    }
    text_append(&map, "</urlset>\n");
    request_cache(request, "public, max-age=3600");
    return request_body(request, "application/xml", map.bytes, map.length);
}

enum http_status robots_file(struct request *request)
{
    const char *body = arena_printf(request->arena,
                                    "User-agent: *\nDisallow: /admin\nDisallow: /api\nDisallow: /dashboard\nDisallow: /search\n\n"
                                    "Sitemap: %s/sitemap.xml\n",
                                    request->config->base_url);
    request_cache(request, "public, max-age=3600");
    return request_body(request, "text/plain; charset=utf-8", body, strlen(body));
}
