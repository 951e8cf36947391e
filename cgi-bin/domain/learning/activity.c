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
                                    [ACTIVITY_GOAL_REACHED] = "goal.reached"};

static enum db_result count_on_day(struct db *db, int64_t user_id, int64_t day, int lessons, int quizzes)
{
    return db_change(db,
                     "INSERT INTO activity_day (user_id, day, lessons, quizzes) VALUES (?1, ?2, ?3, ?4)"
                     " ON CONFLICT (user_id, day) DO UPDATE SET lessons = activity_day.lessons + excluded.lessons,"
                     " quizzes = activity_day.quizzes + excluded.quizzes",
                     user_id, day, lessons, quizzes);
}

static struct db_value id_or_null(int64_t id)
{
    return id == 0 ? DB_NULL : (struct db_value){.kind = DB_KIND_INTEGER, .integer = id};
}

enum db_result activity_record(struct db *db, int64_t user_id, enum activity_kind kind, int64_t course_id, int64_t lesson_id,
                               int64_t now, const char *zone)
{
    enum db_result result = db_change(db, "INSERT INTO activity (user_id, kind, course_id, lesson_id, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                                      user_id, names[kind], id_or_null(course_id), id_or_null(lesson_id), now);
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
