/* test_events.c - events from the spool into months, packs and days: exactly once, whatever dies, in whatever order they come,
 * against a slow recomputation that looks at every event. */
#include "place.h"

#include "domain/measure/collect.h"
#include "domain/measure/pack.h"
#include "domain/measure/spool.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- the line ---- */

static void a_line_comes_back_as_it_was(void **state)
{
    struct arena *arena = *state;
    struct event one = event(NOON, "lesson.viewed", -77);
    one.page = "/a\tb\nc";
    one.properties = "{\"a\":1}";
    one.country = "ZA";
    one.device = EVENT_PHONE;
    one.lesson_id = 12;
    struct text line = text_in(arena);
    event_write_line(&line, &one);
    assert_int_equal(line.bytes[line.length - 1], '\n');
    line.bytes[line.length - 1] = '\0';
    struct event back;
    assert_true(event_read_line(line.bytes, &back));
    assert_int_equal(back.at, NOON);
    assert_int_equal(back.actor, -77);
    assert_int_equal(back.lesson_id, 12);
    assert_int_equal(back.device, EVENT_PHONE);
    assert_string_equal(back.page, "/a b c");
    assert_string_equal(back.properties, "{\"a\":1}");
    assert_string_equal(back.country, "ZA");
}

static void broken_lines_are_refused(void **state)
{
    struct arena *arena = *state;
    static const char *const lines[] = {"", "x", "1\tbad name\t1\t0\t0\t0\t0\t\t\t\t\t\t", "x\tname\t1\t0\t0\t0\t0\t\t\t\t\t\t",
                                        "1\tname\t1\t0\t0\t0\t9\t\t\t\t\t\t", "-1\tname\t1\t0\t0\t0\t0\t\t\t\t\t\t",
                                        "253402300800\tname\t1\t0\t0\t0\t0\t\t\t\t\t\t"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct event one;
        assert_false(event_read_line(arena_strdup(arena, lines[i]), &one));
    }
}

static void a_line_cut_anywhere_is_none(void **state)
{
    struct arena *arena = *state;
    struct event one = event(NOON, "a.b", 1), back;
    one.key = "0123456789";
    struct text line = text_in(arena);
    event_write_line(&line, &one);
    for (size_t length = 0; length < line.length - 1; length++)
        assert_false(event_read_line(arena_strndup(arena, line.bytes, length), &back));
    assert_true(event_read_line(arena_strndup(arena, line.bytes, line.length - 1), &back));
}

static void bots_are_known_by_their_words(void **state)
{
    (void)state;
    enum event_device device;
    assert_false(event_device_of("Mozilla/5.0 (compatible; Googlebot/2.1)", &device));
    assert_false(event_device_of("", &device));
    assert_true(event_device_of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", &device));
    assert_int_equal(device, EVENT_DESKTOP);
    assert_true(event_device_of("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36", &device));
    assert_int_equal(device, EVENT_PHONE);
    assert_true(event_device_of("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", &device));
    assert_int_equal(device, EVENT_TABLET);
}

/* ---- packs ---- */

static void a_pack_comes_back_in_order(void **state)
{
    struct arena *arena = *state;
    struct occurrence list[] = {{NOON, 5, 1, 0}, {NOON, -4503599627370496, 300, 0}, {NOON + 3599, INT64_C(1) << 40, 70000, 0}, {NOON + 7, 0, 0, 0}};
    occurrences_sort(list, 4);
    struct text bytes = text_in(arena);
    pack_write(&bytes, NOON / 3600, list, 4);
    struct pack_reader reader = pack_read(bytes.bytes, bytes.length, NOON / 3600);
    for (int i = 0; i < 4; i++) {
        struct occurrence one = {0};
        assert_true(pack_next(&reader, &one));
        assert_memory_equal(&one, &list[i], sizeof one);
    }
    struct occurrence none;
    assert_false(pack_next(&reader, &none));
}

/* ---- storing ---- */

static void a_source_is_stored_once(void **state)
{
    struct place *place = *state;
    struct event events[] = {event(NOON, "a.b", 1), event(NOON + 40 * CLOCK_DAY, "a.b", 1), event(NOON + 1, "a.c", 2)};
    for (int i = 0; i < 3; i++)
        events[i].position = i;
    int64_t stored = 0;
    assert_true(store_events(place->store, "spool", events, 3, 2, &stored));
    assert_int_equal(stored, 3);
    assert_int_equal(store_position(place->store, "spool"), 2);
    assert_true(store_events(place->store, "spool", events, 3, 2, &stored));
    assert_int_equal(stored, 3);
    assert_true(store_events(place->store, "other", events, 3, 2, &stored));
    assert_int_equal(stored, 6);
    char months[4][STORE_MONTH_BYTES];
    assert_int_equal(store_months(place->store, months, 4), 2);
    assert_string_equal(months[0], "2023-11");
    assert_string_equal(months[1], "2023-12");
}

static void the_same_key_is_the_same_event(void **state)
{
    struct place *place = *state;
    struct event one = event(NOON, "a.b", 1);
    one.key = "abc";
    put(place, one, 1);
    put(place, one, 2);
    one.key = "";
    put(place, one, 3);
    put(place, one, 4);
    fold(place, "UTC");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 3);
}

