/* test_explore.c - single events found through the packs and by a person, page by page; and counts of a random history. */
#include "place.h"

#include "domain/measure/explore.h"
#include "domain/measure/tally.h"

static struct event history[MANY];

static struct explore_question question_of(void)
{
    return (struct explore_question){.name = "", .page = "", .key = "", .value = "", .from = NOON - CLOCK_DAY, .until = NOON + (DAYS + 1) * CLOCK_DAY};
}

struct found {
    struct event list[MANY]; /* without texts but the name */
    int64_t ids[MANY];
    char months[MANY][STORE_MONTH_BYTES];
    int count;
};
static struct found found;

static bool note(void *context, const struct explored *one)
{
    struct found *into = context;
    struct event *event = &into->list[into->count];
    *event = (struct event){.at = one->event.at, .actor = one->event.actor, .course_id = one->event.course_id, .device = one->event.device};
    for (size_t i = 0; i < sizeof some_names / sizeof *some_names; i++)
        if (strcmp(some_names[i], one->event.name) == 0)
            event->name = some_names[i];
    into->ids[into->count] = one->id;
    memcpy(into->months[into->count++], one->month, STORE_MONTH_BYTES);
    return true;
}

/* All of it, by pages of so many. */
static void find_all(struct place *place, const struct explore_question *question, int a_page)
{
    struct explore_cursor cursor = {.at = question->until};
    struct explore_seen seen = {.more = true};
    for (found.count = 0; seen.more;) {
        int before = found.count;
        assert_true(explore_events(place->arena, place->store, question, &cursor, a_page, note, &found, &seen));
        assert_int_equal(found.count - before, seen.shown);
        assert_true(seen.shown <= a_page);
    }
}

static bool wanted(const struct event *one, const struct explore_question *question)
{
    return (*question->name == '\0' || strcmp(one->name, question->name) == 0) && (!question->of_actor || one->actor == question->actor) &&
           (question->filter.course_id == 0 || one->course_id == question->filter.course_id) &&
           (question->filter.device == 0 || (int64_t)one->device == question->filter.device) &&
           (question->lesson_id == 0 || one->lesson_id == question->lesson_id) && one->at >= question->from && one->at < question->until;
}

/* As many as there are, each once, the newest first. */
static void check(struct place *place, const struct explore_question *question, int a_page)
{
    int count = 0;
    find_all(place, question, a_page);
    for (int i = 0; i < MANY; i++)
        count += wanted(&history[i], question);
    assert_int_equal(found.count, count);
    for (int i = 1; i < count; i++) {
        assert_true(found.list[i].at <= found.list[i - 1].at);
        assert_true(found.ids[i] != 0);
        for (int k = i - 1; k >= 0 && found.list[k].at == found.list[i].at; k--)
            assert_true(found.ids[k] != found.ids[i] || strcmp(found.months[k], found.months[i]) != 0);
    }
    for (int i = 0; i < count; i++)
        assert_true(wanted(&found.list[i], &(struct explore_question){.name = question->name, .of_actor = question->of_actor, .actor = question->actor,
                                                                     .filter = question->filter, .from = question->from, .until = question->until}));
}

static void fill(struct place *place)
{
    make_history(history, 77);
    for (int i = 0; i < MANY; i += 3) /* many at once, some of them alike */
        history[i].at = NOON + history[i].at % 50 * 1800;
    for (int i = 0; i < MANY; i += 9)
        history[i].actor = 3;
    assert_true(store_events(place->store, "test", history, MANY, MANY, NULL));
    fold(place, "UTC");
}

static void each_event_is_found_once_newest_first(void **state)
{
    struct place *place = *state;
    fill(place);
    struct explore_question question = question_of();
    check(place, &question, 7);
    check(place, &question, MANY);
    question.name = "a.one";
    check(place, &question, 50);
    question.filter = (struct figure_filter){.course_id = 2, .device = EVENT_PHONE};
    check(place, &question, 3);
    question = question_of();
    question.lesson_id = 10;
    question.from = NOON + CLOCK_DAY;
    question.until = NOON + 3 * CLOCK_DAY + 17;
    check(place, &question, 20);
    question = question_of();
    question.of_actor = true;
    question.actor = 3;
    check(place, &question, 7);
    question.name = "b.two";
    question.filter.course_id = 1;
    check(place, &question, 2);
    question.actor = -4;
    check(place, &question, 2);
    question.name = "never";
    check(place, &question, 2);
}

