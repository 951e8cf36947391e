/* activity.c - GET /activity: what I did, by the day, the week, the weekday and the course. Nothing about others, and nothing that
 * reports know: only what the own progress is made of. */
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/learning/history.h"
#include "programs/site/site.h"

enum { MONTHS = 12, WEEK = 7 };

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static const char *const weekdays_long[] = {tr_noop("Mondays"), tr_noop("Tuesdays"), tr_noop("Wednesdays"), tr_noop("Thursdays"),
                                            tr_noop("Fridays"), tr_noop("Saturdays"), tr_noop("Sundays")};

/* Whole minutes; what was begun counts as one. */
static int64_t minutes_of(int64_t seconds)
{
    int64_t minutes = (seconds + CLOCK_MINUTE / 2) / CLOCK_MINUTE;
    return seconds > 0 && minutes == 0 ? 1 : minutes;
}

static const char *time_text(struct request *request, int64_t seconds)
{
    return locale_minutes(request->arena, minutes_of(seconds));
}

static cJSON *chart_of(const struct chart_about *about, const struct text *svg, cJSON *rows)
{
    cJSON *chart = cJSON_CreateObject();
    json_set_string(chart, "id", about->id);
    json_set_string(chart, "title", about->title);
    json_set_string(chart, "svg", text_string(svg));
    json_set_string(chart, "csv", NULL);
    json_set_string(chart, "json", NULL);
    json_set(chart, "entries", rows);
    return chart;
}

/* The days of the table, the latest first; those without anything are left out. */
static cJSON *day_rows(struct request *request, const struct history *history, int64_t from)
{
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = history->count; i-- > 0 && history->days[i].day >= from;) {
        const struct history_day *day = &history->days[i];
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "day", clock_day_text(request->arena, day->day));
        json_set_string(row, "day_text", locale_day(request->arena, request->language, day->day));
        json_set_integer(row, "seconds", day->seconds);
        json_set_string(row, "time_text", time_text(request, day->seconds));
        json_set_integer(row, "lessons", day->lessons);
        json_set_integer(row, "quizzes", day->quizzes);
        json_set_bool(row, "counts", history_counts(day));
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

/* A day of study has a shade, though nobody read a minute: a quiz is one, too, and the streak beside the chart counts it. */
static double shade_of(const struct history_day *day)
{
    int64_t minutes = minutes_of(day->seconds);
    return minutes == 0 && history_counts(day) ? 1 : (double)minutes;
}

static void give_calendar(struct request *request, const struct history *history, int64_t today)
{
    int64_t from = today - HISTORY_DAYS + 1;
    double values[HISTORY_DAYS] = {0};
    const char *months[MONTHS], *days[WEEK];
    for (int i = 0; i < MONTHS; i++)
        months[i] = request_words(request, month_names[i]);
    for (int i = 0; i < WEEK; i++)
        days[i] = request_words(request, weekdays[i]);
    for (size_t i = 0; i < history->count; i++)
        if (history->days[i].day >= from)
            values[history->days[i].day - from] = shade_of(&history->days[i]);
    struct text svg = text_in(request->arena);
    const struct chart_about about = {.id = "days",
                                      .title = tr(request, "Minutes by day, the last 26 weeks"),
                                      .description = tr(request, "The table after the chart has the same figures."),
                                      .language = request->language};
    chart_calendar(&svg, &about,
                   &(struct chart_calendar){.first = from, .today = today, .values = values, .count = HISTORY_DAYS, .months = months,
                                            .weekdays = days, .less = tr(request, "less"), .more = tr(request, "more")});
    request_give(request, "calendar", chart_of(&about, &svg, day_rows(request, history, from)));
}

