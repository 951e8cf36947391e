/* courses.c - GET /admin/analytics/courses: courses by their learners, lessons where learners stop, instructors; each as CSV, the
 * first of each on the overview. */
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/coach/insight.h"
#include "domain/measure/ranking.h"
#include "domain/measure/stop.h"
#include "programs/analytics/completion.h"
#include "programs/analytics/overview.h"
#include "programs/analytics/pages.h"

#include "core/base/clock.h"

#include <math.h>

enum { ALL = 200, LESSONS_ALL = 20, COURSES_OF_ONE_MOST = 200 };

static const char *metric_url(struct request *request, const char *figure, int64_t course_id)
{
    const char *query = report_period_query_but(request, "course");
    return arena_printf(request->arena, "/admin/analytics/metric/%s?course=%lld%s%s", figure, (long long)course_id, *query == '\0' ? "" : "&", query);
}

static void set_number(struct request *request, cJSON *row, const char *name, enum figure_unit unit, double value)
{
    json_set(row, name, report_number(value));
    json_set_string(row, arena_printf(request->arena, "%s_text", name), report_value(request, unit, value));
}

/* ---- courses ---- */

static cJSON *course_row(struct request *request, const struct look *look, const struct ranked *course)
{
    cJSON *row = cJSON_CreateObject();
    const char *title = course_title(request->db, course->course_id);
    double people = (double)course->people.count, people_before = (double)course->people_before.count;
    cJSON *trend = look_change(request, FIGURE_COUNT, FIGURE_MORE_IS_BETTER, people, people_before, look_days(look));
    json_set_integer(row, "course_id", course->course_id);
    json_set_string(row, "title", title == NULL ? tr(request, "A course that is gone") : title);
    json_set_string(row, "url", metric_url(request, "people", course->course_id));
    json_set_string(row, "enrolments_url", metric_url(request, "enrolments", course->course_id));
    json_set_string(row, "completions_url", metric_url(request, "completions", course->course_id));
    set_number(request, row, "people", FIGURE_COUNT, people);
    set_number(request, row, "people_before", FIGURE_COUNT, people_before);
    set_number(request, row, "enrolments", FIGURE_COUNT, (double)course->enrolments);
    set_number(request, row, "completions", FIGURE_COUNT, (double)course->completions);
    set_number(request, row, "rate", FIGURE_PERCENT, report_percent((double)course->completions, (double)course->enrolments));
    json_set(row, "trend", trend == NULL ? cJSON_CreateNull() : trend);
    return row;
}

/* Nothing was ever recorded: an empty one. */
static bool read_ranking(struct request *request, const struct look *look, struct ranking *ranking)
{
    struct store *store = report_store(request);
    *ranking = (struct ranking){0};
    return store == NULL || ranking_read(request->arena, store, report_zone(request), &look->period.filter, look->now, look->before, ranking);
}

static cJSON *course_rows(struct request *request, const struct look *look, const struct ranking *ranking, size_t most)
{
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < ranking->count && i < most; i++)
        cJSON_AddItemToArray(rows, course_row(request, look, &ranking->courses[i]));
    return rows;
}

/* ---- lessons ---- */

/* The events behind a number of a lesson. */
static const char *lesson_events_url(struct request *request, const char *name, int64_t lesson_id)
{
    const char *query = report_period_query(request);
    return arena_printf(request->arena, "/admin/analytics/events/list?name=%s&lesson=%lld%s%s", name, (long long)lesson_id,
                        *query == '\0' ? "" : "&", query);
}

static cJSON *stop_rows(struct request *request, const struct look *look, int most)
{
    cJSON *list = stop_list(request->arena, request->db, report_store(request), report_zone(request), &look->period.filter, look->now), *row;
    if (most > 0)
        list = stop_most(list, most);
    cJSON_ArrayForEach(row, list)
    {
        const cJSON *share = json_member(row, "lost_share");
        json_set_string(row, "url",
                        arena_printf(request->arena, "/courses/%s/%s", json_string(row, "course_slug", ""), json_string(row, "slug", "")));
        json_set_string(row, "viewers_url", lesson_events_url(request, "lesson.viewed", json_integer(row, "lesson_id", 0)));
        json_set_string(row, "completed_url", lesson_events_url(request, "lesson.completed", json_integer(row, "lesson_id", 0)));
        json_set_string(row, "share_text", report_value(request, FIGURE_PERCENT, cJSON_IsNumber(share) ? share->valuedouble : NAN));
    }
    return list;
}

/* ---- instructors ---- */

/* The sum of a member over the rows of ratings that are of these courses. */
static double ratings_sum(const cJSON *ratings, const char *name, const int64_t *course_ids, size_t count)
{
    double sum = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, ratings) for (size_t i = 0; i < count; i++)
        sum += json_integer(row, "course_id", -1) == course_ids[i] ? (double)json_integer(row, name, 0) : 0;
    return sum;
}

