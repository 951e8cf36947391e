/* test_figure.c - key figures of a random history, with every kind of filter, against a count that looks at every event. */
#include "place.h"

#include "domain/measure/behind.h"
#include "domain/measure/figure.h"
#include "domain/measure/hours.h"
#include "domain/measure/now.h"
#include "domain/measure/sheet.h"

#include <math.h>

static struct event history[MANY];

/* Different people from `from` to `to`; of these only those whose first day lies between two days. */
static int64_t people_new(const struct figure_filter *filter, const int64_t *firsts, int64_t from, int64_t to, int64_t first_from, int64_t first_to)
{
    int64_t count = 0;
    for (int64_t actor = 1; actor < PEOPLE; actor++) {
        bool here = false;
        for (int i = 0; i < MANY && !here; i++)
            here = history[i].actor == actor && history[i].at / CLOCK_DAY >= from && history[i].at / CLOCK_DAY <= to &&
                   history_fits(&history[i], filter, firsts);
        count += here && firsts[actor] >= first_from && firsts[actor] <= first_to;
    }
    return count;
}

static int64_t people(const struct figure_filter *filter, const int64_t *firsts, int64_t from, int64_t to)
{
    return people_new(filter, firsts, from, to, INT64_MIN, INT64_MAX);
}

static int64_t named(const struct figure_filter *filter, const int64_t *firsts, const char *name, int64_t day)
{
    int64_t count = 0;
    for (int i = 0; i < MANY; i++)
        count += strcmp(history[i].name, name) == 0 && history[i].at / CLOCK_DAY == day && history_fits(&history[i], filter, firsts);
    return count;
}

/* Of those of the thirty days before the last thirty, who has not been there since. */
static void check_lost(struct place *place, const struct sheet *sheet, const struct figure_filter *filter, const int64_t *firsts, int64_t day)
{
    int64_t earlier = people(filter, firsts, day - 59, day - 30), all = people(filter, firsts, day - 59, day);
    double lost = (double)(all - people(filter, firsts, day - 29, day)), value = sheet_day(sheet, figure_find("churn"), day);
    assert_true(earlier == 0 ? isnan(value) : fabs(value - 100 * lost / (double)earlier) < 1e-9);
    size_t count = 0;
    assert_non_null(behind_read(place->arena, place->store, "UTC", figure_find("churn"), filter, (struct figure_range){day, day}, &count));
    assert_int_equal(count, (int64_t)lost); /* and these are the people behind it */
}

static void check_filter(struct place *place, const struct figure_filter *filter, const int64_t *firsts)
{
    int64_t from = DAY0 + 3, to = DAY0 + 12, dau = 0, all = people(filter, firsts, from, to), fresh = people_new(filter, firsts, from, to, from, to);
    struct sheet *sheet = sheet_read(place->arena, place->store, "UTC", filter, from, to);
    assert_non_null(sheet);
    for (int64_t day = from; day <= to; day++) {
        int64_t today = people(filter, firsts, day, day), today_new = people_new(filter, firsts, day, day, day, day);
        assert_int_equal(sheet_day(sheet, figure_find("dau"), day), today);
        assert_int_equal(sheet_day(sheet, figure_find("wau"), day), people(filter, firsts, day - 6, day));
        assert_int_equal(sheet_day(sheet, figure_find("mau"), day), people(filter, firsts, day - 29, day));
        assert_int_equal(sheet_day(sheet, figure_find("new"), day), today_new);
        assert_int_equal(sheet_day(sheet, figure_find("returning"), day), today - today_new);
        assert_int_equal(sheet_day(sheet, figure_find("lessons_completed"), day), named(filter, firsts, "lesson.completed", day));
        dau += today;
    }
    assert_true(fabs(sheet_total(sheet, figure_find("dau")) - (double)dau / 10) < 1e-9);
    assert_int_equal(sheet_total(sheet, figure_find("new")), fresh);
    assert_int_equal(sheet_total(sheet, figure_find("people")), all);
    assert_int_equal(sheet_total(sheet, figure_find("returning")), all - fresh);
    size_t count = 0; /* and these are the people behind it */
    assert_non_null(behind_read(place->arena, place->store, "UTC", figure_find("new"), filter, (struct figure_range){from, to}, &count));
    assert_int_equal(count, fresh);
    sheet = sheet_read(place->arena, place->store, "UTC", filter, DAY0 + 28, DAY0 + 82); /* from nobody before to nobody since */
    assert_non_null(sheet);
    for (int64_t day = DAY0 + 28; day <= DAY0 + 82; day++)
        check_lost(place, sheet, filter, firsts, day);
}

