/* test_ranking.c - the tables under the key figures - courses, lessons where learners stop, where a figure comes from - of a random history,
 * with every kind of filter, against a count that looks at every event. */
#include "place.h"

#include "domain/measure/breakdown.h"
#include "domain/measure/ranking.h"
#include "domain/measure/stop.h"

#include <math.h>

enum { COURSES = 3, LESSONS = 3 };

static struct event history[MANY];
static int64_t firsts[PEOPLE];
static const struct figure_range before = {DAY0 + 1, DAY0 + 6}, now = {DAY0 + 7, DAY0 + 12};

static bool in(const struct event *one, struct figure_range range)
{
    return one->at / CLOCK_DAY >= range.from && one->at / CLOCK_DAY <= range.to;
}

/* Events of a name (NULL: different people of any) about a course in a range. */
static int64_t count(const struct figure_filter *filter, int64_t course_id, const char *name, struct figure_range range)
{
    bool here[PEOPLE] = {false};
    int64_t events = 0, people = 0;
    for (int i = 0; i < MANY; i++) {
        const struct event *one = &history[i];
        if (one->course_id != course_id || !in(one, range) || !history_fits(one, filter, firsts))
            continue;
        events += name != NULL && strcmp(one->name, name) == 0;
        people += one->actor > 0 && !here[one->actor];
        here[one->actor > 0 ? one->actor : 0] = true;
    }
    return name == NULL ? people : events;
}

static void check_ranking(struct place *place, const struct figure_filter *filter)
{
    struct ranking ranking;
    int64_t found = 0, last = INT64_MAX;
    assert_true(ranking_read(place->arena, place->store, "UTC", filter, now, before, &ranking));
    for (size_t i = 0; i < ranking.count; i++) {
        const struct ranked *course = &ranking.courses[i];
        assert_int_equal(course->people.count, count(filter, course->course_id, NULL, now));
        assert_int_equal(course->people_before.count, count(filter, course->course_id, NULL, before));
        assert_int_equal(course->enrolments, count(filter, course->course_id, "course.enrolled", now));
        assert_int_equal(course->enrolments_before, count(filter, course->course_id, "course.enrolled", before));
        assert_int_equal(course->completions, count(filter, course->course_id, "course.completed", now));
        assert_int_equal(course->completions_before, count(filter, course->course_id, "course.completed", before));
        assert_true(course->people.count <= last);
        last = course->people.count;
        found++;
    }
    for (int64_t course_id = 1; course_id < COURSES; course_id++)
        if (count(filter, course_id, NULL, now) > 0)
            assert_non_null(ranking_find(&ranking, course_id));
    assert_true(found == (filter->course_id == 0 ? COURSES - 1 : 1));
}

/* Viewers of a lesson, each once a day. */
static int64_t viewers(const struct figure_filter *filter, int64_t lesson_id)
{
    int64_t sum = 0;
    for (int64_t day = now.from; day <= now.to; day++) {
        bool here[PEOPLE] = {false};
        for (int i = 0; i < MANY; i++) {
            const struct event *one = &history[i];
            if (one->lesson_id == lesson_id && one->actor > 0 && in(one, (struct figure_range){day, day}) && strcmp(one->name, "lesson.viewed") == 0 &&
                history_fits(one, filter, firsts))
                here[one->actor] = true;
        }
        for (int64_t actor = 1; actor < PEOPLE; actor++)
            sum += here[actor];
    }
    return sum;
}

static void check_stops(struct place *place, struct db *db, const struct figure_filter *filter)
{
    cJSON *row, *list = stop_list(place->arena, db, place->store, "UTC", filter, now);
    assert_int_equal(cJSON_GetArraySize(list), filter->course_id == 0 ? (COURSES - 1) * LESSONS : LESSONS);
    cJSON_ArrayForEach(row, list)
    {
        int64_t views = 0, completed = 0, lesson_id = json_integer(row, "lesson_id", 0), here = viewers(filter, lesson_id);
        bool is_last = lesson_id % 10 == LESSONS - 1;
        for (int i = 0; i < MANY; i++)
            if (history[i].lesson_id == lesson_id && in(&history[i], now) && history_fits(&history[i], filter, firsts)) {
                views += strcmp(history[i].name, "lesson.viewed") == 0;
                completed += strcmp(history[i].name, "lesson.completed") == 0;
            }
        assert_int_equal(json_integer(row, "views", -1), views);
        assert_int_equal(json_integer(row, "viewers", -1), here);
        assert_int_equal(json_integer(row, "completed", -1), completed);
        if (is_last || here == 0)
            assert_true(cJSON_IsNull(json_member(row, "lost")));
        else
            assert_int_equal(json_integer(row, "next_viewers", -1), viewers(filter, lesson_id + 1));
    }
}

