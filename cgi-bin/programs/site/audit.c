/* audit.c - an audit line about the request under way. */
#include "domain/account/audit.h"

#include "programs/site/site.h"

enum db_result site_audit(struct request *request, const char *action, const char *subject_kind, int64_t subject_id, const char *detail)
{
    return audit_add(request->db, request->identity.user_id, request->identity.acting_id, action, subject_kind, subject_id, detail,
                     request->address, request->id, request->now);
}
