/* teach.c - /teach/analytics: what happens in the courses that somebody teaches: who comes and comes back, where learners stop, how long
 * lessons take, how questions do. Nobody is named here. */
#include "programs/analytics/pages.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/assess/item.h"
#include "domain/catalog/course.h"
#include "domain/learning/pace.h"
#include "programs/analytics/completion.h"
#include "programs/analytics/frequency.h"
#include "programs/analytics/look.h"
#include "programs/analytics/teach.h"
#include "programs/site/site.h"

#include <math.h>

enum { TOO_HARD = 30, TOO_EASY = 95, WEAK = 20 }; /* percent: below and above these a question is worth a look */

static bool is_admin(const struct request *request)
{
    return (request->identity.roles & ROLE_ADMIN) != 0;
}

static char *share_text(struct request *request, int64_t part, int64_t whole)
{
    return report_value(request, FIGURE_PERCENT, whole == 0 ? NAN : 100.0 * (double)part / (double)whole);
}

/* ---- the list ---- */

enum http_status teach_courses_page(struct request *request)
{
    cJSON *courses = course_list_taught(request->db, is_admin(request) ? 0 : request->identity.user_id), *course;
    cJSON_ArrayForEach(course, courses)
    {
        int64_t learners = json_integer(course, "learners", 0), completed = json_integer(course, "completed", 0);
        json_set_string(course, "learners_text", locale_number(request->arena, request->language, learners));
        json_set_string(course, "completed_text", locale_number(request->arena, request->language, completed));
        json_set_string(course, "rate_text", share_text(request, completed, learners));
    }
    request_give_bool(request, "any", courses->child != NULL);
    request_give(request, "courses", courses);
    return HTTP_OK;
}

/* ---- one course ---- */

/* The course of the path for whoever teaches it, and admins; its id, or 0: show nothing. */
static int64_t give_course(struct request *request)
{
    const cJSON *course = course_find(request->db, request_text(request, "slug"), request->identity.user_id);
    if (course == NULL || !(is_admin(request) || json_bool(course, "teaches", false)))
        return 0;
    cJSON *shown = cJSON_CreateObject();
    json_set_string(shown, "slug", json_string(course, "slug", ""));
    json_set_string(shown, "title", json_string(course, "title", ""));
    request_give(request, "course", shown);
    request->course_id = json_integer(course, "id", 0);
    return request->course_id;
}

static const char *const shown[] = {"dau",         "people",          "sessions",          "session_length", "enrolments", "completions",
                                    "completion_rate", "lessons_completed", "attempts",    "pass_rate",      "questions",  "visitors"};
enum { SHOWN = sizeof shown / sizeof *shown };

/* The figure whose line is drawn: the one that is asked for, else the first. */
static const struct figure *figure_asked(const struct request *request)
{
    for (size_t i = 0; i < SHOWN; i++)
        if (text_equal(request_text(request, "figure"), shown[i]))
            return figure_find(shown[i]);
    return figure_find(shown[0]);
}

static const char *course_url(struct request *request)
{
    return arena_printf(request->arena, "/teach/analytics/%s", request_text(request, "slug"));
}

static void give_figures(struct request *request, const struct look *look)
{
    const char *query = report_period_query(request), *join = *query == '\0' ? "" : "&";
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < SHOWN; i++) {
        const struct figure *figure = figure_find(shown[i]);
        cJSON *told = look_figure(request, look, figure);
        json_set_string(told, "key", figure->name);
        json_set_string(told, "spark", look_spark(request, look, figure));
        json_set_string(told, "definition", arena_printf(request->arena, "#def-%s", figure->name));
        json_set_string(told, "url", arena_printf(request->arena, "%s?figure=%s%s%s#line", course_url(request), shown[i], join, query));
        json_set(told, "target", cJSON_CreateNull()); /* targets are the academy's, not a course's */
        cJSON_AddItemToArray(list, told);
    }
    request_give(request, "figures", list);
}

/* The line of one of them; its file has all of them by the day. */
static void give_line(struct request *request, const struct look *look)
{
    const char *query = report_period_query(request);
    cJSON *told = cJSON_CreateObject();
    look_give_chart(request, look, figure_asked(request), told);
    cJSON *chart = cJSON_DetachItemFromObject(told, "chart");
    json_set_string(chart, "csv", arena_printf(request->arena, "%s/days.csv?%s", course_url(request), query));
    json_set_string(chart, "json", report_json_url(request));
    request_give(request, "line", chart);
}