static void a_batch_cut_between_two_months_is_read_again(void **state)
{
    struct place *place = *state;
    struct event events[] = {event(NOON, "a.b", 1), event(NOON + 40 * CLOCK_DAY, "a.b", 1)};
    events[0].position = 1;
    events[1].position = 2;
    assert_true(store_events(place->store, "activity", events, 2, 2, NULL));
    assert_int_equal(store_complete(place->store, "activity"), 2);
    /* as if the program had died when only the first month was written */
    struct db *second = store_month(place->store, "2023-12");
    assert_int_equal(db_begin_write(second), DB_OK);
    db_change(second, "DELETE FROM event");
    db_change(second, "DELETE FROM source");
    assert_int_equal(db_end(second, true), DB_OK);
    assert_int_equal(db_begin_write(store_rollup(place->store)), DB_OK);
    db_change(store_rollup(place->store), "DELETE FROM source");
    assert_int_equal(db_end(store_rollup(place->store), true), DB_OK);
    assert_int_equal(store_position(place->store, "activity"), 2);
    assert_int_equal(store_complete(place->store, "activity"), 0);
    int64_t stored = 0;
    assert_true(store_events(place->store, "activity", events, 2, 2, &stored));
    assert_int_equal(stored, 1);
    assert_int_equal(store_complete(place->store, "activity"), 2);
}

static void a_batch_over_many_years_is_stored_whole(void **state)
{
    struct place *place = *state;
    enum { SPREAD = 150 };
    static struct event events[SPREAD];
    for (int i = 0; i < SPREAD; i++) {
        events[i] = event(NOON + i * 31 * CLOCK_DAY, "a.b", 1);
        events[i].position = i + 1;
    }
    int64_t stored = 0;
    assert_true(store_events(place->store, "old", events, SPREAD, SPREAD, &stored));
    assert_int_equal(stored, SPREAD);
    static char months[STORE_MONTHS_MOST][STORE_MONTH_BYTES];
    int count = store_months(place->store, months, STORE_MONTHS_MOST);
    int64_t found = 0;
    for (int i = 0; i < count; i++) {
        struct db *month = store_month(place->store, months[i]);
        found += db_integer(month, 0, "SELECT count(*) FROM event");
        int64_t at = db_integer(month, 0, "SELECT min(at) FROM event");
        char own[STORE_MONTH_BYTES];
        store_month_of(at, own);
        assert_string_equal(own, months[i]);
    }
    assert_int_equal(found, SPREAD);
}

static void a_month_that_went_is_gone_on_with(void **state)
{
    struct place *place = *state;
    put(place, event(NOON, "a.b", 1), 1);
    put(place, event(NOON + 1, "a.b", 2), 2);
    fold(place, "UTC");
    store_close(place->store); /* the operator moves the file away */
    char *file = config_data_path(place->arena, &place->config, "events/2023-11.db");
    assert_int_equal(rename(file, arena_printf(place->arena, "%s-away", file)), 0);
    place->store = store_open(place->arena, &place->config, true);
    struct event late = event(NOON + 2, "a.b", 3);
    late.position = 1;
    assert_true(store_events(place->store, "late", &late, 1, 1, NULL));
    fold(place, "UTC");
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0), 3);
    assert_int_equal(db_integer(store_month(place->store, "2023-11"), 0, "SELECT min(id) FROM event"), 3);
}

