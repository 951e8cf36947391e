/* history.c - reads a person's days and sums them up. Called by the page /activity. */
#include "domain/learning/history.h"

#include "core/base/clock.h"

#include <assert.h>

enum { DAYS_MOST = 20 * 366, COURSES_MOST = 100 };

struct history history_read(struct arena *arena, struct db *db, int64_t user_id, int64_t today)
{
    struct history history = {0};
    int64_t days = db_integer(db, 0, "SELECT count(*) FROM activity_day WHERE user_id = ?1 AND day BETWEEN ?2 AND ?3", user_id,
                              today - DAYS_MOST, today);
    history.days = arena_alloc(arena, (size_t)(days + 1) * sizeof *history.days);
    struct db_steps *row = db_steps(db,
                                    "SELECT day, seconds, lessons, quizzes FROM activity_day WHERE user_id = ?1 AND day BETWEEN ?2 AND ?3"
                                    " ORDER BY day",
                                    user_id, today - DAYS_MOST, today);
    while (db_steps_next(row)) {
        assert((int64_t)history.count < days);
        history.days[history.count++] = (struct history_day){db_step_integer(row, 0), db_step_integer(row, 1), db_step_integer(row, 2),
                                                             db_step_integer(row, 3)};
    }
    return history;
}

bool history_counts(const struct history_day *day)
{
    return day->lessons > 0 || day->quizzes > 0 || day->seconds >= HISTORY_READING;
}

struct history_streaks history_streaks(const struct history *history, int64_t today)
{
    struct history_streaks streaks = {0};
    int64_t length = 0, last = INT64_MIN;
    for (size_t i = 0; i < history->count; i++) {
        const struct history_day *day = &history->days[i];
        if (!history_counts(day))
            continue;
        length = day->day - 1 == last ? length + 1 : 1;
        last = day->day;
        streaks.longest = length > streaks.longest ? length : streaks.longest;
    }
    if (last == today || last == today - 1)
        streaks.current = length;
    return streaks;
}

struct history_day history_sum(const struct history *history, int64_t from, int64_t to)
{
    struct history_day sum = {.day = from};
    for (size_t i = 0; i < history->count; i++) {
        const struct history_day *day = &history->days[i];
        bool within = day->day >= from && day->day <= to;
        sum.seconds += within ? day->seconds : 0;
        sum.lessons += within ? day->lessons : 0;
        sum.quizzes += within ? day->quizzes : 0;
    }
    return sum;
}

bool history_weekdays(const struct history *history, int64_t today, double seconds[7])
{
    int64_t first = history->count == 0 ? today : history->days[0].day, from = today - HISTORY_DAYS + 1, counts[7] = {0};
    from = first > from ? first : from;
    for (int i = 0; i < 7; i++)
        seconds[i] = 0;
    for (int64_t day = from; day <= today; day++)
        counts[clock_weekday(day) - 1]++;
    for (size_t i = 0; i < history->count; i++)
        if (history->days[i].day >= from)
            seconds[clock_weekday(history->days[i].day) - 1] += (double)history->days[i].seconds;
    for (int i = 0; i < 7; i++)
        seconds[i] = counts[i] == 0 ? 0 : seconds[i] / (double)counts[i];
    return today - from + 1 >= HISTORY_WEEKS_LEAST * 7;
}

int history_usual_hour(struct db *db, int64_t user_id, int64_t since, const char *zone)
{
    int64_t hours[24] = {0}, all = 0;
    int best = 0;
    struct db_steps *row = db_steps(db,
                                    "SELECT at FROM activity WHERE user_id = ?1 AND at >= ?2 AND kind IN ('lesson.completed', 'quiz.submitted')"
                                    " ORDER BY at",
                                    user_id, since);
    for (; db_steps_next(row); all++)
        hours[clock_parts(db_step_integer(row, 0), zone).hour]++;
    for (int hour = 1; hour < 24; hour++)
        if (hours[hour] > hours[best])
            best = hour;
    return all < HISTORY_FINISHED_LEAST ? -1 : best;
}

cJSON *history_courses(struct db *db, int64_t user_id)
{
    return db_rows(db,
                   "SELECT c.slug, c.title, c.kind, sum(p.seconds) AS seconds, max(p.seen_at) AS seen_at,"
                   " sum(CASE WHEN p.completed_at IS NOT NULL AND l.kind <> 'quiz' THEN 1 ELSE 0 END) AS lessons,"
                   " sum(CASE WHEN p.completed_at IS NOT NULL AND l.kind = 'quiz' THEN 1 ELSE 0 END) AS quizzes"
                   " FROM lesson_progress p JOIN lesson l ON l.id = p.lesson_id JOIN course c ON c.id = p.course_id WHERE p.user_id = ?1"
                   " GROUP BY c.id, c.slug, c.title, c.kind ORDER BY sum(p.seconds) DESC, c.title LIMIT ?2",
                   user_id, COURSES_MOST);
}
