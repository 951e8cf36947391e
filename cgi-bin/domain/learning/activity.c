/* activity.c - facts fan out here. Called by enrolments, progress, quizzes and goals. */
#include "domain/learning/activity.h"

#include "core/base/clock.h"
#include "core/base/json.h"

#include <string.h>

static const char *const names[] = {[ACTIVITY_ENROLLED] = "course.enrolled",
                                    [ACTIVITY_LEFT] = "course.left",
                                    [ACTIVITY_LESSON_COMPLETED] = "lesson.completed",
                                    [ACTIVITY_LESSON_REOPENED] = "lesson.reopened",
                                    [ACTIVITY_QUIZ_PASSED] = "quiz.passed",
                                    [ACTIVITY_COURSE_COMPLETED] = "course.completed",
                                    [ACTIVITY_GOAL_REACHED] = "goal.reached",
                                    [ACTIVITY_QUIZ_STARTED] = "quiz.started",
                                    [ACTIVITY_QUIZ_SUBMITTED] = "quiz.submitted",
                                    [ACTIVITY_REGISTERED] = "account.registered",
                                    [ACTIVITY_SIGNED_IN] = "account.signed_in",
                                    [ACTIVITY_COACH_ASKED] = "coach.asked",
                                    [ACTIVITY_HANDED_OVER] = "coach.handed_over"};

enum { SEEN_EVERY = CLOCK_HOUR }; /* a session in use is written down so often */

static enum db_result count_on_day(struct db *db, int64_t user_id, int64_t day, int lessons, int quizzes)
{
    return db_change(db,
                     "INSERT INTO activity_day (user_id, day, lessons, quizzes) VALUES (?1, ?2, ?3, ?4)"
                     " ON CONFLICT (user_id, day) DO UPDATE SET lessons = activity_day.lessons + excluded.lessons,"
                     " quizzes = activity_day.quizzes + excluded.quizzes",
                     user_id, day, lessons, quizzes);
}

enum db_result activity_note(struct db *db, int64_t user_id, enum activity_kind kind, int64_t course_id, int64_t lesson_id,
                             const char *properties, int64_t now)
{
    return db_change(db, "INSERT INTO activity (user_id, kind, course_id, lesson_id, at, properties) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", user_id,
                     names[kind], db_reference(course_id), db_reference(lesson_id), now, properties);
}

cJSON *activity_after(struct db *db, int64_t after, int most)
{
    return db_rows(db,
                   "SELECT a.id, CASE WHEN p.uncounted = 1 THEN 0 ELSE a.user_id END AS user_id, a.kind, a.course_id, a.lesson_id, a.at,"
                   " a.properties, p.time_zone, coalesce((SELECT s.user_agent FROM session s WHERE s.user_id = a.user_id AND s.acting_id IS NULL"
                   " AND a.at BETWEEN s.created_at AND s.seen_at + ?3 ORDER BY s.seen_at DESC LIMIT 1), '') AS user_agent"
                   " FROM activity a JOIN person p ON p.id = a.user_id WHERE a.id > ?1 ORDER BY a.id LIMIT ?2",
                   after, most, SEEN_EVERY);
}

enum db_result activity_record(struct db *db, int64_t user_id, enum activity_kind kind, int64_t course_id, int64_t lesson_id,
                               int64_t now, const char *zone)
{
    enum db_result result = activity_note(db, user_id, kind, course_id, lesson_id, "", now);
    if (result == DB_OK && kind == ACTIVITY_LESSON_COMPLETED)
        result = count_on_day(db, user_id, clock_day(now, zone), 1, 0);
    if (result == DB_OK && kind == ACTIVITY_QUIZ_PASSED)
        result = count_on_day(db, user_id, clock_day(now, zone), 0, 1);
    return result;
}

enum db_result activity_take_back(struct db *db, int64_t user_id, int64_t completed_at, const char *zone)
{
    return db_change(db, "UPDATE activity_day SET lessons = lessons - 1 WHERE user_id = ?1 AND day = ?2 AND lessons > 0", user_id,
                     clock_day(completed_at, zone));
}

int64_t activity_count_time(struct db *db, int64_t user_id, int64_t claimed, int64_t since, int64_t now, const char *zone)
{
    int64_t day = clock_day(now, zone);
    int64_t counted = db_integer(db, 0, "SELECT max(beat_at) FROM activity_day WHERE user_id = ?1 AND day >= ?2", user_id, day - 1);
    int64_t from = counted > since ? counted : since;
    int64_t seconds = claimed < now - from ? claimed : now - from;
    if (seconds <= 0)
        return 0;
    enum db_result result = db_change(db,
                                      "INSERT INTO activity_day (user_id, day, seconds, beat_at) VALUES (?1, ?2, ?3, ?4)"
                                      " ON CONFLICT (user_id, day) DO UPDATE SET seconds = activity_day.seconds + excluded.seconds,"
                                      " beat_at = excluded.beat_at",
                                      user_id, day, seconds, now);
    return result == DB_OK ? seconds : 0;
}

/* The row of a day, or one of zeros. */
static cJSON *day_row(cJSON *rows, int64_t day)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows) if (json_integer(row, "day", 0) == day) return cJSON_DetachItemViaPointer(rows, row);
    row = cJSON_CreateObject();
    json_set_integer(row, "day", day);
    json_set_integer(row, "seconds", 0);
    json_set_integer(row, "lessons", 0);
    json_set_integer(row, "quizzes", 0);
    return row;
}

cJSON *activity_week(struct db *db, int64_t user_id, int64_t today)
{
    int64_t monday = today - clock_weekday(today) + 1;
    cJSON *rows = db_rows(db, "SELECT day, seconds, lessons, quizzes FROM activity_day WHERE user_id = ?1 AND day BETWEEN ?2 AND ?3", user_id,
                          monday, monday + 6);
    cJSON *week = cJSON_CreateArray();
    for (int64_t day = monday; day < monday + 7; day++)
        cJSON_AddItemToArray(week, day_row(rows, day));
    return week;
}
