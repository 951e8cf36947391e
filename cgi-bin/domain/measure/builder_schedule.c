/* builder_schedule.c - the table of the builder's mails, and their times. See builder_schedule.h. */
#include "domain/measure/builder_schedule.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { FURTHEST = 32 * CLOCK_DAY }; /* no next time is further away: what is, was set by a clock that was ahead */

/* The first day of the next week or month, or the next day. */
static int64_t day_behind(const char *every, int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    if (text_equal(every, "week"))
        return day + 8 - clock_weekday(day);
    return text_equal(every, "month") ? clock_day_of(parts.year + parts.month / 12, parts.month % 12 + 1, 1) : day + 1;
}

static bool begins(const char *every, int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    return text_equal(every, "week") ? clock_weekday(day) == 1 : text_equal(every, "month") ? parts.day == 1 : true;
}

/* The hour of the day, on days of 23 and 25 hours, too; the next where the clock leaps over it. */
static int64_t hour_of(int64_t day, int64_t hour, const char *zone)
{
    int64_t at = clock_day_start(day, zone) + hour * CLOCK_HOUR;
    struct clock_parts parts = clock_parts(at, zone);
    int64_t off = (hour - parts.hour + 36) % 24 - 12; /* 23 o'clock of a short day has become 0 o'clock of the next */
    int64_t exact = at + off * CLOCK_HOUR - parts.minute * CLOCK_MINUTE;
    parts = clock_parts(exact, zone);
    return parts.hour == hour && parts.minute == 0 ? exact : at;
}

int64_t builder_schedule_next(const char *every, int64_t hour, const char *zone, int64_t after)
{
    if (text_equal(every, "hour"))
        return (after / CLOCK_HOUR + 1) * CLOCK_HOUR;
    int64_t day = clock_day(after, zone);
    if (begins(every, day) && hour_of(day, hour, zone) > after)
        return hour_of(day, hour, zone);
    return hour_of(day_behind(every, day), hour, zone);
}

cJSON *builder_schedule_find(struct db *db, int64_t report_id)
{
    return db_row(db,
                  "SELECT report_id, every, recipients, language, only_filled = 1 AS \"only_filled:bool\", with_file = 1 AS \"with_file:bool\","
                  " hour, stopped = 1 AS \"stopped:bool\", next_at, told_at, told_rows, told_to"
                  " FROM built_schedule WHERE report_id = ?1",
                  report_id);
}

cJSON *builder_schedule_due(struct db *db, int64_t now)
{
    return db_rows(db,
                   "SELECT s.report_id, s.every, s.recipients, s.language, s.only_filled = 1 AS \"only_filled:bool\","
                   " s.with_file = 1 AS \"with_file:bool\", s.hour, b.name, b.definition"
                   " FROM built_schedule s JOIN built_report b ON b.id = s.report_id WHERE (s.next_at <= ?1 OR s.next_at > ?1 + ?2)"
                   " AND (s.stopped = 0 OR s.next_at = 0) AND b.deleted_at IS NULL"
                   " ORDER BY s.next_at, s.report_id LIMIT 100",
                   now, (int64_t)FURTHEST);
}

const char *builder_schedule_admins(struct arena *arena, struct db *db, const char *recipients, const char **other)
{
    char *rest = arena_strdup(arena, recipients), *address;
    struct text kept = text_in(arena);
    *other = NULL;
    while ((address = strsep(&rest, "\n")) != NULL) {
        if (*address == '\0')
            continue;
        bool admin = db_integer(db, 0, "SELECT count(*) FROM person WHERE email = lower(?1) AND state = 'active' AND (roles & 4) <> 0", address) > 0;
        if (admin)
            text_printf(&kept, "%s%s", kept.length == 0 ? "" : "\n", address);
        else if (*other == NULL)
            *other = address;
    }
    return text_string(&kept);
}

enum db_result builder_schedule_set(struct db *db, int64_t report_id, const struct builder_schedule *schedule, int64_t next_at, int64_t user_id,
                                    int64_t now)
{
    return db_change(db,
                     "INSERT INTO built_schedule (report_id, every, recipients, language, only_filled, with_file, next_at, set_by, set_at, hour)"
                     " SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM built_report WHERE id = ?1 AND deleted_at IS NULL"
                     " ON CONFLICT (report_id) DO UPDATE SET every = excluded.every, recipients = excluded.recipients, language = excluded.language,"
                     " only_filled = excluded.only_filled, with_file = excluded.with_file, next_at = excluded.next_at,"
                     " set_by = excluded.set_by, set_at = excluded.set_at, hour = excluded.hour",
                     report_id, schedule->every, schedule->recipients, schedule->language, (int64_t)schedule->only_filled,
                     (int64_t)schedule->with_file, next_at, user_id, now, schedule->hour);
}

enum db_result builder_schedule_clear(struct db *db, int64_t report_id)
{
    return db_change(db, "DELETE FROM built_schedule WHERE report_id = ?1", report_id);
}

enum db_result builder_schedule_want(struct db *db, int64_t report_id)
{
    return db_change(db, "UPDATE built_schedule SET next_at = 0 WHERE report_id = ?1", report_id);
}

enum db_result builder_schedule_told(struct db *db, int64_t report_id, int64_t next_at, int64_t now, int64_t rows, int64_t people)
{
    return db_change(db, "UPDATE built_schedule SET next_at = ?2, told_at = ?3, told_rows = ?4, told_to = ?5 WHERE report_id = ?1", report_id,
                     next_at, now, rows, people);
}

enum db_result builder_schedule_put_off(struct db *db, int64_t report_id, int64_t next_at)
{
    return db_change(db, "UPDATE built_schedule SET next_at = ?2 WHERE report_id = ?1", report_id, next_at);
}

enum db_result builder_schedule_stop(struct db *db, int64_t report_id)
{
    return db_change(db, "UPDATE built_schedule SET stopped = 1 WHERE report_id = ?1", report_id);
}

enum db_result builder_schedule_resume(struct db *db, int64_t report_id, int64_t next_at)
{
    return db_change(db, "UPDATE built_schedule SET stopped = 0, next_at = CASE WHEN next_at = 0 THEN 0 ELSE ?2 END WHERE report_id = ?1",
                     report_id, next_at);
}
