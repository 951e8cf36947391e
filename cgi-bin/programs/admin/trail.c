/* trail.c - the audit log. */
#include "programs/admin/pages.h"

#include "core/view/locale.h"
#include "domain/account/audit.h"
#include "programs/site/site.h"

enum http_status audit_page(struct request *request)
{
    const char *words = request_text(request, "q");
    int64_t page = request_integer(request, "page", 1), subject = request_integer(request, "user", 0);
    cJSON *lines = audit_list(request->db, words, subject, ADMIN_PER_PAGE, (page - 1) * ADMIN_PER_PAGE), *line;
    cJSON_ArrayForEach(line, lines)
    {
        json_set_string(line, "at_text", locale_time(request->arena, request->language, json_integer(line, "at", 0), request->identity.time_zone));
        json_set_bool(line, "about_user", text_equal(json_string(line, "subject_kind", ""), "user"));
    }
    request_give_bool(request, "any", cJSON_GetArraySize(lines) > 0);
    request_give(request, "lines", lines);
    request_give_text(request, "query", words);
    site_give_pages(request, page, ADMIN_PER_PAGE, audit_count(request->db, words, subject));
    return HTTP_OK;
}
