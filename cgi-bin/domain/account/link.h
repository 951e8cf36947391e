/* link.h - one-time links sent by mail: verify an address, reset a password, set up an academy, change an address.
 *
 * The link holds a random token, the database its hash. Looking at a link never uses it up, because mail scanners look. */
#ifndef NEXUS_LINK_H
#define NEXUS_LINK_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

/* The purposes, as the database names them, and how long each lives. */
#define LINK_VERIFY "verify" /* 3 days */
#define LINK_RESET "reset"   /* 1 hour */
#define LINK_SETUP "setup"   /* 7 days */
#define LINK_CHANGE "change" /* 1 day */

struct link {
    int64_t id, user_id; /* user_id 0: a set-up link */
    const char *purpose, *email;
};

/* A fresh token; older ones of the same person and purpose end. NULL on failure. `email` is the address it goes to. */
const char *link_make(struct arena *arena, struct db *db, int64_t user_id, const char *purpose, const char *email, int64_t now);

/* The unused link of a token that has not expired, of this purpose or (NULL) of any. */
bool link_find(struct arena *arena, struct db *db, const char *token, const char *purpose, int64_t now, struct link *link);

/* Uses it up: DB_NONE when somebody was faster. */
enum db_result link_use(struct db *db, const struct link *link, int64_t now);

/* Ends all open links of a person for a purpose. */
enum db_result link_end(struct db *db, int64_t user_id, const char *purpose);

/* Ends all that could still open the account or carry it to another address: for whoever has chosen a new password. */
enum db_result link_end_keys(struct db *db, int64_t user_id);

#endif
