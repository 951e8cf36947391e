/* figure.c - the catalogue of key figures, and how a sheet's columns become their values. Called by every report, forecast and
 * alert. */
#include "domain/measure/figure.h"

#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/measure/sheet.h"

#include <math.h>
#include <string.h>

const struct figure figures[] = {
    {"dau", tr_noop("Active learners a day"),
     tr_noop("Different people who were signed in and did anything on a day. Of a period: the mean of its days."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_ACTIVE, 1, NULL, NULL, FIGURE_LEARNERS, 1},
    {"wau", tr_noop("Active learners in 7 days"),
     tr_noop("Different people in the seven days that end with each day. Of a period: the mean of its days."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_ACTIVE, 7, NULL, NULL, FIGURE_LEARNERS, 1},
    {"mau", tr_noop("Active learners in 30 days"),
     tr_noop("Different people in the thirty days that end with each day. Of a period: the mean of its days."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_ACTIVE, 30, NULL, NULL, FIGURE_LEARNERS, 1},
    {"stickiness", tr_noop("Stickiness"),
     tr_noop("Active learners a day to active learners in 30 days: on how many days of a month somebody comes."),
     FIGURE_PERCENT, FIGURE_MORE_IS_BETTER, FIGURE_RATIO_ACTIVE, 30, NULL, NULL, FIGURE_LEARNERS, 1},
    {"people", tr_noop("Learners in the period"),
     tr_noop("Different people who were signed in and did anything in the period."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_PEOPLE, 0, NULL, NULL, FIGURE_LEARNERS, 1},
    {"new", tr_noop("New learners"),
     tr_noop("People whose first day in the academy this is. Of a period: those whose first day lies in it."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_NEW, 0, NULL, NULL, FIGURE_LEARNERS, 2},
    {"returning", tr_noop("Returning learners"),
     tr_noop("People of a day who had been here before. Of a period: different people who had been here before it began."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_RETURNING, 0, NULL, NULL, FIGURE_LEARNERS, 1},
    {"churn", tr_noop("Learners lost"),
     tr_noop("Of those who were active in the thirty days before the last thirty, the share that has not been here since."),
     FIGURE_PERCENT, FIGURE_LESS_IS_BETTER, FIGURE_LOST, 30, NULL, NULL, FIGURE_LEARNERS, 1},
    {"sessions", tr_noop("Sessions"),
     tr_noop("Visits of learners: events less than 30 minutes apart are one, and midnight ends it."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_SESSIONS, 0, NULL, NULL, FIGURE_LEARNING, 1},
    {"session_length", tr_noop("Length of a session"),
     tr_noop("From the first event of a session to its last, in the mean. A session of one event lasts 0 seconds."),
     FIGURE_SECONDS, FIGURE_MORE_IS_BETTER, FIGURE_SESSION_LENGTH, 0, NULL, NULL, FIGURE_LEARNING, 1},
    {"visitors", tr_noop("Visitors"),
     tr_noop("Browsers that were not signed in, each once a day, counted without a cookie; summed over the days."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_VISITORS, 0, NULL, NULL, FIGURE_VISITS, 1},
    {"events", tr_noop("Events"),
     tr_noop("Everything that was recorded."),
     FIGURE_COUNT, FIGURE_NEUTRAL, FIGURE_EVENTS, 0, NULL, NULL, FIGURE_VISITS, 1},
    {"registrations", tr_noop("Registrations"),
     tr_noop("Accounts that people made."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_NAME, 0, "account.registered", NULL, FIGURE_VISITS, 1},
    {"enrolments", tr_noop("Enrolments"),
     tr_noop("Learners who enrolled in a course."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_NAME, 0, "course.enrolled", NULL, FIGURE_LEARNING, 1},
    {"completions", tr_noop("Completions"),
     tr_noop("Courses that learners completed."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_NAME, 0, "course.completed", NULL, FIGURE_LEARNING, 1},
    {"completion_rate", tr_noop("Completion rate"),
     tr_noop("Completions to enrolments of the same days. Those who complete may have enrolled earlier."),
     FIGURE_PERCENT, FIGURE_MORE_IS_BETTER, FIGURE_NAME_RATE, 0, "course.completed", "course.enrolled", FIGURE_LEARNING, 1},
    {"lessons_completed", tr_noop("Lessons completed"),
     tr_noop("Lessons that were marked as done, or whose quiz was passed."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_NAME, 0, "lesson.completed", NULL, FIGURE_LEARNING, 1},
    {"attempts", tr_noop("Quiz attempts"),
     tr_noop("Attempts at quizzes that were handed in."),
     FIGURE_COUNT, FIGURE_MORE_IS_BETTER, FIGURE_NAME, 0, "quiz.submitted", NULL, FIGURE_LEARNING, 1},
    {"pass_rate", tr_noop("Pass rate"),
     tr_noop("Quizzes passed for the first time to attempts handed in."),
     FIGURE_PERCENT, FIGURE_MORE_IS_BETTER, FIGURE_NAME_RATE, 0, "quiz.passed", "quiz.submitted", FIGURE_LEARNING, 1},
    {"questions", tr_noop("Questions to the coach"),
     tr_noop("Everything that learners asked the coach."),
     FIGURE_COUNT, FIGURE_NEUTRAL, FIGURE_NAME, 0, "coach.asked", NULL, FIGURE_COACH, 1},
    {"handovers", tr_noop("Passed on to a person"),
     tr_noop("Conversations with the coach that were passed on to a person."),
     FIGURE_COUNT, FIGURE_LESS_IS_BETTER, FIGURE_NAME, 0, "coach.handed_over", NULL, FIGURE_COACH, 1},
    {.name = NULL}};

const char *const figure_group_names[FIGURE_GROUPS] = {tr_noop("Learners"), tr_noop("Learning"), tr_noop("Coach"),
                                                       tr_noop("Visitors and registrations"), tr_noop("Money")};

const struct figure *figure_find(const char *name)
{
    for (const struct figure *figure = figures; figure->name != NULL; figure++)
        if (text_equal(figure->name, name))
            return figure;
    return NULL;
}

static double ratio(double part, double whole, double scale)
{
    return whole == 0 ? NAN : scale * part / whole;
}

/* The figure of one column of days; a day's when from == to. */
static double sum_of(const struct sheet *sheet, const int64_t *column, int64_t from, int64_t to)
{
    double sum = 0;
    for (int64_t day = from; day <= to; day++)
        sum += (double)column[day - sheet->from];
    return sum;
}

static const int64_t *window_of(const struct sheet *sheet, int window)
{
    return window == 1 ? sheet->users : window == 7 ? sheet->week : sheet->month;
}

static double name_sum(const struct sheet *sheet, const char *name, int64_t from, int64_t to)
{
    const int64_t *column = sheet_column(sheet, name);
    return column == NULL ? 0 : sum_of(sheet, column, from, to);
}

/* A range that was asked for when the sheet was read; NULL for any other. */
static const struct sheet_part *part_of(const struct sheet *sheet, struct figure_range range)
{
    for (int i = 0; i < sheet->part_count; i++)
        if (sheet->parts[i].range.from == range.from && sheet->parts[i].range.to == range.to)
            return &sheet->parts[i];
    return NULL;
}

/* Those whose first day lies in a range. With a filter they are more than those of its days: who came to the academy on one day may do what it lets
 * through on the next. */
static double new_of(const struct sheet *sheet, struct figure_range range)
{
    const struct sheet_part *part = part_of(sheet, range);
    return part != NULL ? (double)part->fresh : sum_of(sheet, sheet->fresh, range.from, range.to);
}

/* Different people of a range that was asked for when the sheet was read, or of a day. */
static double people_of(const struct sheet *sheet, struct figure_range range)
{
    const struct sheet_part *part = part_of(sheet, range);
    return part != NULL ? (double)part->people : range.from == range.to ? sum_of(sheet, sheet->users, range.from, range.to) : NAN;
}

double sheet_range(const struct sheet *sheet, const struct figure *figure, struct figure_range range)
{
    int64_t from = range.from, to = range.to;
    if (from < sheet->from || to > sheet->to || from > to)
        return NAN;
    switch (figure->kind) {
    case FIGURE_ACTIVE: return sum_of(sheet, window_of(sheet, figure->window), from, to) / (double)(to - from + 1);
    case FIGURE_RATIO_ACTIVE: return ratio(sum_of(sheet, sheet->users, from, to), sum_of(sheet, sheet->month, from, to), 100);
    case FIGURE_NEW: return new_of(sheet, range);
    case FIGURE_RETURNING: return people_of(sheet, range) - new_of(sheet, range);
    case FIGURE_VISITORS: return sum_of(sheet, sheet->visitors, from, to);
    case FIGURE_EVENTS: return sum_of(sheet, sheet->events, from, to);
    case FIGURE_SESSIONS: return sum_of(sheet, sheet->sessions, from, to);
    case FIGURE_SESSION_LENGTH: return ratio(sum_of(sheet, sheet->seconds, from, to), sum_of(sheet, sheet->sessions, from, to), 1);
    case FIGURE_NAME: return name_sum(sheet, figure->event, from, to);
    case FIGURE_NAME_RATE: return ratio(name_sum(sheet, figure->event, from, to), name_sum(sheet, figure->base, from, to), 100);
    case FIGURE_PEOPLE: return people_of(sheet, range);
    case FIGURE_LOST: return ratio(sum_of(sheet, sheet->lost, from, to), sum_of(sheet, sheet->earlier, from, to), 100);
    }
    return NAN;
}

double sheet_day(const struct sheet *sheet, const struct figure *figure, int64_t day)
{
    return sheet_range(sheet, figure, (struct figure_range){day, day});
}

double sheet_total(const struct sheet *sheet, const struct figure *figure)
{
    return sheet_range(sheet, figure, (struct figure_range){sheet->from, sheet->to});
}

int64_t sheet_events(const struct sheet *sheet, const char *name, int64_t day)
{
    const int64_t *column = sheet_column(sheet, name);
    return column == NULL || day < sheet->from || day > sheet->to ? 0 : column[day - sheet->from];
}

/* ---- how they come about, for people who check ---- */

const struct figure_filter figure_everybody = {0};

bool figure_filter_any(const struct figure_filter *filter)
{
    return filter->course_id != 0 || filter->country != 0 || filter->device != 0 || filter->cohort != 0;
}

bool figure_adds(const struct figure *figure)
{
    switch (figure->kind) {
    case FIGURE_NEW: case FIGURE_VISITORS: case FIGURE_EVENTS: case FIGURE_SESSIONS: case FIGURE_NAME: return true;
    default: return false;
    }
}

const char *figure_formula(struct arena *arena, const struct figure *figure)
{
    switch (figure->kind) {
    case FIGURE_ACTIVE:
        return figure->window == 1 ? "|people(d)|" : arena_printf(arena, "|people(d - %d) ∪ ... ∪ people(d)|", figure->window - 1);
    case FIGURE_RATIO_ACTIVE: return arena_printf(arena, "100 × |people(d)| / |people(d - %d) ∪ ... ∪ people(d)|", figure->window - 1);
    case FIGURE_NEW: return "|{p ∈ people(d): first day of p = d}|";
    case FIGURE_RETURNING: return "|{p ∈ people(d): first day of p < d}|";
    case FIGURE_LOST: return "100 × |A \\ people(d - 29) \\ ... \\ people(d)| / |A|, A = people(d - 59) ∪ ... ∪ people(d - 30)";
    case FIGURE_PEOPLE: return "|people(from) ∪ ... ∪ people(to)|";
    case FIGURE_VISITORS: return "|visitors(d)|";
    case FIGURE_EVENTS: return "|events(d)|";
    case FIGURE_SESSIONS: return "|sessions(d)|";
    case FIGURE_SESSION_LENGTH: return "Σ (last event - first event) / |sessions(d)|";
    case FIGURE_NAME: return arena_printf(arena, "|events(d) named %s|", figure->event);
    case FIGURE_NAME_RATE: return arena_printf(arena, "100 × |events(d) named %s| / |events(d) named %s|", figure->event, figure->base);
    }
    return "";
}

#define OF_ALL " WHERE dimension = 0 AND value = 0 AND day BETWEEN :from AND :to"

const char *figure_source(struct arena *arena, const struct figure *figure)
{
    switch (figure->kind) {
    case FIGURE_ACTIVE: case FIGURE_RATIO_ACTIVE: case FIGURE_PEOPLE: case FIGURE_LOST: return "SELECT day, people FROM day_people" OF_ALL;
    case FIGURE_NEW: return "SELECT day, people FROM day_new WHERE day BETWEEN :from AND :to";
    case FIGURE_RETURNING:
        return "SELECT p.day, p.people, n.people FROM day_people p LEFT JOIN day_new n ON n.day = p.day WHERE p.dimension = 0 AND p.value = 0"
               " AND p.day BETWEEN :from AND :to";
    case FIGURE_VISITORS: return "SELECT day, visitors FROM day_total" OF_ALL;
    case FIGURE_EVENTS: return "SELECT day, events FROM day_total" OF_ALL;
    case FIGURE_SESSIONS: return "SELECT day, sessions FROM day_total" OF_ALL;
    case FIGURE_SESSION_LENGTH: return "SELECT day, seconds, sessions FROM day_total" OF_ALL;
    case FIGURE_NAME: case FIGURE_NAME_RATE:
        return arena_printf(arena, "SELECT day, name, events FROM day_event e JOIN name n ON n.id = e.name_id" OF_ALL " AND name IN ('%s'%s%s%s)",
                            figure->event, figure->base == NULL ? "" : ", '", figure->base == NULL ? "" : figure->base,
                            figure->base == NULL ? "" : "'");
    }
    return "";
}
