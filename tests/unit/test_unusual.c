/* test_unusual.c - a planted day is found, its cause is named, ordinary days are let be; alerts see the same. */
#include "place.h"

#include "core/base/json.h"
#include "domain/measure/alert.h"
#include "domain/measure/outlook.h"
#include "domain/measure/unusual.h"

#include <math.h>

enum { LONG = 70, ODD = 62, TODAY = DAY0 + LONG };

/* Ninety people a day, fewer at weekends, from two countries; on the odd day most of France stays away. */
static void live(struct place *place, bool many_courses)
{
    static struct event events[LONG * 100];
    size_t count = 0;
    uint64_t random = 3;
    for (int64_t day = DAY0; day < TODAY; day++) {
        int64_t crowd = (clock_weekday(day) >= 6 ? 48 : 90) + (int64_t)(shuffle_next(&random) % 5);
        for (int64_t who = 1; who <= crowd; who++) {
            bool french = who % 2 == 0;
            struct event one = event(day * CLOCK_DAY + 3600, "page.viewed", who);
            one.country = french ? "FR" : "ZA";
            one.course_id = many_courses ? day * 1000 + who : 0;
            one.device = who % 3 == 0 ? EVENT_PHONE : EVENT_DESKTOP;
            if (day == DAY0 + ODD && french && who > 2)
                continue;
            one.position = day * 1000 + who;
            events[count++] = one;
        }
    }
    assert_true(store_events(place->store, "test", events, count, TODAY * 1000, NULL));
    fold(place, "UTC");
}

static void the_odd_day_is_found_and_explained(void **state)
{
    struct place *place = *state;
    const struct figure *dau = figure_find("dau");
    live(place, false);
    struct sheet *past = outlook_past(place->arena, place->store, "UTC", &(struct figure_filter){0}, TODAY);
    struct unusual unusual = unusual_days(place->arena, past, dau);
    assert_int_equal(unusual.count, LONG);
    assert_true(unusual.judged > 30);
    int outside = 0;
    for (size_t i = 0; i < unusual.count; i++)
        outside += unusual.days[i].outside;
    assert_true(unusual.days[ODD].outside);
    assert_true(outside <= 3);
    cJSON *cause = unusual_cause(place->arena, place->store, "UTC", dau, &figure_everybody, DAY0 + ODD);
    assert_non_null(cause);
    assert_string_equal(json_string(cause, "dimension", ""), "country");
    assert_string_equal(json_string(cause, "value", ""), "FR");
    assert_true(json_member(cause, "explained")->valuedouble > 0.8);
    const char *words = unusual_cause_words(place->arena, NULL, "en", cause);
    assert_true(strstr(words, "Country FR: 1 instead of") == words);
    assert_null(unusual_cause(place->arena, place->store, "UTC", figure_find("stickiness"), &figure_everybody, DAY0 + ODD));
}

static void many_courses_hide_no_country(void **state)
{
    struct place *place = *state;
    live(place, true);
    cJSON *cause = unusual_cause(place->arena, place->store, "UTC", figure_find("dau"), &figure_everybody, DAY0 + ODD);
    assert_non_null(cause);
    assert_string_equal(json_string(cause, "value", ""), "FR");
    assert_true(fabs(json_member(cause, "expected")->valuedouble - 45) < 5);
}

/* Of everybody's 90, a third came by phone; of these, too, the French stayed away. What the whole academy did is no cause of theirs. */
static void within_a_filter_its_own_parts_count(void **state)
{
    struct place *place = *state;
    live(place, false);
    const struct figure_filter phones = {.device = EVENT_PHONE};
    cJSON *cause = unusual_cause(place->arena, place->store, "UTC", figure_find("dau"), &phones, DAY0 + ODD);
    assert_non_null(cause);
    assert_string_equal(json_string(cause, "dimension", ""), "country");
    assert_string_equal(json_string(cause, "value", ""), "FR");
    assert_true(json_member(cause, "actual")->valuedouble == 0);
    assert_true(fabs(json_member(cause, "expected")->valuedouble - 15) < 1.5);
    cause = unusual_cause(place->arena, place->store, "UTC", figure_find("events"), &(struct figure_filter){.country = event_country_number("FR")}, DAY0 + ODD);
    assert_non_null(cause);
    assert_string_equal(json_string(cause, "dimension", ""), "device"); /* never the country that was chosen */
    assert_true(strstr(unusual_cause_words(place->arena, NULL, "en", cause), "Device Computer: ") != NULL ||
                strstr(unusual_cause_words(place->arena, NULL, "en", cause), "Device Phone: ") != NULL);
}

static void alerts_see_the_same(void **state)
{
    struct place *place = *state;
    const struct figure *dau = figure_find("dau");
    live(place, false);
    struct sheet *past = outlook_past(place->arena, place->store, "UTC", &(struct figure_filter){0}, TODAY);
    struct alert_finding odd = alert_look(place->arena, "unusual", NAN, past, dau, DAY0 + ODD);
    assert_true(odd.found);
    assert_true(odd.value < odd.low);
    assert_false(alert_look(place->arena, "unusual", NAN, past, dau, DAY0 + ODD - 1).found);
    assert_false(alert_look(place->arena, "unusual", NAN, past, dau, DAY0 + 3).found); /* too early */
    assert_true(alert_look(place->arena, "below", odd.value + 1, past, dau, DAY0 + ODD).found);
    assert_false(alert_look(place->arena, "below", odd.value, past, dau, DAY0 + ODD).found);
    assert_true(alert_look(place->arena, "above", odd.value - 1, past, dau, DAY0 + ODD).found);
    assert_false(alert_look(place->arena, "above", 1, past, dau, TODAY + 5).found); /* no such day */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_odd_day_is_found_and_explained, open_place, close_place),
        cmocka_unit_test_setup_teardown(many_courses_hide_no_country, open_place, close_place),
        cmocka_unit_test_setup_teardown(within_a_filter_its_own_parts_count, open_place, close_place),
        cmocka_unit_test_setup_teardown(alerts_see_the_same, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
