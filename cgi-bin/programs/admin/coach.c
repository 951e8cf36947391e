/* coach.c - the period, the words and the numbers that the pages about the coach share. */
#include "programs/admin/coach.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/coach/limit.h"

#include <math.h>
#include <stdlib.h>

const char *const coach_measures[] = {"resolved", "reopened", "durable", "settled", "learned", "tested",
                                      "rated", "abstained", "handed", "paid", "felt", NULL};

const char *coach_measure_name(struct request *request, const char *measure)
{
    const struct { const char *measure, *name; } names[] = {
        {"resolved", tr(request, "Resolved by the coach")}, {"reopened", tr(request, "Opened again")},
        {"durable", tr(request, "Still resolved after 7 days")}, {"settled", tr(request, "Resolved 7 days ago, or opened again")},
        {"learned", tr(request, "Learning resolution")}, {"tested", tr(request, "Followed by an attempt")},
        {"rated", tr(request, "Rated")}, {"abstained", tr(request, "Not found in the courses")},
        {"handed", tr(request, "Handed over to a person")}, {"paid", tr(request, "Answered by a model")},
        {"felt", tr(request, "With a sentiment")}, {"closed", tr(request, "Ever said to be answered")}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(names[i].measure, measure))
            return names[i].name;
    return NULL;
}

const char *coach_measure_words(struct request *request, const char *measure)
{
    const struct { const char *measure, *words; } all[] = {
        {"resolved", tr(request, "Their learner said that it is answered; never handed over, and no person wrote in them.")},
        {"reopened", tr(request, "A question came after their learner had said that it is answered.")},
        {"durable", tr(request, "Resolved by the coach, and not opened again in the 7 days since, or longer.")},
        {"settled", tr(request, "The coach alone, and answered for 7 days or opened again: one can say whether it lasted.")},
        {"learned", tr(request, "Their learner's next attempt at the quiz of the lesson, or of its module, was passed.")},
        {"tested", tr(request, "Their learner submitted an attempt at the quiz of the lesson, or of its module, afterwards.")},
        {"rated", tr(request, "An answer was rated, 1 to 5; the newest rating counts for the conversation.")},
        {"abstained", tr(request, "The coach said at least once that the courses do not answer this.")},
        {"handed", tr(request, "Their learner asked for a person.")},
        {"paid", tr(request, "A model wrote at least one answer; the built-in coach costs nothing.")},
        {"felt", tr(request, "What their learner wrote was looked at: -1 is unhappy, 1 is happy.")},
        {"closed", tr(request, "Their learner said at some time that it is answered.")}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_equal(all[i].measure, measure))
            return all[i].words;
    return NULL;
}

const char *coach_deed_name(struct request *request, const char *deed)
{
    const struct { const char *deed, *name; } names[] = {
        {"summarise", tr(request, "Summarise this")}, {"quiz", tr(request, "Quiz me")},
        {"simple", tr(request, "Explain simply")}, {"example", tr(request, "Give an example")},
        {"translate", tr(request, "Translate")}, {"next", tr(request, "What next?")},
        {"next_step", tr(request, "Go to the next lesson")}, {"start_quiz", tr(request, "Start a quiz")},
        {"complete_lesson", tr(request, "Mark a lesson complete")}, {"create_note", tr(request, "Make a note")},
        {"enrol", tr(request, "Enrol")}, {"remind", tr(request, "Remind me")},
        {"talk", tr(request, "Small talk")}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(names[i].deed, deed))
            return names[i].name;
    return NULL;
}

bool coach_deed_has_card(const char *deed)
{
    return text_equal(deed, "complete_lesson") || text_equal(deed, "create_note") || text_equal(deed, "enrol") || text_equal(deed, "remind");
}

/* The days asked for, both counted; a range that is the wrong way round is turned. */
static void read_days(struct request *request, int64_t *first, int64_t *last)
{
    int64_t today = clock_day(request->now, "UTC");
    bool from = clock_day_read(request_text(request, "from"), first), to = clock_day_read(request_text(request, "to"), last);
    if (!to)
        *last = today;
    if (!from)
        *first = *last + 1 - (to ? COACH_DAYS : strtol(request_text(request, "days"), NULL, 10));
    if (!from && !to && *request_text(request, "days") == '\0')
        *first = today + 1 - COACH_DAYS;
    if (*first > *last) {
        int64_t swapped = *first;
        *first = *last;
        *last = swapped;
    }
}

