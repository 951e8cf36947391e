/* certificate.c - issuing and finding certificates. Called when a course is completed, by the pages that show them, and by
 * the administration. */
#include "domain/learning/certificate.h"

#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"

#include <ctype.h>
#include <string.h>

enum { CODE_CHARACTERS = 12, GROUP = 4, TRIES = 3 };

char *certificate_code(struct arena *arena, const char *typed)
{
    struct text code = text_in(arena);
    size_t count = 0;
    for (; *typed != '\0'; typed++) {
        if (*typed == '-' || *typed == ' ')
            continue;
        if (!isalnum((unsigned char)*typed) || count == CODE_CHARACTERS)
            return NULL;
        if (count > 0 && count % GROUP == 0)
            text_append_char(&code, '-');
        text_append_char(&code, (char)toupper((unsigned char)*typed));
        count++;
    }
    return count == CODE_CHARACTERS ? arena_strdup(arena, text_string(&code)) : NULL;
}

static enum db_result insert(struct arena *arena, struct db *db, int64_t user_id, int64_t course_id, int64_t now)
{
    const char *code = certificate_code(arena, secret_code(arena, CODE_CHARACTERS));
    return db_change(db,
                     "INSERT INTO certificate (code, user_id, course_id, name, course_title, minutes, issued_at)"
                     " SELECT ?1, p.id, c.id, p.name, c.title, c.minutes, ?4 FROM person AS p, course AS c"
                     " WHERE p.id = ?2 AND c.id = ?3 ON CONFLICT (user_id, course_id) DO NOTHING",
                     code, user_id, course_id, now);
}

/* A code that was taken (one in 10^17) is drawn again. */
enum db_result certificate_issue(struct db *db, int64_t user_id, int64_t course_id, int64_t now)
{
    struct arena *arena = arena_new();
    enum db_result result = DB_CONFLICT;
    for (int i = 0; i < TRIES && result == DB_CONFLICT; i++)
        result = insert(arena, db, user_id, course_id, now);
    arena_free(arena);
    if (result != DB_NONE)
        return result;
    bool there = db_integer(db, 0, "SELECT 1 FROM certificate WHERE user_id = ?1 AND course_id = ?2", user_id, course_id) != 0;
    return there ? DB_OK : DB_NONE;
}

cJSON *certificate_list(struct db *db, int64_t user_id)
{
    return db_rows(db,
                   "SELECT t.code, t.name, t.course_title, c.slug AS course_slug, t.minutes, t.issued_at,"
                   " (t.revoked_at IS NOT NULL) AS \"revoked:bool\" FROM certificate AS t JOIN course AS c ON c.id = t.course_id"
                   " WHERE t.user_id = ?1 ORDER BY t.issued_at DESC, t.id DESC",
                   user_id);
}

cJSON *certificate_find(struct arena *arena, struct db *db, const char *code)
{
    const char *normal = certificate_code(arena, code);
    if (normal == NULL)
        return NULL;
    return db_row(db,
                  "SELECT t.id, t.user_id, t.code, t.name, t.course_id, t.course_title, c.slug AS course_slug, c.language,"
                  " t.minutes, t.issued_at, t.revoked_at, t.revoke_reason, (t.revoked_at IS NOT NULL) AS \"revoked:bool\""
                  " FROM certificate AS t JOIN course AS c ON c.id = t.course_id WHERE t.code = ?1",
                  normal);
}

enum db_result certificate_revoke(struct db *db, int64_t id, const char *reason, int64_t now)
{
    return db_change(db, "UPDATE certificate SET revoked_at = ?2, revoke_reason = ?3 WHERE id = ?1 AND revoked_at IS NULL", id, now,
                     reason);
}

enum db_result certificate_restore(struct db *db, int64_t id)
{
    return db_change(db, "UPDATE certificate SET revoked_at = NULL, revoke_reason = '' WHERE id = ?1 AND revoked_at IS NOT NULL", id);
}

#define MATCHES " FROM certificate WHERE lower(code || ' ' || name || ' ' || course_title) LIKE lower(?1) ESCAPE '!'"

cJSON *certificate_search(struct db *db, const char *words, int limit, int64_t offset)
{
    return db_rows(db,
                   "SELECT id, code, name, course_title, issued_at, revoked_at, revoke_reason,"
                   " revoked_at IS NOT NULL AS \"revoked:bool\"" MATCHES " ORDER BY id DESC LIMIT ?2 OFFSET ?3",
                   db_contains(db, words), limit, offset);
}

int64_t certificate_count(struct db *db, const char *words)
{
    return db_integer(db, 0, "SELECT count(*)" MATCHES, db_contains(db, words));
}