/* Each hour of two days in a zone that is half an hour off, counted event by event. */
static void check_hours(struct place *place, const struct figure_filter *filter, const int64_t *firsts)
{
    const char *zone = "Asia/Kolkata";
    const struct figure_range range = {DAY0 + 5, DAY0 + 6};
    double events[HOURS_MOST], people[HOURS_MOST], visitors[HOURS_MOST], rate[HOURS_MOST];
    const struct figure done = {.name = "x", .kind = FIGURE_NAME_RATE, .event = "lesson.completed", .base = "lesson.viewed"};
    assert_int_equal(hours_count(range, zone), 48);
    assert_true(hours_read(place->arena, place->store, zone, figure_find("events"), filter, range, events));
    assert_true(hours_read(place->arena, place->store, zone, figure_find("dau"), filter, range, people));
    assert_true(hours_read(place->arena, place->store, zone, figure_find("visitors"), filter, range, visitors));
    assert_true(hours_read(place->arena, place->store, zone, &done, filter, range, rate));
    for (int hour = 0; hour < 48; hour++) {
        int64_t from = clock_day_start(range.from, zone) + hour * CLOCK_HOUR;
        int counts[4] = {0}, names[2] = {0};
        bool here[2][PEOPLE + 20] = {{false}};
        for (int i = 0; i < MANY; i++) {
            if (history[i].at < from || history[i].at >= from + CLOCK_HOUR || !history_fits(&history[i], filter, firsts))
                continue;
            bool person = history[i].actor > 0;
            bool *seen = &here[person][person ? history[i].actor : -history[i].actor];
            counts[0]++;
            counts[1] += person && !*seen;
            counts[2] += history[i].actor < 0 && !*seen;
            *seen = true;
            names[0] += strcmp(history[i].name, "lesson.completed") == 0;
            names[1] += strcmp(history[i].name, "lesson.viewed") == 0;
        }
        assert_int_equal(events[hour], counts[0]);
        assert_int_equal(people[hour], counts[1]);
        assert_int_equal(visitors[hour], counts[2]);
        assert_true(names[1] == 0 ? isnan(rate[hour]) : fabs(rate[hour] - 100.0 * names[0] / names[1]) < 1e-9);
    }
}

/* Parts that overlap, that touch, of one day; each as a sheet of its own has it. */
static void check_ranges(struct place *place, const struct figure_filter *filter)
{
    const struct figure_range ranges[] = {{DAY0 + 2, DAY0 + 4}, {DAY0 + 5, DAY0 + 5}, {DAY0 + 4, DAY0 + 9}, {DAY0 + 3, DAY0 + 12}, {DAY0 + 10, DAY0 + 12}};
    struct sheet *all = sheet_read_ranges(place->arena, place->store, "UTC", filter, ranges, 5);
    assert_non_null(all);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        struct sheet *one = sheet_read(place->arena, place->store, "UTC", filter, ranges[i].from, ranges[i].to);
        for (const struct figure *figure = figures; figure->name != NULL; figure++) {
            double value = sheet_range(all, figure, ranges[i]), alone = sheet_total(one, figure);
            assert_true(isnan(alone) ? isnan(value) : fabs(value - alone) < 1e-9);
        }
    }
    assert_true(isnan(sheet_range(all, figure_find("people"), (struct figure_range){DAY0 + 3, DAY0 + 5}))); /* was not asked for */
    assert_true(isnan(sheet_range(all, figure_find("dau"), (struct figure_range){DAY0 + 1, DAY0 + 5})));
}

static void check_value(struct sheet *one, struct sheet *alone)
{
    for (const struct figure *figure = figures; figure->name != NULL; figure++)
        for (int64_t day = DAY0 + 3; day <= DAY0 + 12; day++) {
            double value = sheet_day(one, figure, day), expected = sheet_day(alone, figure, day);
            if (isnan(expected) ? !isnan(value) : fabs(value - expected) > 1e-9)
                fail_msg("%s is %g in one pass, %g alone", figure->name, value, expected);
            value = sheet_total(one, figure), expected = sheet_total(alone, figure);
            assert_true(isnan(expected) ? isnan(value) : fabs(value - expected) < 1e-9);
        }
}

/* Several values of a dimension in one pass, some that nobody has: each as a sheet of its own has it, from the packs or from the rows of days. */
static void check_values(struct place *place, const struct figure_filter *filter)
{
    static const struct { enum day_dimension dimension; int64_t values[4]; } all[] = {
        {DAY_COURSE, {2, 99, 1, 3}}, {DAY_DEVICE, {EVENT_TABLET, EVENT_PHONE, EVENT_DESKTOP, 77}}, {DAY_COUNTRY, {1, 2, 3, 4}}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int64_t values[4];
        struct sheet *sheets[4];
        memcpy(values, all[i].values, sizeof values);
        if (all[i].dimension == DAY_COUNTRY)
            values[2] = event_country_number("FR");
        if (all[i].dimension == DAY_COURSE ? filter->course_id : all[i].dimension == DAY_DEVICE ? filter->device : filter->country)
            continue;
        assert_true(sheet_read_values(place->arena, place->store, "UTC", filter, all[i].dimension, values, 4,
                                      (struct figure_range){DAY0 + 3, DAY0 + 12}, sheets));
        for (size_t one = 0; one < 4; one++) {
            struct figure_filter narrow = *filter;
            *(all[i].dimension == DAY_COURSE ? &narrow.course_id : all[i].dimension == DAY_DEVICE ? &narrow.device : &narrow.country) = values[one];
            check_value(sheets[one], sheet_read(place->arena, place->store, "UTC", &narrow, DAY0 + 3, DAY0 + 12));
        }
    }
}

