/* api_key.h - keys with which programs ask as a person, each for a few purposes (scopes).
 *
 * A token is nxk_PREFIX_SECRET: the prefix finds the row and is shown; of the whole token the database holds the hash. A key
 * has no roles of its own: what its person may not do, it may not either. */
#ifndef NEXUS_API_KEY_H
#define NEXUS_API_KEY_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { API_KEYS_MOST = 20, API_KEY_NAME_MOST = 60, API_KEYS_SHOWN_MOST = 100, API_KEY_KEPT_DAYS = 90 };

/* Bits as enum scope of the route table. */
enum { API_KEY_READ = 1, API_KEY_WRITE = 2, API_KEY_COACH = 4, API_KEY_ANALYTICS = 8, API_KEY_ADMIN = 16 };

enum api_key_state { API_KEY_GOOD, API_KEY_UNKNOWN, API_KEY_REVOKED, API_KEY_EXPIRED, API_KEY_SUSPENDED };

struct api_key {
    int64_t id, user_id, last_used_at; /* last_used_at 0: never */
    int scopes, roles;
    bool verified, uncounted;
    const char *prefix, *name, *email, *avatar, *time_zone, *language; /* name and what follows: the person's, of this moment */
};

struct api_key_wish {
    int64_t user_id;
    const char *name;
    int scopes;
    int64_t expires_at; /* 0: never */
};

/* A new key; its token, which nobody can show again, goes to *token. DB_CONFLICT when the person has API_KEYS_MOST in force.
 * Needs a write transaction. */
enum db_result api_key_make(struct arena *arena, struct db *db, const struct api_key_wish *wish, int64_t now, const char **token);

/* The key of a token with its person, compared in constant time. *key is filled only for API_KEY_GOOD; why a key is not good is told
 * only to whoever has the whole of it. */
enum api_key_state api_key_find(struct arena *arena, struct db *db, const char *token, int64_t now, struct api_key *key);

/* Notes that it was used; at most once a minute, so that reading stays cheap. */
void api_key_touch(struct db *db, const struct api_key *key, int64_t now);

/* Ends a key of this person for good. DB_NONE when there is none or it was revoked before. Needs a write transaction. */
enum db_result api_key_revoke(struct db *db, int64_t user_id, int64_t id, int64_t now);

/* Those in force first, then the newest; at most API_KEYS_SHOWN_MOST: {id, name, prefix, scopes, created_at, last_used_at, expires_at,
 * live: bool, revoked: bool}. Those that ended are forgotten after API_KEY_KEPT_DAYS (sweep). */
cJSON *api_key_list(struct db *db, int64_t user_id, int64_t now);

/* The name of one of a person's keys; NULL when there is none. */
const char *api_key_name(struct db *db, int64_t user_id, int64_t id);

#endif
