/* test_survival.c - how long a course takes: the estimate and its band against R's package survival 3.5, and the enrolments of a course as
 * cases. The comment above each table has the command that made its numbers. */
#include "core/base/clock.h"
#include "domain/assess/shuffle.h"
#include "domain/learning/enrolment.h"
#include "domain/measure/completion.h"
#include "domain/measure/stats_survival.h"
#include "fixture.h"

#include <math.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void expect(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* Weeks in remission under 6-MP (Freireich et al., Blood 21, 1963). */
static const struct stats_case remission[] = {{35, false}, {6, true},   {6, true},   {6, false}, {7, true},   {9, false},  {10, true},
                                              {10, false}, {11, false}, {13, true},  {6, true},  {16, true},  {17, false}, {19, false},
                                              {20, false}, {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}};

/* f <- survfit(Surv(at, happened) ~ 1, conf.type = "log-log"); s <- summary(f)
 * cbind(s$time, s$n.risk, s$n.event, s$surv, s$std.err / s$surv, s$lower, s$upper) */
static const double remission_steps[][7] = {
    {6, 21, 3, 0.85714285714285710, 0.076360354832121252 / 0.85714285714285710, 0.61971795526598394, 0.95155174764699701},
    {7, 17, 1, 0.80672268907563016, 0.086935285180057192 / 0.80672268907563016, 0.56314656462223334, 0.92280901920288039},
    {10, 15, 1, 0.75294117647058811, 0.096349652994320495 / 0.75294117647058811, 0.50319951079995651, 0.88936183516926537},
    {13, 12, 1, 0.69019607843137243, 0.106814707775009815 / 0.69019607843137243, 0.43161022248618408, 0.84906596334945061},
    {16, 11, 1, 0.62745098039215674, 0.114053865256752526 / 0.62745098039215674, 0.36751085598750205, 0.80491218947184118},
    {22, 7, 1, 0.53781512605042003, 0.128233751693033970 / 0.53781512605042003, 0.26777893676713499, 0.74679071763539440},
    {23, 6, 1, 0.44817927170868338, 0.134591456755760425 / 0.44817927170868338, 0.18805200595923241, 0.68014262849524132},
};

static void steps_are_those_of_r(void **state)
{
    (void)state;
    struct stats_case cases[COUNT(remission)];
    struct stats_step steps[COUNT(remission)];
    memcpy(cases, remission, sizeof cases);
    size_t count = stats_survival(cases, COUNT(cases), 0.95, steps);
    assert_int_equal(count, COUNT(remission_steps));
    for (size_t i = 0; i < count; i++) {
        expect(steps[i].at, remission_steps[i][0]);
        expect(steps[i].at_risk, remission_steps[i][1]);
        expect(steps[i].events, remission_steps[i][2]);
        expect(steps[i].share, remission_steps[i][3]);
        expect(steps[i].error, remission_steps[i][4]);
        expect(steps[i].band.low, remission_steps[i][5]);
        expect(steps[i].band.high, remission_steps[i][6]);
    }
    /* quantile(f, 0.5) */
    expect(stats_survival_moment(steps, count, 0.5), 23);
    struct stats_interval median = stats_survival_moment_interval(steps, count, 0.5);
    expect(median.low, 13);
    assert_true(isnan(median.high));
    assert_true(isnan(stats_survival_moment(steps, count, 0.4)));
    assert_null(stats_survival_at(steps, count, 5.999));
    assert_ptr_equal(stats_survival_at(steps, count, 6), &steps[0]);
    assert_ptr_equal(stats_survival_at(steps, count, 9.9), &steps[1]);
    assert_ptr_equal(stats_survival_at(steps, count, 1000), &steps[6]);
}

