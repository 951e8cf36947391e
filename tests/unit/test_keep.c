/* test_keep.c - what is kept of the events: months that go, people who are forgotten, and what a person is given of theirs. */
#include "place.h"

#include "domain/measure/forget.h"
#include "domain/measure/keep.h"
#include "domain/measure/pack.h"

#include <sys/stat.h>

static bool has_file(struct place *place, const char *name)
{
    struct stat status;
    return stat(config_data_path(place->arena, &place->config, arena_printf(place->arena, "events/%s", name)), &status) == 0;
}

/* ---- forgetting ---- */

/* How often the id is in what is made of packs and sets. */
static int found_in_packs(struct db *rollup, int64_t user_id)
{
    int found = 0;
    struct db_steps *row = db_steps(rollup, "SELECT hour, bytes FROM pack");
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        struct pack_reader reader = pack_read(bytes, length, db_step_integer(row, 0));
        for (struct occurrence one; pack_next(&reader, &one);)
            found += one.actor == user_id;
    }
    return found;
}

static int found_in_sets(struct db *rollup, int64_t user_id)
{
    int found = 0;
    struct db_steps *row = db_steps(rollup, "SELECT people FROM day_people UNION ALL SELECT people FROM day_new");
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 0, &length);
        struct people_reader reader = people_read(bytes, length);
        for (int64_t id; people_next(&reader, &id);)
            found += id == user_id;
    }
    return found;
}

static int found_anywhere(struct place *place, int64_t user_id)
{
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    struct db *rollup = store_rollup(place->store);
    int count = store_months(place->store, months, STORE_MONTHS_MOST), found = 0;
    for (int i = 0; i < count; i++)
        found += (int)db_integer(store_month(place->store, months[i]), 0,
                                 "SELECT count(*) FROM event WHERE actor = ?1 OR session = ?1 * 1000 OR properties LIKE '%' || ?1 || '%'"
                                 " OR key = 'of ' || ?1",
                                 user_id);
    return found + found_in_packs(rollup, user_id) + found_in_sets(rollup, user_id) +
           (int)db_integer(rollup, 0, "SELECT count(*) FROM first_seen WHERE user_id = ?1", user_id) +
           (int)db_integer(rollup, 0, "SELECT count(*) FROM exposure WHERE actor = ?1", user_id) +
           (int)db_integer(rollup, 0, "SELECT count(*) FROM conversion WHERE actor = ?1", user_id);
}

static void live_of(struct place *place, int64_t user_id, int64_t *position)
{
    for (int i = 0; i < 60; i++) {
        struct event one = event(NOON + i * CLOCK_DAY, i % 2 == 0 ? "lesson.viewed" : "page.viewed", user_id);
        one.session = user_id * 1000;
        one.properties = arena_printf(place->arena, "{\"who\":%d}", (int)user_id);
        one.key = i == 0 ? arena_printf(place->arena, "of %d", (int)user_id) : "";
        put(place, one, ++*position);
    }
    struct event exposed = event(NOON, "experiment.exposed", user_id), converted = event(NOON + 1, "experiment.converted", user_id);
    exposed.properties = "{\"experiment\":\"one\",\"variant\":\"a\"}";
    converted.properties = "{\"experiment\":\"one\",\"value\":1}";
    put(place, exposed, ++*position);
    put(place, converted, ++*position);
}

static void whoever_is_forgotten_is_nowhere(void **state)
{
    struct place *place = *state;
    int64_t position = 0;
    live_of(place, 771177, &position);
    live_of(place, 882288, &position);
    fold(place, "Africa/Johannesburg");
    live_of(place, 771177, &position); /* and some that are not folded */
    assert_true(found_anywhere(place, 771177) > 200);
    int others = found_anywhere(place, 882288);
    assert_true(forget_person(place->store, "Africa/Johannesburg", 771177));
    fold(place, "Africa/Johannesburg");
    assert_int_equal(found_anywhere(place, 771177), 0);
    assert_int_equal(found_anywhere(place, 882288), others);
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0), 1);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 8); /* what happened stays countable */
    assert_true(fold_forget(place->store));
    fold(place, "Africa/Johannesburg");
    assert_int_equal(found_anywhere(place, 771177), 0);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 8);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0 + 1), 3); /* of the first day, one was sent twice under its key */
}

static void a_persons_own_events_are_given(void **state)
{
    struct place *place = *state;
    struct event one = event(NOON, "lesson.viewed", 5);
    one.course_id = 3;
    one.lesson_id = 31;
    one.device = EVENT_PHONE;
    put(place, one, 1);
    put(place, event(NOON + 1, "page.viewed", 6), 2);
    put(place, event(NOON + CLOCK_DAY, "page.viewed", 5), 3);
    fold(place, "UTC");
    cJSON *events = forget_events_of(place->store, 5, 10);
    assert_int_equal(cJSON_GetArraySize(events), 2);
    assert_int_equal(json_integer(cJSON_GetArrayItem(events, 0), "at", 0), NOON + CLOCK_DAY);
    cJSON *first = cJSON_GetArrayItem(events, 1);
    assert_string_equal(json_string(first, "name", ""), "lesson.viewed");
    assert_string_equal(json_string(first, "device", ""), "phone");
    assert_int_equal(json_integer(first, "lesson_id", 0), 31);
    assert_int_equal(cJSON_GetArraySize(forget_events_of(place->store, 5, 1)), 1);
}