static struct event with(int64_t at, const char *page, const char *properties)
{
    struct event one = event(at, "a.one", 1);
    one.page = page;
    one.properties = properties;
    return one;
}

static int found_with(struct place *place, const char *page, const char *key, const char *value)
{
    struct explore_question question = question_of();
    question.page = page;
    question.key = key;
    question.value = value;
    find_all(place, &question, 10);
    return found.count;
}

static void pages_and_properties(void **state)
{
    struct place *place = *state;
    put(place, with(NOON, "/courses/one", "{\"plan\":\"free\",\"size\":3}"), 1);
    put(place, with(NOON, "/courses/two", "{\"plan\":\"paid\",\"free\":true}"), 2);
    put(place, with(NOON + 1, "/about", ""), 3);
    fold(place, "UTC");
    assert_int_equal(found_with(place, "/courses/", "", ""), 2);
    assert_int_equal(found_with(place, "/courses/t", "", ""), 1);
    assert_int_equal(found_with(place, "", "plan", "free"), 1);
    assert_int_equal(found_with(place, "", "size", "3"), 1);
    assert_int_equal(found_with(place, "", "free", "true"), 1);
    assert_int_equal(found_with(place, "", "plan", "paid "), 0);
    assert_int_equal(found_with(place, "/about", "plan", "free"), 0);
}

static void one_and_the_newest(void **state)
{
    struct place *place = *state;
    put(place, with(NOON, "/a", "{\"x\":1}"), 1);
    put(place, with(NOON + 40 * CLOCK_DAY, "/b", ""), 2);
    put(place, with(NOON + 40 * CLOCK_DAY + 1, "/c", ""), 3);
    fold(place, "UTC");
    struct explored one;
    found.count = 0;
    assert_true(explore_after(place->store, "", 0, 50, note, &found));
    assert_int_equal(found.count, 3);
    assert_string_equal(found.months[0], "2023-11");
    assert_true(explore_find(place->arena, place->store, found.months[0], found.ids[0], &one));
    assert_string_equal(one.event.page, "/a");
    assert_string_equal(one.event.properties, "{\"x\":1}");
    assert_false(explore_find(place->arena, place->store, "2023-11", 99, &one));
    assert_false(explore_find(place->arena, place->store, "../roll", 1, &one));
    assert_false(explore_find(place->arena, place->store, "2023-10", 1, &one));
    struct found first = {0};
    memcpy(&first, &found, sizeof first);
    found.count = 0;
    assert_true(explore_after(place->store, first.months[1], first.ids[1], 50, note, &found));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.ids[0], first.ids[2]);
    found.count = 0;
    assert_true(explore_after(place->store, "", 0, 1, note, &found)); /* of each month the newest */
    assert_int_equal(found.ids[found.count - 1], first.ids[2]);
}

/* ---- counts ---- */

static int64_t counted(const struct tally_question *question, const char *name, int64_t day, int weekday, int hour)
{
    int64_t count = 0;
    for (int i = 0; i < MANY; i++) {
        const struct event *one = &history[i];
        struct clock_parts parts = clock_parts(one->at, question->zone);
        int64_t its_day = clock_day(one->at, question->zone);
        count += its_day >= question->from && its_day <= question->to && (name == NULL || strcmp(name, one->name) == 0) &&
                 (day == 0 || day == its_day) && (weekday == 0 || (parts.weekday == weekday && parts.hour == hour)) &&
                 (question->filter.course_id == 0 || question->filter.course_id == one->course_id) &&
                 (*question->name == '\0' || strcmp(question->name, one->name) == 0) && (!question->of_actor || one->actor == question->actor);
    }
    return count;
}