/* survfit(Surv(aml$time, aml$status) ~ 1, conf.type = "log-log"): the last of its steps, and quantile(f, 0.5) */
static void ties_and_a_median_between_two_ends(void **state)
{
    (void)state;
    struct stats_case cases[] = {{9, true},  {13, true}, {13, false}, {18, true},  {23, true}, {28, false}, {31, true}, {34, true},
                                 {45, false}, {48, true}, {161, false}, {5, true},  {5, true},  {8, true},   {8, true},  {12, true},
                                 {16, false}, {23, true}, {27, true},  {30, true}, {33, true}, {43, true},  {45, true}};
    struct stats_step steps[COUNT(cases)];
    size_t count = stats_survival(cases, COUNT(cases), 0.95, steps);
    assert_int_equal(count, 15);
    expect(steps[6].share, 0.546583850931677051);
    expect(steps[14].band.low, 0.0069559667985364575);
    expect(steps[14].band.high, 0.28676036798091808);
    expect(stats_survival_moment(steps, count, 0.5), 27);
    struct stats_interval median = stats_survival_moment_interval(steps, count, 0.5);
    expect(median.low, 13);
    expect(median.high, 34);
}

/* survfit(Surv(c(1, 2, 2, 3, 4), c(1, 1, 0, 1, 1)) ~ 1, conf.type = "log-log", conf.int = 0.9) */
static void until_nobody_is_left(void **state)
{
    (void)state;
    struct stats_case cases[] = {{4, true}, {2, true}, {2, false}, {3, true}, {1, true}};
    struct stats_step steps[COUNT(cases)];
    size_t count = stats_survival(cases, COUNT(cases), 0.9, steps);
    assert_int_equal(count, 4);
    expect(steps[2].band.low, 0.028125258907068549);
    expect(steps[2].band.high, 0.66636817817327787);
    assert_true(steps[3].share == 0 && isnan(steps[3].band.low) && isnan(steps[3].band.high));
    assert_true(isnan(stats_survival_moment_interval(steps, count, 0.5).high));
    for (int all = 2; all < 60; all += 2) { /* one a moment: after the first half it is a half */
        struct stats_case one_by_one[60];
        struct stats_step their_steps[60];
        for (int i = 0; i < all; i++)
            one_by_one[i] = (struct stats_case){i + 1, true};
        assert_true(stats_survival_moment(their_steps, stats_survival(one_by_one, (size_t)all, 0.95, their_steps), 0.5) == all / 2);
    }
    assert_int_equal(stats_survival((struct stats_case[]){{3, false}, {1, false}}, 2, 0.95, steps), 0);
    assert_int_equal(stats_survival(NULL, 0, 0.95, steps), 0);
    assert_true(isnan(stats_survival_moment(steps, 0, 0.5)));
}

/* ---- the enrolments of a course ---- */

enum { NOW = 1700000000, MANY = 300, PERSONS = MANY + 20 };