/* ---- days ---- */

static void a_small_history_is_counted(void **state)
{
    struct place *place = *state;
    struct event list[] = {
        event(NOON, "lesson.viewed", 1),        event(NOON + 600, "lesson.completed", 1),            /* one session of 600 s */
        event(NOON + 600 + 1800, "page.viewed", 1),                                                  /* half an hour later: another */
        event(NOON + 100, "lesson.viewed", 2),  event(NOON + 200, "page.viewed", -9),
        event(NOON + 201, "page.viewed", -9),   event(NOON + CLOCK_DAY, "lesson.viewed", 2),
    };
    list[0].course_id = list[1].course_id = 7;
    list[0].lesson_id = list[1].lesson_id = list[3].lesson_id = 70;
    list[3].course_id = 7;
    list[3].country = "ZA";
    for (int i = 0; i < 7; i++)
        put(place, list[i], i);
    fold(place, "UTC");
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0), 2);
    assert_int_equal(total(place, "visitors", DAY_ALL, 0, DAY0), 1);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 6);
    assert_int_equal(total(place, "sessions", DAY_ALL, 0, DAY0), 3);
    assert_int_equal(total(place, "seconds", DAY_ALL, 0, DAY0), 600);
    assert_int_equal(total(place, "users", DAY_COURSE, 7, DAY0), 2);
    assert_int_equal(total(place, "events", DAY_COUNTRY, event_country_number("ZA"), DAY0), 1);
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0 + 1), 1);
    struct db *db = store_rollup(place->store);
    assert_int_equal(db_integer(db, -1, "SELECT events FROM day_event e JOIN name n ON n.id = e.name_id WHERE n.name = 'page.viewed'"
                                        " AND dimension = 0 AND day = ?1", (int64_t)DAY0), 3);
    assert_int_equal(db_integer(db, -1, "SELECT viewers FROM day_lesson WHERE lesson_id = 70 AND day = ?1", (int64_t)DAY0), 2);
    assert_int_equal(db_integer(db, -1, "SELECT completed FROM day_lesson WHERE lesson_id = 70 AND day = ?1", (int64_t)DAY0), 1);
    assert_int_equal(db_integer(db, -1, "SELECT count(*) FROM first_seen WHERE day = ?1", (int64_t)DAY0), 2);
}

static void whoever_came_earlier_after_all_is_new_then(void **state)
{
    struct place *place = *state;
    put(place, event(NOON, "a.b", 1), 1);
    fold(place, "UTC");
    put(place, event(NOON - 3 * CLOCK_DAY, "a.b", 1), 2);
    fold(place, "UTC");
    struct db *db = store_rollup(place->store);
    assert_int_equal(db_integer(db, -1, "SELECT day FROM first_seen WHERE user_id = 1"), DAY0 - 3);
    assert_int_equal(db_integer(db, 0, "SELECT count(*) FROM day_new WHERE day = ?1", (int64_t)DAY0), 0);
    assert_int_equal(db_integer(db, 0, "SELECT count(*) FROM day_new WHERE day = ?1", (int64_t)DAY0 - 3), 1);
}