struct insight_filter coach_filter(struct request *request)
{
    int64_t first = 0, last = 0;
    read_days(request, &first, &last);
    return (struct insight_filter){.from = first * CLOCK_DAY,
                                   .to = (last + 1) * CLOCK_DAY,
                                   .course_id = request_integer(request, "course", 0),
                                   .measure = ""};
}

static bool has_range(const struct request *request)
{
    return *request_text(request, "from") != '\0' || *request_text(request, "to") != '\0';
}

static const char *days_of(const struct request *request)
{
    const char *days = request_text(request, "days");
    return has_range(request) ? "" : *days == '\0' ? "30" : days;
}

const char *coach_period_query(struct request *request)
{
    struct text query = text_in(request->arena);
    int64_t first = 0, last = 0, course = request_integer(request, "course", 0);
    read_days(request, &first, &last);
    if (has_range(request))
        text_printf(&query, "from=%s&to=%s", clock_day_text(request->arena, first), clock_day_text(request->arena, last));
    else
        text_printf(&query, "days=%s", days_of(request));
    if (course != 0)
        text_printf(&query, "&course=%lld", (long long)course);
    return text_string(&query);
}

static cJSON *periods_of(struct request *request, const char *path)
{
    const struct { const char *days, *text; } all[] = {
        {"7", tr(request, "7 days")}, {"30", tr(request, "30 days")}, {"90", tr(request, "90 days")}};
    cJSON *periods = cJSON_CreateArray();
    int64_t course = request_integer(request, "course", 0);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cJSON *period = cJSON_CreateObject();
        json_set_string(period, "text", all[i].text);
        json_set_string(period, "url",
                        course == 0 ? arena_printf(request->arena, "%s?days=%s", path, all[i].days)
                                    : arena_printf(request->arena, "%s?days=%s&course=%lld", path, all[i].days, (long long)course));
        json_set_bool(period, "current", text_equal(days_of(request), all[i].days));
        cJSON_AddItemToArray(periods, period);
    }
    return periods;
}

void coach_give_period(struct request *request, const struct insight_filter *filter, const char *path)
{
    int64_t first = filter->from / CLOCK_DAY, last = filter->to / CLOCK_DAY - 1;
    cJSON *courses = course_list_all(request->db, ""), *course;
    cJSON_ArrayForEach(course, courses) json_set_bool(course, "selected", json_integer(course, "id", 0) == filter->course_id);
    request_give(request, "courses", courses);
    request_give(request, "periods", periods_of(request, path));
    request_give_text(request, "days", days_of(request));
    request_give_text(request, "from", clock_day_text(request->arena, first));
    request_give_text(request, "to", clock_day_text(request->arena, last));
    request_give_text(request, "from_text", locale_day(request->arena, request->language, first));
    request_give_text(request, "to_text", locale_day(request->arena, request->language, last));
    request_give_bool(request, "one_day", first == last);
    request_give_text(request, "period_query", coach_period_query(request));
}

char *coach_decimal(struct request *request, double number)
{
    return locale_decimal(request->arena, request->language, number);
}

char *coach_cost_text(struct request *request, double millionths)
{
    double amount = millionths / 1e6;
    struct text out = text_in(request->arena);
    text_append_number(&out, round(amount * 1e4) / 1e4);
    if (amount > 0 && amount < 0.00005) {
        out = text_in(request->arena);
        text_append(&out, "< 0.0001");
    }
    for (char *c = out.bytes; !text_equal(request->language, "en") && *c != '\0'; c++)
        if (*c == '.')
            *c = ',';
    text_printf(&out, " %s", request->config->currency);
    return out.bytes;
}

void coach_give_budget(struct request *request)
{
    const struct coach_limits limits = limit_configured(request->config);
    int64_t spent = limits.monthly < 0 ? 0 : limit_spent(request->db, request->now);
    enum coach_budget level = limit_level(&limits, spent);
    cJSON *budget = limits.monthly < 0 ? cJSON_CreateNull() : cJSON_CreateObject();
    if (limits.monthly >= 0) {
        json_set_string(budget, "spent", coach_cost_text(request, (double)spent));
        json_set_string(budget, "budget", coach_cost_text(request, (double)limits.monthly));
        json_set_integer(budget, "percent", limits.monthly == 0 ? 100 : (int64_t)(100.0 * (double)spent / (double)limits.monthly));
        json_set_bool(budget, "is_warning", level == BUDGET_WARNING);
        json_set_bool(budget, "is_spent", level == BUDGET_SPENT);
    }
    request_give(request, "budget", budget);
}