static void fill(struct db *db)
{
    for (int id = 1; id <= PERSONS; id++)
        db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (?1, 'p' || ?1 || '@b.c', 'P', 1)", id);
    db_change(db, "INSERT INTO course (id, slug, kind, title, level, language, price, state, lesson_count, created_at, updated_at) VALUES"
                  " (1, 'git', 'course', 'Git', 'beginner', 'en', 0, 'published', 30, 1, 1), (2, 'sql', 'course', 'Sql', 'beginner', 'en', 0, 'published', 30, 1, 1)");
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

/* Days before now; `completed` 0: not. */
static void enrol(struct fixture *f, int64_t person, double began, double active, double completed, const char *state, int64_t lessons)
{
    struct db_value at = completed == 0 ? DB_NULL : db_value_integer(NOW - (int64_t)(completed * CLOCK_DAY));
    db_change(f->db, "INSERT INTO enrolment (user_id, course_id, state, lessons_done, enrolled_at, active_at, completed_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6)",
              person, state, lessons, NOW - (int64_t)(began * CLOCK_DAY), NOW - (int64_t)(active * CLOCK_DAY), at);
}

static void leave(struct fixture *f, int64_t person, int64_t course_id, double ago)
{
    db_change(f->db, "INSERT INTO activity (user_id, kind, course_id, at) VALUES (?1, 'course.left', ?2, ?3)", person, course_id,
              NOW - (int64_t)(ago * CLOCK_DAY));
}

static void spans_end_when_somebody_is_done_or_gone(void **state)
{
    struct fixture *f = *state;
    const struct { double ended; enum enrolment_end end; bool still; } expected[] = {
        {0, ENROLMENT_UNDER_WAY, false}, {0, ENROLMENT_UNDER_WAY, true}, {5, ENROLMENT_COMPLETED, false}, {5, ENROLMENT_COMPLETED, false},
        {3, ENROLMENT_LEFT, false},      {8, ENROLMENT_LEFT, false},     {20, ENROLMENT_LEFT, false}};
    size_t count = 0;
    enrol(f, 1, 20, 13, 0, "active", 3);
    enrol(f, 2, 20, 15, 0, "active", 3);
    enrol(f, 3, 20, 1, 5, "completed", 30);
    enrol(f, 4, 20, 1, 5, "left", 30); /* was done before */
    leave(f, 4, 1, 2);
    enrol(f, 5, 20, 4, 0, "left", 1);
    leave(f, 5, 1, 9);
    leave(f, 5, 1, 3); /* the second time */
    leave(f, 5, 2, 1); /* another course */
    enrol(f, 6, 20, 8, 0, "left", 1); /* when they left is not known */
    enrol(f, 7, 20, 25, 0, "left", 1); /* nobody leaves before they come */
    const struct enrolment_span *spans = enrolment_spans(f->arena, f->db, 1, NOW, &count);
    assert_int_equal(count, COUNT(expected));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(spans[i].began, NOW - 20 * CLOCK_DAY);
        assert_int_equal(NOW - spans[i].ended, (int64_t)(expected[i].ended * CLOCK_DAY));
        assert_int_equal(spans[i].end, expected[i].end);
        assert_int_equal(spans[i].still, expected[i].still);
    }
    enrolment_spans(f->arena, f->db, 2, NOW, &count);
    assert_int_equal(count, 0);
}

/* Those of `remission`, a week a day: the people of the table above. */
static void a_course_as_the_table_above(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(remission); i++)
        enrol(f, (int64_t)i + 1, remission[i].happened ? 100 : remission[i].at, 1, remission[i].happened ? 100 - remission[i].at : 0,
              remission[i].happened ? "completed" : "active", 0);
    struct completion *completion = completion_measure(f->arena, f->db, 1, 0, NOW, NOW);
    assert_false(completion->ever);
    assert_int_equal(completion->people, 21);
    assert_int_equal(completion->completed, 9);
    assert_int_equal(completion->under_way, 12);
    expect(completion->median, 23);
    expect(completion->median_interval.low, 13);
    assert_int_equal(completion->count, 24); /* days 0 to 23 */
    assert_true(completion->points[5].share == 0 && isnan(completion->points[5].low));
    assert_int_equal(completion->points[0].at_risk, 21);
    assert_int_equal(completion->points[7].at_risk, 17);
    expect(completion->points[12].share, 100 * (1 - remission_steps[2][3]));
    expect(completion->points[12].low, 100 * (1 - remission_steps[2][6]));
    expect(completion->points[12].high, 100 * (1 - remission_steps[2][5]));
    expect(completion->points[23].share, 100 * (1 - remission_steps[6][3]));
}

static void few_of_a_range_are_everybody(void **state)
{
    struct fixture *f = *state;
    for (int i = 1; i <= COMPLETION_LEAST; i++)
        enrol(f, i, 10, 10, 5, "completed", 9);
    for (int i = 1; i < COMPLETION_LEAST; i++)
        enrol(f, COMPLETION_LEAST + i, 50, 40, 0, "active", 9);
    const int64_t month = NOW - 30 * CLOCK_DAY;
    struct completion *late = completion_measure(f->arena, f->db, 1, month, NOW, NOW), *early = completion_measure(f->arena, f->db, 1, 0, month, NOW);
    assert_false(late->ever);
    assert_int_equal(late->people, COMPLETION_LEAST);
    assert_true(late->median == 5 && late->points[5].share == 100);
    assert_true(early->ever);
    assert_int_equal(early->people, 2 * COMPLETION_LEAST - 1);
    assert_int_equal(completion_measure(f->arena, f->db, 2, 0, NOW, NOW)->people, 0);
    assert_int_equal(completion_measure(f->arena, f->db, 2, 0, NOW, NOW)->count, 0);
}