static void check_tally(struct place *place, const struct tally_question *question)
{
    struct tally *tally = tally_read(place->arena, place->store, question);
    int64_t sums[5] = {0};
    assert_int_equal(tally->events, counted(question, NULL, 0, 0, 0));
    for (int64_t day = question->from; day <= question->to; day++)
        assert_int_equal(tally->days[day - question->from], counted(question, NULL, day, 0, 0));
    for (int weekday = 1; weekday <= TALLY_WEEKDAYS; weekday++)
        for (int hour = 0; hour < TALLY_HOURS; hour++)
            assert_int_equal(tally->hours[weekday - 1][hour], counted(question, NULL, 0, weekday, hour));
    for (size_t i = 0; i < sizeof some_names / sizeof *some_names; i++) {
        const struct tally_row *row = tally_name(tally, some_names[i]);
        int64_t expected = counted(question, some_names[i], 0, 0, 0);
        assert_int_equal(row == NULL ? 0 : row->events, expected);
        assert_int_equal(row == NULL ? 0 : row->days[2], counted(question, some_names[i], question->from + 2, 0, 0));
    }
    assert_int_equal(tally->person_count, tally->people);
    for (int i = 0; i < tally->person_count; i++) {
        struct tally_question own = *question;
        own.of_actor = true;
        own.actor = tally->persons[i].key;
        assert_true(i == 0 || tally->persons[i].events <= tally->persons[i - 1].events);
        if (!question->of_actor)
            assert_int_equal(tally->persons[i].events, counted(&own, NULL, 0, 0, 0));
    }
    const struct { const struct tally_row *rows; int count; } lists[] = {
        {tally->courses, tally->course_count}, {tally->countries, tally->country_count}, {tally->devices, tally->device_count}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (int k = 0; k < lists[i].count; k++)
            sums[i] += lists[i].rows[k].events;
        assert_int_equal(sums[i], tally->events);
    }
}

static void counts_are_as_if_each_were_looked_at(void **state)
{
    struct place *place = *state;
    fill(place);
    static const char *const zones[] = {"UTC", "Asia/Kathmandu", "America/New_York"}; /* a quarter of an hour aside; behind */
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct tally_question question = {.zone = zones[i], .name = "", .from = DAY0 + 1, .to = DAY0 + 12};
        check_tally(place, &question);
        question.filter.course_id = 2;
        check_tally(place, &question);
        question.name = "b.two";
        check_tally(place, &question);
        question = (struct tally_question){.zone = zones[i], .name = "", .from = DAY0, .to = DAY0 + 20, .of_actor = true, .actor = 3};
        check_tally(place, &question);
    }
}

static void people_of_a_name_count_once(void **state)
{
    struct place *place = *state;
    const int64_t actors[] = {5, 5, 9, -3, 0, 70000};
    for (int i = 0; i < 6; i++)
        put(place, event(NOON + i * CLOCK_DAY / 3, "a.one", actors[i]), i + 1);
    put(place, event(NOON, "b.two", 5), 7);
    fold(place, "UTC");
    struct tally *tally = tally_read(place->arena, place->store, &(struct tally_question){.zone = "UTC", .name = "", .from = DAY0, .to = DAY0 + 5});
    assert_int_equal(tally->people, 3);
    assert_string_equal(tally->names[0].name, "a.one");
    assert_int_equal(tally->names[0].events, 6);
    assert_int_equal(tally->names[0].people, 3);
    assert_int_equal(tally->names[1].people, 1);
    assert_int_equal(tally->persons[0].key, 5);
    assert_int_equal(tally->persons[0].events, 3);
    assert_null(tally_name(tally, "never"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_event_is_found_once_newest_first, open_place, close_place),
        cmocka_unit_test_setup_teardown(pages_and_properties, open_place, close_place),
        cmocka_unit_test_setup_teardown(one_and_the_newest, open_place, close_place),
        cmocka_unit_test_setup_teardown(counts_are_as_if_each_were_looked_at, open_place, close_place),
        cmocka_unit_test_setup_teardown(people_of_a_name_count_once, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
