/* alert.c - the table of rules and of what they found. Looking at a day is in alert_look.c. */
#include "domain/measure/alert.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <math.h>
#include <string.h>

#define ALERT                                                                                                                       \
    "SELECT a.id, a.title, a.figure, a.course_id, c.title AS course_title, a.condition, a.threshold, a.recipients, a.created_at,"   \
    " a.checked_day, a.snoozed_until, (SELECT max(f.day) FROM alert_fired f WHERE f.alert_id = a.id) AS fired_day FROM alert a"       \
    " LEFT JOIN course c ON c.id = a.course_id WHERE a.deleted_at IS NULL"

cJSON *alert_list(struct db *db)
{
    return db_rows(db, ALERT " ORDER BY a.id DESC LIMIT ?1", (int64_t)ALERTS_MOST);
}

cJSON *alert_find(struct db *db, int64_t id)
{
    return db_row(db, ALERT " AND a.id = ?1", id);
}

static bool has_line(const char *lines, const char *line)
{
    for (size_t length; *lines != '\0'; lines += length + strspn(lines + length, "\n")) {
        length = strcspn(lines, "\n");
        if (length == strlen(line) && memcmp(lines, line, length) == 0)
            return true;
    }
    return false;
}

bool alert_calls(struct db *db, const char *address)
{
    const cJSON *alerts = alert_list(db), *alert;
    bool called = false;
    cJSON_ArrayForEach(alert, alerts) called = called || has_line(json_string(alert, "recipients", ""), address);
    return called;
}

cJSON *alert_history(struct db *db, int64_t id, int limit)
{
    return db_rows(db,
                   "SELECT day, value, low, high, cause, at, mailed AS \"mailed:bool\" FROM alert_fired WHERE alert_id = ?1"
                   " ORDER BY day DESC LIMIT ?2",
                   id, limit);
}

static struct db_value real_or_null(double value)
{
    return isfinite(value) ? db_value_real(value) : DB_NULL;
}

static bool has_room(struct db *db)
{
    return db_integer(db, 0, "SELECT count(*) FROM alert WHERE deleted_at IS NULL") < ALERTS_MOST;
}

/* The same that this person just made, or 0. */
static int64_t made_before(struct db *db, const struct alert *alert, int64_t user_id, int64_t now)
{
    return db_integer(db, 0,
                      "SELECT max(id) FROM alert WHERE deleted_at IS NULL AND title = ?1 AND figure = ?2 AND coalesce(course_id, 0) = ?3"
                      " AND condition = ?4 AND coalesce(threshold, 0) = coalesce(?5, 0) AND recipients = ?6 AND created_by = ?7 AND created_at > ?8",
                      alert->title, alert->figure, alert->course_id, alert->condition, real_or_null(alert->threshold), alert->recipients, user_id,
                      now - ALERT_TWICE_SECONDS);
}

enum db_result alert_add(struct db *db, const struct alert *alert, int64_t user_id, int64_t day, int64_t now, int64_t *id)
{
    int64_t same = made_before(db, alert, user_id, now);
    if (same != 0) {
        *id = same;
        return DB_OK;
    }
    if (!has_room(db))
        return DB_CONFLICT;
    return db_insert(db, id,
                     "INSERT INTO alert (title, figure, course_id, condition, threshold, recipients, created_by, created_at, checked_day)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     alert->title, alert->figure, db_reference(alert->course_id), alert->condition, real_or_null(alert->threshold),
                     alert->recipients, user_id, now, day);
}

enum db_result alert_change(struct db *db, const struct alert *alert, int64_t day)
{
    return db_change(db,
                     "UPDATE alert SET title = ?2, figure = ?3, course_id = ?4, condition = ?5, threshold = ?6, recipients = ?7, checked_day = ?8"
                     " WHERE id = ?1 AND deleted_at IS NULL",
                     alert->id, alert->title, alert->figure, db_reference(alert->course_id), alert->condition, real_or_null(alert->threshold),
                     alert->recipients, day);
}

enum db_result alert_delete(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE alert SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL", id, now);
}

enum db_result alert_restore(struct db *db, int64_t id)
{
    if (!has_room(db))
        return DB_CONFLICT;
    return db_change(db, "UPDATE alert SET deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL", id);
}

enum db_result alert_snooze(struct db *db, int64_t id, int64_t until)
{
    return db_change(db, "UPDATE alert SET snoozed_until = ?2 WHERE id = ?1 AND deleted_at IS NULL", id, db_reference(until));
}

enum db_result alert_note(struct db *db, int64_t id, int64_t day, const struct alert_finding *finding, const char *cause, bool mailed, int64_t now)
{
    enum db_result result = db_change(db, "UPDATE alert SET checked_day = ?2 WHERE id = ?1 AND (checked_day < ?2 OR checked_day > ?3)", id, day,
                                      now / CLOCK_DAY);
    if (!finding->found || (result != DB_OK && result != DB_NONE))
        return result == DB_NONE ? DB_OK : result;
    result = db_change(db,
                       "INSERT INTO alert_fired (alert_id, day, value, low, high, cause, at, mailed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
                       " ON CONFLICT (alert_id, day) DO NOTHING",
                       id, day, finding->value, real_or_null(finding->low), real_or_null(finding->high), cause, now, mailed);
    return result;
}

cJSON *alert_fired_between(struct db *db, int64_t from, int64_t to, int limit)
{
    return db_rows(db,
                   "SELECT a.id, a.title, a.figure, f.day, f.value FROM alert_fired f JOIN alert a ON a.id = f.alert_id"
                   " WHERE a.deleted_at IS NULL AND f.day BETWEEN ?1 AND ?2 ORDER BY f.day DESC, f.at DESC, a.id LIMIT ?3",
                   from, to, limit);
}

int64_t alert_fired_count(struct db *db, int64_t from, int64_t to)
{
    return db_integer(db, 0,
                      "SELECT count(*) FROM alert_fired f JOIN alert a ON a.id = f.alert_id WHERE a.deleted_at IS NULL AND f.day BETWEEN ?1 AND ?2",
                      from, to);
}
