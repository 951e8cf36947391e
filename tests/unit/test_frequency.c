/* test_frequency.c - on how many of 28 days somebody was there: a history counted by hand, and a random one against a count that looks at every
 * event. */
#include "place.h"

#include "domain/measure/frequency.h"

#include <math.h>

static int64_t position;

static void be_there(struct place *place, int64_t actor, int64_t at, int64_t course_id, enum event_device device)
{
    struct event one = event(at, "a.one", actor);
    one.course_id = course_id;
    one.device = device;
    put(place, one, ++position);
}

/* At noon of `count` days that end `ago` days before DAY0. */
static void come(struct place *place, int64_t actor, int64_t ago, int count)
{
    for (int i = 0; i < count; i++)
        be_there(place, actor, NOON - (ago + i) * CLOCK_DAY, 0, EVENT_PHONE);
}

static struct frequency *measure(struct place *place, const char *zone, const struct figure_filter *filter, int64_t last)
{
    struct frequency *frequency = frequency_measure(place->arena, place->store, zone, filter, last);
    assert_non_null(frequency);
    return frequency;
}

static void days_of_a_planted_history(void **state)
{
    struct place *place = *state;
    come(place, 1, 0, 28);  /* every day */
    come(place, 2, 0, 40);  /* every day, and before them */
    come(place, 3, 27, 1);  /* only the first of them */
    come(place, 4, 28, 5);  /* not in them */
    come(place, 5, 0, 3);
    come(place, 6, 4, 3);
    come(place, 6, 4, 3);   /* twice a day is one day */
    come(place, -7, 0, 9);  /* visitors are nobody */
    fold(place, "UTC");
    struct frequency *frequency = measure(place, "UTC", &figure_everybody, DAY0);
    assert_int_equal(frequency->people, 5);
    for (int days = 1; days <= FREQUENCY_DAYS; days++)
        assert_int_equal(frequency->days[days], days == 28 ? 2 : days == 3 ? 2 : days == 1 ? 1 : 0);
    assert_true(fabs(frequency->median - 3) < 1e-12); /* 1 3 3 28 28 */
    assert_true(fabs(frequency->mean - 63 / 5.0) < 1e-12);
    frequency = measure(place, "UTC", &figure_everybody, DAY0 - 1); /* 4 is in, 5 has two days */
    assert_int_equal(frequency->people, 6);
    assert_int_equal(frequency->days[1], 2);
    assert_int_equal(frequency->days[2], 1);
    assert_int_equal(frequency->days[27], 1);
    assert_true(fabs(frequency->median - 2.5) < 1e-12); /* 1 1 2 3 27 28 */
    frequency = measure(place, "UTC", &figure_everybody, DAY0 + 28);
    assert_int_equal(frequency->people, 0);
    assert_true(isnan(frequency->median) && isnan(frequency->mean));
}

static void people_of_a_column(void **state)
{
    struct place *place = *state;
    int count;
    int64_t total;
    for (int64_t actor = 1; actor <= 9; actor++)
        come(place, actor, 0, actor % 2 == 0 ? 2 : 5);
    fold(place, "UTC");
    int64_t *ids = frequency_people(place->arena, place->store, "UTC", &figure_everybody, DAY0, 5, 1, 2, &count, &total);
    assert_int_equal(total, 5);
    assert_int_equal(count, 2);
    assert_int_equal(ids[0], 3);
    assert_int_equal(ids[1], 5);
    frequency_people(place->arena, place->store, "UTC", &figure_everybody, DAY0, 3, 0, 2, &count, &total);
    assert_int_equal(total, 0);
    assert_int_equal(count, 0);
}

/* A day ends at half past an hour there; an event must fit both filters itself. */
static void several_filters_and_half_an_hour(void **state)
{
    struct place *place = *state;
    int64_t night = DAY0 * CLOCK_DAY - CLOCK_DAY + 18 * CLOCK_HOUR; /* 23:30 in Kolkata; half an hour later it is DAY0 there */
    be_there(place, 1, night, 1, EVENT_PHONE);
    be_there(place, 1, night + 50 * 60, 1, EVENT_PHONE);
    be_there(place, 2, night + 50 * 60, 1, EVENT_DESKTOP);
    be_there(place, 2, night + 51 * 60, 2, EVENT_PHONE);
    fold(place, "Asia/Kolkata");
    struct frequency *both = measure(place, "Asia/Kolkata", &(struct figure_filter){.course_id = 1, .device = EVENT_PHONE}, DAY0);
    assert_int_equal(both->people, 1);
    assert_int_equal(both->days[2], 1);
    assert_int_equal(measure(place, "Asia/Kolkata", &(struct figure_filter){.course_id = 1}, DAY0)->people, 2);
    assert_int_equal(measure(place, "Asia/Kolkata", &(struct figure_filter){.device = EVENT_PHONE}, DAY0)->days[1], 1);
}

/* ---- random histories ---- */

static struct event history[MANY];

static void check(struct place *place, const struct figure_filter *filter, int64_t last, const int64_t *firsts)
{
    struct frequency *frequency = measure(place, "UTC", filter, last);
    int64_t expected[FREQUENCY_DAYS + 1] = {0}, people = 0;
    for (int64_t actor = 1; actor < PEOPLE; actor++) {
        int days = 0;
        for (int64_t day = last - FREQUENCY_DAYS + 1; day <= last; day++) {
            bool there = false;
            for (int i = 0; i < MANY; i++)
                there = there || (history[i].actor == actor && history[i].at / CLOCK_DAY == day && history_fits(&history[i], filter, firsts));
            days += there;
        }
        expected[days]++;
        people += days > 0;
    }
    assert_int_equal(frequency->people, people);
    for (int days = 1; days <= FREQUENCY_DAYS; days++)
        assert_int_equal(frequency->days[days], expected[days]);
    struct sheet *sheet = sheet_read(place->arena, place->store, "UTC", filter, last - FREQUENCY_DAYS + 1, last);
    assert_int_equal(frequency->people, (int64_t)sheet_total(sheet, figure_find("people")));
}

static void random_histories_are_as_if_counted_one_by_one(void **state)
{
    struct place *place = *state;
    int64_t firsts[PEOPLE];
    make_history(history, 41);
    for (int i = 0; i < MANY; i++)
        if (i % 8 != 0 && history[i].actor > 5) /* most come seldom */
            history[i].actor = 0;
    assert_true(store_events(place->store, "test", history, MANY, MANY, NULL));
    fold(place, "UTC");
    for (int64_t actor = 0; actor < PEOPLE; actor++)
        firsts[actor] = history_first_day(history, actor);
    const struct figure_filter filters[] = {{0}, {.course_id = 2}, {.device = EVENT_PHONE}, {.course_id = 1, .device = EVENT_PHONE},
                                            {.cohort = history_month(DAY0)}, {.country = event_country_number("FR"), .course_id = 1}};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        for (int64_t last = DAY0 + 5; last <= DAY0 + DAYS + 12; last += 13)
            check(place, &filters[i], last, firsts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(days_of_a_planted_history, open_place, close_place),
        cmocka_unit_test_setup_teardown(people_of_a_column, open_place, close_place),
        cmocka_unit_test_setup_teardown(several_filters_and_half_an_hour, open_place, close_place),
        cmocka_unit_test_setup_teardown(random_histories_are_as_if_counted_one_by_one, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