static void give_lessons(struct request *request, int64_t course_id)
{
    cJSON *lessons = pace_list(request->db, course_id), *lesson;
    int64_t counted = 0, before = 0;
    cJSON_ArrayForEach(lesson, lessons)
    {
        int64_t opened = json_integer(lesson, "opened", 0), completed = json_integer(lesson, "completed", 0);
        const cJSON *seconds = json_member(lesson, "seconds");
        double lost = before > opened ? 100.0 * (double)(before - opened) / (double)before : 0;
        counted = json_integer(lesson, "counted_at", counted);
        json_set_string(lesson, "completed_text", share_text(request, completed, opened));
        bool read = cJSON_IsNumber(seconds) && !text_equal(json_string(lesson, "kind", ""), "quiz");
        json_set_string(lesson, "time_text", report_value(request, FIGURE_SECONDS, read ? seconds->valuedouble : NAN));
        json_set_string(lesson, "planned_text", locale_minutes(request->arena, json_integer(lesson, "minutes", 0)));
        json_set_string(lesson, "lost_text", before == 0 ? NULL : report_value(request, FIGURE_PERCENT, lost));
        json_set(lesson, "lost_share", before == 0 ? cJSON_CreateNull() : cJSON_CreateNumber(lost));
        json_set_bool(lesson, "any_stopped", json_integer(lesson, "stopped", 0) > 0);
        before = opened;
    }
    request_give_bool(request, "any_lessons", lessons->child != NULL);
    request_give_text(request, "counted_text",
                      counted == 0 ? NULL : locale_time(request->arena, request->language, counted, request->identity.time_zone));
    request_give(request, "lessons", lessons);
}

/* Whether the discrimination lies below `limit` percent and chance hardly explains it: the upper end of its one-sided 95 % interval
 * (Fisher's z, 1921). */
static bool surely_below(const struct item *item, double limit)
{
    double r = item->discrimination / 100, n = (double)item->attempts;
    return n > 3 && r > -1 && tanh(atanh(r) + 1.645 / sqrt(n - 3)) < limit / 100;
}

/* A word on what the numbers of a question say; NULL: nothing. */
static const char *advice_of(struct request *request, const struct item *item)
{
    if (item->attempts < ITEM_ATTEMPTS_LEAST)
        return tr(request, "Too few attempts to say");
    if (surely_below(item, 0))
        return tr(request, "Those who know more get it less: is the key right?");
    if (item->facility < TOO_HARD)
        return tr(request, "Very hard");
    if (item->facility > TOO_EASY)
        return tr(request, "Nearly everybody gets it");
    return surely_below(item, WEAK) ? tr(request, "Tells little about who knows more") : NULL;
}

static cJSON *item_row(struct request *request, const struct item *item, int number)
{
    cJSON *row = cJSON_CreateObject();
    const char *advice = advice_of(request, item);
    json_set_integer(row, "number", number);
    json_set_string(row, "prompt", item->prompt);
    json_set_integer(row, "attempts", item->attempts);
    json_set_integer(row, "blank", item->blank);
    json_set(row, "facility", report_number(item->facility));
    json_set(row, "discrimination", report_number(item->discrimination));
    json_set_string(row, "facility_text", report_value(request, FIGURE_PERCENT, item->facility));
    json_set_string(row, "discrimination_text", report_value(request, FIGURE_PERCENT, item->discrimination));
    json_set_string(row, "advice", advice);
    json_set_bool(row, "worth_a_look", advice != NULL && item->attempts >= ITEM_ATTEMPTS_LEAST);
    return row;
}

static void give_quizzes(struct request *request, int64_t course_id)
{
    int count = 0;
    const struct item_quiz *quizzes = item_quizzes(request->arena, request->db, course_id, &count);
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < count; i++) {
        cJSON *quiz = cJSON_CreateObject(), *items = cJSON_CreateArray();
        for (int at = 0; at < quizzes[i].count; at++)
            cJSON_AddItemToArray(items, item_row(request, &quizzes[i].items[at], at + 1));
        json_set_string(quiz, "title", quizzes[i].title);
        json_set_string(quiz, "slug", quizzes[i].slug);
        json_set_integer(quiz, "attempts", quizzes[i].attempts);
        json_set_bool(quiz, "tried", quizzes[i].attempts > 0);
        json_set_string(quiz, "mean_text", report_value(request, FIGURE_PERCENT, quizzes[i].mean));
        json_set_string(quiz, "passed_text", report_value(request, FIGURE_PERCENT, quizzes[i].passed));
        json_set(quiz, "items", items);
        cJSON_AddItemToArray(list, quiz);
    }
    request_give_bool(request, "any_quizzes", count > 0);
    request_give(request, "quizzes", list);
}

