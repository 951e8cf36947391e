/* test_retention.c - cohorts of histories made by hand, and of random ones against a count that looks at everybody and every day. */
#include "place.h"

#include "domain/measure/retention.h"

/* Person `actor` does something at noon of a day. */
static void be_there(struct place *place, int64_t actor, int64_t day)
{
    static int64_t position;
    put(place, event(day * CLOCK_DAY + 43200, "a.one", actor), ++position);
}

static int64_t day_of(const char *text)
{
    int64_t day = 0;
    assert_true(clock_day_read(text, &day));
    return day;
}

static void come(struct place *place, int64_t actor, const char *const *days)
{
    for (; *days != NULL; days++)
        be_there(place, actor, day_of(*days));
}
#define COME(place, actor, ...) come((place), (actor), (const char *const[]){__VA_ARGS__, NULL})

static struct retention_result *measure(struct place *place, enum retention_unit unit, const char *from, const char *to, const char *today, bool unbounded)
{
    struct retention_question question = {.unit = unit, .from = day_of(from), .to = day_of(to), .today = day_of(today), .unbounded = unbounded};
    struct retention_result *result = retention_measure(place->arena, place->store, &question);
    assert_non_null(result);
    return result;
}

static void assert_kept(const struct retention_cohort *cohort, const char *first, int64_t people, int periods, int over, const int64_t *kept)
{
    assert_int_equal(cohort->first, day_of(first));
    assert_int_equal(cohort->people, people);
    assert_int_equal(cohort->periods, periods);
    assert_int_equal(cohort->over, over);
    for (int i = 0; i < periods; i++)
        assert_int_equal(cohort->kept[i], kept[i]);
}
#define ASSERT_KEPT(cohort, first, people, periods, over, ...) assert_kept((cohort), (first), (people), (periods), (over), (const int64_t[]){__VA_ARGS__})

static void days_are_days(void **state)
{
    struct place *place = *state;
    COME(place, 1, "2024-02-27", "2024-02-28", "2024-03-01");
    COME(place, 2, "2024-02-27", "2024-03-01");
    COME(place, 3, "2024-02-28");
    COME(place, -4, "2024-02-27", "2024-02-28"); /* visitors are nobody */
    COME(place, 5, "2024-02-26", "2024-02-27");  /* came before */
    fold(place, "UTC");
    struct retention_result *result = measure(place, RETENTION_DAY, "2024-02-27", "2024-02-28", "2024-03-01", false);
    assert_int_equal(result->count, 2);
    assert_int_equal(result->periods, 4);
    ASSERT_KEPT(&result->cohorts[0], "2024-02-27", 2, 4, 3, 2, 1, 0, 2); /* over the leap day */
    ASSERT_KEPT(&result->cohorts[1], "2024-02-28", 1, 3, 2, 1, 0, 0);
    assert_int_equal(result->mean[1].people, 3);
    assert_int_equal(result->mean[1].kept, 1);
    assert_int_equal(result->mean[2].people, 2); /* of the second cohort that day is not over */
    result = measure(place, RETENTION_DAY, "2024-02-27", "2024-02-28", "2024-03-01", true);
    ASSERT_KEPT(&result->cohorts[0], "2024-02-27", 2, 4, 3, 2, 2, 2, 2);
    ASSERT_KEPT(&result->cohorts[1], "2024-02-28", 1, 3, 2, 1, 0, 0);
}

static void weeks_go_from_monday_over_the_end_of_years(void **state)
{
    struct place *place = *state;
    COME(place, 1, "2024-12-30", "2025-01-05", "2025-01-06"); /* Monday, the Sunday of the same week, the next Monday */
    COME(place, 2, "2025-01-01", "2025-01-12", "2025-01-13");
    COME(place, 3, "2024-12-29", "2024-12-30");               /* a Sunday: the week before */
    fold(place, "UTC");
    struct retention_result *result = measure(place, RETENTION_WEEK, "2024-12-31", "2025-01-02", "2025-01-14", false);
    assert_int_equal(result->count, 1);
    ASSERT_KEPT(&result->cohorts[0], "2024-12-30", 2, 3, 2, 2, 2, 1);
    assert_int_equal(result->cohorts[0].last, day_of("2025-01-05"));
    result = measure(place, RETENTION_WEEK, "2024-12-29", "2025-01-05", "2025-01-05", false);
    assert_int_equal(result->count, 2);
    ASSERT_KEPT(&result->cohorts[0], "2024-12-23", 1, 2, 1, 1, 1);
    ASSERT_KEPT(&result->cohorts[1], "2024-12-30", 2, 1, 0, 2);
}

