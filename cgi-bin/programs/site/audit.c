/* audit.c - what the request under way leaves behind: an audit line, and who read a conversation for somebody else. */
#include "domain/account/audit.h"

#include "domain/coach/conversation.h"
#include "programs/site/site.h"

/* Of what a program did with somebody's key, the key is named. */
static const char *with_key(struct request *request, const char *detail)
{
    const char *key = request->identity.key;
    return key == NULL ? detail : arena_printf(request->arena, "%s%sAPI key %s", detail, *detail == '\0' ? "" : ", ", key);
}

enum db_result site_audit(struct request *request, const char *action, const char *subject_kind, int64_t subject_id, const char *detail)
{
    return audit_add(request->db, request->identity.user_id, request->identity.acting_id, action, subject_kind, subject_id,
                     with_key(request, detail), request->address, request->id, request->now);
}

enum http_status site_note_reading(struct request *request, int64_t conversation_id)
{
    int64_t reader = request->identity.acting_id;
    if (reader == 0 || conversation_find(request->db, request->identity.user_id, conversation_id) == NULL)
        return HTTP_OK;
    if (!db_is_writing(request->db) && !request_begin_write(request))
        return request_failed(request);
    enum db_result result = conversation_note_reader(request->db, conversation_id, reader, request->now);
    return request_result(request, result == DB_OK ? site_audit(request, "coach.read", "conversation", conversation_id, "") : result);
}