/* ---- keeping ---- */

static void old_months_are_dropped_and_their_days_stay(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 6; i++) { /* November 2023 to April 2024 */
        struct event one = event(NOON + i * 31 * CLOCK_DAY, "a.b", 1);
        one.position = i + 1;
        assert_true(store_events(place->store, "spool", &one, 1, one.position, NULL));
    }
    put(place, event(NOON - 400 * CLOCK_DAY, "a.b", 1), 1); /* of another source: imported */
    assert_int_equal(keep_drop_old(place->store, "UTC", 0, NOON + 200 * CLOCK_DAY), 0);
    assert_int_equal(keep_drop_old(place->store, "UTC", 2, clock_day_of(2024, 4, 20) * CLOCK_DAY), 3);
    assert_true(has_file(place, "2022-10.db"));
    assert_false(has_file(place, "2024-01.db"));
    assert_false(has_file(place, "2024-01.db-wal"));
    assert_true(has_file(place, "2024-02.db"));
    fold(place, "UTC");
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0), 1); /* it was folded before it went */
    assert_int_equal(keep_lost(place->store), 3);
    cJSON *status = keep_status(place->store);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(status, "months")), 7);
    assert_int_equal(json_integer(status, "packed", 0), 7);
}

static void nothing_is_dropped_by_a_clock_that_jumped(void **state)
{
    struct place *place = *state;
    const int64_t year = 365 * CLOCK_DAY;
    assert_false(keep_clock_went_on(place->store, NOON)); /* the first time: nothing is known */
    assert_true(keep_clock_went_on(place->store, NOON + CLOCK_DAY));
    assert_false(keep_clock_went_on(place->store, NOON + year));
    assert_false(keep_clock_went_on(place->store, NOON + 2 * CLOCK_DAY)); /* it was set back */
    assert_true(keep_clock_went_on(place->store, NOON + 3 * CLOCK_DAY));
}

static void an_archived_month_can_come_back(void **state)
{
    struct place *place = *state;
    const char *problem = NULL;
    char *folder = config_data_path(place->arena, &place->config, "away");
    put(place, event(NOON, "a.b", 1), 1);
    fold(place, "UTC");
    assert_false(keep_move(place->store, "UTC", "2023-11", folder, &problem)); /* no such folder */
    assert_true(has_file(place, "2023-11.db"));
    assert_int_equal(mkdir(folder, 0750), 0);
    assert_true(keep_move(place->store, "UTC", "2023-11", folder, &problem));
    assert_int_equal(keep_lost(place->store), 1);
    assert_int_equal(keep_gone_until(place->store), clock_day_of(2023, 11, 30));
    assert_int_equal(rename(arena_printf(place->arena, "%s/2023-11.db", folder),
                            config_data_path(place->arena, &place->config, "events/2023-11.db")), 0);
    assert_int_equal(keep_lost(place->store), 0);
    assert_int_equal(keep_gone_until(place->store), -1);
    fold(place, "UTC");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 1);
    assert_true(fold_forget(place->store));
    fold(place, "UTC");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 1);
}

/* Another program has the month open while it goes: it must not write into the file that went. */
static void an_open_month_that_went_is_noticed(void **state)
{
    struct place *place = *state;
    const char *problem = NULL;
    put(place, event(NOON, "a.b", 1), 1);
    struct store *other = store_open(place->arena, &place->config, true);
    assert_true(keep_move(other, "UTC", "2023-11", NULL, &problem));
    store_close(other);
    put(place, event(NOON + 1, "a.b", 2), 2);
    fold(place, "UTC");
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0), 2);
    assert_true(has_file(place, "2023-11.db"));
}

static bool take(void *context, const struct event *one)
{
    int64_t *sum = context;
    *sum += one->actor;
    return one->actor < 100;
}

static void events_are_read_between_two_moments(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 5; i++)
        put(place, event(NOON + i, "a.b", 1 << i), i + 1);
    int64_t sum = 0;
    assert_true(keep_read(place->store, "2023-11", NOON + 1, NOON + 4, take, &sum));
    assert_int_equal(sum, 2 + 4 + 8);
    assert_false(keep_read(place->store, "2022-11", NOON, NOON + 4, take, &sum));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whoever_is_forgotten_is_nowhere, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_persons_own_events_are_given, open_place, close_place),
        cmocka_unit_test_setup_teardown(old_months_are_dropped_and_their_days_stay, open_place, close_place),
        cmocka_unit_test_setup_teardown(nothing_is_dropped_by_a_clock_that_jumped, open_place, close_place),
        cmocka_unit_test_setup_teardown(an_archived_month_can_come_back, open_place, close_place),
        cmocka_unit_test_setup_teardown(an_open_month_that_went_is_noticed, open_place, close_place),
        cmocka_unit_test_setup_teardown(events_are_read_between_two_moments, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