static void months_have_different_lengths(void **state)
{
    struct place *place = *state;
    COME(place, 1, "2025-01-31", "2025-02-01", "2025-02-28", "2025-04-01");
    COME(place, 2, "2025-01-01", "2025-01-31", "2025-03-31");
    COME(place, 3, "2025-02-28", "2025-03-01");
    fold(place, "UTC");
    struct retention_result *result = measure(place, RETENTION_MONTH, "2025-01-15", "2025-02-01", "2025-04-30", false);
    assert_int_equal(result->count, 2);
    ASSERT_KEPT(&result->cohorts[0], "2025-01-01", 2, 4, 3, 2, 1, 1, 1);
    ASSERT_KEPT(&result->cohorts[1], "2025-02-01", 1, 3, 2, 1, 1, 0);
    assert_int_equal(result->cohorts[1].last, day_of("2025-02-28"));
    result = measure(place, RETENTION_MONTH, "2025-01-15", "2025-02-01", "2025-05-01", true);
    ASSERT_KEPT(&result->cohorts[0], "2025-01-01", 2, 5, 4, 2, 2, 2, 1, 0);
}

static void people_of_a_cell(void **state)
{
    struct place *place = *state;
    COME(place, 1, "2025-01-06", "2025-01-13");
    COME(place, 2, "2025-01-07", "2025-01-20");
    COME(place, 3, "2025-01-08");
    COME(place, 4, "2025-01-12", "2025-01-19");
    fold(place, "UTC");
    int count;
    int64_t total, first = day_of("2025-01-06");
    struct retention_question question = {.unit = RETENTION_WEEK, .from = first, .to = first, .today = day_of("2025-02-01")};
    int64_t *ids = retention_people(place->arena, place->store, &question, first, 1, true, 0, 10, &count, &total);
    assert_int_equal(count, 2);
    assert_int_equal(ids[0], 1);
    assert_int_equal(ids[1], 4);
    ids = retention_people(place->arena, place->store, &question, first, 1, false, 1, 10, &count, &total);
    assert_int_equal(total, 2);
    assert_int_equal(count, 1);
    assert_int_equal(ids[0], 3);
    question.unbounded = true;
    retention_people(place->arena, place->store, &question, first, 1, true, 0, 10, &count, &total);
    assert_int_equal(total, 3);
    retention_people(place->arena, place->store, &question, day_of("2025-03-03"), 1, true, 0, 10, &count, &total);
    assert_int_equal(total, 0);
}

static void periods_begin_and_follow(void **state)
{
    (void)state;
    assert_int_equal(retention_start(RETENTION_WEEK, day_of("2025-01-05")), day_of("2024-12-30"));
    assert_int_equal(retention_start(RETENTION_WEEK, day_of("1970-01-01")), day_of("1970-01-01") - 3);
    assert_int_equal(retention_later(RETENTION_MONTH, day_of("2024-11-01"), 3), day_of("2025-02-01"));
    assert_int_equal(retention_later(RETENTION_WEEK, day_of("2024-12-30"), 1), day_of("2025-01-06"));
    assert_int_equal(retention_later(RETENTION_DAY, day_of("2024-02-28"), 2), day_of("2024-03-01"));
}

static void nobody_and_too_many(void **state)
{
    struct place *place = *state;
    COME(place, 1, "2024-06-01");
    fold(place, "UTC");
    struct retention_result *result = measure(place, RETENTION_DAY, "2024-01-01", "2024-06-01", "2024-06-02", false);
    assert_int_equal(result->count, RETENTION_COHORTS_MOST);
    assert_true(result->cut);
    assert_int_equal(result->cohorts[RETENTION_COHORTS_MOST - 1].people, 1);
    assert_int_equal(measure(place, RETENTION_DAY, "2024-07-01", "2024-07-05", "2024-06-02", false)->count, 0); /* days to come */
}

/* ---- random histories ---- */

static struct event history[MANY];

static bool fits(const struct event *one, int64_t course, int64_t device)
{
    return (course == 0 || one->course_id == course) && (device == 0 || (int64_t)one->device == device);
}

/* Whether each filter holds for something that the person did that day. */
static bool was_there(int64_t actor, int64_t day, const struct figure_filter *filter)
{
    bool course = false, device = false;
    for (int i = 0; i < MANY; i++)
        if (history[i].actor == actor && history[i].at / CLOCK_DAY == day) {
            course = course || fits(&history[i], filter->course_id, 0);
            device = device || fits(&history[i], 0, filter->device);
        }
    return course && device;
}

