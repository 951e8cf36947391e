/* certificates.c - every certificate; revoking with a reason that the public page shows, and taking that back. */
#include "programs/admin/pages.h"

#include "domain/learning/certificate.h"
#include "programs/site/site.h"

enum http_status certificates_page(struct request *request)
{
    const char *words = request_text(request, "q");
    int64_t page = request_integer(request, "page", 1);
    cJSON *certificates = certificate_search(request->db, words, ADMIN_PER_PAGE, (page - 1) * ADMIN_PER_PAGE);
    site_date_rows(request, certificates, "issued_at");
    request_give_text(request, "query", words);
    request_give_bool(request, "any", certificates->child != NULL);
    request_give(request, "certificates", certificates);
    site_give_pages(request, page, ADMIN_PER_PAGE, certificate_count(request->db, words));
    return HTTP_OK;
}

static enum http_status changed(struct request *request, enum db_result result, const char *action, const char *detail, const char *words)
{
    if (result == DB_OK)
        result = site_audit(request, action, "certificate", request_integer(request, "id", 0), detail);
    if (result != DB_OK && result != DB_NONE)
        return request_result(request, result);
    request_flash(request, "good", words, NULL);
    return request_redirect(request, "/admin/certificates");
}

enum http_status certificate_withdraw(struct request *request)
{
    const char *reason = request_text(request, "reason");
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = certificate_revoke(request->db, request_integer(request, "id", 0), reason, request->now);
    return changed(request, result, "certificate.revoke", reason, tr(request, "The certificate is revoked; its page says so."));
}

enum http_status certificate_reinstate(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = certificate_restore(request->db, request_integer(request, "id", 0));
    return changed(request, result, "certificate.restore", "", tr(request, "The certificate is valid again."));
}
