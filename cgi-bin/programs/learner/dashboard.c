/* dashboard.c - GET /dashboard: where one goes on, how the week went, what comes next. Seven queries, all by index, however
 * many learners there are. */
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "core/view/chart.h"
#include "core/view/locale.h"
#include "domain/learning/activity.h"
#include "domain/learning/dashboard.h"
#include "domain/learning/enrolment.h"
#include "domain/learning/goal.h"
#include "programs/site/site.h"

enum { COURSES_SHOWN = 12, GOALS_SHOWN = 3, CERTIFICATES_SHOWN = 3 };

/* Adds where a course's card leads: to the lesson to go on with, else to the course. */
static void dress_enrolments(struct request *request, cJSON *courses)
{
    cJSON *course;
    cJSON_ArrayForEach(course, courses)
    {
        const char *slug = json_string(course, "slug", ""), *lesson = json_string(course, "lesson_slug", NULL);
        int64_t left = json_integer(course, "lessons", 0) - json_integer(course, "lessons_done", 0);
        site_dress_course(request, course);
        json_set_bool(course, "finished", text_equal(json_string(course, "state", ""), "completed"));
        json_set_bool(course, "begun", json_integer(course, "active_at", 0) != json_integer(course, "enrolled_at", 0));
        json_set_bool(course, "is_quiz", text_equal(json_string(course, "lesson_kind", ""), "quiz"));
        json_set_integer(course, "left", left > 0 ? left : 0);
        json_set_string(course, "resume_url", lesson == NULL ? arena_printf(request->arena, "/courses/%s", slug)
                                                             : arena_printf(request->arena, "/courses/%s/%s", slug, lesson));
    }
    site_ago_rows(request, courses, "active_at");
}

/* Takes the course that was open last, and is not finished, out of the list: it becomes the page's first card. */
static cJSON *take_current(cJSON *courses)
{
    cJSON *course;
    cJSON_ArrayForEach(course, courses) if (!json_bool(course, "finished", false)) return cJSON_DetachItemViaPointer(courses, course);
    return NULL;
}

static void split_finished(struct request *request, cJSON *courses)
{
    cJSON *finished = cJSON_CreateArray();
    for (cJSON *course = courses->child, *next; course != NULL; course = next) {
        next = course->next;
        if (json_bool(course, "finished", false))
            cJSON_AddItemToArray(finished, cJSON_DetachItemViaPointer(courses, course));
    }
    request_give(request, "courses", courses);
    request_give_bool(request, "has_courses", courses->child != NULL);
    request_give_bool(request, "has_finished", finished->child != NULL);
    request_give(request, "finished", finished);
}

/* Whole minutes; what was begun counts as one. */
static int64_t minutes_of(int64_t seconds)
{
    int64_t minutes = (seconds + CLOCK_MINUTE / 2) / CLOCK_MINUTE;
    return seconds > 0 && minutes == 0 ? 1 : minutes;
}

/* The week as a chart and as the rows of the table beside it. */
static void give_week(struct request *request)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    int64_t today = clock_day(request->now, request->identity.time_zone), seconds = 0, lessons = 0, studied = 0;
    cJSON *week = activity_week(request->db, request->identity.user_id, today), *row;
    struct chart_bar bars[7] = {0};
    size_t at = 0;
    cJSON_ArrayForEach(row, week)
    {
        int64_t spent = json_integer(row, "seconds", 0), done = json_integer(row, "lessons", 0) + json_integer(row, "quizzes", 0);
        int64_t day = json_integer(row, "day", 0);
        bars[at] = (struct chart_bar){.label = request_words(request, days[at]), .value = (double)spent, .quiet = day > today};
        if (spent > 0)
            bars[at].text = arena_printf(request->arena, "%lld", (long long)minutes_of(spent));
        json_set_string(row, "day_text", request_words(request, days[at++]));
        json_set_string(row, "minutes_text", locale_minutes(request->arena, minutes_of(spent)));
        json_set_bool(row, "today", day == today);
        seconds += spent;
        lessons += json_integer(row, "lessons", 0);
        studied += spent > 0 || done > 0;
    }
    struct text chart = text_in(request->arena);
    chart_bars(&chart,
               &(struct chart_about){.id = "week", .title = tr(request, "Minutes learned this week, by day"),
                                     .description = tr(request, "The table after the chart has the same figures.")},
               bars, 7);
    request_give_text(request, "chart", text_string(&chart));
    request_give(request, "week", week);
    request_give_text(request, "week_minutes", locale_minutes(request->arena, minutes_of(seconds)));
    request_give_integer(request, "week_lessons", lessons);
    request_give_integer(request, "week_days", studied);
    request_give_bool(request, "has_week", studied > 0);
}

/* What to do next and why: the course that is open, else one that serves a goal, else a popular one. */
static void give_next_step(struct request *request, const cJSON *current, int64_t enrolments)
{
    cJSON *step = current == NULL ? dashboard_suggestion(request->db, request->identity.user_id) : NULL;
    if (step != NULL)
        site_dress_course(request, step);
    request_give(request, "suggestion", step);
    request_give_bool(request, "is_new", enrolments == 0);
}

enum http_status dashboard_page(struct request *request)
{
    int64_t user_id = request->identity.user_id;
    cJSON *courses = enrolment_list(request->db, user_id, COURSES_SHOWN);
    int64_t enrolments = cJSON_GetArraySize(courses);
    dress_enrolments(request, courses);
    cJSON *current = take_current(courses);
    split_finished(request, courses);
    cJSON *goals = goal_list(request->db, user_id, true, GOALS_SHOWN);
    goals_dress(request, goals);
    cJSON *certificates = dashboard_certificates(request->db, user_id, CERTIFICATES_SHOWN);
    site_date_rows(request, certificates, "issued_at");
    request_give(request, "current", current);
    request_give(request, "goals", goals);
    request_give_bool(request, "goals_any", goals->child != NULL);
    request_give(request, "certificates", certificates);
    give_week(request);
    give_next_step(request, current, enrolments);
    return HTTP_OK;
}
