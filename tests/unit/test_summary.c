/* test_summary.c - periods of reports; a history without a change gives no findings but by the stated chance; a planted change gives
 * exactly the expected ones. */
#include "place.h"

#include "domain/measure/sheet.h"
#include "domain/measure/summary_parts.h"

#include <math.h>

static void periods_are_full_ones(void **state)
{
    (void)state;
    static const struct { enum summary_kind kind; const char *day, *from, *to, *before_from, *before_to; } cases[] = {
        {SUMMARY_DAILY, "2026-03-01", "2026-03-01", "2026-03-01", "2026-02-22", "2026-02-22"},
        {SUMMARY_WEEKLY, "2026-03-01", "2026-02-23", "2026-03-01", "2026-02-16", "2026-02-22"},
        {SUMMARY_WEEKLY, "2026-03-07", "2026-02-23", "2026-03-01", "2026-02-16", "2026-02-22"},
        {SUMMARY_WEEKLY, "2027-01-03", "2026-12-28", "2027-01-03", "2026-12-21", "2026-12-27"},
        {SUMMARY_MONTHLY, "2026-03-30", "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"},
        {SUMMARY_MONTHLY, "2028-02-29", "2028-02-01", "2028-02-29", "2028-01-01", "2028-01-31"},
        {SUMMARY_MONTHLY, "2027-01-30", "2026-12-01", "2026-12-31", "2026-11-01", "2026-11-30"},
        {SUMMARY_QUARTERLY, "2026-03-31", "2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"},
        {SUMMARY_QUARTERLY, "2027-02-10", "2026-10-01", "2026-12-31", "2026-07-01", "2026-09-30"}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t day;
        assert_true(clock_day_read(cases[i].day, &day));
        struct figure_range period = summary_period(cases[i].kind, day), before = summary_before(cases[i].kind, period);
        assert_string_equal(clock_day_text(arena, period.from), cases[i].from);
        assert_string_equal(clock_day_text(arena, period.to), cases[i].to);
        assert_string_equal(clock_day_text(arena, before.from), cases[i].before_from);
        assert_string_equal(clock_day_text(arena, before.to), cases[i].before_to);
        if (cases[i].kind != SUMMARY_DAILY)
            assert_int_equal(summary_next(cases[i].kind, before).to, period.to);
    }
    assert_int_equal(summary_kind_read("monthly"), SUMMARY_MONTHLY);
    assert_int_equal(summary_kind_read("yearly"), SUMMARY_KINDS);
    arena_free(arena);
}

/* ---- random histories ---- */

enum { BEFORE = 70 };