static cJSON *instructor_row(struct request *request, const struct ranking *ranking, const cJSON *ratings, const cJSON *person,
                             const int64_t *course_ids, size_t count)
{
    cJSON *row = cJSON_CreateObject();
    double completions = 0, rated = ratings_sum(ratings, "rated", course_ids, count), stars = ratings_sum(ratings, "stars", course_ids, count);
    for (size_t i = 0; i < count; i++) {
        const struct ranked *course = ranking_find(ranking, course_ids[i]);
        completions += course == NULL ? 0 : (double)course->completions;
    }
    json_set_integer(row, "user_id", json_integer(person, "user_id", 0));
    json_set_string(row, "name", json_string(person, "name", ""));
    json_set_string(row, "url", arena_printf(request->arena, "/admin/users/%lld", (long long)json_integer(person, "user_id", 0)));
    json_set_integer(row, "courses", (int64_t)count);
    set_number(request, row, "people", FIGURE_COUNT, (double)ranking_people(request->arena, ranking, course_ids, count));
    set_number(request, row, "completions", FIGURE_COUNT, completions);
    set_number(request, row, "rating", FIGURE_COUNT, rated == 0 ? NAN : stars / rated);
    json_set_integer(row, "rated", (int64_t)rated);
    return row;
}

static void insert_by_people(cJSON *rows, cJSON *row)
{
    int at = 0;
    const cJSON *other;
    cJSON_ArrayForEach(other, rows) at += json_integer(other, "people", 0) >= json_integer(row, "people", 0);
    cJSON_InsertItemInArray(rows, at, row);
}

static cJSON *instructor_rows(struct request *request, const struct look *look, const struct ranking *ranking, int most)
{
    const char *zone = report_zone(request);
    int64_t only = look->period.filter.course_id;
    cJSON *rows = cJSON_CreateArray(), *teachers = course_teachers(request->db);
    const cJSON *ratings = insight_ratings(request->db, clock_day_start(look->now.from, zone), clock_day_start(look->now.to + 1, zone));
    for (const cJSON *person = teachers->child, *next; person != NULL; person = next) {
        int64_t course_ids[COURSES_OF_ONE_MOST];
        size_t count = 0;
        for (next = person; next != NULL && json_integer(next, "user_id", 0) == json_integer(person, "user_id", 0); next = next->next)
            if (count < COURSES_OF_ONE_MOST && (only == 0 || json_integer(next, "course_id", 0) == only))
                course_ids[count++] = json_integer(next, "course_id", 0);
        if (count > 0)
            insert_by_people(rows, instructor_row(request, ranking, ratings, person, course_ids, count));
    }
    while (cJSON_GetArraySize(rows) > most)
        cJSON_DeleteItemFromArray(rows, most);
    return rows;
}

/* ---- the pages ---- */

static void give_rows(struct request *request, const char *name, cJSON *rows)
{
    request_give_bool(request, arena_printf(request->arena, "any_%s", name), rows->child != NULL);
    request_give(request, name, rows);
}

static bool give_all(struct request *request, const struct look *look, int courses, int lessons)
{
    struct ranking ranking;
    if (!read_ranking(request, look, &ranking))
        return false;
    give_rows(request, "top_courses", course_rows(request, look, &ranking, (size_t)courses));
    give_rows(request, "stops", stop_rows(request, look, lessons));
    give_rows(request, "instructors", instructor_rows(request, look, &ranking, courses));
    return true;
}

bool overview_give_courses(struct request *request, const struct look *look, int most)
{
    return give_all(request, look, most, most);
}

enum http_status courses_page(struct request *request)
{
    struct look look;
    look_plain(request, &look);
    bool any = report_store(request) != NULL;
    report_give_period(request, &look.period, "/admin/analytics/courses");
    request_give_bool(request, "any", any);
    request_give_bool(request, "one_course", look.period.filter.course_id != 0);
    if (look.period.filter.course_id != 0)
        completion_give(request, look.period.filter.course_id, &look.period, "/admin/analytics/completion.csv");
    return !any || give_all(request, &look, ALL, look.period.filter.course_id != 0 ? 0 : LESSONS_ALL) ? HTTP_OK : HTTP_FAILED;
}

/* ---- files ---- */

enum http_status courses_csv(struct request *request)
{
    static const char *const columns[] = {"course_id", "title", "people", "people_before", "enrolments", "completions", "rate"};
    struct look look;
    struct ranking ranking;
    look_plain(request, &look);
    if (!read_ranking(request, &look, &ranking))
        return HTTP_FAILED;
    return report_csv(request, "courses", report_table(course_rows(request, &look, &ranking, ALL), columns, sizeof columns / sizeof *columns));
}

enum http_status completion_csv(struct request *request)
{
    struct report_period period = report_period(request);
    return period.filter.course_id == 0 ? HTTP_NOT_FOUND : completion_file(request, period.filter.course_id, &period);
}

enum http_status stops_csv(struct request *request)
{
    static const char *const columns[] = {"course_id", "course_title", "position", "lesson_id",    "title", "views",
                                          "viewers",   "completed",    "lost",     "next_viewers", "lost_share"};
    struct look look;
    look_plain(request, &look);
    const cJSON *rows = report_store(request) == NULL ? cJSON_CreateArray() : stop_rows(request, &look, 0);
    return report_csv(request, "stops", report_table(rows, columns, sizeof columns / sizeof *columns));
}

enum http_status instructors_csv(struct request *request)
{
    static const char *const columns[] = {"user_id", "name", "courses", "people", "completions", "rating", "rated"};
    struct look look;
    struct ranking ranking;
    look_plain(request, &look);
    if (!read_ranking(request, &look, &ranking))
        return HTTP_FAILED;
    const cJSON *rows = instructor_rows(request, &look, &ranking, ALL);
    return report_csv(request, "instructors", report_table(rows, columns, sizeof columns / sizeof *columns));
}