static void lessons_a_week_of_those_at_it(void **state)
{
    struct fixture *f = *state;
    enrol(f, 1, 14, 1, 0, "active", 6);      /* 3 a week */
    enrol(f, 2, 70, 13, 0, "active", 10);    /* 1 */
    enrol(f, 3, 7, 7, 0, "active", 0);       /* 0 */
    enrol(f, 4, 28, 0, 0, "active", 8);      /* 2 */
    enrol(f, 5, 6.9, 0, 0, "active", 30);    /* too new to say */
    enrol(f, 6, 70, 14, 0, "active", 99);    /* still */
    enrol(f, 7, 70, 0, 1, "completed", 99);
    enrol(f, 8, 70, 0, 0, "left", 99);
    struct completion *completion = completion_measure(f->arena, f->db, 1, 0, NOW, NOW);
    assert_int_equal(completion->at_it, 4);
    expect(completion->velocity, 1.5);
    assert_int_equal(completion->left, 1);
    assert_true(isnan(completion_measure(f->arena, f->db, 2, 0, NOW, NOW)->velocity));
}

/* By the day from the definition: of those who were on it when a day ended, who completed at its very end. */
static void random_courses_are_as_if_counted_by_the_day(void **state)
{
    struct fixture *f = *state;
    uint64_t random = 5;
    static int days[MANY];
    static bool done[MANY];
    for (int longest = 40; longest <= 700; longest += 330) {
        db_change(f->db, "DELETE FROM enrolment");
        for (int i = 0; i < MANY; i++) {
            days[i] = (int)(shuffle_next(&random) % (uint64_t)longest);
            done[i] = shuffle_next(&random) % 3 == 0;
            enrol(f, i + 1, done[i] ? 1000 : days[i], 0, done[i] ? 1000 - days[i] : 0, done[i] ? "completed" : "active", 0);
        }
        struct completion *completion = completion_measure(f->arena, f->db, 1, 0, NOW + 1, NOW);
        assert_true(completion->count > 20 && completion->count <= COMPLETION_POINTS_MOST);
        double share = 1;
        for (int day = 0, point = 0; point < completion->count; day++) {
            int on_it = 0, events = 0;
            for (int i = 0; i < MANY; i++) {
                on_it += days[i] >= day;
                events += days[i] == day && done[i];
            }
            share *= on_it == 0 ? 1 : 1 - (double)events / on_it;
            if (completion->points[point].day != day)
                continue;
            assert_int_equal(completion->points[point].at_risk, on_it);
            assert_true(fabs(completion->points[point].share - 100 * (1 - share)) < 1e-9);
            assert_true(share == 1 || isnan(completion->points[point].low) || (completion->points[point].low <= completion->points[point].share &&
                                                                               completion->points[point].share <= completion->points[point].high));
            point++;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_those_of_r),
        cmocka_unit_test(ties_and_a_median_between_two_ends),
        cmocka_unit_test(until_nobody_is_left),
        cmocka_unit_test_setup_teardown(spans_end_when_somebody_is_done_or_gone, setup, fixture_close),
        cmocka_unit_test_setup_teardown(a_course_as_the_table_above, setup, fixture_close),
        cmocka_unit_test_setup_teardown(few_of_a_range_are_everybody, setup, fixture_close),
        cmocka_unit_test_setup_teardown(lessons_a_week_of_those_at_it, setup, fixture_close),
        cmocka_unit_test_setup_teardown(random_courses_are_as_if_counted_by_the_day, setup, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
