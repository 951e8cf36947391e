/* setup.c - makes the link of setup.h. */
#include "domain/account/setup.h"

#include "domain/account/link.h"
#include "domain/account/people.h"

const char *setup_link(struct arena *arena, struct db *db, const struct config *config, int64_t now)
{
    if (people_have_admin(db, 0))
        return NULL;
    bool own = !db_is_writing(db);
    if (own && db_begin_write(db) != DB_OK)
        return NULL;
    const char *token = link_make(arena, db, 0, LINK_SETUP, NULL, now);
    if (own && db_end(db, token != NULL) != DB_OK)
        return NULL;
    return token == NULL ? NULL : arena_printf(arena, "%s/setup/%s", config->base_url, token);
}
