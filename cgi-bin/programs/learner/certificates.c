/* certificates.c - my certificates, the public page that verifies one, and its PDF. */
#include "programs/learner/pages.h"

#include "core/base/file.h"
#include "core/view/locale.h"
#include "domain/learning/certificate.h"
#include "programs/site/site.h"

#include <string.h>
#include <unistd.h>

static void dress(struct request *request, cJSON *certificate)
{
    json_set_string(certificate, "minutes_text", locale_minutes(request->arena, json_integer(certificate, "minutes", 0)));
    json_set_string(certificate, "issued_text", locale_date(request->arena, request->language, json_integer(certificate, "issued_at", 0), "UTC"));
}

enum http_status certificates_page(struct request *request)
{
    cJSON *certificates = certificate_list(request->db, request->identity.user_id), *certificate;
    cJSON_ArrayForEach(certificate, certificates) dress(request, certificate);
    request_give_bool(request, "any", cJSON_GetArraySize(certificates) > 0);
    request_give(request, "certificates", certificates);
    return HTTP_OK;
}

/* What the public may know; not who it is, beyond the name on the paper. */
static cJSON *public_part(struct request *request, const cJSON *row)
{
    static const char *const names[] = {"code", "name", "course_title", "course_slug", "minutes", "issued_at", "revoked", "revoke_reason"};
    cJSON *certificate = cJSON_CreateObject();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set(certificate, names[i], cJSON_Duplicate(json_member(row, names[i]), true));
    dress(request, certificate);
    json_set_string(certificate, "revoked_text", json_bool(row, "revoked", false)
                    ? locale_date(request->arena, request->language, json_integer(row, "revoked_at", 0), "UTC") : NULL);
    const char *address = arena_printf(request->arena, "%s/certificates/%s", request->config->base_url, json_string(row, "code", ""));
    json_set_string(certificate, "address", address);
    json_set_bool(certificate, "mine", request->identity.user_id != 0 && json_integer(row, "user_id", 0) == request->identity.user_id);
    return certificate;
}

enum http_status certificate_page(struct request *request)
{
    const char *typed = request_text(request, "code");
    cJSON *row = certificate_find(request->arena, request->db, typed);
    request_add_header(request, "X-Robots-Tag", "noindex");
    if (row != NULL && strcmp(json_string(row, "code", ""), typed) != 0)
        return request_redirect_to(request, "/certificates/%s", json_string(row, "code", ""));
    request_give_text(request, "code", typed);
    request_give(request, "certificate", row == NULL ? cJSON_CreateNull() : public_part(request, row));
    return db_failed(request->db) == DB_OK ? HTTP_OK : request_failed(request);
}

enum http_status certificate_pdf(struct request *request)
{
    cJSON *certificate = certificate_find(request->arena, request->db, request_text(request, "code"));
    if (certificate == NULL)
        return HTTP_NOT_FOUND;
    char *name = arena_printf(request->arena, "certificates/%s.pdf", json_string(certificate, "code", ""));
    char *path = config_data_path(request->arena, request->config, name);
    if (json_bool(certificate, "revoked", false)) {
        unlink(path); /* made when it was valid */
        return HTTP_GONE;
    }
    if (!file_exists(path) && !certificate_make_pdf(request, certificate, path))
        return HTTP_FAILED;
    request_add_header(request, "X-Robots-Tag", "noindex");
    return request_file(request, name, "application/pdf",
                        arena_printf(request->arena, "certificate-%s.pdf", json_string(certificate, "code", "")));
}
