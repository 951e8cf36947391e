/* test_outlook.c - a figure's past becomes a forecast that is kept, and later judged by what came. */
#include "place.h"

#include "core/store/migrate.h"
#include "domain/measure/outlook.h"

#include <math.h>

enum { LONG = 120, FROM = DAY0, TODAY = DAY0 + LONG };

/* So many people on a day: weekends are quiet. */
static int64_t crowd(int64_t day)
{
    return clock_weekday(day) >= 6 ? 4 : 12 + day % 3;
}

static void live(struct place *place, int64_t from, int64_t to)
{
    for (int64_t day = from; day < to; day++)
        for (int64_t who = 1; who <= crowd(day); who++)
            put(place, event(day * CLOCK_DAY + 3600, "a.b", who), day * 100 + who);
    fold(place, "UTC");
}

static void a_forecast_follows_the_week_and_is_judged(void **state)
{
    struct place *place = *state;
    struct db *db = db_open(":memory:", DB_CREATE);
    const char *problem = NULL;
    db_use_arena(db, place->arena);
    assert_true(migrate_apply(place->arena, db, "db", 0, NULL, &problem));
    live(place, FROM, TODAY);
    const struct figure *dau = figure_find("dau");
    const struct figure_filter everything = {0};
    struct outlook outlook = outlook_make(place->arena, outlook_past(place->arena, place->store, "UTC", &everything, TODAY), dau, 14);
    assert_true(outlook.enough);
    assert_int_equal(outlook.count, LONG);
    assert_int_equal(outlook.today, TODAY);
    for (int i = 0; i < 14; i++) {
        assert_true(fabs(outlook.forecast.steps[i].point - (double)crowd(TODAY + i)) < 3);
        assert_true(outlook.forecast.steps[i].low95 <= outlook.forecast.steps[i].low80);
    }
    assert_int_equal(db_begin_write(db), DB_OK);
    assert_int_equal(outlook_keep(place->arena, db, &outlook, 0, 0), DB_OK);
    assert_int_equal(outlook_keep(place->arena, db, &outlook, 0, 0), DB_OK); /* once a day */
    assert_int_equal(db_end(db, true), DB_OK);
    assert_int_equal(outlook_kept_day(db, "dau", 0, TODAY), TODAY);
    assert_int_equal(outlook_kept_day(db, "dau", 0, TODAY - 1), 0); /* the clock was ahead, and was set back */
    cJSON *kept = outlook_compare(db, &outlook, 0, 10);
    assert_int_equal(cJSON_GetArraySize(kept), 1);
    assert_int_equal(json_integer(kept->child, "days", -1), 0);
    assert_true(cJSON_IsNull(json_member(kept->child, "error")));
    live(place, TODAY, TODAY + 7); /* a week later */
    outlook = outlook_make(place->arena, outlook_past(place->arena, place->store, "UTC", &everything, TODAY + 7), dau, 14);
    kept = outlook_compare(db, &outlook, 0, 10);
    assert_int_equal(json_integer(kept->child, "days", -1), 7);
    assert_true(json_member(kept->child, "error")->valuedouble < 30);
    assert_true(json_integer(kept->child, "inside95", 0) >= json_integer(kept->child, "inside80", 0));
    assert_true(json_integer(kept->child, "inside95", 0) >= 5);
    db_close(db);
}

static void a_short_past_is_none(void **state)
{
    struct place *place = *state;
    const struct figure_filter everything = {0};
    const struct figure *dau = figure_find("dau");
    assert_null(outlook_past(place->arena, place->store, "UTC", &everything, TODAY));
    assert_false(outlook_make(place->arena, NULL, dau, 30).enough);
    live(place, FROM, FROM + OUTLOOK_LEAST_DAYS - 1);
    struct sheet *past = outlook_past(place->arena, place->store, "UTC", &everything, FROM + OUTLOOK_LEAST_DAYS - 1);
    assert_false(outlook_make(place->arena, past, dau, 30).enough);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_forecast_follows_the_week_and_is_judged, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_short_past_is_none, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