static void a_day_is_the_academys_own(void **state)
{
    struct place *place = *state;
    int64_t before = 1711839600 - 1800; /* Berlin: 31 March 2024 has 23 hours; its midnight is 23:00 UTC of the 30th */
    int64_t day = clock_day_of(2024, 3, 31);
    assert_int_equal(clock_day_start(day, "Europe/Berlin"), 1711839600);
    assert_int_equal(clock_day_start(day + 1, "Europe/Berlin") - clock_day_start(day, "Europe/Berlin"), 23 * 3600);
    put(place, event(before, "a.b", 1), 1);
    put(place, event(1711839600, "a.b", 2), 2);
    put(place, event(1711839600 + 23 * 3600 - 1, "a.b", 3), 3);
    put(place, event(1711839600 + 23 * 3600, "a.b", 4), 4);
    fold(place, "Europe/Berlin");
    assert_int_equal(total(place, "users", DAY_ALL, 0, day - 1), 1);
    assert_int_equal(total(place, "users", DAY_ALL, 0, day), 2);
    assert_int_equal(total(place, "users", DAY_ALL, 0, day + 1), 1);
    fold(place, "UTC"); /* the academy moves: the days follow */
    assert_int_equal(total(place, "users", DAY_ALL, 0, day - 1), 2);
    assert_int_equal(total(place, "users", DAY_ALL, 0, day), 2);
    assert_int_equal(total(place, "users", DAY_ALL, 0, day + 1), -1);
    fold(place, "Asia/Kathmandu"); /* 5:45 ahead: a day begins within an hour */
    assert_int_equal(total(place, "users", DAY_ALL, 0, day), 2);
    assert_int_equal(total(place, "users", DAY_ALL, 0, day + 1), 2);
}

/* ---- against the obvious ---- */

static void check_day(struct place *place, const struct event *list, int64_t day, int64_t course)
{
    int64_t events = 0, users = 0, visitors = 0;
    bool here[PEOPLE + 20] = {false};
    for (int i = 0; i < MANY; i++) {
        if (list[i].at / CLOCK_DAY != day || (course != 0 && list[i].course_id != course))
            continue;
        events++;
        if (list[i].actor != 0 && !here[list[i].actor + 10]) {
            here[list[i].actor + 10] = true;
            users += list[i].actor > 0;
            visitors += list[i].actor < 0;
        }
    }
    int64_t dimension = course == 0 ? DAY_ALL : DAY_COURSE;
    assert_int_equal(total(place, "events", dimension, course, day), events == 0 ? -1 : events);
    assert_int_equal(total(place, "users", dimension, course, day), events == 0 ? -1 : users);
    assert_int_equal(total(place, "visitors", dimension, course, day), events == 0 ? -1 : visitors);
}

static char *everything(struct place *place)
{
    struct db *db = store_rollup(place->store);
    struct text all = text_in(place->arena);
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM day_total ORDER BY dimension, value, day")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM day_people ORDER BY dimension, value, day")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM day_new ORDER BY day")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM day_lesson ORDER BY lesson_id, day")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM first_seen ORDER BY user_id")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT e.dimension, e.value, n.name, e.day, e.events, e.users FROM day_event e"
                                                           " JOIN name n ON n.id = e.name_id ORDER BY 1, 2, 3, 4")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM exposure ORDER BY experiment, actor")));
    text_append(&all, json_write(place->arena, db_rows(db, "SELECT * FROM conversion ORDER BY experiment, actor, at, value")));
    return all.bytes;
}

/* Every fifth event is about an experiment instead. */
static void add_experiments(struct event *list)
{
    static const char *const exposures[] = {"{\"experiment\":\"one\",\"variant\":\"a\"}", "{\"experiment\":\"one\",\"variant\":\"b\"}",
                                            "{\"experiment\":\"two\",\"variant\":\"a\"}"};
    static const char *const conversions[] = {"{\"experiment\":\"one\",\"value\":2.5}", "{\"experiment\":\"two\"}"};
    for (int i = 0; i < MANY; i += 5) {
        bool exposed = i % 2 == 0;
        list[i].name = exposed ? "experiment.exposed" : "experiment.converted";
        list[i].properties = exposed ? exposures[i / 5 % 3] : conversions[i / 5 % 2];
    }
}

static void a_random_history_is_counted_as_if_one_by_one(void **state)
{
    struct place *place = *state;
    static struct event list[MANY];
    make_history(list, 7);
    add_experiments(list);
    for (int from = 0; from < MANY; from += 500) { /* in pieces, folded between: late events come all the time */
        assert_true(store_events(place->store, "test", list + from, 500, from + 499, NULL));
        fold(place, "UTC");
    }
    for (int64_t day = DAY0 - 1; day <= DAY0 + DAYS + 1; day++)
        for (int64_t course = 0; course < 3; course++)
            check_day(place, list, day, course);
    char *kept = everything(place);
    assert_non_null(strstr(kept, "\"experiment\":\"two\",\"actor\":-9,\"at\""));
    assert_true(fold_forget(place->store));
    fold(place, "UTC");
    assert_string_equal(everything(place), kept);
}