/* Each row is the figure of the filter with this value added; so many, the largest first, none of nothing. */
static void check_breakdown(struct place *place, const struct figure_filter *filter, const char *name)
{
    const struct figure *figure = figure_find(name);
    for (enum day_dimension dimension = DAY_COURSE; dimension <= DAY_DEVICE; dimension++) {
        struct breakdown breakdown;
        double last = INFINITY;
        assert_true(breakdown_read(place->arena, place->store, "UTC", figure, filter, dimension, now, &breakdown));
        for (int i = 0; i < breakdown.count; i++) {
            struct figure_filter own = *filter;
            int64_t value = breakdown.rows[i].value;
            *(dimension == DAY_COURSE ? &own.course_id : dimension == DAY_COUNTRY ? &own.country : &own.device) = value;
            assert_true(value > 0);
            double wanted = sheet_total(sheet_read(place->arena, place->store, "UTC", &own, now.from, now.to), figure);
            assert_true(isnan(wanted) ? isnan(breakdown.rows[i].number) : fabs(breakdown.rows[i].number - wanted) < 1e-9);
            assert_true(isnan(wanted) || wanted <= last);
            last = isnan(wanted) ? last : wanted;
        }
        int values = dimension == DAY_COURSE ? COURSES - 1 : dimension == DAY_COUNTRY ? 1 : EVENT_DEVICES - 1;
        int64_t chosen = dimension == DAY_COURSE ? filter->course_id : dimension == DAY_COUNTRY ? filter->country : filter->device;
        if (figure_filter_any(filter))
            assert_int_equal(breakdown.count, chosen != 0 ? 1 : values);
    }
}

static void fill(struct db *db)
{
    static const char *const slugs[] = {"a", "b", "c"};
    for (int64_t course_id = 1; course_id < COURSES; course_id++) {
        db_change(db, "INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (?1, ?2, 'C', 'published', 1, 1)", course_id,
                  course_id == 1 ? "one" : "two");
        db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (?1, ?1, 'm', 'M', 1)", course_id);
        for (int64_t i = 0; i < LESSONS; i++)
            db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at) VALUES (?1, ?2, ?2, ?3, 'L', 'text', ?4, 1)",
                      course_id * 10 + i, course_id, slugs[i], i);
    }
}

static void tables_are_as_if_counted_one_by_one(void **state)
{
    struct place *place = *state;
    struct fixture *fixture = fixture_open(fill);
    make_history(history, 12);
    for (int i = 0; i < MANY; i++) {
        if (history[i].name[1] == '.')
            history[i].name = history[i].name[0] == 'a' ? "course.enrolled" : "course.completed";
        history[i].lesson_id = history[i].course_id * 10 + i % LESSONS;
        if (history[i].actor > PEOPLE / 2 && history[i].at < NOON + 16 * CLOCK_DAY) /* half of the people begin in December */
            history[i].actor = 1 + i % (PEOPLE / 2);
    }
    for (int64_t actor = 1; actor < PEOPLE; actor++)
        firsts[actor] = history_first_day(history, actor);
    assert_true(store_events(place->store, "test", history, MANY, MANY, NULL));
    fold(place, "UTC");
    int64_t france = event_country_number("FR"), november = 2023 * 12 + 10;
    const struct figure_filter filters[] = {{0}, {.course_id = 2}, {.country = france}, {.device = EVENT_PHONE}, {.course_id = 1, .country = france}, {.cohort = november},
                                            {.course_id = 1, .device = EVENT_TABLET, .cohort = november}};
    static const char *const names[] = {"people", "dau", "enrolments", "events", "visitors", "sessions", "completion_rate"};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        check_ranking(place, &filters[i]);
        check_stops(place, fixture->db, &filters[i]);
        for (size_t name = 0; name < sizeof names / sizeof *names; name++)
            check_breakdown(place, &filters[i], names[name]);
    }
    struct ranking ranking;
    const int64_t both[] = {1, 2, 99};
    assert_true(ranking_read(place->arena, place->store, "UTC", &filters[0], now, before, &ranking));
    int64_t people = 0;
    for (int64_t actor = 1; actor < PEOPLE; actor++) {
        bool here = false;
        for (int i = 0; i < MANY; i++)
            here = here || (history[i].actor == actor && history[i].course_id > 0 && in(&history[i], now));
        people += here;
    }
    assert_int_equal(ranking_people(place->arena, &ranking, both, 3), people);
    void *fixture_state = fixture;
    fixture_close(&fixture_state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(tables_are_as_if_counted_one_by_one, open_place, close_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