static double uniform(uint64_t *random)
{
    return ((double)(shuffle_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

/* A count with this mean, by the sums of waiting times (Knuth); means are small. */
static int64_t poisson(uint64_t *random, double mean)
{
    int64_t count = -1;
    for (double waited = 0; waited < mean; count++)
        waited -= log(uniform(random));
    return count < 0 ? 0 : count;
}

/* 1 in the mean, from 0.6 to 2 mostly: how busy a day is besides its weekday. */
static double busy(uint64_t *random)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum -= log(uniform(random)) / 4;
    return 0.5 + 0.5 * sum;
}

static int64_t *column(struct arena *arena, uint64_t *random, int64_t days, double mean, bool waves)
{
    int64_t *column = arena_alloc(arena, (size_t)days * sizeof *column);
    for (int64_t i = 0; i < days; i++) /* weekends are quieter; waves make days move more than counts do */
        column[i] = poisson(random, mean * (i % 7 < 5 ? 1 : 0.5) * (waves ? busy(random) : 1));
    return column;
}

struct history {
    struct summary_work work;
    struct summary summary;
    struct summary_place place;
    struct sheet sheet;
    struct sheet_column columns[4];
};

static void make(struct arena *arena, struct history *history, enum summary_kind kind, uint64_t seed, bool waves)
{
    static const char *const names[] = {"course.enrolled", "course.completed", "lesson.completed", "account.registered"};
    static const double means[] = {8, 4, 60, 6};
    uint64_t random = seed;
    struct figure_range period = summary_period(kind, 20000);
    int64_t days = BEFORE + period.to - period.from + 1;
    *history = (struct history){.summary = {.kind = kind, .period = period, .before = summary_before(kind, period), .any = true, .full = true},
                                .place = {.arena = arena, .language = "en", .zone = "UTC"},
                                .sheet = {.arena = arena, .from = period.from - BEFORE, .to = period.to, .column_count = 4}};
    struct sheet *sheet = &history->sheet;
    int64_t **all[] = {&sheet->users, &sheet->week, &sheet->month, &sheet->fresh, &sheet->visitors, &sheet->events, &sheet->sessions, &sheet->seconds};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] = column(arena, &random, days, 40 + 10 * (double)i, waves);
    sheet->earlier = sheet->month;
    sheet->lost = sheet->week;
    for (size_t i = 0; i < 4; i++)
        history->columns[i] = (struct sheet_column){.name = names[i], .days = column(arena, &random, days, means[i], waves)};
    sheet->columns = history->columns;
    history->work = (struct summary_work){.place = &history->place, .summary = &history->summary, .sheet = sheet, .first = sheet->from};
}

static void judge(struct history *history)
{
    static struct summary_row rows[32];
    struct summary *summary = &history->summary;
    summary->rows = rows;
    for (const struct figure *figure = figures; figure->name != NULL; figure++) {
        struct summary_row *row = &rows[summary->row_count++];
        *row = (struct summary_row){.figure = figure, .target = NAN};
        row->now = sheet_range(history->work.sheet, figure, summary->period);
        row->before = sheet_range(history->work.sheet, figure, summary->before);
        summary_compare(&history->work, row);
    }
    summary_judge_figures(&history->work);
    summary_judge_targets(&history->work);
    summary_settle(&history->work);
}

/* With no change at all, a report has a finding in at most 5 of 100 cases; 200 of them, so that 22 is three deviations above that. */
static void without_a_change_findings_are_as_rare_as_stated(void **state)
{
    static const enum summary_kind kinds[] = {SUMMARY_DAILY, SUMMARY_WEEKLY, SUMMARY_MONTHLY};
    (void)state;
    for (size_t kind = 0; kind < 3; kind++) {
        for (int waves = 0; waves < 2; waves++) {
            int with = 0, tested = 0;
            for (uint64_t seed = 1; seed <= 200; seed++) {
                struct arena *arena = arena_new();
                struct history history;
                make(arena, &history, kinds[kind], seed * 7919, waves == 1);
                judge(&history);
                with += history.summary.finding_count > 0;
                tested += history.summary.tested;
                arena_free(arena);
            }
            assert_true(tested >= 200 * 6);
            assert_true(with <= 22);
        }
    }
}

static const struct summary_finding *find(const struct summary *summary, const char *words)
{
    for (int i = 0; i < summary->finding_count; i++)
        if (strstr(summary->findings[i].sentence, words) != NULL)
            return &summary->findings[i];
    return NULL;
}

static void a_planted_change_is_found_and_nothing_else(void **state)
{
    struct arena *arena = *state;
    struct history history;
    make(arena, &history, SUMMARY_WEEKLY, 5, false);
    for (int i = 0; i < 7; i++) {
        history.columns[0].days[BEFORE - 7 + i] = 8;
        history.columns[0].days[BEFORE + i] = 16; /* enrolments doubled */
        history.columns[2].days[BEFORE - 7 + i] = 60;
        history.columns[2].days[BEFORE + i] = 30; /* lessons halved */
    }
    judge(&history);
    assert_int_equal(history.summary.finding_count, 2);
    const struct summary_finding *works = find(&history.summary, "Enrolments"), *fails = find(&history.summary, "Lessons completed");
    assert_non_null(works);
    assert_non_null(fails);
    assert_int_equal(works->list, SUMMARY_WORKS);
    assert_int_equal(fails->list, SUMMARY_FAILS);
    assert_string_equal(works->sentence, "Enrolments: 112, 100 % more than in the period before (56).");
    assert_string_equal(fails->sentence, "Lessons completed: 210, 50 % less than in the period before (420).");
    assert_true(works->adjusted < 0.05 && works->adjusted >= works->p);
    assert_true(strncmp(works->link, "/admin/analytics/metric/enrolments?from=", 40) == 0);
}

static void a_small_change_of_much_is_no_finding(void **state)
{
    struct arena *arena = *state;
    struct history history;
    make(arena, &history, SUMMARY_WEEKLY, 5, false);
    for (int i = 0; i < BEFORE + 7; i++)
        history.columns[2].days[i] = i < BEFORE ? 100000 : 109000; /* 9 %, and surely no chance */
    judge(&history);
    assert_null(find(&history.summary, "Lessons completed"));
}

static void months_are_compared_by_the_day(void **state)
{
    struct arena *arena = *state;
    struct history history;
    int64_t day;
    assert_true(clock_day_read("2026-02-28", &day));
    make(arena, &history, SUMMARY_MONTHLY, 3, false);
    history.summary.period = (struct figure_range){day - 27, day};
    history.summary.before = (struct figure_range){day - 58, day - 28};
    history.sheet.from = day - 27 - BEFORE;
    history.sheet.to = day;
    history.work.first = history.sheet.from;
    for (int i = 0; i < BEFORE + 28; i++)
        history.columns[0].days[i] = 10;
    struct summary_row row = {.figure = figure_find("enrolments"), .now = 280, .before = 310};
    summary_compare(&history.work, &row);
    assert_true(fabs(row.change) < 1e-9);
    assert_true(row.p > 0.99);
}

static void targets_are_reached_or_missed(void **state)
{
    struct arena *arena = *state;
    struct history history;
    struct summary_row rows[] = {{.figure = figure_find("enrolments"), .now = 90, .target = 100, .p = NAN},
                                 {.figure = figure_find("completions"), .now = 50, .target = 50, .p = NAN},
                                 {.figure = figure_find("handovers"), .now = 9, .target = 4, .p = NAN},
                                 {.figure = figure_find("sessions"), .now = 9, .target = NAN, .p = NAN}};
    make(arena, &history, SUMMARY_WEEKLY, 5, false);
    history.summary.rows = rows;
    history.summary.row_count = 4;
    summary_judge_targets(&history.work);
    assert_int_equal(history.summary.finding_count, 3);
    assert_string_equal(history.summary.findings[0].sentence, "Enrolments: 90, the target of 100 is missed (90 % of it).");
    assert_int_equal(history.summary.findings[1].list, SUMMARY_WORKS);
    assert_int_equal(history.summary.findings[2].list, SUMMARY_FAILS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_are_full_ones),
        cmocka_unit_test(without_a_change_findings_are_as_rare_as_stated),
        cmocka_unit_test_setup_teardown(a_planted_change_is_found_and_nothing_else, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(a_small_change_of_much_is_no_finding, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(months_are_compared_by_the_day, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(targets_are_reached_or_missed, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
