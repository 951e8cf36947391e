/* schedule.c - the table of report mails. See schedule.h. */
#include "domain/measure/schedule.h"

#define COLUMNS "kind, recipients, language, files, hour, stopped = 1 AS \"stopped:bool\", told_day"

cJSON *schedule_list(struct db *db)
{
    return db_rows(db, "SELECT " COLUMNS " FROM report_schedule ORDER BY kind");
}

cJSON *schedule_find(struct db *db, enum summary_kind kind)
{
    return db_row(db, "SELECT " COLUMNS " FROM report_schedule WHERE kind = ?1", summary_kind_names[kind]);
}

enum db_result schedule_set(struct db *db, enum summary_kind kind, const struct schedule *schedule, int64_t told_day, int64_t user_id, int64_t now)
{
    return db_change(db,
                     "INSERT INTO report_schedule (kind, recipients, language, files, told_day, set_by, set_at, hour)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
                     " ON CONFLICT (kind) DO UPDATE SET recipients = excluded.recipients, language = excluded.language, files = excluded.files,"
                     " set_by = excluded.set_by, set_at = excluded.set_at, hour = excluded.hour",
                     summary_kind_names[kind], schedule->recipients, schedule->language, schedule->files, told_day, user_id, now,
                     schedule->hour);
}

enum db_result schedule_clear(struct db *db, enum summary_kind kind)
{
    return db_change(db, "DELETE FROM report_schedule WHERE kind = ?1", summary_kind_names[kind]);
}

enum db_result schedule_told(struct db *db, enum summary_kind kind, int64_t day)
{
    return db_change(db, "UPDATE report_schedule SET told_day = ?2 WHERE kind = ?1", summary_kind_names[kind], day);
}

enum db_result schedule_stop(struct db *db, enum summary_kind kind)
{
    return db_change(db, "UPDATE report_schedule SET stopped = 1 WHERE kind = ?1", summary_kind_names[kind]);
}

enum db_result schedule_resume(struct db *db, enum summary_kind kind, int64_t told_day)
{
    return db_change(db, "UPDATE report_schedule SET stopped = 0, told_day = CASE WHEN told_day = 0 THEN 0 ELSE ?2 END WHERE kind = ?1",
                     summary_kind_names[kind], told_day);
}