/* ---- the spool ---- */

struct taken {
    struct place *place;
    int lines;
    bool refuse;
    int64_t last;
};

static void take(void *context, char *line, int64_t position)
{
    struct taken *taken = context;
    struct event one;
    assert_true(position > taken->last);
    taken->last = position;
    taken->lines += event_read_line(line, &one);
}

static bool let_go(void *context, int64_t position)
{
    (void)position;
    return !((struct taken *)context)->refuse;
}

static void append(struct place *place, int64_t at)
{
    struct text line = text_in(place->arena);
    struct event one = event(at, "a.b", 1);
    event_write_line(&line, &one);
    assert_true(spool_append(&place->config, line.bytes, line.length));
}

static void what_waits_is_taken_once_or_again(void **state)
{
    struct place *place = *state;
    struct taken taken = {.place = place, .refuse = true, .last = -1};
    struct spool_reader reader = {&taken, take, let_go};
    assert_int_equal(spool_take(place->arena, &place->config, 0, 10, &reader), 0);
    append(place, NOON);
    append(place, NOON + 1);
    assert_true(spool_waiting(place->arena, &place->config) > 0);
    assert_int_equal(spool_take(place->arena, &place->config, 0, 10, &reader), -1); /* the store refused: it stays */
    append(place, NOON + 2);
    taken = (struct taken){.place = place, .last = -1};
    assert_int_equal(spool_take(place->arena, &place->config, 0, 10, &reader), 3);
    assert_int_equal(taken.lines, 3);
    assert_int_equal(spool_waiting(place->arena, &place->config), 0);
}

static void a_piece_cut_by_a_full_disk_spoils_only_itself(void **state)
{
    struct place *place = *state;
    append(place, NOON);
    char *path = config_data_path(place->arena, &place->config, "events/incoming");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(truncate(path, status.st_size - 5), 0);
    append(place, NOON + 1);
    struct taken taken = {.place = place, .last = -1};
    struct spool_reader reader = {&taken, take, let_go};
    spool_take(place->arena, &place->config, 0, 10, &reader);
    assert_int_equal(taken.lines, 1);
}

/* A file that may not grow further cuts a write as a full disk does. */
static void lines_that_do_not_all_fit_count_for_nothing(void **state)
{
    struct place *place = *state;
    struct text lines = text_in(place->arena);
    struct rlimit limit, before;
    append(place, NOON);
    for (int i = 0; i < 100; i++) {
        struct event one = event(NOON, "c.d", 1);
        event_write_line(&lines, &one);
    }
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_false(spool_append(&place->config, lines.bytes, lines.length));
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(spool_waiting(place->arena, &place->config), 1000);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    append(place, NOON + 1);
    struct taken taken = {.place = place, .last = -1};
    struct spool_reader reader = {&taken, take, let_go};
    assert_int_equal(spool_take(place->arena, &place->config, 0, 10, &reader), 2);
    assert_int_equal(taken.lines, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_comes_back_as_it_was, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(broken_lines_are_refused, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(a_line_cut_anywhere_is_none, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test(bots_are_known_by_their_words),
        cmocka_unit_test_setup_teardown(a_pack_comes_back_in_order, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(a_source_is_stored_once, open_place, close_place),
        cmocka_unit_test_setup_teardown(the_same_key_is_the_same_event, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_batch_cut_between_two_months_is_read_again, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_batch_over_many_years_is_stored_whole, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_month_that_went_is_gone_on_with, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_small_history_is_counted, open_place, close_place),
        cmocka_unit_test_setup_teardown(whoever_came_earlier_after_all_is_new_then, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_day_is_the_academys_own, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_random_history_is_counted_as_if_one_by_one, open_place, close_place),
        cmocka_unit_test_setup_teardown(what_waits_is_taken_once_or_again, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_piece_cut_by_a_full_disk_spoils_only_itself, open_place, close_place),
        cmocka_unit_test_setup_teardown(lines_that_do_not_all_fit_count_for_nothing, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