/* The period of the request, of this course alone. */
static void look_at_course(struct request *request, struct look *look, int64_t course_id)
{
    look_plain(request, look);
    look->period.filter = (struct figure_filter){.course_id = course_id};
}

enum http_status teach_course_page(struct request *request)
{
    int64_t course_id = give_course(request);
    struct look look;
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    look_at_course(request, &look, course_id);
    if (!look_read_sheet(request, &look))
        return HTTP_FAILED;
    report_give_days(request, &look.period, course_url(request));
    request_give_bool(request, "any", look.sheet != NULL);
    if (look.sheet != NULL) {
        give_figures(request, &look);
        give_line(request, &look);
        const char *csv = arena_printf(request->arena, "%s/frequency.csv", course_url(request));
        if (!retention_give_course(request, &look.period) || !frequency_give(request, &look.period, csv, true))
            return HTTP_FAILED;
    }
    completion_give(request, course_id, &look.period, arena_printf(request->arena, "%s/completion.csv", course_url(request)));
    give_lessons(request, course_id);
    give_quizzes(request, course_id);
    return HTTP_OK;
}

/* ---- files ---- */

enum http_status teach_days_csv(struct request *request)
{
    int64_t course_id = give_course(request);
    struct look look;
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    look_at_course(request, &look, course_id);
    if (!look_read_sheet(request, &look))
        return HTTP_FAILED;
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateStringArray(shown, SHOWN);
    cJSON_InsertItemInArray(head, 0, cJSON_CreateString("day"));
    cJSON_AddItemToArray(rows, head);
    for (int64_t day = look.now.from; look.sheet != NULL && day <= look.now.to; day++) {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_day_text(request->arena, day)));
        for (size_t i = 0; i < SHOWN; i++)
            cJSON_AddItemToArray(row, report_number(sheet_day(look.sheet, figure_find(shown[i]), day)));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "days", rows);
}

enum http_status teach_frequency_csv(struct request *request)
{
    int64_t course_id = give_course(request);
    struct look look;
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    look_at_course(request, &look, course_id);
    return frequency_file(request, &look.period);
}

enum http_status teach_completion_csv(struct request *request)
{
    int64_t course_id = give_course(request);
    struct report_period period = report_period(request);
    return course_id == 0 ? HTTP_NOT_FOUND : completion_file(request, course_id, &period);
}

enum http_status teach_lessons_csv(struct request *request)
{
    static const char *const names[] = {"slug", "title", "minutes", "opened", "completed", "seconds", "stopped"};
    enum { COLUMNS = sizeof names / sizeof *names };
    int64_t course_id = give_course(request);
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    return report_csv(request, "lessons", report_table(pace_list(request->db, course_id), names, COLUMNS));
}

enum http_status teach_items_csv(struct request *request)
{
    static const char *const names[] = {"quiz", "number", "attempts", "blank", "facility", "discrimination"};
    enum { COLUMNS = sizeof names / sizeof *names };
    int64_t course_id = give_course(request);
    int count = 0;
    if (course_id == 0)
        return HTTP_NOT_FOUND;
    cJSON *rows = cJSON_CreateArray();
    const struct item_quiz *quizzes = item_quizzes(request->arena, request->db, course_id, &count);
    cJSON_AddItemToArray(rows, cJSON_CreateStringArray(names, COLUMNS));
    for (int i = 0; i < count; i++)
        for (int at = 0; at < quizzes[i].count; at++) {
            cJSON *row = cJSON_CreateArray();
            cJSON_AddItemToArray(row, cJSON_CreateString(quizzes[i].slug));
            report_add_cells(row, item_row(request, &quizzes[i].items[at], at + 1), names + 1, COLUMNS - 1);
            cJSON_AddItemToArray(rows, row);
        }
    return report_csv(request, "questions", rows);
}