static void figures_are_as_if_counted_one_by_one(void **state)
{
    struct place *place = *state;
    int64_t firsts[PEOPLE];
    make_history(history, 11);
    for (int i = 0; i < MANY; i++) /* some come late, so that not everybody is new on the first day */
        if (history[i].actor > PEOPLE / 2 && history[i].at < NOON + history[i].actor % 12 * CLOCK_DAY)
            history[i].actor = 1;
    for (int64_t actor = 1; actor < PEOPLE; actor++)
        firsts[actor] = history_first_day(history, actor);
    assert_true(store_events(place->store, "test", history, MANY, MANY, NULL));
    fold(place, "UTC");
    int64_t france = event_country_number("FR"), november = 2023 * 12 + 10;
    const struct figure_filter filters[] = {{0},
                                            {.course_id = 2},
                                            {.country = france},
                                            {.device = EVENT_PHONE},
                                            {.course_id = 1, .country = france},
                                            {.cohort = november},
                                            {.cohort = november + 1},
                                            {.course_id = 1, .device = EVENT_TABLET, .cohort = november}};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        check_filter(place, &filters[i], firsts);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        check_ranges(place, &filters[i]);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        check_values(place, &filters[i]);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        check_hours(place, &filters[i], firsts);
}

static void nothing_gives_zeros_and_no_ratios(void **state)
{
    struct place *place = *state;
    struct sheet *sheet = sheet_read(place->arena, place->store, "UTC", &(struct figure_filter){0}, DAY0, DAY0 + 29);
    assert_non_null(sheet);
    for (const struct figure *figure = figures; figure->name != NULL; figure++) {
        double value = sheet_total(sheet, figure);
        bool ratio = figure->kind == FIGURE_RATIO_ACTIVE || figure->kind == FIGURE_LOST || figure->kind == FIGURE_NAME_RATE || figure->kind == FIGURE_SESSION_LENGTH;
        assert_true(ratio ? isnan(value) : value == 0);
    }
    assert_true(isnan(sheet_day(sheet, figure_find("dau"), DAY0 - 1)));
    assert_null(figure_find("nothing"));
}

static void names_come_most_first(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 3; i++)
        put(place, event(NOON + i, i == 0 ? "a.one" : "b.two", 1), i);
    fold(place, "UTC");
    struct sheet *sheet = sheet_read(place->arena, place->store, "UTC", &(struct figure_filter){0}, DAY0, DAY0);
    int count = 0;
    const struct sheet_name *names = sheet_names(sheet, &count);
    assert_int_equal(count, 2);
    assert_string_equal(names[0].name, "b.two");
    assert_int_equal(names[0].events, 2);
    assert_int_equal(names[0].users, 1);
    assert_int_equal(sheet_events(sheet, "a.one", DAY0), 1);
}

/* The edges: an event of this second is in the last minute, one of half an hour ago to the second is not; the future is not yet. */
static void now_is_the_last_half_hour(void **state)
{
    struct place *place = *state;
    int64_t at = NOON + 600; /* the half hour began in the hour before */
    const struct event list[] = {event(at - 1800, "a.one", 1), event(at - 1799, "a.one", 2), event(at - 300, "b.two", 3), event(at - 299, "b.two", 4),
                                 event(at - 60, "b.two", -5),  event(at - 1, "c.three", 4),  event(at, "c.three", 0),     event(at + 1, "d.four", 6)};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        put(place, list[i], (int64_t)i);
    fold(place, "UTC");
    struct now now;
    assert_true(now_read(place->arena, place->store, at, &now));
    assert_int_equal(now.people, 1);
    assert_int_equal(now.visitors, 1);
    assert_int_equal(now.events[0], 1);
    assert_int_equal(now.events[NOW_MINUTES - 5], 1); /* 299 seconds ago; 300 are the minute before */
    assert_int_equal(now.events[NOW_MINUTES - 6], 1);
    assert_int_equal(now.events[NOW_MINUTES - 2], 1);
    assert_int_equal(now.events[NOW_MINUTES - 1], 2);
    assert_int_equal(now.last_count, 3);
    assert_string_equal(now.last[0].name, "c.three");
    assert_int_equal(now.last[0].count, 2);
    assert_string_equal(now.last[2].name, "a.one");
    for (int i = 0; i < NOW_LAST + 3; i++)
        put(place, event(at - 40 + i, arena_printf(place->arena, "many.%d", i), 1), 100 + i);
    fold(place, "UTC");
    assert_true(now_read(place->arena, place->store, at, &now));
    assert_int_equal(now.last_count, NOW_LAST);
    assert_string_equal(now.last[1].name, "many.8");
    assert_string_equal(now.last[NOW_LAST - 1].name, "many.4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(figures_are_as_if_counted_one_by_one, open_place, close_place),
        cmocka_unit_test_setup_teardown(nothing_gives_zeros_and_no_ratios, open_place, close_place),
        cmocka_unit_test_setup_teardown(now_is_the_last_half_hour, open_place, close_place),
        cmocka_unit_test_setup_teardown(names_come_most_first, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
