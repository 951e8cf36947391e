/* landing.c - the front door, and the small public things: preferences, files, the API's description. */
#include "programs/learner/pages.h"

#include "core/base/file.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "programs/site/site.h"

#include <string.h>

enum { FEATURED = 6, ONE_YEAR = 365 * 86400, OPENAPI_BYTES_MOST = 4 * 1024 * 1024 };

enum http_status landing_page(struct request *request)
{
    if (request->identity.user_id != 0 && !request->wants_json)
        return request_redirect(request, "/dashboard");
    cJSON *courses = course_newest(request->db, FEATURED);
    site_dress_courses(request, courses);
    request_give(request, "courses", courses);
    course_give_totals(request->db, request->model);
    return HTTP_OK;
}

/* Theme and language of this browser: cookies, nothing is stored here. */
enum http_status preferences_change(struct request *request)
{
    const char *theme = request_text(request, "theme"), *language = request_text(request, "lang");
    if (*theme != '\0')
        request_set_cookie(request, "theme", theme, ONE_YEAR);
    if (locale_known(language))
        request_set_cookie(request, "language", language, ONE_YEAR);
    return request_redirect(request, request_local_path(request_text(request, "back"), "/"));
}

enum http_status openapi_document(struct request *request)
{
    size_t length = 0;
    char *document = file_read(request->arena, arena_printf(request->arena, "%s/openapi.json", request->config->programs),
                               OPENAPI_BYTES_MOST, &length);
    return document == NULL ? HTTP_NOT_FOUND : request_body(request, "application/json", document, length);
}

static const char *type_of(const char *file)
{
    static const struct { const char *ending, *type; } types[] = {
        {".png", "image/png"},       {".jpg", "image/jpeg"},      {".gif", "image/gif"},  {".webp", "image/webp"},
        {".svg", "image/svg+xml"},   {".pdf", "application/pdf"}, {".txt", "text/plain; charset=utf-8"},
        {".csv", "text/csv; charset=utf-8"}, {".zip", "application/zip"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_ends(file, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

/* Files are named by their content, so that they may be kept for ever. */
static enum http_status file_below(struct request *request, const char *folder, const char *cache)
{
    const char *file = request_text(request, "file");
    if (!file_name_plain(file))
        return HTTP_NOT_FOUND;
    const char *name = arena_printf(request->arena, "%s/%s", folder, file);
    if (!file_exists(config_data_path(request->arena, request->config, name)))
        return HTTP_NOT_FOUND;
    request_cache(request, cache);
    return request_file(request, name, type_of(file), NULL);
}

enum http_status asset_file(struct request *request)
{
    return file_below(request, "assets", "public, max-age=31536000, immutable");
}

enum http_status avatar_file(struct request *request)
{
    return file_below(request, "avatars", "private, max-age=31536000, immutable");
}
