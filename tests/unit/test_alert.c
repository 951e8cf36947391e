/* test_alert.c - what is noted of the days that a rule was looked at. */
#include "fixture.h"

#include "core/base/json.h"
#include "domain/account/person.h"
#include "domain/measure/alert.h"

enum { TODAY = 20000, NOW = TODAY * 86400 + 3600 };

static void make_admin(struct db *db)
{
    int64_t id = 0;
    assert_int_equal(person_add(db, &id, "ada@example.org", "Ada", NULL, "UTC", "en", PERSON_ADMIN, 0, NOW), DB_OK);
}

static int open_all(void **state)
{
    *state = fixture_open(make_admin);
    return 0;
}

static int64_t checked(struct db *db, int64_t id)
{
    return json_integer(alert_find(db, id), "checked_day", -1);
}

static void days_go_on_and_not_back_but_for_a_wrong_clock(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    const struct alert_finding nothing = {.found = false}, something = {.found = true, .value = 3};
    const struct alert alert = {.title = "Fewer", .figure = "dau", .condition = "below", .threshold = 5, .recipients = "ada@example.org"};
    int64_t id = 0;
    assert_int_equal(alert_add(db, &alert, 1, TODAY - 3, NOW, &id), DB_OK);
    assert_int_equal(alert_note(db, id, TODAY - 1, &something, "", true, NOW), DB_OK);
    assert_int_equal(checked(db, id), TODAY - 1);
    assert_int_equal(alert_note(db, id, TODAY - 2, &nothing, "", true, NOW), DB_OK);
    assert_int_equal(checked(db, id), TODAY - 1);
    assert_int_equal(alert_note(db, id, TODAY + 365, &nothing, "", true, NOW + INT64_C(366) * 86400), DB_OK);
    assert_int_equal(checked(db, id), TODAY + 365);
    assert_int_equal(alert_note(db, id, TODAY, &nothing, "", true, NOW + 86400), DB_OK);
    assert_int_equal(checked(db, id), TODAY);
    assert_int_equal(cJSON_GetArraySize(alert_history(db, id, 10)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(days_go_on_and_not_back_but_for_a_wrong_clock, open_all, fixture_close),
    };
    return cmocka_run_group_tests_name("alert", tests, NULL, NULL);
}
