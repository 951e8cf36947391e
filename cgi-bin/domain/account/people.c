/* people.c - the admin's view of accounts. Called by the admin program. */
#include "domain/account/people.h"

#include "core/base/clock.h"
#include "domain/account/session.h"

#include <string.h>

#define ROWS                                                                                                            \
    "id, name, email, avatar, roles, (roles & 4) <> 0 AS \"is_admin:bool\", (roles & 2) <> 0 AS \"is_instructor:bool\"," \
    " state, state = 'suspended' AS \"suspended:bool\", email_verified_at IS NOT NULL AS \"verified:bool\", created_at, last_seen_at"
#define MATCHES                                                                                                         \
    " FROM person WHERE lower(name || ' ' || coalesce(email, '')) LIKE lower(?1) ESCAPE '!'"                              \
    " AND (?2 = 0 OR (roles & ?2) <> 0) AND (?3 = '' OR state = ?3)"

cJSON *people_list(struct db *db, const char *words, int role, const char *state, int limit, int64_t offset)
{
    return db_rows(db, "SELECT " ROWS MATCHES " ORDER BY id DESC LIMIT ?4 OFFSET ?5", db_contains(db, words), role, state, limit, offset);
}

int64_t people_count(struct db *db, const char *words, int role, const char *state)
{
    return db_integer(db, 0, "SELECT count(*)" MATCHES, db_contains(db, words), role, state);
}

cJSON *people_find(struct db *db, int64_t id)
{
    return db_row(db,
                  "SELECT " ROWS ", time_zone, language, country, totp_secret IS NOT NULL AS \"totp:bool\","
                  " (SELECT count(*) FROM enrolment e WHERE e.user_id = person.id AND e.state <> 'left') AS enrolments,"
                  " (SELECT count(*) FROM enrolment e WHERE e.user_id = person.id AND e.state = 'completed') AS completed"
                  " FROM person WHERE id = ?1",
                  id);
}

cJSON *people_courses(struct db *db, int64_t id)
{
    return db_rows(db,
                   "SELECT c.slug, c.title, e.state, e.lessons_done, c.lesson_count AS lessons, e.enrolled_at FROM enrolment e"
                   " JOIN course c ON c.id = e.course_id WHERE e.user_id = ?1 ORDER BY e.active_at DESC LIMIT 200",
                   id);
}

bool people_have_admin(struct db *db, int64_t id)
{
    return db_integer(db, 0, "SELECT count(*) FROM person WHERE (roles & 4) <> 0 AND state = 'active' AND id <> ?1", id) > 0;
}

/* Nobody could let anybody in again. */
static bool is_last_admin(struct db *db, int64_t id)
{
    return db_integer(db, 0, "SELECT roles & 4 FROM person WHERE id = ?1", id) != 0 && !people_have_admin(db, id);
}

enum db_result people_set_roles(struct db *db, int64_t id, int roles)
{
    if ((roles & 4) == 0 && is_last_admin(db, id))
        return DB_CONFLICT;
    return db_change(db, "UPDATE person SET roles = ?2 WHERE id = ?1 AND state <> 'erased'", id, roles);
}

enum db_result people_suspend(struct db *db, int64_t id)
{
    if (is_last_admin(db, id))
        return DB_CONFLICT;
    session_end_all(db, id, 0);
    return db_change(db, "UPDATE person SET state = 'suspended' WHERE id = ?1 AND state = 'active'", id);
}

enum db_result people_restore(struct db *db, int64_t id)
{
    return db_change(db, "UPDATE person SET state = 'active' WHERE id = ?1 AND state = 'suspended'", id);
}

cJSON *people_admins(struct db *db)
{
    return db_rows(db, "SELECT id, name, email, language FROM person WHERE state = 'active' AND (roles & 4) <> 0 ORDER BY id");
}

cJSON *people_overview(struct db *db, int64_t now)
{
    return db_row(db,
                  "SELECT (SELECT count(*) FROM person WHERE state = 'active') AS users,"
                  " (SELECT count(*) FROM person WHERE state = 'active' AND last_seen_at > ?1) AS users_week,"
                  " (SELECT count(*) FROM enrolment WHERE state <> 'left') AS enrolments,"
                  " (SELECT count(*) FROM enrolment WHERE state = 'completed') AS completions,"
                  " (SELECT count(*) FROM course WHERE state = 'published') AS courses,"
                  " (SELECT count(*) FROM mail WHERE state = 'queued') AS mail_queued,"
                  " (SELECT count(*) FROM mail WHERE state = 'failed') AS mail_failed,"
                  " (SELECT count(*) FROM job WHERE state = 'failed') AS jobs_failed,"
                  " (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'worker_seen') AS worker_seen",
                  now - 7 * CLOCK_DAY);
}

cJSON *people_named(struct db *db, const int64_t *ids, size_t count)
{
    return db_rows_of(db, "SELECT id, name, email FROM person WHERE id IN (" DB_IDS ")", ids, count);
}

int64_t people_by_address(struct db *db, const char *address)
{
    return db_integer(db, 0, "SELECT id FROM person WHERE email = lower(?1)", address);
}
