/* audit.c - one table, added to by everything that changes what somebody may do or see. */
#include "domain/account/audit.h"

enum db_result audit_add(struct db *db, int64_t actor, int64_t acting, const char *action, const char *subject_kind,
                         int64_t subject_id, const char *detail, const char *address, const char *request_id, int64_t now)
{
    return db_change(db,
                     "INSERT INTO audit (at, actor_id, acting_id, action, subject_kind, subject_id, detail, address, request_id)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     now, db_reference(actor), db_reference(acting), action, subject_kind, db_reference(subject_id), detail, address,
                     request_id);
}

#define MATCHES                                                                                                        \
    " FROM audit a LEFT JOIN person p ON p.id = a.actor_id LEFT JOIN person q ON q.id = a.acting_id"                   \
    " WHERE lower(a.action || ' ' || a.detail || ' ' || coalesce(p.name, '')) LIKE lower(?1) ESCAPE '!'"                  \
    " AND (?2 = 0 OR a.actor_id = ?2 OR (a.subject_kind = 'user' AND a.subject_id = ?2))"

cJSON *audit_list(struct db *db, const char *words, int64_t subject, int limit, int64_t offset)
{
    return db_rows(db,
                   "SELECT a.id, a.at, a.actor_id, p.name AS actor, q.name AS acting, a.action, a.subject_kind, a.subject_id, a.detail,"
                   " a.address, a.request_id" MATCHES " ORDER BY a.id DESC LIMIT ?3 OFFSET ?4",
                   db_contains(db, words), subject, limit, offset);
}

int64_t audit_count(struct db *db, const char *words, int64_t subject)
{
    return db_integer(db, 0, "SELECT count(*)" MATCHES, db_contains(db, words), subject);
}