/* The mean day of the week, once there are weeks to take it from. */
static void give_weekdays(struct request *request, const struct history *history, int64_t today)
{
    double seconds[WEEK];
    struct chart_bar bars[WEEK] = {0};
    int best = 0;
    cJSON *rows = cJSON_CreateArray();
    bool enough = history_weekdays(history, today, seconds);
    for (int i = 0; i < WEEK; i++) {
        int64_t minutes = minutes_of((int64_t)seconds[i]);
        best = seconds[i] > seconds[best] ? i : best;
        bars[i] = (struct chart_bar){.label = request_words(request, weekdays[i]), .value = seconds[i],
                                     .text = minutes == 0 ? NULL : arena_printf(request->arena, "%lld", (long long)minutes)};
        cJSON *row = cJSON_CreateObject();
        json_set_string(row, "weekday", request_words(request, weekdays_long[i]));
        json_set_integer(row, "seconds", (int64_t)seconds[i]);
        json_set_string(row, "time_text", time_text(request, (int64_t)seconds[i]));
        cJSON_AddItemToArray(rows, row);
    }
    struct text svg = text_in(request->arena);
    const struct chart_about about = {.id = "weekdays",
                                      .title = tr(request, "Mean minutes, by weekday"),
                                      .description = tr(request, "The table after the chart has the same figures."),
                                      .language = request->language};
    chart_bars(&svg, &about, bars, WEEK);
    bool told = enough && seconds[best] > 0;
    request_give(request, "weekdays", told ? chart_of(&about, &svg, rows) : cJSON_CreateNull());
    request_give_text(request, "best_weekday", told ? request_words(request, weekdays_long[best]) : NULL);
}

static void give_hour(struct request *request, int64_t today)
{
    const char *zone = request->identity.time_zone;
    int hour = history_usual_hour(request->db, request->identity.user_id, clock_day_start(today - HISTORY_DAYS + 1, zone), zone);
    request_give_text(request, "usual_hour", hour < 0 ? NULL : arena_printf(request->arena, "%02d:00", hour));
    request_give_text(request, "usual_hour_end", hour < 0 ? NULL : arena_printf(request->arena, "%02d:00", (hour + 1) % 24));
}

static void give_weeks(struct request *request, const struct history *history, int64_t today)
{
    int64_t monday = today - clock_weekday(today) + 1;
    struct history_day week = history_sum(history, monday, today);
    struct history_day by_now = history_sum(history, monday - WEEK, today - WEEK), before = history_sum(history, monday - WEEK, monday - 1);
    request_give_integer(request, "week_seconds", week.seconds);
    request_give_integer(request, "before_seconds", before.seconds);
    request_give_text(request, "week_text", time_text(request, week.seconds));
    request_give_text(request, "by_now_text", time_text(request, by_now.seconds));
    request_give_text(request, "before_text", time_text(request, before.seconds));
}

static void give_streaks(struct request *request, const struct history *history, int64_t today)
{
    struct history_streaks streaks = history_streaks(history, today);
    int64_t studied = 0;
    for (size_t i = 0; i < history->count; i++)
        studied += history->days[i].day > today - HISTORY_DAYS && history_counts(&history->days[i]);
    request_give_integer(request, "streak", streaks.current);
    request_give_integer(request, "longest_streak", streaks.longest);
    request_give_integer(request, "days_of_study", studied);
}

static void give_courses(struct request *request)
{
    cJSON *courses = history_courses(request->db, request->identity.user_id), *course;
    cJSON_ArrayForEach(course, courses) json_set_string(course, "time_text", time_text(request, json_integer(course, "seconds", 0)));
    site_ago_rows(request, courses, "seen_at");
    request_give(request, "courses", courses);
    request_give_bool(request, "has_courses", courses->child != NULL);
}

enum http_status activity_page(struct request *request)
{
    int64_t today = clock_day(request->now, request->identity.time_zone);
    struct history history = history_read(request->arena, request->db, request->identity.user_id, today);
    request_give_bool(request, "any", history.count > 0);
    give_calendar(request, &history, today);
    give_weeks(request, &history, today);
    give_streaks(request, &history, today);
    give_weekdays(request, &history, today);
    give_hour(request, today);
    give_courses(request);
    return HTTP_OK;
}
