/* session.h - signed-in browsers. The cookie holds a random token, the database its hash. */
#ifndef NEXUS_SESSION_H
#define NEXUS_SESSION_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { SESSION_SECONDS = 30 * 86400, SESSIONS_SHOWN_MOST = 100 };

struct session {
    int64_t id, user_id, acting_id, seen_at;
    int roles;
    bool verified, uncounted;
    const char *name, *email, *avatar, *time_zone, *language;
};

/* The session of a cookie's token, with its person; false when there is none, it is over, the account is not active, or the
 * admin behind it is none any more. */
bool session_find(struct arena *arena, struct db *db, const char *token, int64_t now, struct session *session);

/* A new session; gives the token for the cookie, NULL on failure. `acting_id` is the admin who signs in as the user, or 0. */
const char *session_start(struct arena *arena, struct db *db, int64_t user_id, int64_t acting_id, const char *address,
                          const char *user_agent, int64_t now);

/* Ends one (of this user), or all of a user but `except` (0: all), also those as somebody else that an admin opened. */
enum db_result session_end(struct db *db, int64_t user_id, int64_t session_id);
enum db_result session_end_all(struct db *db, int64_t user_id, int64_t except);

/* Notes that the session and its person were seen; at most once an hour, so that reading stays cheap. */
void session_touch(struct db *db, const struct session *session, int64_t now);

/* [{id, created_at, seen_at, address, user_agent, current:bool, acting:bool}], the current one, then the newest, at most
 * SESSIONS_SHOWN_MOST; acting: opened by an admin. */
cJSON *session_list(struct db *db, int64_t user_id, int64_t current);

#endif