static void check_unit(struct place *place, const struct retention_question *question)
{
    static bool there[PEOPLE][DAYS + 1];
    struct retention_result *result = retention_measure(place->arena, place->store, question);
    for (int64_t actor = 1; actor < PEOPLE; actor++)
        for (int64_t day = 0; day <= DAYS; day++)
            there[actor][day] = was_there(actor, DAY0 + day, &question->filter);
    for (int i = 0; i < result->count; i++) {
        const struct retention_cohort *cohort = &result->cohorts[i];
        int64_t people = 0, kept[RETENTION_PERIODS_MOST] = {0};
        for (int64_t actor = 1; actor < PEOPLE; actor++) {
            int64_t first = 0;
            while (first <= DAYS && !there[actor][first])
                first++;
            if (first > DAYS || DAY0 + first < cohort->first || DAY0 + first > cohort->last)
                continue;
            people++;
            for (int k = 0; k < RETENTION_PERIODS_MOST; k++) {
                bool here = false;
                int64_t from = retention_later(question->unit, cohort->first, k), until = retention_later(question->unit, cohort->first, k + 1);
                for (int64_t day = 0; day <= DAYS; day++)
                    here = here || (there[actor][day] && DAY0 + day >= from && (question->unbounded || DAY0 + day < until));
                kept[k] += here;
            }
        }
        assert_int_equal(cohort->people, people);
        for (int k = 0; k < cohort->periods; k++)
            assert_int_equal(cohort->kept[k], kept[k]);
    }
}

static void random_histories_are_as_if_counted_one_by_one(void **state)
{
    struct place *place = *state;
    make_history(history, 23);
    for (int i = 0; i < MANY; i++) { /* people come one after the other and most seldom */
        if (history[i].actor > 0 && history[i].at < NOON + history[i].actor % 15 * CLOCK_DAY)
            history[i].actor = 0;
        if (history[i].actor > 10 && i % 4 != 0)
            history[i].actor = 0;
    }
    assert_true(store_events(place->store, "test", history, MANY, MANY, NULL));
    fold(place, "UTC");
    const struct figure_filter filters[] = {{0}, {.course_id = 2}, {.course_id = 1, .device = EVENT_PHONE}};
    for (int unit = RETENTION_DAY; unit <= RETENTION_MONTH; unit++)
        for (int unbounded = 0; unbounded < 2; unbounded++)
            for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
                check_unit(place, &(struct retention_question){.unit = (enum retention_unit)unit, .from = DAY0 + 2, .to = DAY0 + 12, .today = DAY0 + DAYS,
                                                               .unbounded = unbounded != 0, .filter = filters[i]});
}

/* The curve by the day after the first, of those for whom that day is over. */
static void curve_by_days(void **state)
{
    struct place *place = *state;
    COME(place, 1, "2025-01-01", "2025-01-02", "2025-01-08");
    COME(place, 2, "2025-01-06", "2025-01-07");
    COME(place, 3, "2025-01-08", "2025-01-09");
    fold(place, "UTC");
    struct retention_result *result = measure(place, RETENTION_WEEK, "2024-12-30", "2025-01-09", "2025-01-09", false);
    assert_int_equal(result->curve[0].people, 3);
    assert_int_equal(result->curve[1].people, 2); /* the third's day after is today */
    assert_int_equal(result->curve[1].kept, 2);
    assert_int_equal(result->curve[7].people, 1);
    assert_int_equal(result->curve[7].kept, 1);
    assert_int_equal(result->curve[6].kept, 0);
    result = measure(place, RETENTION_WEEK, "2024-12-30", "2025-01-09", "2025-01-09", true);
    assert_int_equal(result->curve[6].kept, 1);
    assert_int_equal(result->curve[8].people, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(days_are_days, open_place, close_place),
        cmocka_unit_test_setup_teardown(weeks_go_from_monday_over_the_end_of_years, open_place, close_place),
        cmocka_unit_test_setup_teardown(months_have_different_lengths, open_place, close_place),
        cmocka_unit_test_setup_teardown(people_of_a_cell, open_place, close_place),
        cmocka_unit_test(periods_begin_and_follow),
        cmocka_unit_test_setup_teardown(nobody_and_too_many, open_place, close_place),
        cmocka_unit_test_setup_teardown(random_histories_are_as_if_counted_one_by_one, open_place, close_place),
        cmocka_unit_test_setup_teardown(curve_by_days, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
